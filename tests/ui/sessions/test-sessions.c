// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/sessions.h"

#include <glib/gstdio.h>

#include "tests/folder.h"
#include "tests/store/new-session.h"
#include "run/sessions.h"
#include "store/lock.h"
#include "ui/sessions/session-kind.h"
#include "ui/sessions/session-row.h"
#include "widget-test.h"

/* The list of two sessions and a file that is none; or of nothing. */
typedef struct
{
  char *first, *second, *damaged; /* paths; NULL = not there */
  GtkWindow *window;
  char *opened;
} Fixture;

static char *
make (const char *name, guint64 generation)
{
  g_autoptr (StoreSessionInfo) info = store_session_info_new ();
  g_autoptr (GError) error = NULL;
  char *path = run_sessions_new_path ();

  info->name = g_strdup (name);
  info->work = g_strdup ("evolve");
  info->method = g_strdup ("pixels");
  info->network_name = g_strdup ("The <net>");
  info->generation = generation;
  info->median = 0.5f;
  store_session_close (new_session (path, info, &error));
  g_assert_no_error (error);
  return path;
}

static GPtrArray *
rows (Fixture *fixture)
{
  return widget_test_find_all (GTK_WIDGET (fixture->window), FOOLED_TYPE_SESSION_ROW);
}

static gboolean
n_rows_are (Fixture *fixture, guint n)
{
  g_autoptr (GPtrArray) found = rows (fixture);

  return found->len == n;
}

static gboolean
shows_page (Fixture *fixture, const char *name)
{
  GtkWidget *stack = widget_test_find (GTK_WIDGET (fixture->window), GTK_TYPE_STACK);

  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), name) == 0;
}

static gboolean
has_three (gpointer data)
{
  return n_rows_are (data, 3);
}

static gboolean
has_four (gpointer data)
{
  return n_rows_are (data, 4);
}

static gboolean
has_two (gpointer data)
{
  return n_rows_are (data, 2);
}

static gboolean
is_empty (gpointer data)
{
  return shows_page (data, "empty");
}

static void
opened (Fixture *fixture, const char *path)
{
  g_free (fixture->opened);
  fixture->opened = g_strdup (path);
}

static void
show (Fixture *fixture)
{
  fixture->window = fooled_sessions_new (NULL);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  g_signal_connect_swapped (fixture->window, "open", G_CALLBACK (opened), fixture);
  gtk_window_present (fixture->window);
}

static void
set_up (Fixture *fixture, gconstpointer empty)
{
  if (empty == NULL)
    {
      fixture->first = make ("First", 12);
      fixture->second = make ("Second <b>", 1);
      fixture->damaged = run_sessions_new_path ();
      g_assert_true (g_file_set_contents (fixture->damaged, "This is no session.", -1, NULL));
    }
  show (fixture);
  widget_test_await (empty == NULL ? has_three : is_empty, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer empty)
{
  g_autofree char *folder = run_sessions_folder ();

  if (fixture->window != NULL)
    widget_test_close (fixture->window);
  g_assert_null (fixture->window);
  empty_folder (folder);
  g_free (fixture->first);
  g_free (fixture->second);
  g_free (fixture->damaged);
  g_free (fixture->opened);
}

static FooledSessionRow *
row (Fixture *fixture, const char *name)
{
  g_autoptr (GPtrArray) found = rows (fixture);

  for (guint i = 0; i < found->len; i++)
    {
      g_autofree char *its =
          fooled_session_item_name (fooled_session_row_get_item (found->pdata[i]));

      if (g_str_equal (its, name))
        return found->pdata[i];
    }
  return NULL;
}

static gboolean
shows (FooledSessionRow *in, const char *text)
{
  g_autoptr (GPtrArray) labels = widget_test_find_all (GTK_WIDGET (in), GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (gtk_widget_is_visible (labels->pdata[i]) &&
        strstr (gtk_label_get_text (labels->pdata[i]), text) != NULL)
      return TRUE;
  return FALSE;
}

static void
act (FooledSessionRow *on, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (on), action, NULL);
}

static void
test_empty (Fixture *fixture, gconstpointer empty)
{
  g_assert_true (n_rows_are (fixture, 0));
}

/* What a row says, also of a file that is none. */
static void
test_rows (Fixture *fixture, gconstpointer empty)
{
  g_autofree char *damaged = g_path_get_basename (fixture->damaged);
  FooledSessionRow *good = row (fixture, "Second <b>");
  FooledSessionRow *bad = row (fixture, damaged);

  g_assert_nonnull (good);
  g_assert_nonnull (bad);
  g_assert_true (shows (good, "The <net> · Static (pixels) · 1 generation · median 50.00 %"));
  g_assert_true (shows (row (fixture, "First"), "12 generations"));
  g_assert_true (widget_test_is_labelled (GTK_WIDGET (good)));
  g_assert_true (widget_test_has_name (widget_test_find (GTK_WIDGET (good), GTK_TYPE_BUTTON),
                                       "Open Second <b>"));
  g_assert_true (fooled_session_row_can_open (good));
  g_assert_false (fooled_session_row_can_open (bad));
  g_assert_true (shows (bad, fooled_session_row_get_item (bad)->entry->error->message));
  g_assert_false (gtk_widget_is_sensitive (widget_test_find (GTK_WIDGET (bad), GTK_TYPE_BUTTON)));
}

/* A name that tells network and method does so alone. */
static void
test_own_name (Fixture *fixture, gconstpointer empty)
{
  g_autofree char *path = make ("The <net>, Static (pixels)", 5);
  FooledSessionRow *named;

  fooled_sessions_reload (FOOLED_SESSIONS (fixture->window));
  widget_test_await (has_four, fixture);
  named = row (fixture, "The <net>, Static (pixels)");
  g_assert_true (shows (named, "5 generations · median 50.00 %"));
  g_assert_false (shows (named, "The <net> ·"));
}

/* A double click and Enter come as "activate" of the row; one that cannot be read stays shut. */
static void
test_open (Fixture *fixture, gconstpointer empty)
{
  g_autofree char *damaged = g_path_get_basename (fixture->damaged);

  g_signal_emit_by_name (row (fixture, damaged), "activate");
  g_assert_null (fixture->opened);
  g_assert_nonnull (fixture->window);
  g_signal_emit_by_name (row (fixture, "First"), "activate");
  g_assert_cmpstr (fixture->opened, ==, fixture->first);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (fixture->window);
}

static gboolean
is_renamed (gpointer data)
{
  return row (data, "Third") != NULL;
}

static void
test_rename (Fixture *fixture, gconstpointer empty)
{
  g_autoptr (GList) windows = NULL;
  AdwMessageDialog *dialog = NULL;
  GtkWidget *entry;

  act (row (fixture, "First"), "session.rename");
  windows = gtk_window_list_toplevels ();
  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data))
      dialog = l->data;
  g_assert_nonnull (dialog);
  entry = adw_message_dialog_get_extra_child (dialog);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "First");
  gtk_editable_set_text (GTK_EDITABLE (entry), "  ");
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "rename"));
  gtk_editable_set_text (GTK_EDITABLE (entry), " Third ");
  g_assert_true (adw_message_dialog_get_response_enabled (dialog, "rename"));
  adw_message_dialog_response (dialog, "rename");
  widget_test_await (is_renamed, fixture);
  g_assert_true (n_rows_are (fixture, 3));
}

