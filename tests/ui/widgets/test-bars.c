// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/bars.h"

#include "ui/widgets/class-labels.h"
#include "widget-test.h"

typedef struct
{
  FooledBars *bars;
  GtkWindow *window;
} Fixture;

static const char *const names[] = { "hen", "school bus", "snail" };
static const guint counts[] = { 1200, 0, 300 };

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->bars = g_object_ref_sink (g_object_new (FOOLED_TYPE_BARS, "title", "Bar chart", NULL));
  fixture->window = widget_test_window (GTK_WIDGET (fixture->bars), 400, 200);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  widget_test_close (fixture->window);
  g_assert_finalize_object (fixture->bars);
}

static int
height (Fixture *fixture)
{
  int minimum;

  gtk_widget_measure (GTK_WIDGET (fixture->bars), GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL,
                      NULL, NULL);
  return minimum;
}

static void
test_name (Fixture *fixture, gconstpointer data)
{
  fooled_bars_set_counts (fixture->bars, names, counts, G_N_ELEMENTS (counts));
  g_assert_true (widget_test_has_name (GTK_WIDGET (fixture->bars),
                                       "Bar chart: hen 1\302\240200; school bus 0; snail 300"));
  fooled_bars_set (fixture->bars, NULL, 0);
  g_assert_true (widget_test_has_name (GTK_WIDGET (fixture->bars), "Bar chart"));
}

/* The height follows the number of bars, and nothing else. */
static void
test_height (Fixture *fixture, gconstpointer data)
{
  int one, three;

  g_assert_cmpint (height (fixture), ==, 0);
  fooled_bars_set_counts (fixture->bars, names, counts, 1);
  one = height (fixture);
  fooled_bars_set_counts (fixture->bars, names, counts, G_N_ELEMENTS (counts));
  three = height (fixture);
  g_assert_cmpint (one, >, 0);
  g_assert_cmpint (three, >=, 3 * one);
  fooled_bars_set_counts (fixture->bars, (const char *[]){ "a", "b", "c" }, (guint[]){ 0, 0, 0 },
                          3);
  g_assert_cmpint (height (fixture), ==, three);
}

/* The colour in the middle of a row: x as a share of the width. */
static guint32
pixel_at (Fixture *fixture, guint row, double x)
{
  GtkWidget *widget = GTK_WIDGET (fixture->bars);
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

  gtk_widget_set_valign (GTK_WIDGET (fixture->bars), GTK_ALIGN_START);
  fooled_bars_set_counts (fixture->bars, names, counts, G_N_ELEMENTS (counts));
  widget_test_draw (GTK_WIDGET (fixture->window));
  filled = pixel_at (fixture, 0, 0.6);
  g_assert_cmpuint (filled >> 24, ==, 255);
  g_assert_cmpuint (pixel_at (fixture, 0, 0.35), ==, filled);
  g_assert_cmpuint (pixel_at (fixture, 1, 0.6), !=, filled);
  g_assert_cmpuint (pixel_at (fixture, 2, 0.6), !=, filled);
  g_assert_cmpuint (pixel_at (fixture, 2, 0.3), ==, filled);
}

/* Always as many rows as it is told, and the class without a label has its number. */
static void
test_ranking (Fixture *fixture, gconstpointer data)
{
  const EvoRanking top[] = { { .class_index = 7, .confidence = 0.75f },
                             { .class_index = 3, .confidence = 0.25f } };
  char *labels[] = { (char *) "seven", NULL };
  GtkWidget *bars = g_object_ref_sink (
      g_object_new (FOOLED_TYPE_BARS, "title", "Most likely", "below", TRUE, "rows", 5, NULL));
  int before, after;

  gtk_widget_measure (bars, GTK_ORIENTATION_VERTICAL, -1, &before, NULL, NULL, NULL);
  fooled_bars_set_ranking (FOOLED_BARS (bars), top, labels, G_N_ELEMENTS (top), 7);
  gtk_widget_measure (bars, GTK_ORIENTATION_VERTICAL, -1, &after, NULL, NULL, NULL);
  g_assert_cmpint (before, >, 0);
  g_assert_cmpint (after, ==, before);
  g_assert_true (widget_test_has_name (bars, "Most likely: seven 75.00 %; 3 25.00 %"));
  g_assert_finalize_object (bars);
}

/* A label that is left out has no row, the others keep their own confidences, and there is a note. */
static void
test_left_out (Fixture *fixture, gconstpointer data)
{
  const EvoRanking top[] = { { .class_index = 7, .confidence = 0.75f },
                             { .class_index = 3, .confidence = 0.20f },
                             { .class_index = 4, .confidence = 0.05f } };
  char *labels[] = { (char *) "rifle", (char *) "hen", NULL };
  GtkWidget *bars =
      g_object_ref_sink (g_object_new (FOOLED_TYPE_BARS, "title", "Most likely", NULL));

  fooled_classroom_hold ();
  fooled_bars_set_ranking (FOOLED_BARS (bars), top, labels, G_N_ELEMENTS (top), 7);
  g_assert_true (widget_test_has_name (
      bars, "Most likely: hen 20.00 %; 4 5.00 %; (another label is left out)"));
  fooled_classroom_release ();
  fooled_bars_set_ranking (FOOLED_BARS (bars), top, labels, G_N_ELEMENTS (top), 7);
  g_assert_true (
      widget_test_has_name (bars, "Most likely: rifle 75.00 %; hen 20.00 %; 4 5.00 %"));
  g_assert_finalize_object (bars);
}

static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  const FooledBar long_name = {
    .name = "great white shark, white shark, man-eater, man-eating shark, Carcharodon carcharias",
    .number = "7",
  };
  int minimum;

  fooled_bars_set (fixture->bars, &long_name, 1);
  widget_test_draw (GTK_WIDGET (fixture->window));
  gtk_widget_measure (GTK_WIDGET (fixture->bars), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 280);
}

int
main (int argc, char **argv)
{
  if (!widget_test_init (&argc, &argv))
    return 0;
#define ADD(path, function)                                                                        \
  g_test_add ("/ui/bars/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("name", test_name);
  ADD ("height", test_height);
  ADD ("drawing", test_drawing);
  ADD ("ranking", test_ranking);
  ADD ("left-out", test_left_out);
  ADD ("narrow", test_narrow);
#undef ADD
  return g_test_run ();
}
