// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/networks.h"

#include "../../formats/loopback.h"
#include "../../run/fixture.h"

#include <glib/gstdio.h>

#include "ui/networks/network-row.h"
#include "ui/settings/settings-keys.h"
#include "widget-test.h"

/* A list of the small network, which is here, and another one, which the server has. */
typedef struct
{
  Loopback *loopback;
  GSettings *settings;
  FooledDownloads *downloads;
  GtkWindow *window;
  char *used;
  guint n_finished;
} Fixture;

static void
use (Fixture *fixture, const char *id)
{
  g_free (fixture->used);
  fixture->used = g_strdup (id);
}

static void
finished (Fixture *fixture)
{
  fixture->n_finished++;
}

static void
write_card (Fixture *fixture, const char *path)
{
  g_autofree char *address = loopback_address (fixture->loopback, path);
  g_autofree char *checksum = loopback_sha256 (fixture->loopback);
  g_autofree char *card = g_build_filename (test_network_folder (), "x.card", NULL);
  g_autofree char *text =
      g_strdup_printf ("[Network]\nName=The net\nLabels=a;b\nWidth=1\nHeight=1\nChannels=1\n"
                       "Weights=x.net\nSize=%d\nChecksum=%s\nSources=%s\nLicence=None & nothing\n",
                       LOOPBACK_SIZE, checksum, address);

  g_assert_true (g_file_set_contents (card, text, -1, NULL));
}

static void
set_up (Fixture *fixture, gconstpointer path)
{
  g_autoptr (GPtrArray) networks = NULL;

  fixture->loopback = loopback_new ();
  write_card (fixture, path);
  fixture->settings = fooled_settings_new ();
  g_settings_set_string (fixture->settings, "network", "other");
  fixture->downloads = fooled_downloads_new (run_downloads_start);
  fixture->window = fooled_networks_new (NULL, fixture->settings, fixture->downloads);
  g_signal_connect_swapped (fixture->window, "use", G_CALLBACK (use), fixture);
  g_signal_connect_swapped (fixture->downloads, "finished", G_CALLBACK (finished), fixture);
  networks = run_networks_list ();
  g_assert_cmpuint (networks->len, ==, 2);
  fooled_networks_set_list (FOOLED_NETWORKS (fixture->window), networks);
  gtk_window_present (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer path)
{
  g_autofree char *part =
      g_build_filename (g_get_user_data_dir (), "fooled", "networks", "x.net.part", NULL);
  g_autofree char *file =
      g_build_filename (g_get_user_data_dir (), "fooled", "networks", "x.net", NULL);

  if (fixture->window != NULL)
    {
      g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
      widget_test_close (fixture->window);
      g_assert_null (fixture->window);
    }
  g_assert_finalize_object (fixture->downloads);
  g_object_unref (fixture->settings);
  loopback_free (fixture->loopback);
  g_free (fixture->used);
  g_unlink (part);
  g_unlink (file);
}

static FooledNetworkRow *
row (Fixture *fixture, const char *id)
{
  g_autoptr (GPtrArray) rows =
      widget_test_find_all (GTK_WIDGET (fixture->window), FOOLED_TYPE_NETWORK_ROW);

  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (fooled_network_row_get_info (rows->pdata[i])->id, id))
      return rows->pdata[i];
  g_error ("There is no row for \"%s\"", id);
}

/* The row's button; NULL = it has none. */
static GtkWidget *
button (Fixture *fixture, const char *id)
{
  g_autoptr (GPtrArray) buttons =
      widget_test_find_all (GTK_WIDGET (row (fixture, id)), GTK_TYPE_BUTTON);

  return buttons->len > 0 && gtk_widget_is_visible (buttons->pdata[0]) ? buttons->pdata[0] : NULL;
}

static gboolean
button_is (Fixture *fixture, const char *id, const char *label)
{
  GtkWidget *found = button (fixture, id);

  return found != NULL && g_str_equal (gtk_button_get_label (GTK_BUTTON (found)), label);
}

static gboolean
can_use (gpointer data)
{
  return button_is (data, "x", "Use");
}

static gboolean
can_get (gpointer data)
{
  return button_is (data, "x", "Get");
}

static gboolean
can_try_again (gpointer data)
{
  return button_is (data, "x", "Try Again");
}

static gboolean
has_some (gpointer data)
{
  const FooledDownload *download = fooled_downloads_get (((Fixture *) data)->downloads, "x");

  return download != NULL && download->n_bytes >= LOOPBACK_STEP;
}

