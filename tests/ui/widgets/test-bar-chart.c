// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/bar-chart.h"

#include "widget-test.h"

typedef struct
{
  FooledBarChart *chart;
  GtkWindow *window;
} Fixture;

static const FooledBar bars[] = { { "hen", 1200 }, { "school bus", 0 }, { "snail", 300 } };

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->chart = g_object_ref_sink (FOOLED_BAR_CHART (fooled_bar_chart_new ()));
  fixture->window = widget_test_window (GTK_WIDGET (fixture->chart), 400, 200);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  widget_test_close (fixture->window);
  g_assert_finalize_object (fixture->chart);
}

static int
height (Fixture *fixture)
{
  int minimum;

  gtk_widget_measure (GTK_WIDGET (fixture->chart), GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL,
                      NULL, NULL);
  return minimum;
}

static void
test_name (Fixture *fixture, gconstpointer data)
{
  fooled_bar_chart_set_bars (fixture->chart, bars, G_N_ELEMENTS (bars));
  g_assert_true (widget_test_has_name (GTK_WIDGET (fixture->chart),
                                       "Bar chart: hen 1\302\240200; school bus 0; snail 300"));
  fooled_bar_chart_set_bars (fixture->chart, NULL, 0);
  g_assert_true (widget_test_has_name (GTK_WIDGET (fixture->chart), "Bar chart"));
}

/* The height follows the number of bars, and nothing else. */
static void
test_height (Fixture *fixture, gconstpointer data)
{
  int one, three;

  g_assert_cmpint (height (fixture), ==, 0);
  fooled_bar_chart_set_bars (fixture->chart, bars, 1);
  one = height (fixture);
  fooled_bar_chart_set_bars (fixture->chart, bars, G_N_ELEMENTS (bars));
  three = height (fixture);
  g_assert_cmpint (one, >, 0);
  g_assert_cmpint (three, >=, 3 * one);
  fooled_bar_chart_set_bars (fixture->chart, (FooledBar[]){ { "a", 0 }, { "b", 0 }, { "c", 0 } },
                             3);
  g_assert_cmpint (height (fixture), ==, three);
}

/* The colour in the middle of a row: x as a share of the width. */
static guint32
pixel_at (Fixture *fixture, guint row, double x)
{
  GtkWidget *widget = GTK_WIDGET (fixture->chart);
  int width = gtk_widget_get_width (widget), all = gtk_widget_get_height (widget);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderer) renderer = gsk_cairo_renderer_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width * all);
  int row_height = (height (fixture) + 4) / 3;
  int y = (int) row * row_height + (row_height - 4) / 2;

  g_assert_true (gsk_renderer_realize (renderer, NULL, NULL));
  gdk_paintable_snapshot (paintable, snapshot, width, all);
  node = gtk_snapshot_to_node (snapshot);
  texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, width, all));
  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);
  gsk_renderer_unrealize (renderer);
  return pixels[y * width + (int) (x * width)];
}

/* The longest bar reaches far, a quarter of it does not, and nothing is nothing. */
static void
test_drawing (Fixture *fixture, gconstpointer data)
{
  guint32 filled;

  gtk_widget_set_valign (GTK_WIDGET (fixture->chart), GTK_ALIGN_START);
  fooled_bar_chart_set_bars (fixture->chart, bars, G_N_ELEMENTS (bars));
  widget_test_draw (GTK_WIDGET (fixture->window));
  filled = pixel_at (fixture, 0, 0.6);
  g_assert_cmpuint (filled >> 24, ==, 255);
  g_assert_cmpuint (pixel_at (fixture, 0, 0.35), ==, filled);
  g_assert_cmpuint (pixel_at (fixture, 1, 0.6), !=, filled);
  g_assert_cmpuint (pixel_at (fixture, 2, 0.6), !=, filled);
  g_assert_cmpuint (pixel_at (fixture, 2, 0.3), ==, filled);
}

static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  const FooledBar long_name = {
    "great white shark, white shark, man-eater, man-eating shark, Carcharodon carcharias", 7
  };
  int minimum;

  fooled_bar_chart_set_bars (fixture->chart, &long_name, 1);
  widget_test_draw (GTK_WIDGET (fixture->window));
  gtk_widget_measure (GTK_WIDGET (fixture->chart), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 280);
}

int
main (int argc, char **argv)
{
  if (!widget_test_init (&argc, &argv))
    return 0;
#define ADD(path, function)                                                                        \
  g_test_add ("/ui/bar-chart/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("name", test_name);
  ADD ("height", test_height);
  ADD ("drawing", test_drawing);
  ADD ("narrow", test_narrow);
#undef ADD
  return g_test_run ();
}
