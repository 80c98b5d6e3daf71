// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/app/header.h"

#include "widget-test.h"

typedef struct
{
  FooledHeader *header;
  AdwViewStack *stack;
  AdwViewSwitcherBar *bar;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const titles[] = { "Run", "Perturb", "Picks", "Retrain", "Compare", "Quiz" };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  fixture->header = g_object_new (FOOLED_TYPE_HEADER, NULL);
  fixture->stack = ADW_VIEW_STACK (adw_view_stack_new ());
  fixture->bar = g_object_new (ADW_TYPE_VIEW_SWITCHER_BAR, "stack", fixture->stack, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    adw_view_stack_add_titled_with_icon (fixture->stack, gtk_box_new (GTK_ORIENTATION_VERTICAL, 0),
                                         titles[i], titles[i], "view-grid-symbolic");
  fooled_header_bind (fixture->header, fixture->stack, fixture->bar);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (fixture->header));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (fixture->stack));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (fixture->bar));
  fixture->window = widget_test_window (box, 1200, 300);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  widget_test_close (fixture->window);
}

/* Until everything has its place. */
static void
settle (Fixture *fixture)
{
  widget_test_draw (GTK_WIDGET (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  widget_test_draw (GTK_WIDGET (fixture->window));
}

/* Where the switcher of the header is; -1 = it is in the bar. */
static graphene_rect_t
place (Fixture *fixture)
{
  GtkWidget *switcher = widget_test_find (GTK_WIDGET (fixture->header), ADW_TYPE_VIEW_SWITCHER);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (-1, 0, 0, 0);

  g_assert_true (gtk_widget_get_child_visible (switcher) !=
                 adw_view_switcher_bar_get_reveal (fixture->bar));
  if (gtk_widget_get_child_visible (switcher))
    g_assert_true (gtk_widget_compute_bounds (switcher, GTK_WIDGET (fixture->window), &bounds));
  return bounds;
}

static void
set_width (Fixture *fixture, int width)
{
  gtk_window_set_default_size (fixture->window, width, 300);
  fooled_header_set_width (fixture->header, width);
  while (gtk_widget_get_width (GTK_WIDGET (fixture->window)) != width)
    g_main_context_iteration (NULL, TRUE);
}

static void
set_page (Fixture *fixture, gboolean shows_run, gboolean has_panels, gboolean has_search)
{
  fooled_header_show_run (fixture->header, shows_run);
  fooled_header_set_page (fixture->header, has_panels, has_search);
  settle (fixture);
}

/* Whatever buttons a page has, the switcher stays; only another width moves it. */
static void
test_place (Fixture *fixture, gconstpointer data)
{
  static const int widths[] = { 540, 800, 1024, 1200 };
  static const gboolean pages[][3] = { { TRUE, TRUE, FALSE },
                                       { TRUE, FALSE, FALSE },
                                       { FALSE, FALSE, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      graphene_rect_t first, now;

      set_width (fixture, widths[i]);
      set_page (fixture, TRUE, TRUE, TRUE);
      first = place (fixture);
      for (guint page = 0; page < G_N_ELEMENTS (pages); page++)
        {
          set_page (fixture, pages[page][0], pages[page][1], pages[page][2]);
          now = place (fixture);
          g_assert_true (graphene_rect_equal (&now, &first));
        }
      g_assert_true (i == 0 ? first.origin.x < 0 : i == 1 || first.origin.x > 0);
    }
}

static gboolean
is_narrow (gpointer data)
{
  Fixture *fixture = data;

  return gtk_widget_get_width (GTK_WIDGET (fixture->window)) == 360;
}

/* A window can become narrow before the header knows of it, and then the header fits. */
static void
test_jump (Fixture *fixture, gconstpointer data)
{
  int minimum;

  set_width (fixture, 1200);
  set_page (fixture, TRUE, TRUE, TRUE);
  gtk_window_set_default_size (fixture->window, 360, 300);
  widget_test_await (is_narrow, fixture);
  fooled_header_set_width (fixture->header, 360);
  settle (fixture);
  gtk_widget_measure (widget_test_find (GTK_WIDGET (fixture->header), ADW_TYPE_HEADER_BAR),
                      GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
}

int
main (int argc, char **argv)
{
  if (!widget_test_init (&argc, &argv))
    return 0;
  g_test_add ("/ui/header/place", Fixture, NULL, set_up, test_place, tear_down);
  g_test_add ("/ui/header/jump", Fixture, NULL, set_up, test_jump, tear_down);
  return g_test_run ();
}
