// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/champion-strip.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/retrain/retrain-text.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/palette.h"
#include "ui/widgets/texture.h"

/* Logical pixels; the pictures of digits and clothes are as large. */
#define SIDE    28
#define GAP     3
#define MIN_GAP 1

struct _FooledChampionStrip
{
  GtkWidget parent_instance;
  RunRetrainingRow *row;
  GdkTexture *textures[FOOLED_CHAMPION_STRIP_MAX]; /* made when first drawn */
  int scale;                                       /* that they were made for */
};

G_DEFINE_FINAL_TYPE (FooledChampionStrip, fooled_champion_strip, GTK_TYPE_WIDGET)

static guint
n_places (FooledChampionStrip *self)
{
  return self->row == NULL ? 0 : MIN (self->row->n_champions, FOOLED_CHAMPION_STRIP_MAX);
}

/* How far apart they begin. */
static int
get_step (FooledChampionStrip *self)
{
  int n = (int) MAX (n_places (self), 2);
  int gap = (gtk_widget_get_width (GTK_WIDGET (self)) - n * SIDE) / (n - 1);

  return SIDE + CLAMP (gap, MIN_GAP, GAP);
}

static const RunRetrainingChampion *
get_champion (FooledChampionStrip *self, guint place)
{
  const RunRetrainingRow *row = self->row;

  return row->is_evolved && row->champions[place].filled ? &row->champions[place] : NULL;
}

static void
forget_textures (FooledChampionStrip *self)
{
  for (guint i = 0; i < FOOLED_CHAMPION_STRIP_MAX; i++)
    g_clear_object (&self->textures[i]);
}

static GdkTexture *
get_texture (FooledChampionStrip *self, guint place)
{
  const RunRetrainingChampion *champion = get_champion (self, place);

  if (self->textures[place] == NULL && champion != NULL && champion->image != NULL)
    {
      g_autoptr (BaseImage) image =
          base_image_for_cell (champion->image, (guint) (SIDE * self->scale));

      self->textures[place] = fooled_texture_new (image);
    }
  return self->textures[place];
}

static void
fooled_champion_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FooledChampionStrip *self = FOOLED_CHAMPION_STRIP (widget);
  FooledPalette palette;
  GdkRGBA empty;

  if (self->scale != gtk_widget_get_scale_factor (widget))
    forget_textures (self);
  self->scale = gtk_widget_get_scale_factor (widget);
  fooled_palette_read (&palette, widget);
  empty = fooled_faded (&palette.text, palette.high_contrast ? 0.3 : 0.08);
  for (guint i = 0; i < n_places (self); i++)
    {
      GdkTexture *texture = get_texture (self, i);
      graphene_rect_t area = GRAPHENE_RECT_INIT (i * get_step (self), 0, SIDE, SIDE);

      if (texture != NULL)
        gtk_snapshot_append_texture (snapshot, texture, &area);
      else
        gtk_snapshot_append_color (snapshot, &empty, &area);
    }
}

static void
fooled_champion_strip_measure (GtkWidget *widget,
                               GtkOrientation orientation,
                               int for_size,
                               int *minimum,
                               int *natural,
                               int *minimum_baseline,
                               int *natural_baseline)
{
  int n = (int) MAX (n_places (FOOLED_CHAMPION_STRIP (widget)), 1);

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? n * (SIDE + MIN_GAP) - MIN_GAP : SIDE;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? n * (SIDE + GAP) - GAP : SIDE;
}

/* "7, 99.98 %". Caller frees. */
static char *
champion_text (FooledChampionStrip *self, guint place)
{
  const RunRetrainingChampion *champion = get_champion (self, place);
  const char *label = fooled_retrain_label (self->row->labels, self->row->n_classes, place);
  g_autofree char *confidence = NULL;

  if (champion == NULL)
    /* Translators: %s is a class for which no image was found. */
    return g_strdup_printf (_ ("%s, empty"), label);
  confidence = fooled_confidence_text (champion->confidence);
  return g_strdup_printf ("%s, %s", label, confidence);
}

static gboolean
fooled_champion_strip_query_tooltip (GtkWidget *widget,
                                     int x,
                                     int y,
                                     gboolean keyboard,
                                     GtkTooltip *tooltip)
{
  FooledChampionStrip *self = FOOLED_CHAMPION_STRIP (widget);
  guint place = (guint) MAX (x, 0) / get_step (self);
  const RunRetrainingChampion *champion;
  g_autofree char *text = NULL, *exact = NULL, *both = NULL;

  if (keyboard || self->row == NULL || !self->row->is_evolved || place >= n_places (self))
    return FALSE;
  text = champion_text (self, place);
  champion = get_champion (self, place);
  exact = champion != NULL ? fooled_exact_text (champion->confidence) : NULL;
  both = exact != NULL ? g_strdup_printf ("%s\n%s", text, exact) : g_strdup (text);
  gtk_tooltip_set_text (tooltip, both);
  gtk_tooltip_set_tip_area (tooltip, &(GdkRectangle){ (int) place * get_step (self), 0, SIDE, SIDE });
  return TRUE;
}

static void
fooled_champion_strip_dispose (GObject *object)
{
  FooledChampionStrip *self = FOOLED_CHAMPION_STRIP (object);

  forget_textures (self);
  g_clear_pointer (&self->row, run_retraining_row_unref);

  G_OBJECT_CLASS (fooled_champion_strip_parent_class)->dispose (object);
}

static void
fooled_champion_strip_class_init (FooledChampionStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_champion_strip_dispose;
  widget_class->snapshot = fooled_champion_strip_snapshot;
  widget_class->measure = fooled_champion_strip_measure;
  widget_class->query_tooltip = fooled_champion_strip_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "champion-strip");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
fooled_champion_strip_init (FooledChampionStrip *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
fooled_champion_strip_new (void)
{
  return g_object_new (FOOLED_TYPE_CHAMPION_STRIP, NULL);
}

static void
update_name (FooledChampionStrip *self)
{
  GString *name = g_string_new (_ ("Champions"));

  for (guint i = 0; i < n_places (self) && self->row->is_evolved; i++)
    {
      g_autofree char *text = champion_text (self, i);

      g_string_append_printf (name, "%s %s", i == 0 ? ":" : ";", text);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str,
                                  -1);
  g_string_free (name, TRUE);
}

void
fooled_champion_strip_set_row (FooledChampionStrip *self, RunRetrainingRow *row)
{
  g_return_if_fail (FOOLED_IS_CHAMPION_STRIP (self));
  g_return_if_fail (row != NULL);

  if (row == self->row)
    return;
  run_retraining_row_ref (row);
  g_clear_pointer (&self->row, run_retraining_row_unref);
  self->row = row;
  forget_textures (self);
  update_name (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
