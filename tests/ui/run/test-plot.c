// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/plot.h"

#include <math.h>

#include "synthetic.h"
#include "ui/run/plot-axis.h"
#include "ui/run/plot-bands.h"
#include "widget-test.h"

#define WIDTH  700
#define HEIGHT 130

typedef struct
{
  FooledPlot *plot;
  GtkWindow *window;
  RunNetworkInfo *network;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->network = synthetic_network (10, FALSE);
  fixture->plot = g_object_ref_sink (FOOLED_PLOT (fooled_plot_new ()));
  fixture->window = widget_test_window (GTK_WIDGET (fixture->plot), WIDTH, HEIGHT);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  widget_test_close (fixture->window);
  g_assert_finalize_object (fixture->plot);
  run_network_info_unref (fixture->network);
}

static void
apply (Fixture *fixture, guint n_history, guint64 run_number)
{
  g_autoptr (RunSnapshot) snapshot =
      synthetic_snapshot (fixture->network, RUN_VIEW_CHAMPIONS, 10, n_history);

  snapshot->job.number = run_number;
  fooled_plot_apply (fixture->plot, snapshot);
}

typedef struct
{
  Fixture *fixture;
  const char *name;
} Name;

static gboolean
is_named (gpointer data)
{
  Name *name = data;
  g_autofree char *difference = gtk_test_accessible_check_property (
      GTK_ACCESSIBLE (name->fixture->plot), GTK_ACCESSIBLE_PROPERTY_LABEL, name->name);

  return difference == NULL;
}

static void
test_name (Fixture *fixture, gconstpointer data)
{
  g_assert_true (widget_test_has_name (GTK_WIDGET (fixture->plot), "Confidence over evaluations"));
  apply (fixture, 200, 1);
  widget_test_await (is_named,
                     &(Name){ fixture, "Confidence over evaluations: 40\302\240000 evaluations, "
                                       "highest 99.99 %, middle 99.75 %, lowest 97.00 %" });
  apply (fixture, 0, 2);
  widget_test_await (is_named, &(Name){ fixture, "Confidence over evaluations" });
}

/* What the plot draws now, as pixels. */
static GBytes *
picture_of (Fixture *fixture)
{
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderer) renderer = gsk_cairo_renderer_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  gsize size = WIDTH * HEIGHT * 4;
  guchar *pixels = g_malloc0 (size);

  widget_test_draw (GTK_WIDGET (fixture->plot)); /* it may want another size */
  gtk_widget_snapshot_child (GTK_WIDGET (fixture->window), GTK_WIDGET (fixture->plot), snapshot);
  node = gtk_snapshot_to_node (snapshot);
  g_assert_nonnull (node);
  g_assert_true (gsk_renderer_realize (renderer, NULL, NULL));
  texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT));
  gdk_texture_download (texture, pixels, WIDTH * 4);
  gsk_renderer_unrealize (renderer);
  return g_bytes_new_take (pixels, size);
}

typedef struct
{
  Fixture *fixture;
  GBytes *before;
} Picture;

static gboolean
looks_different (gpointer data)
{
  Picture *picture = data;
  g_autoptr (GBytes) now = picture_of (picture->fixture);

  return !g_bytes_equal (now, picture->before);
}

static void
test_draws_history (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) empty = picture_of (fixture);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) again = NULL;

  apply (fixture, 20, 1);
  widget_test_await (looks_different, &(Picture){ fixture, empty });
  widget_test_draw (GTK_WIDGET (fixture->plot));
  first = picture_of (fixture);
  apply (fixture, 20, 1);
  widget_test_draw (GTK_WIDGET (fixture->plot));
  again = picture_of (fixture);
  g_assert_true (g_bytes_equal (first, again));
  apply (fixture, RUN_HISTORY_MAX, 1);
  widget_test_await (looks_different, &(Picture){ fixture, first });
}

static RunSessionHistory *
other (const char *path, guint64 evaluations)
{
  RunSessionHistory *history = g_new0 (RunSessionHistory, 1);

  history->path = g_strdup (path);
  history->name = g_strdup_printf ("Run %s", path);
  history->n_points = 2;
  history->points = g_new0 (RunHistoryPoint, 2);
  history->points[0] =
      (RunHistoryPoint){ .evaluations = evaluations / 2, .median = 0.2f, .max = 1, .seconds = 1 };
  history->points[1] =
      (RunHistoryPoint){ .evaluations = evaluations, .median = 0.5f, .max = 1, .seconds = 3 };
  return history;
}

