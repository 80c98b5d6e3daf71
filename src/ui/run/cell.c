// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/cell.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "ui/run/cell-badge.h"
#include "ui/run/cell-choice.h"
#include "ui/run/cell-drawing.h"
#include "ui/run/cell-texts.h"
#include "ui/widgets/palette.h"

/* Logical pixels. */
#define SPACING    4
#define BAR_HEIGHT 4
#define BADGE_SIZE 20

/* The mark of an improvement, microseconds: whole for a while, then it fades. */
#define MARK_HOLD (250 * G_TIME_SPAN_MILLISECOND)
#define MARK_FADE (450 * G_TIME_SPAN_MILLISECOND)
/* It fades in so many steps: few, because each one draws the cell again. */
#define MARK_STEPS 8

/* Names for assistive technologies change at most this often, milliseconds. */
#define NAME_INTERVAL 500

struct _FooledCell
{
  GtkWidget parent_instance;

  FooledCellItem *item; /* NULL while recycled */
  gulong changed_handler;
  int side;
  gboolean two_lines;

  FooledPalette palette;
  gboolean palette_valid;
  FooledCellTexts texts;
  GtkIconPaintable *icons[FOOLED_N_BADGES]; /* made when first drawn */

  guint mark_step; /* 0 = not marked, MARK_STEPS = whole */
  guint tick;
  guint name_timeout; /* until it passes, the name stays */
  char *name;         /* last given to the parent */
  char *described;    /* likewise */
};

G_DEFINE_FINAL_TYPE (FooledCell, fooled_cell, GTK_TYPE_WIDGET)

static gboolean
animations_enabled (FooledCell *self)
{
  gboolean enabled;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &enabled,
                NULL);
  return enabled;
}

/* How much of the mark shows now. */
static guint
mark_step (FooledCell *self)
{
  const FooledCellData *data = fooled_cell_item_get_data (self->item);
  gint64 age = g_get_monotonic_time () - data->improved_time;
  double rest;

  if (data->n_won > 0)
    return MARK_STEPS;
  if (data->improved_time == 0 || age >= MARK_HOLD + MARK_FADE)
    return 0;
  if (age <= MARK_HOLD || !animations_enabled (self))
    return MARK_STEPS;
  rest = 1 - (double) (age - MARK_HOLD) / MARK_FADE;
  return (guint) CLAMP (rest * MARK_STEPS + 0.5, 1, MARK_STEPS);
}

static gboolean
update_mark (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  FooledCell *self = FOOLED_CELL (widget);
  guint step = self->item != NULL ? mark_step (self) : 0;

  if (step != self->mark_step)
    {
      self->mark_step = step;
      gtk_widget_queue_draw (widget);
    }
  if (step > 0 && fooled_cell_item_get_data (self->item)->n_won == 0)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
begin_mark (FooledCell *self)
{
  guint step = mark_step (self);

  self->mark_step = step;
  if (step > 0 && self->tick == 0 && fooled_cell_item_get_data (self->item)->n_won == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), update_mark, NULL, NULL);
}

/* What is to be said of it beside its name. Caller frees. */
static char *
describe (const FooledCellData *data)
{
  g_autofree char *choice = fooled_cell_choice_text (data);

  if (!data->starred)
    return g_steal_pointer (&choice);
  return *choice != '\0' ? g_strdup_printf ("%s, %s", choice, _ ("Starred"))
                         : g_strdup (_ ("Starred"));
}

static void
update_name (FooledCell *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  char *name, *description;

  if (self->item == NULL || parent == NULL)
    return;
  description = describe (fooled_cell_item_get_data (self->item));
  if (g_strcmp0 (description, self->described != NULL ? self->described : "") != 0)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    description, -1);
  g_free (self->described);
  self->described = description;
  name = fooled_cell_item_name (self->item);
  if (g_strcmp0 (name, self->name) != 0)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
  g_free (self->name);
  self->name = name;
}

