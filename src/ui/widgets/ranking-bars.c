// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ranking-bars.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "ui/widgets/draw-text.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/palette.h"

/* Logical pixels. */
#define BAR_HEIGHT 4
#define TEXT_GAP   2
#define ROW_GAP    8
#define COLUMN_GAP 12

struct _FooledRankingBars
{
  GtkWidget parent_instance;

  StoreSpecimen *specimen; /* may be NULL */
  PangoLayout *names[EVO_TOP];
  PangoLayout *numbers[EVO_TOP];
  gboolean texts_valid;
  int text_height; /* 0 = not measured */
};

G_DEFINE_FINAL_TYPE (FooledRankingBars, fooled_ranking_bars, GTK_TYPE_WIDGET)

static guint
n_rows (FooledRankingBars *self)
{
  return self->specimen != NULL ? MIN (self->specimen->n_top, EVO_TOP) : 0;
}

static char *
row_label (FooledRankingBars *self, guint row)
{
  if (self->specimen->top_labels[row] != NULL)
    return g_strdup (self->specimen->top_labels[row]);
  return g_strdup_printf ("%u", self->specimen->top[row].class_index);
}

static gboolean
is_own_class (FooledRankingBars *self, guint row)
{
  return self->specimen->top[row].class_index == self->specimen->class_index;
}

static int
text_height (FooledRankingBars *self)
{
  if (self->text_height == 0)
    self->text_height = fooled_text_height (GTK_WIDGET (self));
  return self->text_height;
}

static int
row_height (FooledRankingBars *self)
{
  return text_height (self) + TEXT_GAP + BAR_HEIGHT;
}

static void
set_text (FooledRankingBars *self, PangoLayout **layout, const char *text, gboolean bold)
{
  g_clear_object (layout);
  *layout = fooled_text_layout_new (GTK_WIDGET (self), text, bold);
}

static void
update_texts (FooledRankingBars *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  if (self->texts_valid)
    return;
  for (guint i = 0; i < n_rows (self); i++)
    {
      g_autofree char *label = row_label (self, i);
      g_autofree char *number = fooled_confidence_text (self->specimen->top[i].confidence);
      int number_width;

      set_text (self, &self->names[i], label, is_own_class (self, i));
      set_text (self, &self->numbers[i], number, is_own_class (self, i));
      number_width = fooled_text_width (self->numbers[i]);
      pango_layout_set_width (self->names[i],
                              MAX (1, width - number_width - COLUMN_GAP) * PANGO_SCALE);
    }
  self->texts_valid = TRUE;
}

static void
snapshot_row (FooledRankingBars *self,
              GtkSnapshot *snapshot,
              guint row,
              const FooledPalette *colors)
{
  float width = gtk_widget_get_width (GTK_WIDGET (self));
  float y = row * (row_height (self) + ROW_GAP);
  gboolean own = is_own_class (self, row);
  GdkRGBA text = fooled_faded (&colors->text, own || colors->high_contrast ? 1 : 0.75);
  GdkRGBA trough = fooled_faded (&colors->text, colors->high_contrast ? 0.3 : 0.1);
  GdkRGBA fill = own ? colors->accent_bg : fooled_faded (&colors->text, 0.45);
  float confidence = CLAMP (self->specimen->top[row].confidence, 0.0f, 1.0f);
  GskRoundedRect bar;

  fooled_text_draw (snapshot, self->names[row], 0, y, &text);
  fooled_text_draw (snapshot, self->numbers[row], width - fooled_text_width (self->numbers[row]), y,
                    &text);

  gsk_rounded_rect_init_from_rect (
      &bar, &GRAPHENE_RECT_INIT (0, y + text_height (self) + TEXT_GAP, width, BAR_HEIGHT),
      BAR_HEIGHT / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &bar);
  gtk_snapshot_append_color (snapshot, &trough, &bar.bounds);
  if (confidence > 0)
    gtk_snapshot_append_color (
        snapshot, &fill,
        &GRAPHENE_RECT_INIT (0, bar.bounds.origin.y, confidence * width, BAR_HEIGHT));
  gtk_snapshot_pop (snapshot);
}

