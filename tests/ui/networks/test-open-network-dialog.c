// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/open-network.h"

#include "../../run/fixture.h"

#include <glib/gstdio.h>

#include "store/png.h"
#include "tests/folder.h"
#include "ui/app/window.h"
#include "run/picture.h"
#include "ui/networks/network-choice.h"
#include "ui/networks/network-form.h"
#include "ui/networks/network-trial.h"
#include "ui/run/grid.h"
#include "ui/run/run-page.h"
#include "ui/settings/settings-keys.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/spin-row.h"
#include "widget-test.h"

/* The window, with one generation of the small network in it, and a folder with files to drop. */
typedef struct
{
  GtkApplication *application;
  GSettings *settings;
  FooledWindow *window;
  char *folder;
} Fixture;

static FooledRunPage *
run_page (Fixture *fixture)
{
  return FOOLED_RUN_PAGE (widget_test_find (GTK_WIDGET (fixture->window), FOOLED_TYPE_RUN_PAGE));
}

static gboolean
has_selected (gpointer data)
{
  return fooled_run_page_get_specimen (run_page (data)) != NULL;
}

static char *
file (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

/* The first `share` of the small network's weights, in thousandths. */
static void
write_weights (Fixture *fixture, const char *name, guint share)
{
  g_autofree char *original = g_build_filename (test_network_folder (), TEST_NETWORK ".onnx", NULL);
  g_autofree char *path = file (fixture, name);
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (original, &content, &size, NULL));
  g_assert_true (g_file_set_contents (path, content, (gssize) (size * share / 1000), NULL));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("fooled-open-XXXXXX", NULL);
  fixture->settings = fooled_settings_new ();
  fooled_settings_reset_experiment (fixture->settings);
  g_settings_set_string (fixture->settings, "network", TEST_NETWORK);
  g_settings_set_int (fixture->settings, "window-width", 1200);
  fixture->application = GTK_APPLICATION (adw_application_new (NULL, G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (fixture->application), NULL, NULL);
  fixture->window = fooled_window_new (fixture->application, fixture->settings);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.step", NULL);
  widget_test_await (has_selected, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *own = g_build_filename (g_get_user_data_dir (), "fooled", "networks", NULL);
  FooledWindow *window = g_object_ref (fixture->window);

  gtk_window_close (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (window);
  empty_folder (fixture->folder);
  g_rmdir (fixture->folder);
  empty_folder (own);
  g_free (fixture->folder);
  g_object_unref (fixture->settings);
  g_object_unref (fixture->application);
}

/* What letting go of a file over the window does. */
static void
drop (Fixture *fixture, const char *name)
{
  g_autoptr (GListModel) controllers =
      gtk_widget_observe_controllers (GTK_WIDGET (fixture->window));
  g_autofree char *path = file (fixture, name);
  g_autoptr (GFile) dropped = g_file_new_for_path (path);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array (&dropped, 1));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 10.0, 10.0, &taken);
    }
  g_assert_true (taken);
}

/* The dialog; NULL = there is none. */
static GtkWidget *
dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (FOOLED_IS_OPEN_NETWORK (window))
        return window;
    }
  return NULL;
}

static gpointer
part (GType type)
{
  return widget_test_find (dialog (), type);
}

static const char *
page (void)
{
  return gtk_stack_get_visible_child_name (part (GTK_TYPE_STACK));
}

static gboolean
asks (gpointer data)
{
  return g_str_equal (page (), "form");
}

static gboolean
refuses (gpointer data)
{
  return g_str_equal (page (), "failed");
}

static gboolean
is_gone (gpointer data)
{
  return dialog () == NULL;
}

static gboolean
has_result (gpointer data)
{
  GtkWidget *stack = widget_test_find (part (FOOLED_TYPE_NETWORK_TRIAL), GTK_TYPE_STACK);

  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "result") == 0;
}

