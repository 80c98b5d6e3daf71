// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/class-chooser.h"

#include "synthetic.h"
#include "ui/networks/class-chooser-row.h"
#include "ui/networks/class-list.h"
#include "widget-test.h"

#define N 1000

typedef struct
{
  RunNetworkInfo *network; /* "class number 0", ..., the even ones also called "even" */
  GtkWindow *window;
  GListModel *model;
  char *applied; /* NULL = never */
} Fixture;

static void
on_applied (GtkWindow *window, const char *classes, Fixture *fixture)
{
  g_assert_null (fixture->applied);
  fixture->applied = g_strdup (classes);
}

static GtkWidget *
view (Fixture *fixture)
{
  return widget_test_find (GTK_WIDGET (fixture->window), GTK_TYPE_LIST_VIEW);
}

static void
set_up (Fixture *fixture, gconstpointer classes)
{
  fixture->network = synthetic_network (N, TRUE);
  fixture->network->synonyms = g_new0 (char *, N + 1);
  for (guint i = 0; i < N; i++)
    fixture->network->synonyms[i] = g_strdup (i % 2 == 0 ? "even, Bärenklau" : "");
  fixture->window = g_object_ref (fooled_class_chooser_new (NULL, fixture->network, classes));
  g_signal_connect (fixture->window, "applied", G_CALLBACK (on_applied), fixture);
  gtk_window_present (fixture->window);
  widget_test_draw (GTK_WIDGET (fixture->window));
  fixture->model = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (view (fixture))));
}

static void
tear_down (Fixture *fixture, gconstpointer classes)
{
  widget_test_close (fixture->window);
  g_assert_finalize_object (fixture->window);
  run_network_info_unref (fixture->network);
  g_free (fixture->applied);
}

static void
act (Fixture *fixture, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL);
}

static GtkEditable *
text_row (Fixture *fixture)
{
  return GTK_EDITABLE (widget_test_find (GTK_WIDGET (fixture->window), ADW_TYPE_ENTRY_ROW));
}

static GtkEditable *
search_entry (Fixture *fixture)
{
  return GTK_EDITABLE (widget_test_find (GTK_WIDGET (fixture->window), GTK_TYPE_SEARCH_ENTRY));
}

static void
assert_text (Fixture *fixture, const char *expected)
{
  g_assert_cmpstr (gtk_editable_get_text (text_row (fixture)), ==, expected);
}

static void
look_for (Fixture *fixture, const char *text)
{
  gtk_editable_set_text (search_entry (fixture), text);
  g_signal_emit_by_name (search_entry (fixture), "search-changed");
}

static GtkWidget *
apply_button (Fixture *fixture)
{
  g_autoptr (GPtrArray) buttons =
      widget_test_find_all (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON);

  for (guint i = 0; i < buttons->len; i++)
    if (g_strcmp0 (gtk_actionable_get_action_name (buttons->pdata[i]), "chooser.apply") == 0)
      return buttons->pdata[i];
  g_error ("There is no button to apply");
}

static gboolean
can_apply (Fixture *fixture)
{
  return gtk_widget_is_sensitive (apply_button (fixture));
}

static gboolean
is_chosen (Fixture *fixture, guint position)
{
  g_autoptr (FooledClassItem) item = g_list_model_get_item (fixture->model, position);

  return fooled_class_item_get_chosen (item);
}

static void
activate (Fixture *fixture, guint position)
{
  g_signal_emit_by_name (view (fixture), "activate", position);
}

static void
test_marks (Fixture *fixture, gconstpointer classes)
{
  assert_text (fixture, "0,3-5");
  g_assert_true (is_chosen (fixture, 4));
  g_assert_false (is_chosen (fixture, 6));
  activate (fixture, 4);
  assert_text (fixture, "0,3,5");
  activate (fixture, 999);
  assert_text (fixture, "0,3,5,999");
  act (fixture, "chooser.invert");
  assert_text (fixture, "1,2,4,6-998");
  act (fixture, "chooser.drop");
  assert_text (fixture, "");
  g_assert_false (can_apply (fixture));
  act (fixture, "chooser.apply");
  g_assert_null (fixture->applied);
  act (fixture, "chooser.choose");
  assert_text (fixture, "0-999");
  act (fixture, "chooser.apply");
  g_assert_cmpstr (fixture->applied, ==, "");
}

