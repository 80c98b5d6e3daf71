// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/retrain-table.h"
#include "widget-test.h"

#define N_CLASSES 10

static RunRetrainingChampion champions[N_CLASSES];
static RunRetrainingRow row = {
  .number = 12,
  .test_error = 0.0102,
  .recognised = 0.999,
  .noise = -1,
  .false_rubbish = 0.001,
  .is_evolved = TRUE,
  .median = 0.9999f,
  .mean = 0.75f,
  .min = 0.5f,
  .n_classes = N_CLASSES,
  .n_champions = N_CLASSES,
  .champions = champions,
};

/* A scroll bar at its foot would show that it is cut. */
static gboolean
fits (gpointer table)
{
  GtkWidget *scroller = widget_test_find (table, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *sideways =
      gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scroller));

  return gtk_adjustment_get_page_size (sideways) > 0 &&
         gtk_adjustment_get_upper (sideways) <= gtk_adjustment_get_page_size (sideways);
}

/* Its text is seen as a whole. */
static gboolean
says (GtkWidget *table, const char *text)
{
  g_autoptr (GPtrArray) found = widget_test_find_all (table, GTK_TYPE_LABEL);

  for (guint i = 0; i < found->len; i++)
    if (g_str_equal (gtk_label_get_text (found->pdata[i]), text))
      return gtk_widget_get_mapped (found->pdata[i]);
  return FALSE;
}

static gboolean
is_narrow (gpointer table)
{
  return says (table, "Old fakes caught") && fits (table);
}

static gboolean
is_wide (gpointer table)
{
  return !says (table, "Old fakes caught") && fits (table);
}

/* Windows of 1024 and 360 pixels, less their frame and the page's margins: every number is in sight. */
static void
test_widths (void)
{
  RunRetrainingRow *const rows[] = { &row };
  GtkWidget *table = g_object_new (FOOLED_TYPE_RETRAIN_TABLE, NULL);
  GtkWindow *window;

  g_atomic_ref_count_init (&row.ref_count);
  fooled_retrain_table_show (FOOLED_RETRAIN_TABLE (table), rows, 1, FALSE);
  window = widget_test_window (table, 988, 400);
  widget_test_await (is_wide, table);
  gtk_window_set_default_size (window, 326, 400);
  widget_test_await (is_narrow, table);
  g_assert_true (says (table, "DNN 12"));
  g_assert_true (says (table, "99.90 %"));
  gtk_window_set_default_size (window, 988, 400);
  widget_test_await (is_wide, table);
  widget_test_close (window);
}

int
main (int argc, char **argv)
{
  if (!widget_test_init (&argc, &argv))
    return 0;
  g_test_add_func ("/ui/retrain-table/widths", test_widths);
  return g_test_run ();
}
