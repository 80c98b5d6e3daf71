// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/perturb/look-view.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/widgets/class-labels.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/bars.h"

struct _FooledLookView
{
  GtkWidget parent_instance;
  RunNetworkInfo *network; /* of the look; may be NULL */
  RunLook *look;           /* may be NULL */

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
  g_clear_pointer (&self->network, run_network_info_unref);

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

char *
fooled_class_text (const RunNetworkInfo *network, guint class_index)
{
  if (network != NULL && class_index < network->n_classes && network->labels != NULL &&
      network->labels[class_index] != NULL)
    return g_strdup (fooled_label_text (network->labels[class_index]));
  return g_strdup_printf ("%u", class_index);
}

/* The network's own label; NULL where it has none. Borrowed. */
static char *
label_of (const RunNetworkInfo *network, guint class_index)
{
  gboolean known = network != NULL && network->labels != NULL && class_index < network->n_classes;

  return known ? network->labels[class_index] : NULL;
}

/* Of the most likely classes, as the network calls them. n of them. */
static guint
get_labels (const RunNetworkInfo *network, const RunLook *look, char *labels[EVO_TOP])
{
  guint n = MIN (look->n_top, EVO_TOP);

  for (guint i = 0; i < n; i++)
    labels[i] = label_of (network, look->top[i].class_index);
  return n;
}

guint
fooled_look_first (const RunNetworkInfo *network, const RunLook *look)
{
  char *labels[EVO_TOP];
  guint n, first;

  g_return_val_if_fail (look != NULL && look->n_top > 0, 0);

  n = get_labels (network, look, labels);
  first = fooled_labels_first (labels, n);
  return first < n ? first : 0;
}

/* Behind a text on the class at that place of the most likely ones: "" or a note with a space
 * before it. Caller frees. */
static char *
note_for (guint first)
{
  return first > 0 ? g_strdup_printf (" %s", fooled_left_out_note ()) : g_strdup ("");
}

char *
fooled_look_text (const RunNetworkInfo *network, const RunLook *look)
{
  g_autofree char *label = NULL;
  g_autofree char *confidence = NULL;
  g_autofree char *text = NULL;
  g_autofree char *note = NULL;
  guint first;

  g_return_val_if_fail (look != NULL && look->n_top > 0, NULL);

  first = fooled_look_first (network, look);
  label = fooled_class_text (network, look->top[first].class_index);
  confidence = fooled_confidence_text (look->top[first].confidence);
  text = g_strdup_printf (_ ("%s, %s"), label, confidence);
  note = note_for (first);
  return g_strconcat (text, note, NULL);
}

static void
show_ranking (FooledLookView *self, const RunNetworkInfo *network, const RunLook *look)
{
  char *labels[EVO_TOP];
  guint n = get_labels (network, look, labels);
  guint first = fooled_look_first (network, look);

  fooled_bars_set_ranking (self->ranking, look->top, labels, n, look->top[first].class_index);
}

static void
show (FooledLookView *self)
{
  const RunLook *look = self->look;
  g_autofree char *label = NULL;
  g_autofree char *confidence = NULL;
  g_autofree char *exact = NULL;
  g_autofree char *tooltip = NULL;

  if (look != NULL && look->n_top > 0)
    {
      guint first = fooled_look_first (self->network, look);

      label = fooled_class_text (self->network, look->top[first].class_index);
      confidence = fooled_confidence_text (look->top[first].confidence);
      exact = base_confidence_exact_text (look->top[first].confidence);
      tooltip = g_strdup_printf (_ ("Confidence: %s"), exact);
      show_ranking (self, self->network, look);
    }
  else
    fooled_bars_set (self->ranking, NULL, 0);
  gtk_label_set_label (self->label, label != NULL ? label : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), label);
  gtk_label_set_label (self->confidence, confidence != NULL ? confidence : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->confidence), tooltip);
}

static void
fooled_look_view_init (FooledLookView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fooled_classroom_watch (self, G_CALLBACK (show));
}

void
fooled_look_view_set_look (FooledLookView *self, RunNetworkInfo *network, RunLook *look)
{
  g_return_if_fail (FOOLED_IS_LOOK_VIEW (self));

  if (look == self->look)
    return;
  g_clear_pointer (&self->look, run_look_unref);
  g_clear_pointer (&self->network, run_network_info_unref);
  self->look = look != NULL ? run_look_ref (look) : NULL;
  self->network = network != NULL ? run_network_info_ref (network) : NULL;
  show (self);
}