static gboolean
can_use (void)
{
  g_autoptr (GPtrArray) buttons = widget_test_find_all (dialog (), GTK_TYPE_BUTTON);

  for (guint i = 0; i < buttons->len; i++)
    if (g_strcmp0 (gtk_button_get_label (buttons->pdata[i]), "Use") == 0)
      return gtk_widget_get_sensitive (buttons->pdata[i]);
  g_error ("There is no button to use it");
}

static char *
stored_network (Fixture *fixture)
{
  return g_settings_get_string (fixture->settings, "network");
}

/* Whether a label with this text is in the tree. */
static gboolean
shows (GtkWidget *root, const char *text)
{
  g_autoptr (GPtrArray) labels = widget_test_find_all (root, GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (strstr (gtk_label_get_text (labels->pdata[i]), text) != NULL)
      return TRUE;
  return FALSE;
}

/* A dropped file is read, tried on the selected image, kept under the name that was given, and is
 * the network of the run. */
static void
test_keep (Fixture *fixture, gconstpointer data)
{
  g_autofree char *stored = NULL;
  GtkWidget *name;

  write_weights (fixture, "mine.onnx", 1000);
  drop (fixture, "mine.onnx");
  widget_test_await (asks, fixture);
  widget_test_await (has_result, fixture);
  name = part (ADW_TYPE_ENTRY_ROW);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "mine");
  gtk_editable_set_text (GTK_EDITABLE (name), " ");
  g_assert_false (can_use ());
  gtk_editable_set_text (GTK_EDITABLE (name), "A net of mine");
  g_assert_true (can_use ());
  g_assert_true (gtk_widget_activate_action (dialog (), "open.use", NULL));
  widget_test_await (is_gone, fixture);

  stored = stored_network (fixture);
  g_assert_cmpstr (stored, ==, "mine");
  g_assert_true (shows (GTK_WIDGET (fixture->window), "A net of mine"));
}

/* What was guessed and not touched is what is read again, to the last bit; what was, is not. */
static void
test_form (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = file (fixture, "mine.onnx");
  g_autoptr (RunOpenNetwork) open = NULL;
  GtkWidget *form = g_object_ref_sink (g_object_new (FOOLED_TYPE_NETWORK_FORM, NULL));
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (RunNetworkGuess) same = { 0 };
  g_auto (RunNetworkGuess) other = { 0 };

  write_weights (fixture, "mine.onnx", 1000);
  open = run_open_network_new (path, NULL, NULL);
  fooled_network_form_set_network (FOOLED_NETWORK_FORM (form), open);
  fooled_network_form_read (FOOLED_NETWORK_FORM (form), &same);
  g_assert_cmpstr (same.name, ==, "mine");
  g_assert_cmpfloat (same.scale[0], ==, run_open_network_guess (open)->scale[0]);
  g_assert_cmpfloat (same.mean[0], ==, run_open_network_guess (open)->mean[0]);
  g_assert_cmpint (same.labels, ==, RUN_LABELS_NUMBERS);
  g_assert_cmpuint (same.image_width, ==, 0);
  g_assert_cmpuint (same.n_crops, ==, 1);

  rows = widget_test_find_all (form, FOOLED_TYPE_SPIN_ROW);
  for (guint i = 0; i < rows->len; i++)
    {
      const char *title = adw_preferences_row_get_title (rows->pdata[i]);

      if (g_str_equal (title, "Mean"))
        fooled_spin_row_set_value (rows->pdata[i], 33.318);
      else if (g_str_equal (title, "Then Divided By"))
        fooled_spin_row_set_value (rows->pdata[i], 64);
      else if (g_str_equal (title, "Size of Pictures"))
        fooled_spin_row_set_value (rows->pdata[i], 10);
    }
  fooled_network_form_read (FOOLED_NETWORK_FORM (form), &other);
  g_assert_cmpfloat (other.mean[0], ==, 33.318);
  g_assert_cmpfloat (other.scale[0], ==, 1.0 / 64);
  g_assert_cmpuint (other.image_width, ==, 10);
  g_assert_cmpuint (other.image_height, ==, 10);
  g_assert_finalize_object (form);
}

