// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compare-matrix.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/widgets/number-text.h"

/* Steps of darkness; ui/style-pictures.css has as many. */
#define N_SHADES 10

typedef struct
{
  GtkWidget *button;
  GtkLabel *count;
  GtkLabel *median;
  RunComparedCell *cell; /* that is shown; NULL = none yet */
} Cell;

struct _FooledCompareMatrix
{
  GtkWidget parent_instance;
  GtkGrid *grid;
  guint n_sets, n_networks;
  GtkLabel **set_labels, **set_counts; /* (n_sets) */
  GtkLabel **network_labels;           /* (n_networks) */
  Cell *cells;                         /* (n_sets, n_networks) */
};

G_DEFINE_FINAL_TYPE (FooledCompareMatrix, fooled_compare_matrix, GTK_TYPE_WIDGET)

enum
{
  SELECTED,
  REMOVE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
new_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static void
toggled (GtkToggleButton *button, FooledCompareMatrix *self)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < self->n_sets * self->n_networks; i++)
    if (self->cells[i].button == GTK_WIDGET (button))
      {
        g_signal_emit (self, signals[SELECTED], 0, i / self->n_networks, i % self->n_networks);
        return;
      }
}

static void
remove_clicked (GtkButton *button, FooledCompareMatrix *self)
{
  guint set = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "set"));

  g_signal_emit (self, signals[REMOVE], 0, set);
}

static void
name_cell (FooledCompareMatrix *self, guint index, const char *text)
{
  const char *set = gtk_label_get_label (self->set_labels[index / self->n_networks]);
  const char *network = gtk_label_get_label (self->network_labels[index % self->n_networks]);
  /* Translators: a set of images; a network; what the table says for both. */
  g_autofree char *name = g_strdup_printf (_ ("%s, %s: %s"), set, network, text);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->cells[index].button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (self->cells[index].button, name);
}

static void
add_cell (FooledCompareMatrix *self, guint index)
{
  Cell *cell = &self->cells[index];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  cell->button = gtk_toggle_button_new ();
  cell->count = GTK_LABEL (new_label ("–", "heading"));
  cell->median = GTK_LABEL (new_label ("", "caption"));
  gtk_widget_add_css_class (GTK_WIDGET (cell->count), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (cell->median), "numeric");
  gtk_widget_set_visible (GTK_WIDGET (cell->median), FALSE);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (cell->count));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (cell->median));
  gtk_button_set_child (GTK_BUTTON (cell->button), box);
  gtk_widget_add_css_class (cell->button, "compare-cell");
  gtk_widget_set_sensitive (cell->button, FALSE);
  if (index > 0)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (cell->button),
                                 GTK_TOGGLE_BUTTON (self->cells[0].button));
  g_signal_connect (cell->button, "toggled", G_CALLBACK (toggled), self);
  gtk_grid_attach (self->grid, cell->button, (int) (index % self->n_networks) + 1,
                   (int) (index / self->n_networks) + 1, 1, 1);
  name_cell (self, index, _ ("not compared yet"));
}

static void
add_network (FooledCompareMatrix *self, guint index, const char *name)
{
  GtkWidget *label = new_label (name, "heading");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), 3);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_width_chars (GTK_LABEL (label), 9);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 11);
  gtk_widget_set_valign (label, GTK_ALIGN_END);
  gtk_widget_set_tooltip_text (label, name);
  self->network_labels[index] = GTK_LABEL (label);
  gtk_grid_attach (self->grid, label, (int) index + 1, 0, 1, 1);
}

static void
add_set (FooledCompareMatrix *self, guint index, const char *name)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *remove = gtk_button_new_from_icon_name ("window-close-symbolic");
  GtkWidget *label = new_label (name, "heading"), *count = new_label ("", "caption");
  /* Translators: %s is a set of images. */
  g_autofree char *text = g_strdup_printf (_ ("Remove “%s” from the table"), name);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), 2);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 18);
  gtk_label_set_xalign (GTK_LABEL (count), 0);
  gtk_widget_add_css_class (count, "dim-label");
  gtk_widget_set_visible (count, FALSE);
  gtk_widget_set_tooltip_text (label, name);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), label);
  gtk_box_append (GTK_BOX (texts), count);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_add_css_class (remove, "circular");
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (remove, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_object_set_data (G_OBJECT (remove), "set", GUINT_TO_POINTER (index));
  g_signal_connect (remove, "clicked", G_CALLBACK (remove_clicked), self);
  gtk_box_append (GTK_BOX (row), texts);
  gtk_box_append (GTK_BOX (row), remove);
  self->set_labels[index] = GTK_LABEL (label);
  self->set_counts[index] = GTK_LABEL (count);
  gtk_grid_attach (self->grid, row, 0, (int) index + 1, 1, 1);
}

static void
clear (FooledCompareMatrix *self)
{
  GtkWidget *child;

  for (guint i = 0; i < self->n_sets * self->n_networks; i++)
    run_compared_cell_unref (self->cells[i].cell);
  g_clear_pointer (&self->cells, g_free);
  g_clear_pointer (&self->set_labels, g_free);
  g_clear_pointer (&self->set_counts, g_free);
  g_clear_pointer (&self->network_labels, g_free);
  self->n_sets = self->n_networks = 0;
  while (self->grid != NULL && (child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))))
    gtk_grid_remove (self->grid, child);
}

