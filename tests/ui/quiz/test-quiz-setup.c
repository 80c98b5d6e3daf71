// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/quiz/quiz-setup.h"

#include <string.h>

#include "run/picks.h"
#include "run/test-pictures.h"
#include "synthetic.h"
#include "widget-test.h"

typedef struct
{
  FooledQuizSetup *setup;
  GtkStack *stack; /* the setup, and something else */
  GtkWindow *window;
  RunNetworkInfo *network; /* of a data set that is not here */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->network = synthetic_network (3, FALSE);
  fixture->network->data_set = g_strdup ("Nowhere");
  fixture->setup = g_object_new (FOOLED_TYPE_QUIZ_SETUP, NULL);
  fixture->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (fixture->stack, GTK_WIDGET (fixture->setup), "setup");
  gtk_stack_add_named (fixture->stack, gtk_label_new ("elsewhere"), "elsewhere");
  fixture->window = widget_test_window (GTK_WIDGET (fixture->stack), 400, 700);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  widget_test_close (fixture->window);
  run_network_info_unref (fixture->network);
}

static gpointer
child (Fixture *fixture, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (fixture->setup), FOOLED_TYPE_QUIZ_SETUP, name);
}

static const char *
subtitle (Fixture *fixture, const char *row)
{
  return adw_action_row_get_subtitle (child (fixture, row));
}

static guint
n_sources (Fixture *fixture)
{
  return g_list_model_get_n_items (adw_combo_row_get_model (child (fixture, "source")));
}

static gboolean
has_no_pictures (gpointer data)
{
  return !gtk_widget_get_sensitive (child (data, "real"));
}

static gboolean
has_pictures (gpointer data)
{
  return !has_no_pictures (data);
}

static gboolean
has_two_sources (gpointer data)
{
  return n_sources (data) == 2;
}

/* A kind that is not there cannot be chosen, a sentence says why, and the quiz is made of the rest;
 * what the user had chosen is chosen again where it is there. */
static void
test_kinds (Fixture *fixture, gconstpointer data)
{
  char *fruit[] = { (char *) "🍌", (char *) "🍎", (char *) "🍐", NULL };
  g_autoptr (RunNetworkInfo) emoji = synthetic_network (3, FALSE);
  g_autoptr (BaseImage) banana = run_test_pictures_draw ("🍌", NULL);
  g_auto (RunQuizOrder) order = { 0 };
  g_autofree char *problem = NULL;

  gtk_check_button_set_active (child (fixture, "changed"), FALSE);
  fooled_quiz_setup_set_network (fixture->setup, fixture->network);
  widget_test_await (has_no_pictures, fixture);
  g_assert_nonnull (strstr (subtitle (fixture, "real_row"), "“Nowhere”"));
  g_assert_nonnull (strstr (subtitle (fixture, "changed_row"), "without real pictures"));
  g_assert_false (gtk_widget_get_sensitive (child (fixture, "changed")));
  g_assert_true (gtk_widget_get_sensitive (child (fixture, "evolved")));
  g_assert_true (fooled_quiz_setup_read (fixture->setup, &order, &problem));
  g_assert_true (order.wanted[RUN_QUIZ_EVOLVED]);
  g_assert_false (order.wanted[RUN_QUIZ_REAL] || order.wanted[RUN_QUIZ_CHANGED]);

  if (banana == NULL)
    return;
  emoji->characters = g_strdupv (fruit);
  fooled_quiz_setup_set_network (fixture->setup, emoji);
  widget_test_await (has_pictures, fixture);
  g_assert_true (gtk_check_button_get_active (child (fixture, "real")));
  g_assert_false (gtk_check_button_get_active (child (fixture, "changed")));
  g_assert_nonnull (strstr (subtitle (fixture, "real_row"), "font"));
  g_assert_null (strstr (subtitle (fixture, "real_row"), "never seen"));
}

static void
add_pick (Fixture *fixture)
{
  g_autoptr (StorePicks) picks = run_picks_open (NULL);
  g_autoptr (StoreSpecimen) specimen =
      synthetic_specimen (fixture->network, EVO_ENCODING_CPPN, 1, 0.5f, 3);

  g_assert_cmpint (store_picks_add (picks, specimen, NULL), >=, 0);
}

/* Images come from where there are some; what was starred meanwhile is there when one comes back.
 */
static void
test_sources (Fixture *fixture, gconstpointer data)
{
  g_auto (RunQuizOrder) order = { 0 };
  g_autofree char *problem = NULL;

  fooled_quiz_setup_set_network (fixture->setup, fixture->network);
  widget_test_await (has_no_pictures, fixture);
  g_assert_cmpuint (n_sources (fixture), ==, 1);
  g_assert_false (gtk_widget_get_visible (child (fixture, "source")));
  g_assert_nonnull (strstr (subtitle (fixture, "evolved_row"), "where there is one"));
  gtk_stack_set_visible_child_name (fixture->stack, "elsewhere");
  add_pick (fixture);
  gtk_stack_set_visible_child_name (fixture->stack, "setup");
  widget_test_await (has_two_sources, fixture);
  g_assert_true (gtk_widget_get_visible (child (fixture, "source")));
  adw_combo_row_set_selected (child (fixture, "source"), 1);
  g_assert_true (fooled_quiz_setup_read (fixture->setup, &order, &problem));
  g_assert_false (order.evolve);
  g_assert_cmpint (order.images.source, ==, RUN_IMAGES_PICKS);
  g_assert_false (gtk_widget_get_visible (child (fixture, "session_row")));
}

int
main (int argc, char **argv)
{
  if (!widget_test_init (&argc, &argv))
    return 0;
  g_test_add ("/ui/quiz-setup/kinds", Fixture, NULL, set_up, test_kinds, tear_down);
  g_test_add ("/ui/quiz-setup/sources", Fixture, NULL, set_up, test_sources, tear_down);
  return g_test_run ();
}
