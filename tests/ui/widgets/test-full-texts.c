// SPDX-License-Identifier: GPL-3.0-or-later
/* What is to be read in full: numbers with their percent sign, and the entries of lists. */
#include "ui/widgets/combo-list.h"
#include "ui/widgets/whole-numbers.h"

#include <string.h>

#include "widget-test.h"

#define ENTRY "Patterns that climb by themselves (CPPN with gradient)"

static void
assert_whole (GtkLabel *label)
{
  PangoLayout *layout = gtk_label_get_layout (label);
  const char *text = pango_layout_get_text (layout);
  int n = pango_layout_get_line_count (layout);

  for (int i = 1; i < n; i++)
    {
      PangoLayoutLine *line = pango_layout_get_line_readonly (layout, i);

      g_assert_cmpint (text[line->start_index], !=, '%');
      g_assert_cmpint (text[line->start_index], !=, '.');
    }
}

static void
test_percents (void)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                                   "width-chars", 1, NULL);
  GtkWindow *window;
  gboolean wrapped = FALSE;

  fooled_labels_keep_percents (label);
  window = widget_test_window (label, 300, 300);
  gtk_label_set_label (GTK_LABEL (label), "It was 99.84 % sure of 7, now it is 50.18 % sure");
  for (int width = 60; width < 300; width += 3)
    {
      gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      gtk_window_set_default_size (window, width, 300);
      widget_test_draw (label);
      wrapped |= pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (label))) > 1;
      assert_whole (GTK_LABEL (label));
    }
  g_assert_true (wrapped);
  widget_test_close (window);
}

static GtkLabel *
find_entry (GtkWidget *row)
{
  g_autoptr (GPtrArray) labels = widget_test_find_all (row, GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (gtk_widget_get_ancestor (labels->pdata[i], GTK_TYPE_POPOVER) != NULL &&
        g_str_equal (gtk_label_get_text (labels->pdata[i]), ENTRY))
      return labels->pdata[i];
  return NULL;
}

static gboolean
is_open (gpointer row)
{
  GtkLabel *entry = find_entry (row);

  return entry != NULL && gtk_widget_get_mapped (GTK_WIDGET (entry)) &&
         gtk_widget_get_width (GTK_WIDGET (entry)) > 0;
}

/* Of those that the row itself cuts, too. */
static void
test_list (void)
{
  g_autoptr (GtkStringList) entries =
      gtk_string_list_new ((const char *const[]){ "Static", ENTRY, NULL });
  GtkWidget *row = g_object_new (ADW_TYPE_COMBO_ROW, "title", "Method", "model", entries, NULL);
  GtkWidget *list = gtk_list_box_new ();
  GtkWindow *window;

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  fooled_combo_lists_widen (list);
  window = widget_test_window (list, 400, 300);
  adw_action_row_activate (ADW_ACTION_ROW (row));
  widget_test_await (is_open, row);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (find_entry (row))));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  g_assert_cmpfloat (
      gtk_widget_get_opacity (gtk_widget_get_next_sibling (GTK_WIDGET (find_entry (row)))), ==, 1);
  widget_test_close (window);
}

int
main (int argc, char **argv)
{
  if (!widget_test_init (&argc, &argv))
    return 0;
  g_test_add_func ("/ui/full-texts/percents", test_percents);
  g_test_add_func ("/ui/full-texts/list", test_list);
  return g_test_run ();
}