static void
fooled_compare_matrix_dispose (GObject *object)
{
  FooledCompareMatrix *self = FOOLED_COMPARE_MATRIX (object);

  clear (self);
  if (self->grid != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->grid));
  self->grid = NULL;

  G_OBJECT_CLASS (fooled_compare_matrix_parent_class)->dispose (object);
}

static void
fooled_compare_matrix_class_init (FooledCompareMatrixClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_compare_matrix_dispose;
  signals[SELECTED] = g_signal_new ("selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
  signals[REMOVE] = g_signal_new ("remove", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
fooled_compare_matrix_init (FooledCompareMatrix *self)
{
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 6);
  gtk_grid_set_row_spacing (self->grid, 6);
  gtk_widget_set_halign (GTK_WIDGET (self->grid), GTK_ALIGN_START);
  gtk_widget_set_valign (GTK_WIDGET (self->grid), GTK_ALIGN_START);
  gtk_widget_set_parent (GTK_WIDGET (self->grid), GTK_WIDGET (self));
}

void
fooled_compare_matrix_set_heads (FooledCompareMatrix *self,
                                 const char *const *sets,
                                 guint n_sets,
                                 const char *const *networks,
                                 guint n_networks)
{
  g_return_if_fail (FOOLED_IS_COMPARE_MATRIX (self));

  clear (self);
  self->n_sets = n_sets;
  self->n_networks = n_networks;
  self->set_labels = g_new0 (GtkLabel *, n_sets + 1);
  self->set_counts = g_new0 (GtkLabel *, n_sets + 1);
  self->network_labels = g_new0 (GtkLabel *, n_networks + 1);
  self->cells = g_new0 (Cell, n_sets * n_networks + 1);
  for (guint i = 0; i < n_networks; i++)
    add_network (self, i, networks[i]);
  for (guint i = 0; i < n_sets; i++)
    add_set (self, i, sets[i]);
  for (guint i = 0; i < n_sets * n_networks; i++)
    add_cell (self, i);
}

static void
set_shade (GtkWidget *button, int shade)
{
  for (int i = 0; i <= N_SHADES; i++)
    {
      g_autofree char *name = g_strdup_printf ("share-%d", i);

      if (i == shade)
        gtk_widget_add_css_class (button, name);
      else
        gtk_widget_remove_css_class (button, name);
    }
}

static void
show_cell (FooledCompareMatrix *self, guint index, RunComparedCell *cell)
{
  Cell *shown = &self->cells[index];
  guint same = cell->count[RUN_VERDICT_SAME];
  g_autofree char *text = run_compared_cell_text (cell), *median = NULL, *all = NULL;
  g_autofree char *exact = NULL, *more = NULL;
  const char *name;

  run_compared_cell_unref (shown->cell);
  shown->cell = run_compared_cell_ref (cell);
  gtk_label_set_label (shown->count, text);
  gtk_widget_set_visible (GTK_WIDGET (shown->median), same > 0);
  if (same > 0)
    {
      median = fooled_confidence_text (cell->median);
      gtk_label_set_label (shown->median, median);
      /* Translators: such as "9 of 10, median 99.98 %". */
      all = g_strdup_printf (_ ("%s, median %s"), text, median);
    }
  if (cell->n_judged > 0)
    set_shade (shown->button, (int) (N_SHADES * same / cell->n_judged));
  gtk_widget_set_sensitive (shown->button, TRUE);
  name_cell (self, index, all != NULL ? all : text);
  if (same == 0)
    return;
  exact = base_confidence_exact_text (cell->median);
  name = gtk_widget_get_tooltip_text (shown->button);
  /* Translators: a sentence; the median confidence with all its digits. */
  more = g_strdup_printf (_ ("%s\nMedian: %s"), name, exact);
  gtk_widget_set_tooltip_text (shown->button, more);
}

static void
show_heads (FooledCompareMatrix *self, const RunCompareSnapshot *snapshot)
{
  for (guint i = 0; i < self->n_networks; i++)
    {
      const RunComparedNetwork *network = &snapshot->networks[i];

      if (network->message != NULL)
        {
          gtk_widget_add_css_class (GTK_WIDGET (self->network_labels[i]), "warning");
          gtk_widget_set_tooltip_text (GTK_WIDGET (self->network_labels[i]), network->message);
        }
    }
  for (guint i = 0; i < self->n_sets; i++)
    if (snapshot->sets[i] != NULL)
      {
        g_autofree char *text = g_strdup_printf (
            ngettext ("%u image", "%u images", snapshot->sets[i]->n), snapshot->sets[i]->n);

        gtk_label_set_label (self->set_counts[i], text);
        gtk_widget_set_visible (GTK_WIDGET (self->set_counts[i]), TRUE);
      }
}

void
fooled_compare_matrix_apply (FooledCompareMatrix *self, const RunCompareSnapshot *snapshot)
{
  g_return_if_fail (FOOLED_IS_COMPARE_MATRIX (self));

  if (snapshot->n_sets != self->n_sets || snapshot->n_networks != self->n_networks)
    return;
  show_heads (self, snapshot);
  for (guint i = 0; i < self->n_sets * self->n_networks; i++)
    if (snapshot->cells[i] != NULL && snapshot->cells[i] != self->cells[i].cell)
      show_cell (self, i, snapshot->cells[i]);
}
