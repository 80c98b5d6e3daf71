// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/cell-item.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "ui/lens/lens.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/texture.h"

struct _FooledCellItem
{
  GObject parent_instance;
  FooledCellData data;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FooledCellItem, fooled_cell_item, G_TYPE_OBJECT)

void
fooled_cell_data_clear (FooledCellData *data)
{
  g_clear_pointer (&data->image, base_image_unref);
  g_clear_object (&data->texture);
}

static void
fooled_cell_item_finalize (GObject *object)
{
  FooledCellItem *self = FOOLED_CELL_ITEM (object);

  fooled_cell_data_clear (&self->data);
  G_OBJECT_CLASS (fooled_cell_item_parent_class)->finalize (object);
}

static void
fooled_cell_item_class_init (FooledCellItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = fooled_cell_item_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", FOOLED_TYPE_CELL_ITEM, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
fooled_cell_item_init (FooledCellItem *self)
{
}

FooledCellItem *
fooled_cell_item_new (void)
{
  return g_object_new (FOOLED_TYPE_CELL_ITEM, NULL);
}

const FooledCellData *
fooled_cell_item_get_data (FooledCellItem *self)
{
  return &self->data;
}

FooledCellData *
fooled_cell_item_edit (FooledCellItem *self)
{
  return &self->data;
}

void
fooled_cell_item_changed (FooledCellItem *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

GdkTexture *
fooled_cell_item_get_texture (FooledCellItem *self)
{
  if (self->data.texture == NULL && self->data.image != NULL)
    {
      g_autoptr (FooledLens) lens = fooled_lens_shared ();
      g_autoptr (BaseImage) shown = fooled_lens_view_of (lens, self->data.image);

      self->data.texture = fooled_texture_new (shown);
    }
  return self->data.texture;
}

char *
fooled_cell_item_label (FooledCellItem *self)
{
  if (self->data.label != NULL)
    return g_strdup (self->data.label);
  return g_strdup_printf ("%u", self->data.index);
}

char *
fooled_cell_item_name (FooledCellItem *self)
{
  g_autofree char *label = fooled_cell_item_label (self);
  g_autofree char *confidence = NULL;

  if (!self->data.filled)
    /* Translators: a cell of the grid that holds no image yet; %s is the class. */
    return g_strdup_printf (_ ("%s, empty"), label);
  confidence = fooled_confidence_text (self->data.confidence);
  /* Translators: a cell of the grid: class and confidence, such as "7, 99.98 %". */
  return g_strdup_printf (_ ("%s, %s"), label, confidence);
}

char *
fooled_cell_item_tooltip (FooledCellItem *self)
{
  const FooledCellData *data = &self->data;
  g_autofree char *name = fooled_cell_item_name (self);
  g_autofree char *generation = fooled_count_text (data->generation);
  g_autofree char *exact = fooled_exact_text (data->confidence);
  GString *text = g_string_new (name);

  if (data->synonyms != NULL)
    g_string_append_printf (text, "\n%s", data->synonyms);
  if (data->filled)
    {
      g_string_append_printf (text, "\n%s\n", exact);
      if (data->climbed)
        g_string_append_printf (text, _ ("Found in iteration %s"), generation);
      else
        g_string_append_printf (text, _ ("Found in generation %s"), generation);
    }
  if (data->starred)
    g_string_append_printf (text, "\n%s", _ ("Starred"));
  return g_string_free (text, FALSE);
}