static void
fooled_ranking_bars_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FooledRankingBars *self = FOOLED_RANKING_BARS (widget);
  FooledPalette colors;

  update_texts (self);
  fooled_palette_read (&colors, widget);
  for (guint i = 0; i < n_rows (self); i++)
    snapshot_row (self, snapshot, i, &colors);
}

static void
fooled_ranking_bars_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  FooledRankingBars *self = FOOLED_RANKING_BARS (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 8 * text_height (self);
      *natural = 12 * text_height (self);
    }
  else
    *minimum = *natural = EVO_TOP * row_height (self) + (EVO_TOP - 1) * ROW_GAP;
}

static void
fooled_ranking_bars_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  FOOLED_RANKING_BARS (widget)->texts_valid = FALSE;
}

static gboolean
fooled_ranking_bars_query_tooltip (GtkWidget *widget,
                                   int x,
                                   int y,
                                   gboolean keyboard_tooltip,
                                   GtkTooltip *tooltip)
{
  FooledRankingBars *self = FOOLED_RANKING_BARS (widget);
  guint row = (guint) MAX (y, 0) / (guint) (row_height (self) + ROW_GAP);
  g_autofree char *label = NULL;
  g_autofree char *number = NULL;
  g_autofree char *text = NULL;

  if (keyboard_tooltip || row >= n_rows (self))
    return FALSE;
  label = row_label (self, row);
  number = fooled_confidence_text (self->specimen->top[row].confidence);
  text = g_strdup_printf ("%s\n%s", label, number);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
clear_texts (FooledRankingBars *self)
{
  for (guint i = 0; i < EVO_TOP; i++)
    {
      g_clear_object (&self->names[i]);
      g_clear_object (&self->numbers[i]);
    }
  self->texts_valid = FALSE;
  self->text_height = 0;
}

static void
fooled_ranking_bars_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (fooled_ranking_bars_parent_class)->css_changed (widget, change);
  clear_texts (FOOLED_RANKING_BARS (widget));
  gtk_widget_queue_resize (widget);
}

static void
fooled_ranking_bars_dispose (GObject *object)
{
  FooledRankingBars *self = FOOLED_RANKING_BARS (object);

  clear_texts (self);
  g_clear_pointer (&self->specimen, store_specimen_unref);
  G_OBJECT_CLASS (fooled_ranking_bars_parent_class)->dispose (object);
}

static void
fooled_ranking_bars_class_init (FooledRankingBarsClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = fooled_ranking_bars_dispose;
  widget_class->measure = fooled_ranking_bars_measure;
  widget_class->size_allocate = fooled_ranking_bars_size_allocate;
  widget_class->snapshot = fooled_ranking_bars_snapshot;
  widget_class->query_tooltip = fooled_ranking_bars_query_tooltip;
  widget_class->css_changed = fooled_ranking_bars_css_changed;
  gtk_widget_class_set_css_name (widget_class, "ranking-bars");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
fooled_ranking_bars_init (FooledRankingBars *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
fooled_ranking_bars_new (void)
{
  return g_object_new (FOOLED_TYPE_RANKING_BARS, NULL);
}

static void
update_name (FooledRankingBars *self)
{
  GString *name = g_string_new (_ ("Most likely classes"));

  for (guint i = 0; i < n_rows (self); i++)
    {
      g_autofree char *label = row_label (self, i);
      g_autofree char *number = fooled_confidence_text (self->specimen->top[i].confidence);

      g_string_append_printf (name, "%s %s %s", i == 0 ? ":" : ";", label, number);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str,
                                  -1);
  g_string_free (name, TRUE);
}

void
fooled_ranking_bars_set_specimen (FooledRankingBars *self, StoreSpecimen *specimen)
{
  g_return_if_fail (FOOLED_IS_RANKING_BARS (self));

  if (specimen == self->specimen)
    return;
  g_clear_pointer (&self->specimen, store_specimen_unref);
  self->specimen = specimen != NULL ? store_specimen_ref (specimen) : NULL;
  self->texts_valid = FALSE;
  update_name (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
