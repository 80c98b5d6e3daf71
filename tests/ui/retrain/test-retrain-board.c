// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/retrain-board.h"
#include "widget-test.h"

typedef struct
{
  RunRetraining order;
  RunRetrainingSnapshot snapshot;
  FooledRetrainBoard *board;
  GtkWindow *window;
} Fixture;

/* What its buttons do is the page's; without it they could not be pressed. */
static GSimpleActionGroup *
new_actions (void)
{
  static const GActionEntry actions[] = { { "toggle" }, { "step" },       { "stop" },
                                          { "new" },    { "copy-table" }, { "restart" } };
  GSimpleActionGroup *group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), NULL);
  return group;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSimpleActionGroup) actions = new_actions ();

  run_retraining_init (&fixture->order);
  fixture->snapshot.order = &fixture->order;
  fixture->snapshot.job.state = RUN_STATE_RUNNING;
  fixture->snapshot.stage = RUN_RETRAINING_TRAINING;
  fixture->snapshot.round = 1;
  fixture->board = g_object_new (FOOLED_TYPE_RETRAIN_BOARD, NULL);
  gtk_widget_insert_action_group (GTK_WIDGET (fixture->board), "retrain", G_ACTION_GROUP (actions));
  fooled_retrain_board_show (fixture->board, &fixture->snapshot, FALSE, TRUE);
  fixture->window = widget_test_window (GTK_WIDGET (fixture->board), 800, 600);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  widget_test_close (fixture->window);
}

static void
finish (Fixture *fixture)
{
  fixture->snapshot.job.state = RUN_STATE_FINISHED;
  fixture->snapshot.stage = RUN_RETRAINING_FINISHED;
  fooled_retrain_board_show (fixture->board, &fixture->snapshot, FALSE, FALSE);
  widget_test_draw (GTK_WIDGET (fixture->board));
}

static GtkWidget *
focus_of (Fixture *fixture)
{
  return gtk_window_get_focus (fixture->window);
}

/* Whoever paused it by Space and let it go on presses no button that is there in its place. */
static void
test_end (Fixture *fixture, gconstpointer data)
{
  gtk_widget_grab_focus (GTK_WIDGET (fixture->board));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (focus_of (fixture))), ==, "Pause");
  finish (fixture);
  g_assert_true (GTK_IS_SCROLLED_WINDOW (focus_of (fixture)));
}

/* Nor who comes to the page later, or was at a button that goes. */
static void
test_after_the_end (Fixture *fixture, gconstpointer data)
{
  gtk_widget_grab_focus (GTK_WIDGET (fixture->board));
  gtk_widget_child_focus (GTK_WIDGET (fixture->board), GTK_DIR_TAB_FORWARD);
  g_assert_true (widget_test_has_name (focus_of (fixture), "Step"));
  finish (fixture);
  g_assert_true (GTK_IS_SCROLLED_WINDOW (focus_of (fixture)));
  gtk_window_set_focus (fixture->window, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->board));
  g_assert_true (GTK_IS_SCROLLED_WINDOW (focus_of (fixture)));
}

int
main (int argc, char **argv)
{
  if (!widget_test_init (&argc, &argv))
    return 0;
  g_test_add ("/ui/retrain-board/end", Fixture, NULL, set_up, test_end, tear_down);
  g_test_add ("/ui/retrain-board/after-the-end", Fixture, NULL, set_up, test_after_the_end,
              tear_down);
  return g_test_run ();
}
