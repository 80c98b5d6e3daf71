// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/cell-choice.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ui/widgets/draw-text.h"

/* Logical pixels. */
#define INSET   4
#define PADDING 5
#define LINE    4

static const char keys[] = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

G_STATIC_ASSERT (G_N_ELEMENTS (keys) == FOOLED_N_CELL_KEYS + 1);

char
fooled_cell_key (guint place)
{
  return place < FOOLED_N_CELL_KEYS ? keys[place] : '\0';
}

guint
fooled_cell_key_place (guint keyval)
{
  guint32 letter = gdk_keyval_to_unicode (gdk_keyval_to_upper (keyval));
  const char *found = letter > 0 && letter < 128 ? strchr (keys, (int) letter) : NULL;

  return found != NULL ? (guint) (found - keys) : FOOLED_N_CELL_KEYS;
}

/* Chosen ones are filled with the accent, and have a tick: not by colour alone. */
static void
draw_badge (GtkSnapshot *snapshot,
            GtkWidget *widget,
            const FooledCellData *data,
            const GskRoundedRect *frame,
            const FooledPalette *palette)
{
  const graphene_rect_t *bounds = &frame->bounds;
  const GdkRGBA *background = data->chosen ? &palette->accent_bg : &palette->surface;
  const GdkRGBA *color = data->chosen ? &palette->accent_fg : &palette->text;
  char key[2] = { data->key, '\0' };
  g_autofree char *text = NULL;
  g_autoptr (PangoLayout) layout = NULL;
  float width, height = fooled_text_height (widget) + 2;
  GskRoundedRect badge;

  if (!data->chosen && data->key == '\0')
    return;
  text = g_strconcat (data->chosen ? "✓" : "", data->chosen && data->key != '\0' ? " " : "", key,
                      NULL);
  layout = fooled_text_layout_new (widget, text, TRUE);
  width = MAX (fooled_text_width (layout) + 2 * PADDING, height);
  gsk_rounded_rect_init_from_rect (
      &badge,
      &GRAPHENE_RECT_INIT (bounds->origin.x + INSET,
                           bounds->origin.y + bounds->size.height - height - INSET, width, height),
      height / 3);
  gtk_snapshot_push_rounded_clip (snapshot, &badge);
  gtk_snapshot_append_color (snapshot, background, &badge.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &badge, (float[4]){ 1, 1, 1, 1 },
                              (GdkRGBA[4]){ *color, *color, *color, *color });
  fooled_text_draw (snapshot, layout,
                    badge.bounds.origin.x + (width - (float) fooled_text_width (layout)) / 2,
                    badge.bounds.origin.y + 1, color);
}

void
fooled_cell_draw_choice (GtkSnapshot *snapshot,
                         GtkWidget *widget,
                         const FooledCellData *data,
                         const GskRoundedRect *frame,
                         const FooledPalette *palette)
{
  const GdkRGBA *line = &palette->accent_bg;

  if (data->chosen)
    gtk_snapshot_append_border (snapshot, frame, (float[4]){ LINE, LINE, LINE, LINE },
                                (GdkRGBA[4]){ *line, *line, *line, *line });
  if (data->filled)
    draw_badge (snapshot, widget, data, frame, palette);
}

char *
fooled_cell_choice_text (const FooledCellData *data)
{
  char key[2] = { data->key, '\0' };

  if (data->chosen && data->key != '\0')
    return g_strdup_printf (_ ("Chosen as a parent, key %s"), key);
  if (data->chosen)
    return g_strdup (_ ("Chosen as a parent"));
  if (data->key != '\0')
    return g_strdup_printf (_ ("Key %s"), key);
  return g_strdup ("");
}