/* The buttons then concern what was found. */
static void
test_search (Fixture *fixture, gconstpointer classes)
{
  look_for (fixture, "NUMBER 99");
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, 19);
  act (fixture, "chooser.choose");
  assert_text (fixture, "0,3-5,99,199,299,399,499,599,699,799,899,990-999");
  activate (fixture, 0);
  assert_text (fixture, "0,3-5,199,299,399,499,599,699,799,899,990-999");
  look_for (fixture, "barenklau 99");
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, 5);
  act (fixture, "chooser.drop");
  assert_text (fixture, "0,3-5,199,299,399,499,599,699,799,899,991,993,995,997,999");
  act (fixture, "chooser.only");
  assert_text (fixture, "990,992,994,996,998");
  look_for (fixture, "no such class");
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, 0);
  look_for (fixture, "");
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, N);
  act (fixture, "chooser.apply");
  g_assert_cmpstr (fixture->applied, ==, "990,992,994,996,998");
}

/* With 1000 classes, those that are chosen are hard to see. */
static void
test_only_chosen (Fixture *fixture, gconstpointer classes)
{
  g_autoptr (GPtrArray) buttons =
      widget_test_find_all (GTK_WIDGET (fixture->window), GTK_TYPE_TOGGLE_BUTTON);
  GtkToggleButton *only_chosen = GTK_TOGGLE_BUTTON (buttons->pdata[0]);

  g_assert_cmpuint (buttons->len, ==, 1);
  gtk_toggle_button_set_active (only_chosen, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, 4);
  activate (fixture, 3);
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, 4);
  assert_text (fixture, "0,3,4");
  look_for (fixture, "number");
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, 3);
  act (fixture, "chooser.drop");
  assert_text (fixture, "");
  look_for (fixture, "");
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, 0);
  gtk_toggle_button_set_active (only_chosen, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, N);
}

static gboolean
shows_error (gpointer data)
{
  return gtk_widget_has_css_class (GTK_WIDGET (text_row (data)), "error");
}

static const char *
error_text (Fixture *fixture)
{
  GtkRevealer *revealer =
      GTK_REVEALER (widget_test_find (GTK_WIDGET (fixture->window), GTK_TYPE_REVEALER));

  g_assert_true (gtk_revealer_get_reveal_child (revealer));
  return gtk_label_get_text (GTK_LABEL (gtk_revealer_get_child (revealer)));
}

/* The marks follow a text that is right; one that is wrong changes nothing, says why after a while,
 * and cannot be applied. */
static void
test_text (Fixture *fixture, gconstpointer classes)
{
  int end = strlen ("7, 9 - 10");

  gtk_editable_set_text (text_row (fixture), "7, 9 - 10");
  assert_text (fixture, "7, 9 - 10");
  g_assert_true (is_chosen (fixture, 7) && is_chosen (fixture, 10) && !is_chosen (fixture, 8));
  g_assert_true (can_apply (fixture));

  gtk_editable_insert_text (text_row (fixture), ",,x", -1, &end);
  g_assert_false (can_apply (fixture));
  g_assert_false (shows_error (fixture));
  g_assert_true (is_chosen (fixture, 10));
  widget_test_await (shows_error, fixture);
  g_assert_cmpstr (error_text (fixture), ==, "A class is missing after “9 - 10,”.");

  /* Ticking a class puts the text right. */
  activate (fixture, 8);
  assert_text (fixture, "7-10");
  g_assert_false (shows_error (fixture));
  g_assert_true (can_apply (fixture));

  /* Enter asks at once. */
  gtk_editable_set_text (text_row (fixture), "3-1");
  g_signal_emit_by_name (text_row (fixture), "entry-activated");
  g_assert_true (shows_error (fixture));
  g_assert_nonnull (strstr (error_text (fixture), "“3-1”"));
  g_assert_null (fixture->applied);
  gtk_editable_set_text (text_row (fixture), "");
  g_assert_false (can_apply (fixture));
  gtk_editable_set_text (text_row (fixture), "0-998");
  g_signal_emit_by_name (text_row (fixture), "entry-activated");
  g_assert_cmpstr (fixture->applied, ==, "0-998");
}