static gboolean
on_name_timeout (gpointer data)
{
  FooledCell *self = data;

  self->name_timeout = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update_name (self);
  return G_SOURCE_REMOVE;
}

/* Cells in sight only: the grid keeps several times as many alive, and to keep assistive
 * technologies informed about all of them would be most of the work. */
static void
show_change (FooledCell *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  begin_mark (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->name_timeout != 0)
    return;
  update_name (self);
  self->name_timeout = g_timeout_add (NAME_INTERVAL, on_name_timeout, self);
}

static void
on_item_changed (FooledCellItem *item, FooledCell *self)
{
  self->texts.valid = FALSE;
  show_change (self);
}

static void
fooled_cell_map (GtkWidget *widget)
{
  FooledCell *self = FOOLED_CELL (widget);

  GTK_WIDGET_CLASS (fooled_cell_parent_class)->map (widget);
  if (self->item != NULL)
    show_change (self);
}

static void
fooled_cell_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  FooledCell *self = FOOLED_CELL (widget);

  *minimum = orientation == GTK_ORIENTATION_VERTICAL
                 ? fooled_cell_height_for (self, self->side, self->two_lines)
                 : self->side;
  *natural = *minimum;
}

static float
corner_radius (FooledCell *self)
{
  return CLAMP (self->side / 16.0f, 3, 8);
}

static void
snapshot_badge (FooledCell *self,
                GtkSnapshot *snapshot,
                const GskRoundedRect *frame,
                FooledBadge badge)
{
  int size = self->side < FOOLED_CELL_SMALL_SIDE ? BADGE_SIZE * 3 / 4 : BADGE_SIZE;
  int inset = self->side < FOOLED_CELL_SMALL_SIDE ? 2 : SPACING;
  float x = badge == FOOLED_BADGE_STARRED ? inset : self->side - size - inset;

  if (self->icons[badge] == NULL)
    self->icons[badge] = fooled_cell_badge_icon (GTK_WIDGET (self), badge);
  fooled_cell_badge_draw (
      snapshot, badge, self->icons[badge],
      &GRAPHENE_RECT_INIT (frame->bounds.origin.x + x, frame->bounds.origin.y + inset, size, size),
      &self->palette);
}

static void
snapshot_mark (FooledCell *self, GtkSnapshot *snapshot, const GskRoundedRect *frame)
{
  GdkRGBA line = self->palette.accent_bg;

  gtk_snapshot_push_opacity (snapshot, (double) self->mark_step / MARK_STEPS);
  gtk_snapshot_append_border (snapshot, frame, (float[4]){ 2, 2, 2, 2 },
                              (GdkRGBA[4]){ line, line, line, line });
  snapshot_badge (self, snapshot, frame, FOOLED_BADGE_IMPROVED);
  gtk_snapshot_pop (snapshot);
}

static void
fooled_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FooledCell *self = FOOLED_CELL (widget);
  float x = (gtk_widget_get_width (widget) - self->side) / 2;
  const FooledCellData *data;
  GdkTexture *texture;
  GskRoundedRect frame;

  if (self->item == NULL)
    return;
  data = fooled_cell_item_get_data (self->item);
  texture = fooled_cell_item_get_texture (self->item);
  if (!self->palette_valid)
    fooled_palette_read (&self->palette, widget);
  self->palette_valid = TRUE;

  gsk_rounded_rect_init_from_rect (&frame, &GRAPHENE_RECT_INIT (x, 0, self->side, self->side),
                                   corner_radius (self));
  if (texture != NULL)
    fooled_cell_draw_picture (snapshot, &frame, texture, &self->palette);
  else
    fooled_cell_draw_placeholder (snapshot, &frame, &self->palette);
  if (self->mark_step > 0)
    snapshot_mark (self, snapshot, &frame);
  if (data->starred)
    snapshot_badge (self, snapshot, &frame, FOOLED_BADGE_STARRED);
  fooled_cell_draw_choice (snapshot, widget, data, &frame, &self->palette);
  fooled_cell_texts_draw (&self->texts, widget, self->item, self->two_lines, snapshot,
                          &GRAPHENE_RECT_INIT (x, self->side + SPACING, self->side, 0),
                          &self->palette);
  fooled_cell_draw_bar (
      snapshot,
      &GRAPHENE_RECT_INIT (x, gtk_widget_get_height (widget) - BAR_HEIGHT, self->side, BAR_HEIGHT),
      data->filled ? data->confidence : 0, &self->palette);
}