/* Other runs come, are named, go again and leave nothing behind. */
static void
test_others (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) alone = NULL;
  g_autoptr (GBytes) beside = NULL;
  g_autoptr (GBytes) again = NULL;

  apply (fixture, 200, 1);
  widget_test_await (is_named,
                     &(Name){ fixture, "Confidence over evaluations: 40\302\240000 evaluations, "
                                       "highest 99.99 %, middle 99.75 %, lowest 97.00 %" });
  widget_test_draw (GTK_WIDGET (fixture->plot));
  alone = picture_of (fixture);
  fooled_plot_add_other (fixture->plot, other ("a", 80000));
  fooled_plot_add_other (fixture->plot, other ("a", 80000));
  g_assert_cmpuint (fooled_plot_n_others (fixture->plot), ==, 1);
  g_assert_true (is_named (
      &(Name){ fixture, "Confidence over evaluations: 40\302\240000 evaluations, highest 99.99 %, "
                        "middle 99.75 %, lowest 97.00 %; behind it Run a: 80\302\240000 "
                        "evaluations, median 50.00 %" }));
  g_assert_true (looks_different (&(Picture){ fixture, alone }));
  beside = picture_of (fixture);
  fooled_plot_set_by_time (fixture->plot, TRUE);
  g_assert_true (looks_different (&(Picture){ fixture, beside }));
  fooled_plot_set_by_time (fixture->plot, FALSE);
  fooled_plot_remove_other (fixture->plot, "b");
  g_assert_true (fooled_plot_has_other (fixture->plot, "a"));
  fooled_plot_remove_other (fixture->plot, "a");
  again = picture_of (fixture);
  g_assert_true (g_bytes_equal (again, alone));
}

static void
test_odd_histories (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunSnapshot) snapshot =
      synthetic_snapshot (fixture->network, RUN_VIEW_CHAMPIONS, 10, 3);
  g_autoptr (GBytes) before = picture_of (fixture);

  snapshot->history[0] = (RunHistoryPoint){ 0, 0, 0, 0 };
  snapshot->history[1] = (RunHistoryPoint){ G_MAXUINT64 / 2, 0, 1, 1 };
  snapshot->history[2] = (RunHistoryPoint){ G_MAXUINT64, 1, 1, 1 };
  fooled_plot_apply (fixture->plot, snapshot);
  widget_test_await (looks_different, &(Picture){ fixture, before });
  apply (fixture, 1, 2);
  widget_test_draw (GTK_WIDGET (fixture->plot));
}

/* Of many classes there are bands in place of what lies between the highest and the lowest; they,
 * too, are told to those who do not see them. */
static void
test_bands (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) many = synthetic_network (300, FALSE);
  g_autoptr (RunSnapshot) all = synthetic_snapshot (many, RUN_VIEW_CHAMPIONS, 300, 200);
  g_autoptr (RunSnapshot) few = synthetic_snapshot (many, RUN_VIEW_CHAMPIONS, 300, 200);
  g_autoptr (RunSnapshot) narrow = synthetic_snapshot (many, RUN_VIEW_CHAMPIONS, 300, 200);
  g_autoptr (GBytes) filled = NULL, banded = NULL;

  few->job.number = 1;
  few->wanted = g_new0 (gboolean, 300);
  few->wanted[7] = few->wanted[8] = TRUE;
  fooled_plot_apply (fixture->plot, few);
  widget_test_await (is_named,
                     &(Name){ fixture, "Confidence over evaluations: 40\302\240000 evaluations, "
                                       "highest 99.99 %, middle 99.75 %, lowest 97.00 %" });
  filled = picture_of (fixture);

  all->job.number = 2;
  fooled_plot_apply (fixture->plot, all);
  widget_test_await (looks_different, &(Picture){ fixture, filled });
  widget_test_await (is_named,
                     &(Name){ fixture,
                              "Confidence over evaluations: 40\302\240000 evaluations, "
                              "highest 99.99 %, middle 99.75 %, lowest 97.00 %, 8 of 10 classes "
                              "86.46 % – 99.99 %, half of the classes 98.16 % – 99.98 %" });
  widget_test_draw (GTK_WIDGET (fixture->plot));
  banded = picture_of (fixture);

  /* Only the percentiles are others. */
  narrow->job.number = 3;
  for (guint i = 0; i < narrow->n_history; i++)
    narrow->history[i].p10 = narrow->history[i].p90 = narrow->history[i].median;
  fooled_plot_apply (fixture->plot, narrow);
  widget_test_await (looks_different, &(Picture){ fixture, banded });
}

/* Where something is drawn is none of the curves'. */
static void
legend_is_clear_of_curves (Fixture *fixture, int width)
{
  RunHistoryPoint points[] = { { .evaluations = 1 }, { .evaluations = 100 } };
  FooledPlotDrawing drawing = { .widget = GTK_WIDGET (fixture->plot),
                                .points = points,
                                .n_points = G_N_ELEMENTS (points),
                                .many = TRUE };
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  graphene_rect_t bounds;

  gtk_window_set_default_size (fixture->window, width, HEIGHT);
  while (gtk_widget_get_width (drawing.widget) != width)
    g_main_context_iteration (NULL, TRUE);
  drawing.legend_lines = fooled_plot_legend_lines (drawing.widget, width);
  fooled_plot_drawing_read_style (&drawing);
  fooled_plot_drawing_update_area (&drawing);
  fooled_plot_append_legend (&drawing, snapshot, -1);
  node = gtk_snapshot_to_node (snapshot);
  g_assert_nonnull (node);
  gsk_render_node_get_bounds (node, &bounds);
  g_assert_cmpfloat (bounds.origin.y, >=,
                     drawing.area.origin.y + drawing.area.size.height + drawing.text_height);
  g_assert_cmpfloat (bounds.origin.x, >=, 0);
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, width);
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=,
                     gtk_widget_get_height (drawing.widget));
  g_assert_cmpfloat (drawing.area.size.height, >, 2 * drawing.text_height);
}