static FooledSpinRow *
spin_row (GtkWidget *form, const char *title)
{
  g_autoptr (GPtrArray) rows = widget_test_find_all (form, FOOLED_TYPE_SPIN_ROW);

  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (adw_preferences_row_get_title (rows->pdata[i]), title))
      return rows->pdata[i];
  g_assert_not_reached ();
}

static void
count (guint *n)
{
  (*n)++;
}

/* What the file leaves open is asked for; what was said stays when it is read again. */
static void
test_choice (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "formats", "people", "l-dynamic-size.onnx", NULL);
  g_autoptr (RunOpenNetwork) open = run_open_network_new (path, NULL, NULL);
  g_autoptr (RunOpenNetwork) again = NULL;
  GtkWidget *form = g_object_ref_sink (g_object_new (FOOLED_TYPE_NETWORK_FORM, NULL));
  GtkWidget *choice = widget_test_find (form, FOOLED_TYPE_NETWORK_CHOICE);
  g_auto (RunOpenChoice) wanted = { 0 };
  g_auto (RunNetworkGuess) said = { 0 };
  guint n = 0;

  g_signal_connect_swapped (form, "choice-changed", G_CALLBACK (count), &n);
  fooled_network_form_set_network (FOOLED_NETWORK_FORM (form), open);
  g_assert_cmpuint (n, ==, 0);
  g_assert_true (gtk_widget_get_visible (choice));
  fooled_spin_row_set_value (spin_row (form, "Width of Pictures"), 48);
  fooled_spin_row_set_value (spin_row (form, "Height of Pictures"), 40);
  g_assert_cmpuint (n, ==, 2);
  fooled_spin_row_set_value (spin_row (form, "Mean of Green"), 7);
  fooled_network_form_read_choice (FOOLED_NETWORK_FORM (form), &wanted);
  g_assert_cmpuint (wanted.width, ==, 48);
  g_assert_cmpuint (wanted.height, ==, 40);
  g_assert_null (wanted.output);
  again = run_open_network_new (path, &wanted, NULL);
  fooled_network_form_set_network (FOOLED_NETWORK_FORM (form), again);
  g_assert_cmpuint (n, ==, 2);
  fooled_network_form_read (FOOLED_NETWORK_FORM (form), &said);
  g_assert_cmpfloat (said.mean[1], ==, 7);
  g_assert_cmpfloat (said.mean[0], ==, 0);
  g_assert_cmpuint (said.image_width, ==, 0);
  g_assert_finalize_object (form);
}

/* A damaged file: a sentence that names it, and the run is still there. */
static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  g_autofree char *stored = NULL;

  write_weights (fixture, "half.onnx", 500);
  drop (fixture, "half.onnx");
  widget_test_await (refuses, fixture);
  g_assert_true (shows (dialog (), "half.onnx"));
  g_assert_false (can_use ());
  gtk_window_close (GTK_WINDOW (dialog ()));
  widget_test_await (is_gone, fixture);
  stored = stored_network (fixture);
  g_assert_cmpstr (stored, ==, TEST_NETWORK);
  g_assert_true (has_selected (fixture));
}

/* Closing while it is being read is no harm. */
static void
test_close_early (Fixture *fixture, gconstpointer data)
{
  write_weights (fixture, "mine.onnx", 1000);
  drop (fixture, "mine.onnx");
  gtk_window_close (GTK_WINDOW (dialog ()));
  g_assert_true (is_gone (NULL));
}

typedef struct
{
  GtkWidget *root;
  const char *text;
} Sight;

static gboolean
is_seen (gpointer data)
{
  const Sight *sight = data;

  return shows (sight->root, sight->text);
}

