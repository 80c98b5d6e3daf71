// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/perturb/rubbish-panel.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/perturb/look-view.h"
#include "ui/perturb/perturb-text.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/drop-down.h"
#include "ui/widgets/even-layout.h"
#include "ui/widgets/number-text.h"

/* Of more classes only the most frequent ones are shown. */
#define MAX_BARS 10

struct _FooledRubbishPanel
{
  GtkWidget parent_instance;
  RunRubbish *rubbish; /* that is shown; may be NULL */
  gboolean trying;
  gboolean paused; /* what was tried waits to go on */

  GtkWidget *box;
  GtkDropDown *count;
  GtkDropDown *noise;
  GtkButton *button;
  GtkLabel *explanation;
  GtkProgressBar *progress;
  GtkWidget *result;
  GtkLabel *sentence;
  GtkLabel *mean;
  GtkLabel *chart_title;
  FooledBars *chart;
};

G_DEFINE_FINAL_TYPE (FooledRubbishPanel, fooled_rubbish_panel, GTK_TYPE_WIDGET)

enum
{
  TRY,
  CANCEL,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* In the order of the list's entries (ui/perturb/rubbish-panel.ui). */
static const guint counts[] = { 100, 1000, 10000 };

static void
clicked (FooledRubbishPanel *self)
{
  guint selected = gtk_drop_down_get_selected (self->count);

  if (self->paused)
    gtk_widget_activate_action (GTK_WIDGET (self), "perturb.go-on", NULL);
  else if (self->trying)
    g_signal_emit (self, signals[CANCEL], 0);
  else
    g_signal_emit (self, signals[TRY], 0, counts[MIN (selected, G_N_ELEMENTS (counts) - 1)],
                   gtk_drop_down_get_selected (self->noise));
}

static void
noise_changed (FooledRubbishPanel *self)
{
  gtk_label_set_label (
      self->explanation,
      gtk_drop_down_get_selected (self->noise) == RUN_NOISE_NORMAL
          ? _ ("Normal noise as in the literature: numbers far outside of what a picture can hold.")
          : _ ("Even noise: every pixel is any grey level, each equally likely."));
}

static int
compare_counts (gconstpointer a, gconstpointer b, gpointer data)
{
  const guint *accepted = data;
  guint first = *(const guint *) a, second = *(const guint *) b;

  if (accepted[first] != accepted[second])
    return accepted[first] > accepted[second] ? -1 : 1;
  return first < second ? -1 : first > second;
}

/* All classes in their order, or the most frequent of many. */
static void
show_chart (FooledRubbishPanel *self, const RunNetworkInfo *network, const RunRubbish *rubbish)
{
  g_autofree guint *order = g_new (guint, rubbish->n_classes);
  guint n = MIN (rubbish->n_classes, MAX_BARS);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  guint accepted[MAX_BARS];

  for (guint i = 0; i < rubbish->n_classes; i++)
    order[i] = i;
  if (rubbish->n_classes > MAX_BARS)
    g_qsort_with_data (order, (gint) rubbish->n_classes, sizeof (guint), compare_counts,
                       rubbish->accepted);
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (names, fooled_class_text (network, order[i]));
      accepted[i] = rubbish->accepted[order[i]];
    }
  gtk_label_set_label (self->chart_title, rubbish->n_classes > MAX_BARS
                                              ? _ ("What they were taken for most often")
                                              : _ ("What they were taken for"));
  fooled_bars_set_counts (self->chart, (const char *const *) names->pdata, accepted, n);
}

static void
show_rubbish (FooledRubbishPanel *self, const RunNetworkInfo *network, const RunRubbish *rubbish)
{
  g_autofree char *sentence = fooled_rubbish_text (rubbish);
  g_autofree char *mean = NULL;

  gtk_label_set_label (self->sentence, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->mean), rubbish->n_accepted > 0);
  if (rubbish->n_accepted > 0)
    {
      g_autofree char *confidence = fooled_confidence_text ((float) rubbish->mean_confidence);

      /* Translators: %s is a confidence such as "87.20 %". */
      mean = g_strdup_printf (_ ("On average it was %s sure of those."), confidence);
      gtk_label_set_label (self->mean, mean);
    }
  show_chart (self, network, rubbish);
}

static void
fooled_rubbish_panel_dispose (GObject *object)
{
  FooledRubbishPanel *self = FOOLED_RUBBISH_PANEL (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_RUBBISH_PANEL);
  g_clear_pointer (&self->rubbish, run_rubbish_unref);

  G_OBJECT_CLASS (fooled_rubbish_panel_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledRubbishPanel, name)

static void
fooled_rubbish_panel_class_init (FooledRubbishPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_rubbish_panel_dispose;
  signals[TRY] = g_signal_new ("try", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                               G_TYPE_UINT, G_TYPE_UINT);
  signals[CANCEL] =
      g_signal_new ("cancel", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (FOOLED_TYPE_BARS);
  g_type_ensure (FOOLED_TYPE_EVEN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/perturb/rubbish-panel.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  BIND (box);
  BIND (count);
  BIND (noise);
  BIND (button);
  BIND (explanation);
  BIND (progress);
  BIND (result);
  BIND (sentence);
  BIND (mean);
  BIND (chart_title);
  BIND (chart);
  gtk_widget_class_bind_template_callback (widget_class, clicked);
  gtk_widget_class_bind_template_callback (widget_class, noise_changed);
}

static void
fooled_rubbish_panel_init (FooledRubbishPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fooled_drop_down_set_name (self->count, _ ("Images of noise"));
  fooled_drop_down_set_name (self->noise, _ ("Kind of noise"));
  noise_changed (self);
}

GtkWidget *
fooled_rubbish_panel_new (void)
{
  return g_object_new (FOOLED_TYPE_RUBBISH_PANEL, NULL);
}

/* Of what is being tried. */
static double
fraction_done (const RunPerturbSnapshot *snapshot)
{
  const RunRubbish *rubbish = snapshot != NULL ? snapshot->rubbish : NULL;

  return rubbish != NULL ? (double) rubbish->n_scored / rubbish->settings.n_images : 0;
}

void
fooled_rubbish_panel_apply (FooledRubbishPanel *self, FooledPerturb *perturb)
{
  const RunPerturbSnapshot *snapshot;
  RunRubbish *rubbish;
  gboolean ready;

  g_return_if_fail (FOOLED_IS_RUBBISH_PANEL (self));
  g_return_if_fail (FOOLED_IS_PERTURB (perturb));

  snapshot = fooled_perturb_get_snapshot (perturb);
  rubbish = fooled_perturb_get_rubbish (perturb);
  ready = snapshot != NULL && snapshot->state == RUN_PERTURB_IDLE && snapshot->network != NULL;
  self->trying = snapshot != NULL && snapshot->state == RUN_PERTURB_TRYING;
  self->paused = self->trying && snapshot->job.state == RUN_STATE_PAUSED;
  gtk_button_set_label (self->button, self->paused   ? _ ("Go On")
                                      : self->trying ? _ ("Cancel")
                                                     : _ ("Try Noise"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), self->trying || ready);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), self->trying);
  gtk_progress_bar_set_fraction (self->progress, fraction_done (snapshot));

  if (rubbish == self->rubbish)
    return;
  g_clear_pointer (&self->rubbish, run_rubbish_unref);
  self->rubbish = rubbish != NULL ? run_rubbish_ref (rubbish) : NULL;
  gtk_widget_set_visible (self->result, self->rubbish != NULL);
  if (self->rubbish != NULL)
    show_rubbish (self, self->rubbish->network, self->rubbish);
}