/* A list that is not one of this network's counts as all. */
static void
test_unsuitable (Fixture *fixture, gconstpointer classes)
{
  assert_text (fixture, "0-999");
  gtk_window_close (fixture->window);
  g_assert_null (fixture->applied);
}

/* Few rows are alive, and each of them says what it is and whether it is chosen. */
static void
test_rows (Fixture *fixture, gconstpointer classes)
{
  g_autoptr (GPtrArray) rows = widget_test_find_all (view (fixture), FOOLED_TYPE_CLASS_CHOOSER_ROW);
  GtkWidget *row;

  g_assert_cmpuint (rows->len, >, 5);
  g_assert_cmpuint (rows->len, <, 300);
  row = gtk_widget_get_parent (rows->pdata[0]);
  g_assert_true (widget_test_has_name (row, "class number 0, even, Bärenklau"));
  g_assert_null (gtk_test_accessible_check_state (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_CHECKED, GTK_ACCESSIBLE_TRISTATE_TRUE));
  activate (fixture, 0);
  g_assert_null (gtk_test_accessible_check_state (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_CHECKED, GTK_ACCESSIBLE_TRISTATE_FALSE));
  row = gtk_widget_get_parent (rows->pdata[1]);
  g_assert_true (widget_test_has_name (row, "class number 1"));
  g_assert_null (gtk_test_accessible_check_state (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_CHECKED, GTK_ACCESSIBLE_TRISTATE_FALSE));
}

/* It fits beside a narrow window. */
static void
test_narrow (Fixture *fixture, gconstpointer classes)
{
  GtkWindow *parent = GTK_WINDOW (gtk_window_new ());
  GtkWindow *chooser;
  int width, height;

  gtk_widget_measure (adw_window_get_content (ADW_WINDOW (fixture->window)),
                      GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_assert_cmpint (width, <=, 360);
  gtk_window_set_default_size (parent, 360, 640);
  chooser = fooled_class_chooser_new (parent, fixture->network, "");
  gtk_window_get_default_size (chooser, &width, &height);
  g_assert_cmpint (width, ==, 360);
  gtk_window_destroy (chooser);
  gtk_window_destroy (parent);
}

/* From the search into the list, where the first row waits for the space bar. */
static void
test_keyboard (Fixture *fixture, gconstpointer classes)
{
  GtkWidget *focus;

  look_for (fixture, "number 12");
  g_signal_emit_by_name (search_entry (fixture), "activate");
  focus = gtk_window_get_focus (fixture->window);
  g_assert_true (widget_test_has_name (focus, "class number 12, even, Bärenklau"));
  g_assert_true (gtk_widget_activate (focus));
  assert_text (fixture, "0,3-5,12");

  look_for (fixture, "");
  gtk_widget_activate_action (view (fixture), "list.scroll-to-item", "u", 900);
  widget_test_draw (GTK_WIDGET (fixture->window));
  g_signal_emit_by_name (search_entry (fixture), "activate");
  focus = gtk_window_get_focus (fixture->window);
  g_assert_true (widget_test_has_name (focus, "class number 0, even, Bärenklau"));

  gtk_editable_set_text (search_entry (fixture), "even");

  g_signal_emit_by_name (search_entry (fixture), "stop-search");
  g_assert_cmpstr (gtk_editable_get_text (search_entry (fixture)), ==, "");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->window)));
  g_signal_emit_by_name (search_entry (fixture), "stop-search");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->window)));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    const char *classes;
    void (*test) (Fixture *fixture, gconstpointer classes);
  } tests[] = {
    { "/ui/class-chooser/marks", "0, 3-5", test_marks },
    { "/ui/class-chooser/search", "0,3-5", test_search },
    { "/ui/class-chooser/only-chosen", "0,3-5", test_only_chosen },
    { "/ui/class-chooser/text", "", test_text },
    { "/ui/class-chooser/unsuitable", "0,1000", test_unsuitable },
    { "/ui/class-chooser/rows", "0,3-5", test_rows },
    { "/ui/class-chooser/narrow", "", test_narrow },
    { "/ui/class-chooser/keyboard", "0,3-5", test_keyboard },
  };

  if (!widget_test_init (&argc, &argv))
    return 0;
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, tests[i].classes, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