static void
press (Fixture *fixture, const char *id)
{
  g_signal_emit_by_name (button (fixture, id), "clicked");
}

/* The text of a visible label in the row. */
static gboolean
shows (Fixture *fixture, const char *id, const char *part)
{
  g_autoptr (GPtrArray) labels =
      widget_test_find_all (GTK_WIDGET (row (fixture, id)), GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (gtk_widget_is_visible (labels->pdata[i]) &&
        strstr (gtk_label_get_text (labels->pdata[i]), part) != NULL)
      return TRUE;
  return FALSE;
}

/* One that is here can be used, one that is not can be got; each button says of which. */
static void
test_rows (Fixture *fixture, gconstpointer path)
{
  g_assert_true (button_is (fixture, TEST_NETWORK, "Use"));
  g_assert_true (can_get (fixture));
  g_assert_true (widget_test_has_name (button (fixture, "x"), "Get The net"));
  g_assert_true (shows (fixture, "x", "300.0\302\240kB"));
  gtk_expander_set_expanded (
      GTK_EXPANDER (widget_test_find (GTK_WIDGET (row (fixture, "x")), GTK_TYPE_EXPANDER)), TRUE);
  g_assert_true (shows (fixture, "x", "None & nothing"));
  g_assert_false (shows (fixture, TEST_NETWORK, "In use"));

  g_settings_set_string (fixture->settings, "network", TEST_NETWORK);
  g_assert_true (shows (fixture, TEST_NETWORK, "In use"));
  g_assert_null (button (fixture, TEST_NETWORK));
}

/* Using one closes the list. */
static void
test_use (Fixture *fixture, gconstpointer path)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  press (fixture, TEST_NETWORK);
  g_assert_cmpstr (fixture->used, ==, TEST_NETWORK);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (fixture->window);
}

static void
test_get (Fixture *fixture, gconstpointer path)
{
  press (fixture, "x");
  g_assert_true (button_is (fixture, "x", "Cancel"));
  widget_test_await (can_use, fixture);
  g_assert_cmpuint (fixture->n_finished, ==, 1);
  g_assert_true (widget_test_has_name (button (fixture, "x"), "Use The net"));
  press (fixture, "x");
  g_assert_cmpstr (fixture->used, ==, "x");
  fixture->window = NULL;
}

/* The sentence stands in the row, and goes when it is tried again. */
static void
test_failure (Fixture *fixture, gconstpointer path)
{
  press (fixture, "x");
  widget_test_await (can_try_again, fixture);
  g_assert_true (shows (fixture, "x", "The net"));
  g_assert_true (shows (fixture, "x", "/missing"));
  g_assert_cmpuint (fixture->n_finished, ==, 0);

  write_card (fixture, "/good");
  press (fixture, "x");
  g_assert_false (shows (fixture, "x", "/missing"));
  widget_test_await (can_use, fixture);
}

/* What has arrived is there the next time. */
static void
test_cancel (Fixture *fixture, gconstpointer path)
{
  g_autofree char *requests = NULL;

  press (fixture, "x");
  widget_test_await (has_some, fixture);
  g_assert_true (shows (fixture, "x", "of 300.0\302\240kB"));
  press (fixture, "x");
  widget_test_await (can_get, fixture);
  g_assert_null (fooled_downloads_get (fixture->downloads, "x"));

  write_card (fixture, "/good");
  press (fixture, "x");
  widget_test_await (can_use, fixture);
  requests = loopback_take_requests (fixture->loopback);
  g_assert_nonnull (strstr (requests, "/good 100000-"));
}

/* A program that ends does not wait for a server. */
static void
test_end (Fixture *fixture, gconstpointer path)
{
  press (fixture, "x");
  widget_test_await (has_some, fixture);
}

int
main (int argc, char **argv)
{
  int result;

  if (!widget_test_init (&argc, &argv))
    return 0;
  test_network_create ();
  g_test_add ("/ui/networks/rows", Fixture, "/good", set_up, test_rows, tear_down);
  g_test_add ("/ui/networks/use", Fixture, "/good", set_up, test_use, tear_down);
  g_test_add ("/ui/networks/get", Fixture, "/good", set_up, test_get, tear_down);
  g_test_add ("/ui/networks/failure", Fixture, "/missing", set_up, test_failure, tear_down);
  g_test_add ("/ui/networks/cancel", Fixture, "/stall", set_up, test_cancel, tear_down);
  g_test_add ("/ui/networks/end", Fixture, "/stall", set_up, test_end, tear_down);
  result = g_test_run ();
  test_network_remove ();
  return result;
}