/* What the bands are stands where no curve can be, however narrow the plot is, which grows for it.
 */
static void
test_legend (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) many = synthetic_network (300, FALSE);
  g_autoptr (RunSnapshot) all = synthetic_snapshot (many, RUN_VIEW_CHAMPIONS, 300, 200);
  int few, more;

  gtk_widget_measure (GTK_WIDGET (fixture->plot), GTK_ORIENTATION_VERTICAL, WIDTH, &few, NULL, NULL,
                      NULL);
  fooled_plot_apply (fixture->plot, all);
  gtk_widget_measure (GTK_WIDGET (fixture->plot), GTK_ORIENTATION_VERTICAL, WIDTH, &more, NULL,
                      NULL, NULL);
  g_assert_cmpint (more, >, few);
  legend_is_clear_of_curves (fixture, WIDTH);
  legend_is_clear_of_curves (fixture, 336);
  legend_is_clear_of_curves (fixture, 250);
}

static void
test_axis_step (void)
{
  g_assert_cmpuint (fooled_axis_step (1, 5), ==, 1);
  g_assert_cmpuint (fooled_axis_step (10, 5), ==, 5);
  g_assert_cmpuint (fooled_axis_step (28600, 6), ==, 5000);
  g_assert_cmpuint (fooled_axis_step (1000000, 11), ==, 100000);
  for (guint64 range = 1; range < G_MAXUINT64 / 4; range *= 3)
    for (guint n = 1; n < 12; n++)
      g_assert_cmpuint (range / fooled_axis_step (range, n), <=, n);
  g_assert_cmpuint (G_MAXUINT64 / fooled_axis_step (G_MAXUINT64, 5), <=, 5);
}

static void
test_axis_confidence (void)
{
  double last = -1;

  g_assert_cmpfloat (fooled_axis_confidence (0), ==, 0);
  g_assert_cmpfloat (fooled_axis_confidence (-1), ==, 0);
  g_assert_cmpfloat (fooled_axis_confidence (NAN), ==, 0);
  g_assert_cmpfloat_with_epsilon (fooled_axis_confidence (0.9f), 0.575, 1e-3);
  g_assert_cmpfloat_with_epsilon (fooled_axis_confidence (0.99f), 0.745, 1e-3);
  g_assert_cmpfloat_with_epsilon (fooled_axis_confidence (0.9999f), 1, 1e-3);
  g_assert_cmpfloat_with_epsilon (fooled_axis_confidence (1), 1, 1e-9);
  for (guint i = 0; i <= 9999; i++)
    {
      double place = fooled_axis_confidence ((float) i / 10000);

      g_assert_cmpfloat (place, >, last);
      last = place;
    }
}

static void
test_axis_spread (void)
{
  double apart[] = { 50, 10, 90 }, close[] = { 5, 5, 5 }, low[] = { 99, 100, 98 };

  fooled_axis_spread (apart, 3, 12, 100);
  g_assert_cmpfloat (apart[0], ==, 50);
  g_assert_cmpfloat (apart[1], ==, 10);
  g_assert_cmpfloat (apart[2], ==, 90);
  fooled_axis_spread (close, 3, 12, 100);
  g_assert_cmpfloat (close[0], ==, 6);
  g_assert_cmpfloat (close[1], ==, 18);
  g_assert_cmpfloat (close[2], ==, 30);
  fooled_axis_spread (low, 3, 12, 100);
  g_assert_cmpfloat (low[1], ==, 94);
  g_assert_cmpfloat (low[0], ==, 82);
  g_assert_cmpfloat (low[2], ==, 70);
}

int
main (int argc, char **argv)
{
  if (!widget_test_init (&argc, &argv))
    return 0;
#define ADD(path, function)                                                                        \
  g_test_add ("/ui/plot/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("name", test_name);
  ADD ("draws-history", test_draws_history);
  ADD ("others", test_others);
  ADD ("odd-histories", test_odd_histories);
  ADD ("bands", test_bands);
  ADD ("legend", test_legend);
#undef ADD
  g_test_add_func ("/ui/plot/axis-step", test_axis_step);
  g_test_add_func ("/ui/plot/axis-confidence", test_axis_confidence);
  g_test_add_func ("/ui/plot/axis-spread", test_axis_spread);
  return g_test_run ();
}
