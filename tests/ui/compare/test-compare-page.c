// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../run/fixture.h"

#include <glib/gstdio.h>

#include "base/random.h"
#include "store/png.h"
#include "tests/folder.h"
#include "ui/compare/compare-item.h"
#include "ui/compare/compare-page.h"
#include "ui/settings/settings-keys.h"
#include "widget-test.h"

#define N_PICTURES 3

typedef struct
{
  FooledComparePage *page;
  GtkWindow *window;
  GSettings *settings;
  char *folder;  /* of pictures, and of what is saved */
  char *message; /* the last one, or NULL */
  char *saved;   /* the path, or NULL */
} Fixture;

static void
keep_message (Fixture *fixture, const char *message)
{
  g_free (fixture->message);
  fixture->message = g_strdup (message);
}

static void
keep_saved (Fixture *fixture, const char *path)
{
  g_free (fixture->saved);
  fixture->saved = g_strdup (path);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) networks = run_networks_list ();
  BaseRandom random;

  fixture->folder = g_dir_make_tmp ("fooled-compare-XXXXXX", NULL);
  base_random_init (&random, 1, 2, 3);
  for (guint i = 0; i < N_PICTURES; i++)
    {
      g_autoptr (BaseImage) image = base_image_new (TEST_SIDE, TEST_SIDE, 1);
      g_autofree char *path = g_strdup_printf ("%s/%u.png", fixture->folder, i);

      for (gsize j = 0; j < base_image_size (image); j++)
        image->pixels[j] = (guint8) base_random_below (&random, 256);
      g_assert_true (store_png_save (image, NULL, 0, path, NULL));
    }
  fixture->settings = fooled_settings_new ();
  g_settings_set_boolean (fixture->settings, "ask-where-to-save", FALSE);
  g_settings_set_string (fixture->settings, "save-folder", fixture->folder);
  fixture->page = g_object_ref_sink (FOOLED_COMPARE_PAGE (fooled_compare_page_new ()));
  g_signal_connect_swapped (fixture->page, "message", G_CALLBACK (keep_message), fixture);
  g_signal_connect_swapped (fixture->page, "saved", G_CALLBACK (keep_saved), fixture);
  fooled_compare_page_bind (fixture->page, fixture->settings, networks);
  fixture->window = widget_test_window (GTK_WIDGET (fixture->page), 360, 600);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  widget_test_close (fixture->window);
  g_assert_finalize_object (fixture->page);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->message);
  g_free (fixture->saved);
  g_object_unref (fixture->settings);
}

/* What the page's template calls by that name. */
static gpointer
child (Fixture *fixture, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (fixture->page), FOOLED_TYPE_COMPARE_PAGE, name);
}

static const char *
shown (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (child (fixture, "stack"));
}

static GtkWidget *
cell (Fixture *fixture)
{
  g_autoptr (GPtrArray) buttons =
      widget_test_find_all (child (fixture, "matrix"), GTK_TYPE_TOGGLE_BUTTON);

  return buttons->len > 0 ? buttons->pdata[0] : NULL;
}

static GListModel *
images (Fixture *fixture)
{
  GtkWidget *view = widget_test_find (child (fixture, "detail"), GTK_TYPE_GRID_VIEW);

  return G_LIST_MODEL (gtk_grid_view_get_model (GTK_GRID_VIEW (view)));
}

static gboolean
is_finished (gpointer data)
{
  Fixture *fixture = data;
  FooledCompare *compare = fooled_compare_page_get_compare (fixture->page);
  const RunCompareSnapshot *snapshot =
      compare != NULL ? fooled_compare_get_snapshot (compare) : NULL;

  return snapshot != NULL && snapshot->job.state == RUN_STATE_FINISHED;
}

static void
activate (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->page), action, NULL));
}

static void
compare (Fixture *fixture)
{
  activate (fixture, "compare.start");
  widget_test_await (is_finished, fixture);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (shown (fixture), ==, "empty");
  g_assert_false (gtk_widget_activate_action (GTK_WIDGET (fixture->page), "compare.start", NULL) &&
                  fooled_compare_page_get_compare (fixture->page) != NULL);
  g_assert_null (fooled_compare_page_get_compare (fixture->page));
}