static gboolean
fooled_cell_query_tooltip (GtkWidget *widget,
                           int x,
                           int y,
                           gboolean keyboard_tooltip,
                           GtkTooltip *tooltip)
{
  FooledCell *self = FOOLED_CELL (widget);
  g_autofree char *text = NULL;

  if (self->item == NULL)
    return FALSE;
  text = fooled_cell_item_tooltip (self->item);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
clear_icons (FooledCell *self)
{
  for (guint i = 0; i < FOOLED_N_BADGES; i++)
    g_clear_object (&self->icons[i]);
}

static void
fooled_cell_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  FooledCell *self = FOOLED_CELL (widget);

  GTK_WIDGET_CLASS (fooled_cell_parent_class)->css_changed (widget, change);
  self->palette_valid = FALSE;
  fooled_cell_texts_clear (&self->texts);
  clear_icons (self);
  gtk_widget_queue_resize (widget);
}

static void
fooled_cell_dispose (GObject *object)
{
  FooledCell *self = FOOLED_CELL (object);

  fooled_cell_set_item (self, NULL);
  fooled_cell_texts_clear (&self->texts);
  clear_icons (self);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->described, g_free);
  G_OBJECT_CLASS (fooled_cell_parent_class)->dispose (object);
}

static void
fooled_cell_class_init (FooledCellClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = fooled_cell_dispose;
  widget_class->map = fooled_cell_map;
  widget_class->measure = fooled_cell_measure;
  widget_class->snapshot = fooled_cell_snapshot;
  widget_class->query_tooltip = fooled_cell_query_tooltip;
  widget_class->css_changed = fooled_cell_css_changed;
  gtk_widget_class_set_css_name (widget_class, "cell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
fooled_cell_init (FooledCell *self)
{
  self->side = 112;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
fooled_cell_new (void)
{
  return g_object_new (FOOLED_TYPE_CELL, NULL);
}

void
fooled_cell_set_layout (FooledCell *self, int side, gboolean two_lines)
{
  g_return_if_fail (FOOLED_IS_CELL (self));

  if (side == self->side && two_lines == self->two_lines)
    return;
  self->side = side;
  self->two_lines = two_lines;
  fooled_cell_texts_clear (&self->texts);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

int
fooled_cell_height_for (FooledCell *self, int side, gboolean two_lines)
{
  g_return_val_if_fail (FOOLED_IS_CELL (self), side);

  return side + SPACING +
         fooled_cell_texts_height (&self->texts, GTK_WIDGET (self), side, two_lines) + SPACING +
         BAR_HEIGHT;
}

FooledCellItem *
fooled_cell_get_item (FooledCell *self)
{
  g_return_val_if_fail (FOOLED_IS_CELL (self), NULL);

  return self->item;
}

void
fooled_cell_set_item (FooledCell *self, FooledCellItem *item)
{
  g_return_if_fail (FOOLED_IS_CELL (self));

  if (item == self->item)
    return;
  if (self->item != NULL)
    g_signal_handler_disconnect (self->item, self->changed_handler);
  g_clear_handle_id (&self->name_timeout, g_source_remove);
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  self->mark_step = 0;
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  self->changed_handler = g_signal_connect (item, "changed", G_CALLBACK (on_item_changed), self);
  self->texts.valid = FALSE;
  begin_mark (self);
  update_name (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