static void
test_branch (Fixture *fixture, gconstpointer empty)
{
  act (row (fixture, "First"), "session.branch");
  widget_test_await (has_four, fixture);
  g_assert_nonnull (row (fixture, "Copy of First"));
  g_assert_nonnull (row (fixture, "First"));
}

/* Deleted and back again, twice: by the toast and by the key. */
static void
test_delete (Fixture *fixture, gconstpointer empty)
{
  GtkWidget *toast_button = NULL;
  g_autoptr (GPtrArray) buttons = NULL;

  act (row (fixture, "First"), "session.delete");
  widget_test_await (has_two, fixture);
  g_assert_null (row (fixture, "First"));
  buttons = widget_test_find_all (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON);
  for (guint i = 0; i < buttons->len; i++)
    if (g_strcmp0 (gtk_button_get_label (buttons->pdata[i]), "Undo") == 0)
      toast_button = buttons->pdata[i];
  g_assert_nonnull (toast_button);
  g_signal_emit_by_name (toast_button, "clicked");
  widget_test_await (has_three, fixture);
  g_assert_nonnull (row (fixture, "First"));

  act (row (fixture, "First"), "session.delete");
  widget_test_await (has_two, fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "sessions.undo", NULL);
  widget_test_await (has_three, fixture);
  g_assert_nonnull (row (fixture, "First"));
}

/* The window may go while the disk is at work. */
static void
test_close (Fixture *fixture, gconstpointer empty)
{
  act (row (fixture, "First"), "session.branch");
  widget_test_close (fixture->window);
  g_assert_null (fixture->window);
  show (fixture);
  widget_test_await (has_four, fixture);
}

/* One that somebody writes to can be opened, copied or renamed, but keeps its place. */
static void
test_in_use (Fixture *fixture, gconstpointer empty)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreSession) writer = store_session_open (fixture->first, FALSE, &error);

  g_assert_no_error (error);
  act (row (fixture, "First"), "session.delete");
  fooled_sessions_reload (FOOLED_SESSIONS (fixture->window));
  act (row (fixture, "Second <b>"), "session.branch");
  widget_test_await (has_four, fixture);
  g_assert_true (shows (row (fixture, "First"), "Open now"));
}

/* --- What kind of work a session holds --- */

typedef struct
{
  char *path;
  RunSessionKind kind;
  gboolean found;
} Kind;

static void
kind_found (gpointer owner, const char *path, RunSessionKind what)
{
  Kind *kind = g_object_get_data (owner, "kind");

  g_assert_cmpstr (path, ==, kind->path);
  kind->kind = what;
  kind->found = TRUE;
}

static gboolean
is_found (gpointer data)
{
  return ((Kind *) data)->found;
}

