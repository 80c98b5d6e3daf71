// SPDX-License-Identifier: GPL-3.0-or-later
/* What becomes of an image in the window: starred, saved, copied. */
#include "window-fixture.h"

#include <glib/gstdio.h>

#include "ui/files/output.h"
#include "ui/picks/picks-page.h"
#include "ui/run/champion-panel.h"
#include "widget-test.h"

static gboolean
is_starred (gpointer data)
{
  gboolean starred;

  g_object_get (window_find (data, FOOLED_TYPE_CHAMPION_PANEL), "starred", &starred, NULL);
  return starred;
}

static gboolean
is_not_starred (gpointer data)
{
  return !is_starred (data);
}

static guint
n_picks (WindowFixture *fixture)
{
  GtkWidget *page = window_find (fixture, FOOLED_TYPE_PICKS_PAGE);
  GtkGridView *view = GTK_GRID_VIEW (widget_test_find (page, GTK_TYPE_GRID_VIEW));

  return g_list_model_get_n_items (G_LIST_MODEL (gtk_grid_view_get_model (view)));
}

static gboolean
has_starred (gpointer data)
{
  return window_has_toast (data, "Starred ");
}

static gboolean
has_removed (gpointer data)
{
  return window_has_toast (data, "Removed ");
}

static void
test_star (WindowFixture *fixture, gconstpointer data)
{
  window_activate (fixture, "win.step");
  widget_test_await (window_has_selected, fixture);
  g_assert_false (is_starred (fixture));
  window_activate (fixture, "win.star");
  window_activate (fixture, "win.star"); /* takes it back, however slow the disk is */
  window_activate (fixture, "win.star");
  widget_test_await (is_starred, fixture);
  g_assert_cmpuint (n_picks (fixture), ==, 1);
  widget_test_await (has_starred, fixture);

  window_activate (fixture, "win.page::picks");
  window_activate (fixture, "win.remove-pick");
  widget_test_await (is_not_starred, fixture);
  g_assert_cmpuint (n_picks (fixture), ==, 0);
  widget_test_await (has_removed, fixture);
}

/* Where there are no picks, the keyboard is not caught in a view that nobody sees. */
static void
test_empty_picks (WindowFixture *fixture, gconstpointer data)
{
  GtkWidget *focus;

  window_activate (fixture, "win.page::picks");
  widget_test_draw (GTK_WIDGET (fixture->window));
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_cmpuint (n_picks (fixture), ==, 0);
  g_assert_true (focus == NULL || gtk_widget_get_mapped (focus));
  gtk_widget_child_focus (GTK_WIDGET (fixture->window), GTK_DIR_TAB_FORWARD);
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_get_mapped (focus));
}

static char *
only_file (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = g_dir_read_name (dir);

  if (name == NULL)
    return NULL;
  return g_build_filename (folder, name, NULL);
}

static gboolean
has_saved (gpointer data)
{
  return window_has_toast (data, "Saved ");
}

static gboolean
is_file (gpointer data)
{
  return g_file_test (data, G_FILE_TEST_IS_REGULAR);
}

static gboolean
has_copied (gpointer data)
{
  return window_has_toast (data, "Copied ");
}

/* Without asking, Save writes a file that says what it is; the second time under another name. */
static void
test_save (WindowFixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *second = NULL;
  g_autoptr (StoreSpecimen) loaded = NULL;
  g_autoptr (GError) error = NULL;

  window_activate (fixture, "win.step");
  widget_test_await (window_has_selected, fixture);
  window_activate (fixture, "win.save");
  widget_test_await (has_saved, fixture);
  path = only_file (fixture->folder);
  g_assert_nonnull (path);
  loaded = store_specimen_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (loaded->class_index, ==, window_selected (fixture)->class_index);
  g_assert_true (g_bytes_equal (loaded->genome, window_selected (fixture)->genome));

  window_activate (fixture, "win.save");
  second = g_strdup_printf ("%.*s-2.png", (int) strlen (path) - 4, path);
  widget_test_await (is_file, second);
}

static void
got_bytes (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  GInputStream *stream = gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, &error);

  g_assert_no_error (error);
  *(GInputStream **) data = stream;
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

/* The clipboard holds a file with its text entries, and a picture large enough to be used. */
static void
test_copy (WindowFixture *fixture, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));
  const char *types[] = { "image/png", NULL };
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (StoreSpecimen) loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "copied.png", NULL);

  window_activate (fixture, "win.step");
  widget_test_await (window_has_selected, fixture);
  window_activate (fixture, "win.copy");
  widget_test_await (has_copied, fixture);
  gdk_clipboard_read_async (clipboard, types, G_PRIORITY_DEFAULT, NULL, got_bytes, &stream);
  widget_test_await (is_set, &stream);
  bytes = g_input_stream_read_bytes (stream, 1 << 20, NULL, NULL);
  texture = gdk_texture_new_from_bytes (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), >=, FOOLED_COPY_SIDE);
  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  loaded = store_specimen_load (path, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (loaded->genome, window_selected (fixture)->genome));
  g_assert_cmpuint (loaded->image->width, ==, window_selected (fixture)->image->width);
  g_remove (path);
  g_assert_true (
      gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard), GDK_TYPE_TEXTURE));
}

int
main (int argc, char **argv)
{
  static const WindowTest tests[] = {
    { "/ui/window/star", test_star },
    { "/ui/window/empty-picks", test_empty_picks },
    { "/ui/window/save", test_save },
    { "/ui/window/copy", test_copy },
  };

  return window_run_tests (&argc, &argv, tests, G_N_ELEMENTS (tests));
}
