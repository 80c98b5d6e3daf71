// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/present/presentable.h"

G_DEFINE_INTERFACE (FooledPresentable, fooled_presentable, GTK_TYPE_WIDGET)

static guint changed_signal;

void
fooled_tile_clear (FooledTile *tile)
{
  g_clear_pointer (&tile->title, g_free);
  g_clear_pointer (&tile->label, g_free);
  g_clear_pointer (&tile->value, g_free);
  g_clear_pointer (&tile->image, base_image_unref);
  g_clear_object (&tile->overlay);
}

void
fooled_scene_clear (FooledScene *scene)
{
  g_clear_pointer (&scene->line, g_free);
}

static void
fooled_presentable_default_init (FooledPresentableInterface *interface)
{
  changed_signal = g_signal_new ("presentation-changed", G_TYPE_FROM_INTERFACE (interface),
                                 G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

void
fooled_presentable_changed (FooledPresentable *self)
{
  g_return_if_fail (FOOLED_IS_PRESENTABLE (self));

  g_signal_emit (self, changed_signal, 0);
}

void
fooled_presentable_describe (FooledPresentable *self, FooledScene *scene)
{
  g_return_if_fail (FOOLED_IS_PRESENTABLE (self));

  *scene = (FooledScene){ .newest = -1 };
  FOOLED_PRESENTABLE_GET_IFACE (self)->describe (self, scene);
}

GArray *
fooled_presentable_list (FooledPresentable *self, guint n_tiles, gboolean strongest)
{
  GArray *numbers;

  g_return_val_if_fail (FOOLED_IS_PRESENTABLE (self), NULL);

  if (FOOLED_PRESENTABLE_GET_IFACE (self)->list != NULL)
    return FOOLED_PRESENTABLE_GET_IFACE (self)->list (self, strongest);
  numbers = g_array_sized_new (FALSE, FALSE, sizeof (guint), n_tiles);
  for (guint i = 0; i < n_tiles; i++)
    g_array_append_val (numbers, i);
  return numbers;
}

void
fooled_presentable_read_tile (FooledPresentable *self,
                              guint number,
                              gboolean enlarged,
                              FooledTile *tile)
{
  g_return_if_fail (FOOLED_IS_PRESENTABLE (self));

  *tile = (FooledTile){ 0 };
  FOOLED_PRESENTABLE_GET_IFACE (self)->read_tile (self, number, enlarged, tile);
}

void
fooled_presentable_select (FooledPresentable *self, gint number, gboolean by_hand)
{
  g_return_if_fail (FOOLED_IS_PRESENTABLE (self));

  if (FOOLED_PRESENTABLE_GET_IFACE (self)->select != NULL)
    FOOLED_PRESENTABLE_GET_IFACE (self)->select (self, number, by_hand);
}

void
fooled_presentable_set_side (FooledPresentable *self, guint device_pixels)
{
  g_return_if_fail (FOOLED_IS_PRESENTABLE (self));

  if (FOOLED_PRESENTABLE_GET_IFACE (self)->set_side != NULL)
    FOOLED_PRESENTABLE_GET_IFACE (self)->set_side (self, device_pixels);
}

void
fooled_presentable_toggle (FooledPresentable *self)
{
  g_return_if_fail (FOOLED_IS_PRESENTABLE (self));

  if (FOOLED_PRESENTABLE_GET_IFACE (self)->toggle != NULL)
    FOOLED_PRESENTABLE_GET_IFACE (self)->toggle (self);
}

GtkWidget *
fooled_presentable_create_figure (FooledPresentable *self)
{
  g_return_val_if_fail (FOOLED_IS_PRESENTABLE (self), NULL);

  if (FOOLED_PRESENTABLE_GET_IFACE (self)->create_figure == NULL)
    return NULL;
  return FOOLED_PRESENTABLE_GET_IFACE (self)->create_figure (self);
}

void
fooled_presentable_update_figure (FooledPresentable *self, GtkWidget *figure)
{
  g_return_if_fail (FOOLED_IS_PRESENTABLE (self));
  g_return_if_fail (GTK_IS_WIDGET (figure));

  FOOLED_PRESENTABLE_GET_IFACE (self)->update_figure (self, figure);
}