/* Another program has begun it and saves it only later: that is waited for. */
static void
test_kind_to_come (void)
{
  g_autoptr (GObject) owner = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (StoreSessionInfo) info = store_session_info_new ();
  Kind kind = { .path = run_sessions_new_path () };
  g_autofree char *folder = g_path_get_dirname (kind.path);
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC / 2;
  StoreLock *lock;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  lock = store_lock_take (kind.path, NULL);
  g_assert_nonnull (lock);
  g_object_set_data (owner, "kind", &kind);
  fooled_session_find_kind (owner, kind.path, kind_found);
  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_false (kind.found);
  info->work = g_strdup ("retrain");
  store_session_close (
      store_session_create_with (kind.path, &lock, &(StoreCheckpoint){ .info = info }, NULL));
  g_assert_null (lock);
  widget_test_await (is_found, &kind);
  g_assert_cmpint (kind.kind, ==, RUN_SESSION_RETRAINING);
  g_unlink (kind.path);
  g_free (kind.path);
}

/* A row has its menu where other lists have theirs: on the menu key and on the other button. */
static void
test_menu (Fixture *fixture, gconstpointer data)
{
  GtkWidget *first = GTK_WIDGET (row (fixture, "First")), *popover;
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (first);
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !handled; i++)
    {
      g_autoptr (GtkEventController) keys = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (keys))
        g_signal_emit_by_name (keys, "key-pressed", GDK_KEY_Menu, 0, 0, &handled);
    }
  g_assert_true (handled);
  popover = gtk_widget_get_last_child (first);
  g_assert_true (GTK_IS_POPOVER_MENU (popover) && gtk_widget_get_visible (popover));
  gtk_popover_popdown (GTK_POPOVER (popover));
}

static GtkWidget *
find_toast (Fixture *fixture)
{
  return widget_test_find (GTK_WIDGET (fixture->window), g_type_from_name ("AdwToastWidget"));
}

/* However long a name is, all of what is said of it is seen, and the way to close it; in one line
 * where there is room for it. */
static void
test_toast (Fixture *fixture, gconstpointer data)
{
  GtkWidget *overlay = widget_test_find (GTK_WIDGET (fixture->window), ADW_TYPE_TOAST_OVERLAY);
  g_autoptr (GString) text = g_string_new ("Exported");

  gtk_window_present (fixture->window);
  widget_test_draw (overlay);
  for (guint n = 1; n < 16; n++)
    {
      g_autoptr (GPtrArray) buttons = NULL;
      graphene_rect_t label, toast;
      GtkWidget *close;

      g_string_append (text, " longest");
      fooled_sessions_tell (FOOLED_SESSIONS (fixture->window), text->str);
      widget_test_draw (overlay);
      buttons = widget_test_find_all (find_toast (fixture), GTK_TYPE_BUTTON);
      close = buttons->pdata[buttons->len - 1];
      g_assert_true (widget_test_has_name (close, "Close this message"));
      g_assert_true (gtk_widget_compute_bounds (find_toast (fixture), overlay, &toast));
      g_assert_true (gtk_widget_compute_bounds (
          widget_test_find (find_toast (fixture), GTK_TYPE_LABEL), overlay, &label));
      g_assert_true (graphene_rect_contains_rect (&toast, &label));
      g_assert_true (gtk_widget_compute_bounds (close, overlay, &label));
      g_assert_true (graphene_rect_contains_rect (&toast, &label));
      g_assert_cmpfloat (toast.origin.x + toast.size.width, <=, gtk_widget_get_width (overlay));
      if (n == 2)
        g_assert_cmpfloat (toast.size.width, <, 300);
      if (n == 15)
        g_assert_cmpfloat (toast.size.height, >, 50);
      g_signal_emit_by_name (close, "clicked");
      while (g_main_context_iteration (NULL, FALSE))
        ;
      widget_test_draw (overlay);
    }
}

int
main (int argc, char **argv)
{
  if (!widget_test_init (&argc, &argv))
    return 0;
  g_test_add ("/ui/sessions/empty", Fixture, "empty", set_up, test_empty, tear_down);
  g_test_add ("/ui/sessions/rows", Fixture, NULL, set_up, test_rows, tear_down);
  g_test_add ("/ui/sessions/own-name", Fixture, NULL, set_up, test_own_name, tear_down);
  g_test_add ("/ui/sessions/open", Fixture, NULL, set_up, test_open, tear_down);
  g_test_add ("/ui/sessions/rename", Fixture, NULL, set_up, test_rename, tear_down);
  g_test_add ("/ui/sessions/branch", Fixture, NULL, set_up, test_branch, tear_down);
  g_test_add ("/ui/sessions/delete", Fixture, NULL, set_up, test_delete, tear_down);
  g_test_add ("/ui/sessions/close", Fixture, NULL, set_up, test_close, tear_down);
  g_test_add ("/ui/sessions/in-use", Fixture, NULL, set_up, test_in_use, tear_down);
  g_test_add ("/ui/sessions/menu", Fixture, NULL, set_up, test_menu, tear_down);
  g_test_add ("/ui/sessions/toast", Fixture, NULL, set_up, test_toast, tear_down);
  g_test_add_func ("/ui/sessions/kind-to-come", test_kind_to_come);
  return g_test_run ();
}