/* Other files are refused by a sentence that names them, without a dialog. */
static void
test_other_files (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "song.ogg", "notes.txt" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = file (fixture, names[i]);
      Sight sight = { GTK_WIDGET (fixture->window), names[i] };

      g_assert_true (g_file_set_contents (path, "x", 1, NULL));
      drop (fixture, names[i]);
      g_assert_null (dialog ());
      widget_test_await (is_seen, &sight); /* a toast may wait for another one */
    }
}

/* The network that is in the list already is not kept twice. */
static void
test_known (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (test_network_folder (), TEST_NETWORK ".onnx", NULL);
  g_autofree char *stored = NULL;

  g_free (fixture->folder);
  fixture->folder = g_strdup (test_network_folder ());
  drop (fixture, TEST_NETWORK ".onnx");
  widget_test_await (is_gone, fixture);
  stored = stored_network (fixture);
  g_assert_cmpstr (stored, ==, TEST_NETWORK);
  g_free (fixture->folder);
  fixture->folder = g_dir_make_tmp ("fooled-open-XXXXXX", NULL);
}

/* Pictures come as they were saved; what is none is refused by name. */
static void
test_picture_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = file (fixture, "a.png");
  g_autofree char *text = file (fixture, "b.png");
  g_autoptr (BaseImage) image = base_image_new (5, 3, 3);
  g_autoptr (BaseImage) loaded = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < base_image_size (image); i++)
    image->pixels[i] = (guint8) (i * 5);
  g_assert_true (store_png_save (image, NULL, 0, path, NULL));
  loaded = run_picture_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (loaded->width, ==, 5);
  g_assert_cmpmem (loaded->pixels, base_image_size (loaded), image->pixels,
                   base_image_size (image));

  g_assert_true (g_file_set_contents (text, "no picture", -1, NULL));
  g_assert_null (run_picture_load (text, &error));
  g_assert_nonnull (strstr (error->message, "b.png"));
}

/* What it takes at least. */
static int
min_width (GtkWidget *widget)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

/* Where the buttons have long names, as in other languages, and the labels are long, it still fits
 * on the narrowest window. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BaseImage) image = base_image_new (8, 8, 1);
  g_autoptr (StoreSpecimen) specimen = store_specimen_new ();
  FooledNetworkTrial *trial = g_object_new (FOOLED_TYPE_NETWORK_TRIAL, NULL);
  GtkWindow *window;

  specimen->image = base_image_ref (image);
  specimen->n_top = 1;
  specimen->top[0].confidence = 0.5f;
  specimen->top_labels[0] =
      g_strdup ("a label that goes on and on and is longer than any window of a telephone is wide");
  fooled_network_trial_set_champion (trial, image);
  gtk_button_set_label (GTK_BUTTON (gtk_widget_get_template_child (
                            GTK_WIDGET (trial), FOOLED_TYPE_NETWORK_TRIAL, "champion_button")),
                        "Ausgewähltes Bild");
  fooled_network_trial_show_result (trial, specimen);
  window = widget_test_window (GTK_WIDGET (trial), 360, 640);
  g_assert_cmpint (min_width (GTK_WIDGET (trial)), <=, 360);
  widget_test_close (window);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/ui/open-network/narrow", test_narrow },
    { "/ui/open-network/keep", test_keep },
    { "/ui/open-network/form", test_form },
    { "/ui/open-network/choice", test_choice },
    { "/ui/open-network/truncated", test_truncated },
    { "/ui/open-network/close-early", test_close_early },
    { "/ui/open-network/other-files", test_other_files },
    { "/ui/open-network/known", test_known },
    { "/ui/open-network/picture-file", test_picture_file },
  };
  int result;

  if (!widget_test_init (&argc, &argv))
    return 0;
  test_network_create ();
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  result = g_test_run ();
  test_network_remove ();
  return result;
}
