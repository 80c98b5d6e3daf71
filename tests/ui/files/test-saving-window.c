// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/saving-window.h"

#include "base/error.h"
#include "ui/picks/poster-window.h"

#include <glib/gstdio.h>

#include "synthetic.h"
#include "widget-test.h"

/* Slow work that does as it is told: both threads see it. */
typedef struct
{
  gint goes_on; /* atomic; until it is unset the work is not done */
  gint has_begun;
  gint was_interrupted;
  gint is_freed;
  gboolean fails;
} Work;

/* What `done` was given. */
typedef struct
{
  GtkWindow *owner;
  guint n_calls;
  char *path, *text;
  GError *error;
} Outcome;

static Outcome outcome;

static void
save (gpointer data,
      const char *path,
      BaseProgress progress,
      gpointer progress_data,
      const gint *interrupt,
      GError **error)
{
  Work *work = data;

  progress (0.25, progress_data);
  g_atomic_int_set (&work->has_begun, TRUE);
  while (g_atomic_int_get (&work->goes_on))
    {
      if (g_atomic_int_get (interrupt))
        {
          g_atomic_int_set (&work->was_interrupted, TRUE);
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
          return;
        }
      g_usleep (1000);
    }
  if (work->fails)
    g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, "no room");
}

static void
work_freed (gpointer data)
{
  g_atomic_int_set (&((Work *) data)->is_freed, TRUE);
}

static void
done (gpointer owner, const char *path, const char *text, const GError *error)
{
  g_assert_true (owner == outcome.owner);
  outcome.n_calls++;
  outcome.path = g_strdup (path);
  outcome.text = g_strdup (text);
  outcome.error = error != NULL ? g_error_copy (error) : NULL;
}

static gboolean
is_set (gpointer flag)
{
  return g_atomic_int_get ((gint *) flag);
}

static gboolean
is_done (gpointer unused)
{
  return outcome.n_calls > 0;
}

static GtkWindow *
find_window (GType type)
{
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return window;
    }
  return NULL;
}

static gboolean
has_gone (gpointer type)
{
  return find_window (GPOINTER_TO_SIZE (type)) == NULL;
}

static gboolean
shows_a_quarter (gpointer bar)
{
  return gtk_progress_bar_get_fraction (bar) == 0.25;
}

static void
begin (Work *work, const char *text)
{
  outcome = (Outcome){ .owner = widget_test_window (gtk_label_new ("owner"), 300, 200) };
  fooled_saving_window_begin (outcome.owner, "Poster", text, save, work, work_freed,
                              g_strdup ("/tmp/a-file.png"), done);
}

static void
end (void)
{
  g_clear_pointer (&outcome.path, g_free);
  g_clear_pointer (&outcome.text, g_free);
  g_clear_error (&outcome.error);
  widget_test_close (outcome.owner);
}

/* It shows how far the work is, then says which file is there, and goes. */
static void
test_saved (void)
{
  Work work = { .goes_on = TRUE };
  GtkWidget *bar;

  begin (&work, "session 7");
  bar = widget_test_find (GTK_WIDGET (find_window (FOOLED_TYPE_SAVING_WINDOW)),
                          GTK_TYPE_PROGRESS_BAR);
  g_assert_nonnull (bar);
  widget_test_await (shows_a_quarter, bar);
  g_assert_false (is_done (NULL));
  g_atomic_int_set (&work.goes_on, FALSE);
  widget_test_await (is_done, NULL);
  g_assert_no_error (outcome.error);
  g_assert_cmpstr (outcome.path, ==, "/tmp/a-file.png");
  g_assert_cmpstr (outcome.text, ==, "session 7");
  widget_test_await (has_gone, GSIZE_TO_POINTER (FOOLED_TYPE_SAVING_WINDOW));
  widget_test_await (is_set, &work.is_freed);
  end ();
}

/* To close the window is to leave off, of which nobody is told. */
static void
test_closed (void)
{
  Work work = { .goes_on = TRUE };

  begin (&work, NULL);
  widget_test_await (is_set, &work.has_begun);
  gtk_window_close (find_window (FOOLED_TYPE_SAVING_WINDOW));
  widget_test_await (is_set, &work.is_freed);
  g_assert_true (work.was_interrupted);
  g_assert_cmpuint (outcome.n_calls, ==, 0);
  end ();
}

static void
test_failed (void)
{
  Work work = { .goes_on = FALSE, .fails = TRUE };

  begin (&work, NULL);
  widget_test_await (is_done, NULL);
  g_assert_error (outcome.error, BASE_ERROR, BASE_ERROR_INVALID);
  widget_test_await (is_set, &work.is_freed);
  end ();
}

/* The poster's own window hands over to it: the file has as many pixels as were chosen. */
static void
test_poster (void)
{
  RunNetworkInfo *network = synthetic_network (10, TRUE);
  g_autoptr (GPtrArray) specimens =
      g_ptr_array_new_with_free_func ((GDestroyNotify) store_specimen_unref);
  g_autofree char *folder = g_dir_make_tmp ("fooled-poster-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  GtkWindow *window;
  GdkPixbuf *picture;
  GPtrArray *rows;

  g_ptr_array_add (specimens, synthetic_specimen (network, EVO_ENCODING_CPPN, 3, 0.97f, 5));
  outcome = (Outcome){ .owner = widget_test_window (gtk_label_new ("owner"), 300, 200) };
  window = fooled_poster_window_new (outcome.owner, specimens, folder, FALSE, done);
  gtk_window_present (window);
  widget_test_draw (GTK_WIDGET (window));
  /* Enter does what people came for. */
  g_assert_true (GTK_IS_BUTTON (gtk_window_get_focus (window)));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (gtk_window_get_focus (window))), ==, "Save");
  rows = widget_test_find_all (GTK_WIDGET (window), ADW_TYPE_COMBO_ROW);
  g_assert_cmpuint (rows->len, ==, 2);
  /* The last size but four is 1024 pixels. */
  adw_combo_row_set_selected (
      rows->pdata[1], g_list_model_get_n_items (adw_combo_row_get_model (rows->pdata[1])) - 5);
  g_ptr_array_unref (rows);
  gtk_widget_activate_action (GTK_WIDGET (window), "poster.save", NULL);
  g_assert_null (find_window (FOOLED_TYPE_POSTER_WINDOW));
  widget_test_await (is_done, NULL);
  g_assert_no_error (outcome.error);
  picture = gdk_pixbuf_new_from_file (outcome.path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, 1024);
  g_object_unref (picture);
  g_unlink (outcome.path);
  g_rmdir (folder);
  widget_test_await (has_gone, GSIZE_TO_POINTER (FOOLED_TYPE_SAVING_WINDOW));
  end ();
  run_network_info_unref (network);
}

int
main (int argc, char *argv[])
{
  if (!widget_test_init (&argc, &argv))
    return 0;
  g_test_add_func ("/ui/saving-window/saved", test_saved);
  g_test_add_func ("/ui/saving-window/closed", test_closed);
  g_test_add_func ("/ui/saving-window/failed", test_failed);
  g_test_add_func ("/ui/saving-window/poster", test_poster);
  return g_test_run ();
}
