// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/perturb/look-view.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/widgets/number-text.h"
#include "ui/widgets/bars.h"

struct _FooledLookView
{
  GtkWidget parent_instance;
  RunLook *look; /* may be NULL */

  GtkWidget *box;
  GtkLabel *label;
  GtkLabel *confidence;
  FooledBars *ranking;
};

G_DEFINE_FINAL_TYPE (FooledLookView, fooled_look_view, GTK_TYPE_WIDGET)

static void
fooled_look_view_dispose (GObject *object)
{
  FooledLookView *self = FOOLED_LOOK_VIEW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_LOOK_VIEW);
  g_clear_pointer (&self->look, run_look_unref);

  G_OBJECT_CLASS (fooled_look_view_parent_class)->dispose (object);
}

static void
fooled_look_view_class_init (FooledLookViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_look_view_dispose;

  g_type_ensure (FOOLED_TYPE_BARS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/perturb/look-view.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "look-view");
  gtk_widget_class_bind_template_child (widget_class, FooledLookView, box);
  gtk_widget_class_bind_template_child (widget_class, FooledLookView, label);
  gtk_widget_class_bind_template_child (widget_class, FooledLookView, confidence);
  gtk_widget_class_bind_template_child (widget_class, FooledLookView, ranking);
}

static void
fooled_look_view_init (FooledLookView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

char *
fooled_class_text (const RunNetworkInfo *network, guint class_index)
{
  if (network != NULL && class_index < network->n_classes && network->labels != NULL &&
      network->labels[class_index] != NULL)
    return g_strdup (network->labels[class_index]);
  return g_strdup_printf ("%u", class_index);
}

char *
fooled_look_text (const RunNetworkInfo *network, const RunLook *look)
{
  g_autofree char *label = NULL;
  g_autofree char *confidence = NULL;

  g_return_val_if_fail (look != NULL && look->n_top > 0, NULL);

  label = fooled_class_text (network, look->top[0].class_index);
  confidence = fooled_confidence_text (look->top[0].confidence);
  return g_strdup_printf (_ ("%s, %s"), label, confidence);
}

static void
show_ranking (FooledLookView *self, const RunNetworkInfo *network, const RunLook *look)
{
  char *labels[EVO_TOP] = { NULL };
  guint n = MIN (look->n_top, EVO_TOP);

  for (guint i = 0; i < n; i++)
    labels[i] = fooled_class_text (network, look->top[i].class_index);
  fooled_bars_set_ranking (self->ranking, look->top, labels, n, look->top[0].class_index);
  for (guint i = 0; i < n; i++)
    g_free (labels[i]);
}

void
fooled_look_view_set_look (FooledLookView *self, RunNetworkInfo *network, RunLook *look)
{
  g_autofree char *label = NULL;
  g_autofree char *confidence = NULL;
  g_autofree char *exact = NULL;
  g_autofree char *tooltip = NULL;

  g_return_if_fail (FOOLED_IS_LOOK_VIEW (self));

  if (look == self->look)
    return;
  g_clear_pointer (&self->look, run_look_unref);
  self->look = look != NULL ? run_look_ref (look) : NULL;
  if (look != NULL && look->n_top > 0)
    {
      label = fooled_class_text (network, look->top[0].class_index);
      confidence = fooled_confidence_text (look->top[0].confidence);
      exact = base_confidence_exact_text (look->top[0].confidence);
      tooltip = g_strdup_printf (_ ("Confidence: %s"), exact);
      show_ranking (self, network, look);
    }
  else
    fooled_bars_set (self->ranking, NULL, 0);
  gtk_label_set_label (self->label, label != NULL ? label : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), label);
  gtk_label_set_label (self->confidence, confidence != NULL ? confidence : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->confidence), tooltip);
}
