// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lens/lens-tile.h"

#include "config.h"

#include <glib/gi18n.h>

struct _FooledLensTile
{
  GObject *page;
  void (*changed) (gpointer page);
  FooledLens *lens;
  guint place; /* for maps; RUN_HEAT_PLACES = none */

  BaseImage *image; /* what was asked for; NULL = nothing */
  guint class_index;
  AscHeat heat;
  RunHeatMap *map; /* that the texture shows; NULL = none */
  GdkTexture *texture;
};

static void
forget_map (FooledLensTile *self)
{
  g_clear_pointer (&self->map, run_heat_map_unref);
  g_clear_object (&self->texture);
}

void
fooled_lens_tile_rest (FooledLensTile *self)
{
  fooled_lens_give_back (self->lens, self->place);
  self->place = RUN_HEAT_PLACES;
  g_clear_pointer (&self->image, base_image_unref);
  forget_map (self);
}

static void
map_arrived (FooledLens *lens, guint place, FooledLensTile *self)
{
  if (place == self->place && self->place < RUN_HEAT_PLACES &&
      fooled_lens_get_map (lens, place) != self->map)
    self->changed (self->page);
}

static void
lens_changed (FooledLens *lens, GParamSpec *pspec, FooledLensTile *self)
{
  if (!fooled_lens_shows_heat (lens))
    fooled_lens_tile_rest (self);
  self->changed (self->page);
}

FooledLensTile *
fooled_lens_tile_new (GObject *page, void (*changed) (gpointer page))
{
  static const char *const names[] = { "notify::heat-map", "notify::heat-method",
                                       "notify::stretch-contrast" };
  FooledLensTile *self = g_new0 (FooledLensTile, 1);

  self->page = page;
  self->changed = changed;
  self->lens = fooled_lens_shared ();
  self->place = RUN_HEAT_PLACES;
  g_signal_connect (self->lens, "map", G_CALLBACK (map_arrived), self);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_signal_connect (self->lens, names[i], G_CALLBACK (lens_changed), self);
  return self;
}

void
fooled_lens_tile_free (FooledLensTile *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->lens, self);
  fooled_lens_tile_rest (self);
  g_object_unref (self->lens);
  g_free (self);
}

gboolean
fooled_lens_tile_shows_heat (FooledLensTile *self)
{
  return fooled_lens_shows_heat (self->lens);
}

char *
fooled_lens_tile_line (FooledLensTile *self, char *line)
{
  g_autofree char *plain = line;

  if (!fooled_lens_shows_heat (self->lens))
    return g_steal_pointer (&plain);
  if (self->image == NULL)
    /* Translators: %s is what goes on. Small pictures have no heat map. */
    return g_strdup_printf (_ ("%s · enlarge a picture to see what the network looks at"), plain);
  /* Translators: %s is what goes on; then what the colours over the large picture mean. */
  return g_strdup_printf (_ ("%s · red speaks for it, blue against it"), plain);
}

BaseImage *
fooled_lens_tile_view_of (FooledLensTile *self, BaseImage *image)
{
  return fooled_lens_view_of (self->lens, image);
}

static void
ask (FooledLensTile *self,
     const char *network,
     const char *sha256,
     BaseImage *image,
     guint class_index)
{
  AscHeat heat = fooled_lens_get_heat (self->lens);

  if (self->image == image && self->class_index == class_index && self->heat == heat)
    return;
  if (self->class_index != class_index || self->heat != heat)
    forget_map (self);
  if (self->place == RUN_HEAT_PLACES)
    self->place = fooled_lens_take_place (self->lens);
  base_image_ref (image);
  g_clear_pointer (&self->image, base_image_unref);
  self->image = image;
  self->class_index = class_index;
  self->heat = heat;
  fooled_lens_ask (self->lens, self->place, network, sha256, image, class_index);
}

static void
take_map (FooledLensTile *self)
{
  RunHeatMap *map = fooled_lens_get_map (self->lens, self->place);
  g_autoptr (GBytes) pixels = NULL;

  if (map == NULL || map == self->map || map->error != NULL || map->heat != self->heat ||
      map->class_index != self->class_index)
    return;
  forget_map (self);
  self->map = run_heat_map_ref (map);
  pixels = run_heat_overlay (map);
  self->texture =
      gdk_memory_texture_new ((int) map->fitted->width, (int) map->fitted->height,
                              GDK_MEMORY_R8G8B8A8, pixels, (gsize) map->fitted->width * 4);
}

GdkTexture *
fooled_lens_tile_overlay (FooledLensTile *self,
                          const char *network,
                          const char *sha256,
                          BaseImage *image,
                          guint class_index)
{
  if (!fooled_lens_shows_heat (self->lens) || network == NULL || image == NULL)
    return NULL;
  ask (self, network, sha256, image, class_index);
  take_map (self);
  return self->texture;
}