/* A row of pictures, of which the only network says what they are. */
static void
test_table (Fixture *fixture, gconstpointer data)
{
  FooledCompareItem *item;
  g_autofree char *sentence = NULL;

  fooled_compare_page_add_set (fixture->page, RUN_IMAGES_FOLDER, fixture->folder, "pictures");
  g_assert_cmpstr (shown (fixture), ==, "table");
  g_assert_false (gtk_widget_get_sensitive (cell (fixture)));
  compare (fixture);
  g_assert_true (gtk_widget_get_sensitive (cell (fixture)));
  g_assert_true (gtk_widget_has_css_class (cell (fixture), "share-10"));
  g_assert_false (gtk_widget_get_visible (child (fixture, "message_box")));
  g_assert_cmpuint (g_list_model_get_n_items (images (fixture)), ==, 0);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (cell (fixture)), TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (images (fixture)), ==, N_PICTURES);
  item = g_list_model_get_item (images (fixture), 1);
  sentence = fooled_compare_item_sentence (item);
  g_assert_true (g_str_has_prefix (sentence, "1.png: taken for "));
  g_object_unref (item);
  widget_test_draw (GTK_WIDGET (fixture->page));
}

/* The same images are there once; without rows there is the beginning again. */
static void
test_rows (Fixture *fixture, gconstpointer data)
{
  fooled_compare_page_add_set (fixture->page, RUN_IMAGES_FOLDER, fixture->folder, "pictures");
  g_assert_null (fixture->message);
  fooled_compare_page_add_set (fixture->page, RUN_IMAGES_FOLDER, fixture->folder, "pictures");
  g_assert_nonnull (fixture->message);
  compare (fixture);
  g_signal_emit_by_name (child (fixture, "matrix"), "remove", 0u);
  g_assert_cmpstr (shown (fixture), ==, "empty");
  g_assert_null (cell (fixture));
}

/* A folder that is not there has its sentence, and another choice of networks empties the table. */
static void
test_messages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) checks = NULL;

  fooled_compare_page_add_set (fixture->page, RUN_IMAGES_FOLDER, fixture->folder, "pictures");
  fooled_compare_page_add_set (fixture->page, RUN_IMAGES_FOLDER, "/no/such/folder", "away");
  compare (fixture);
  g_assert_true (gtk_widget_get_visible (child (fixture, "message_box")));
  g_assert_nonnull (strstr (gtk_label_get_label (child (fixture, "messages")), "/no/such/folder"));
  checks = widget_test_find_all (child (fixture, "checks"), GTK_TYPE_CHECK_BUTTON);
  g_assert_cmpuint (checks->len, ==, 1);
  gtk_check_button_set_active (checks->pdata[0], FALSE);
  g_assert_null (cell (fixture));
  g_assert_false (gtk_widget_get_visible (child (fixture, "message_box")));
  gtk_check_button_set_active (checks->pdata[0], TRUE);
  g_assert_false (gtk_widget_get_sensitive (cell (fixture)));
}

static gboolean
is_saved (gpointer data)
{
  return ((Fixture *) data)->saved != NULL;
}

static void
test_save_and_copy (Fixture *fixture, gconstpointer data)
{
  GdkContentProvider *content;
  g_auto (GValue) value = G_VALUE_INIT;

  fooled_compare_page_add_set (fixture->page, RUN_IMAGES_FOLDER, fixture->folder, "pictures");
  compare (fixture);
  activate (fixture, "compare.save");
  widget_test_await (is_saved, fixture);
  g_assert_true (g_file_test (fixture->saved, G_FILE_TEST_IS_REGULAR));
  activate (fixture, "compare.copy");
  content = gdk_clipboard_get_content (gtk_widget_get_clipboard (GTK_WIDGET (fixture->page)));
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  g_assert_nonnull (strstr (g_value_get_string (&value), "\"pictures\",\""));
}

/* In the middle of it the page goes away; before, it is taken back. */
static void
test_close (Fixture *fixture, gconstpointer data)
{
  fooled_compare_page_add_set (fixture->page, RUN_IMAGES_FOLDER, fixture->folder, "pictures");
  activate (fixture, "compare.start");
  activate (fixture, "compare.cancel");
  g_assert_false (gtk_widget_get_sensitive (cell (fixture)));
  activate (fixture, "compare.start");
  fooled_compare_page_shutdown (fixture->page);
  fooled_compare_page_shutdown (fixture->page);
}

int
main (int argc, char **argv)
{
  int result;

  if (!widget_test_init (&argc, &argv))
    return 0;
  test_network_create ();
#define ADD(path, function)                                                                        \
  g_test_add ("/ui/compare-page/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("empty", test_empty);
  ADD ("table", test_table);
  ADD ("rows", test_rows);
  ADD ("messages", test_messages);
  ADD ("save-and-copy", test_save_and_copy);
  ADD ("close", test_close);
#undef ADD
  result = g_test_run ();
  test_network_remove ();
  return result;
}
