// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/data-get.h"

#include "../../formats/loopback.h"
#include "../../run/fixture.h"

#include <glib/gstdio.h>

#include "run/data-sets-private.h"
#include "ui/networks/download-box.h"
#include "widget-test.h"

/* A group with a row for the one data set there is, which the server has. */
typedef struct
{
  Loopback *loopback;
  char *address, *checksum;
  const char *folders[2];
  RunDataSource source;
  GtkWidget *group;
  GtkWindow *window;
  FooledDataGet *get;
  char *got, *done, *message;
} Fixture;

static const char *const names[RUN_DATA_N_FILES] = {
  "t10k-images-idx3-ubyte.gz",
  "t10k-labels-idx1-ubyte.gz",
  "train-images-idx3-ubyte.gz",
  "train-labels-idx1-ubyte.gz",
};

static void
keep (char **text, const char *new_text)
{
  g_free (*text);
  *text = g_strdup (new_text);
}

static void
got (Fixture *fixture, const char *id)
{
  keep (&fixture->got, id);
}

static void
done (Fixture *fixture, const char *text)
{
  keep (&fixture->done, text);
}

static void
failed (Fixture *fixture, const char *text)
{
  keep (&fixture->message, text);
}

static void
set_mood (Fixture *fixture, const char *mood)
{
  g_free (fixture->address);
  fixture->address = loopback_address (fixture->loopback, mood);
  fixture->folders[0] = fixture->address;
}

static void
set_up (Fixture *fixture, gconstpointer mood)
{
  fixture->loopback = loopback_new ();
  fixture->checksum = loopback_sha256 (fixture->loopback);
  set_mood (fixture, mood);
  fixture->source = (RunDataSource){ .id = "mnist", .name = "MNIST", .folders = fixture->folders };
  for (guint i = 0; i < RUN_DATA_N_FILES; i++)
    {
      fixture->source.files[i].name = names[i];
      fixture->source.files[i].size = LOOPBACK_SIZE;
      fixture->source.files[i].sha256 = fixture->checksum;
    }
  run_data_sources_replace (&fixture->source, 1);
  fixture->group = adw_preferences_group_new ();
  fixture->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_child (fixture->window, fixture->group);
  fixture->get = fooled_data_get_new (ADW_PREFERENCES_GROUP (fixture->group));
  g_signal_connect_swapped (fixture->get, "got", G_CALLBACK (got), fixture);
  g_signal_connect_swapped (fixture->get, "done", G_CALLBACK (done), fixture);
  g_signal_connect_swapped (fixture->get, "message", G_CALLBACK (failed), fixture);
  gtk_window_present (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer mood)
{
  g_autofree char *folder = run_data_set_own_folder ("mnist");

  g_assert_finalize_object (fixture->get);
  widget_test_close (fixture->window);
  loopback_free (fixture->loopback);
  run_data_sources_replace (NULL, 0);
  for (guint i = 0; i < RUN_DATA_N_FILES; i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      g_autofree char *part = g_strconcat (path, ".part", NULL);

      g_unlink (path);
      g_unlink (part);
    }
  g_rmdir (folder);
  g_free (fixture->address);
  g_free (fixture->checksum);
  g_free (fixture->got);
  g_free (fixture->done);
  g_free (fixture->message);
}

static GtkWidget *
box (Fixture *fixture)
{
  return widget_test_find (fixture->group, FOOLED_TYPE_DOWNLOAD_BOX);
}

static gboolean
button_is (Fixture *fixture, const char *label)
{
  GtkWidget *button = widget_test_find (box (fixture), GTK_TYPE_BUTTON);

  return button != NULL && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (button)), label) == 0;
}

static void
press (Fixture *fixture)
{
  g_signal_emit_by_name (widget_test_find (box (fixture), GTK_TYPE_BUTTON), "clicked");
}

/* The text of a visible label in the row. */
static gboolean
shows (Fixture *fixture, const char *part)
{
  g_autoptr (GPtrArray) labels = widget_test_find_all (box (fixture), GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (gtk_widget_is_visible (labels->pdata[i]) &&
        strstr (gtk_label_get_text (labels->pdata[i]), part) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
is_got (gpointer data)
{
  return ((Fixture *) data)->got != NULL;
}

static gboolean
can_get (gpointer data)
{
  return button_is (data, "Get");
}

static gboolean
can_try_again (gpointer data)
{
  return button_is (data, "Try Again");
}

static gboolean
has_some (gpointer data)
{
  return shows (data, "100.0\302\240kB of 1.2\302\240MB");
}

/* All four files, and the row is gone. */
static void
test_get (Fixture *fixture, gconstpointer mood)
{
  g_assert_true (shows (fixture, "Digits (MNIST)"));
  g_assert_true (shows (fixture, "1.2\302\240MB"));
  g_assert_true (widget_test_has_name (widget_test_find (box (fixture), GTK_TYPE_BUTTON),
                                       "Get Digits (MNIST)"));
  press (fixture);
  g_assert_true (button_is (fixture, "Cancel"));
  widget_test_await (is_got, fixture);
  g_assert_cmpstr (fixture->got, ==, "mnist");
  g_assert_null (box (fixture));
  g_assert_null (fixture->done); /* it was to be seen */
}

/* Unseen it is told. */
static void
test_unseen (Fixture *fixture, gconstpointer mood)
{
  press (fixture);
  gtk_widget_set_visible (GTK_WIDGET (fixture->window), FALSE);
  widget_test_await (is_got, fixture);
  g_assert_cmpstr (fixture->done, ==, "Digits (MNIST) is here");
}

static void
test_failure (Fixture *fixture, gconstpointer mood)
{
  press (fixture);
  widget_test_await (can_try_again, fixture);
  g_assert_true (shows (fixture, "MNIST"));
  g_assert_true (shows (fixture, names[0]));
  g_assert_null (fixture->got);
  g_assert_null (fixture->message);
  set_mood (fixture, "/good/");
  press (fixture);
  widget_test_await (is_got, fixture);
}

/* Other bytes than those that are known are not kept. */
static void
test_wrong (Fixture *fixture, gconstpointer mood)
{
  g_autofree char *folder = run_data_set_own_folder ("mnist");
  g_autofree char *path = g_build_filename (folder, names[0], NULL);

  press (fixture);
  widget_test_await (can_try_again, fixture);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* What has arrived is there the next time. */
static void
test_cancel (Fixture *fixture, gconstpointer mood)
{
  g_autofree char *requests = NULL;

  press (fixture);
  widget_test_await (has_some, fixture);
  press (fixture);
  widget_test_await (can_get, fixture);
  set_mood (fixture, "/good/");
  press (fixture);
  widget_test_await (is_got, fixture);
  requests = loopback_take_requests (fixture->loopback);
  g_assert_nonnull (strstr (requests, "/good/t10k-images-idx3-ubyte.gz 100000-"));
}

/* A program that ends does not wait for a server. */
static void
test_end (Fixture *fixture, gconstpointer mood)
{
  press (fixture);
  widget_test_await (has_some, fixture);
}

#define ADD(name, mood, function)                                                                  \
  g_test_add ("/ui/data-get/" name, Fixture, mood, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int result;

  if (!widget_test_init (&argc, &argv))
    return 0;
  test_network_create ();
  ADD ("get", "/good/", test_get);
  ADD ("unseen", "/slow/", test_unseen);
  ADD ("failure", "/missing/", test_failure);
  ADD ("wrong", "/wrong/", test_wrong);
  ADD ("cancel", "/stall/", test_cancel);
  ADD ("end", "/stall/", test_end);
  result = g_test_run ();
  test_network_remove ();
  return result;
}
