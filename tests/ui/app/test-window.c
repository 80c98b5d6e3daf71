// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../run/fixture.h"

#include <glib/gstdio.h>

#include "tests/store/new-session.h"
#include "ui/app/window.h"
#include "run/sessions.h"
#include "ui/files/output.h"
#include "ui/perturb/perturb-page.h"
#include "ui/hints/hint-bar.h"
#include "ui/networks/networks.h"
#include "ui/picks/picks-page.h"
#include "ui/quiz/quiz-page.h"
#include "ui/run/champion-panel.h"
#include "ui/run/grid.h"
#include "ui/run/plot.h"
#include "ui/run/run-page.h"
#include "ui/settings/settings-keys.h"
#include "widget-test.h"

typedef struct
{
  GtkApplication *application;
  GSettings *settings;
  FooledWindow *window;
  char *folder;
} Fixture;

/* The last page is made after the window's first frame, as all that nobody sees yet. */
static gboolean
has_all_pages (gpointer window)
{
  return widget_test_find (window, FOOLED_TYPE_QUIZ_PAGE) != NULL;
}

static gboolean
has_loaded_network (gpointer page)
{
  FooledPerturb *perturb = fooled_perturb_page_get_perturb (page);
  const RunPerturbSnapshot *snapshot =
      perturb != NULL ? fooled_perturb_get_snapshot (perturb) : NULL;

  return snapshot != NULL && snapshot->network != NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("fooled-window-XXXXXX", NULL);
  fixture->settings = fooled_settings_new ();
  fooled_settings_reset_experiment (fixture->settings);
  g_settings_set_string (fixture->settings, "network", TEST_NETWORK);
  g_settings_set_boolean (fixture->settings, "ask-where-to-save", FALSE);
  g_settings_set_string (fixture->settings, "save-folder", fixture->folder);
  g_settings_set_int (fixture->settings, "window-width", 1200);
  fixture->application = GTK_APPLICATION (adw_application_new (NULL, G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (fixture->application), NULL, NULL);
  fixture->window = fooled_window_new (fixture->application, fixture->settings);
  gtk_window_present (GTK_WINDOW (fixture->window));
  g_assert_false (has_all_pages (fixture->window));
  widget_test_await (has_all_pages, fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  FooledWindow *window = g_object_ref (fixture->window);
  const char *name;

  gtk_window_close (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (window);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_object_unref (fixture->settings);
  g_object_unref (fixture->application);
}

static gpointer
find (Fixture *fixture, GType type)
{
  return widget_test_find (GTK_WIDGET (fixture->window), type);
}

/* A detailed name, such as "win.page::picks". */
static void
activate (Fixture *fixture, const char *detailed_name)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  g_assert_true (g_action_parse_detailed_name (detailed_name, &name, &target, NULL));
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (fixture->window), name, target));
}

static StoreSpecimen *
selected (Fixture *fixture)
{
  return fooled_run_page_get_specimen (find (fixture, FOOLED_TYPE_RUN_PAGE));
}

static gboolean
has_selected (gpointer data)
{
  return selected (data) != NULL;
}

static gboolean
is_starred (gpointer data)
{
  gboolean starred;

  g_object_get (find (data, FOOLED_TYPE_CHAMPION_PANEL), "starred", &starred, NULL);
  return starred;
}

static gboolean
is_not_starred (gpointer data)
{
  return !is_starred (data);
}

/* The button with that accessible name; NULL = none. */
static GtkWidget *
button (Fixture *fixture, const char *name)
{
  g_autoptr (GPtrArray) buttons =
      widget_test_find_all (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON);

  for (guint i = 0; i < buttons->len; i++)
    {
      g_autofree char *difference = gtk_test_accessible_check_property (
          buttons->pdata[i], GTK_ACCESSIBLE_PROPERTY_LABEL, name);

      if (difference == NULL)
        return buttons->pdata[i];
    }
  return NULL;
}

static gboolean
has_pause_button (gpointer data)
{
  return button (data, "Pause") != NULL;
}

static gboolean
has_start_button (gpointer data)
{
  return button (data, "Start") != NULL;
}

/* The two presses of a double click take each other back. */
static void
test_pause_twice (Fixture *fixture, gconstpointer data)
{
  fooled_window_start (fixture->window, TRUE, FALSE);
  widget_test_await (has_selected, fixture);
  g_assert_true (has_pause_button (fixture));
  activate (fixture, "win.start-pause");
  g_assert_true (has_start_button (fixture));
  activate (fixture, "win.start-pause");
  g_assert_true (has_pause_button (fixture));
}

/* A step fills the grid; the first champion is selected without a click. */
static void
test_first_champion (Fixture *fixture, gconstpointer data)
{
  g_assert_null (selected (fixture));
  activate (fixture, "win.step");
  widget_test_await (has_selected, fixture);
  g_assert_cmpint (fooled_grid_get_selected (find (fixture, FOOLED_TYPE_GRID)), ==, 0);
  g_assert_cmpuint (selected (fixture)->class_index, ==, 0);
}

static void
test_start_pause (Fixture *fixture, gconstpointer data)
{
  g_assert_true (has_start_button (fixture));
  fooled_window_start (fixture->window, TRUE, FALSE);
  widget_test_await (has_pause_button, fixture);
  activate (fixture, "win.start-pause");
  widget_test_await (has_start_button, fixture);
  g_assert_nonnull (button (fixture, "Step"));
}

/* Ten crops are not for this network: it goes on with one, without a word. */
static void
test_no_crops (Fixture *fixture, gconstpointer data)
{
  g_settings_set_string (fixture->settings, "crops", "10");
  activate (fixture, "win.step");
  widget_test_await (has_selected, fixture);
}

static guint
n_picks (Fixture *fixture)
{
  GtkWidget *page = find (fixture, FOOLED_TYPE_PICKS_PAGE);
  GtkGridView *view = GTK_GRID_VIEW (widget_test_find (page, GTK_TYPE_GRID_VIEW));

  return g_list_model_get_n_items (G_LIST_MODEL (gtk_grid_view_get_model (view)));
}

static gboolean
has_text (Fixture *fixture, const char *text)
{
  g_autoptr (GPtrArray) labels =
      widget_test_find_all (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (g_str_equal (gtk_label_get_text (labels->pdata[i]), text))
      return TRUE;
  return FALSE;
}

/* Whether a toast begins like that. */
static gboolean
has_toast (Fixture *fixture, const char *beginning)
{
  g_autoptr (GPtrArray) labels =
      widget_test_find_all (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (g_str_has_prefix (gtk_label_get_text (labels->pdata[i]), beginning))
      return TRUE;
  return FALSE;
}

static gboolean
has_starred (gpointer data)
{
  return has_toast (data, "Starred ");
}

static gboolean
has_removed (gpointer data)
{
  return has_toast (data, "Removed ");
}

static void
test_star (Fixture *fixture, gconstpointer data)
{
  activate (fixture, "win.step");
  widget_test_await (has_selected, fixture);
  g_assert_false (is_starred (fixture));
  activate (fixture, "win.star");
  activate (fixture, "win.star"); /* takes it back, however slow the disk is */
  activate (fixture, "win.star");
  widget_test_await (is_starred, fixture);
  g_assert_cmpuint (n_picks (fixture), ==, 1);
  widget_test_await (has_starred, fixture);

  activate (fixture, "win.page::picks");
  activate (fixture, "win.remove-pick");
  widget_test_await (is_not_starred, fixture);
  g_assert_cmpuint (n_picks (fixture), ==, 0);
  widget_test_await (has_removed, fixture);
}

/* Where there are no picks, the keyboard is not caught in a view that nobody sees. */
/* A page that is asked for before it was made is whole when it is shown. */
static void
test_early_page (Fixture *fixture, gconstpointer data)
{
  FooledWindow *window = fooled_window_new (fixture->application, fixture->settings);
  FooledPerturbPage *page;

  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", "perturb");
  page = FOOLED_PERTURB_PAGE (widget_test_find (GTK_WIDGET (window), FOOLED_TYPE_PERTURB_PAGE));
  widget_test_await (has_loaded_network, page);
  gtk_window_close (GTK_WINDOW (window));
}

static void
test_empty_picks (Fixture *fixture, gconstpointer data)
{
  GtkWidget *focus;

  activate (fixture, "win.page::picks");
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
  return has_toast (data, "Saved ");
}

static gboolean
is_file (gpointer data)
{
  return g_file_test (data, G_FILE_TEST_IS_REGULAR);
}

static gboolean
has_copied (gpointer data)
{
  return has_toast (data, "Copied ");
}

/* Without asking, Save writes a file that says what it is; the second time under another name. */
static void
test_save (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *second = NULL;
  g_autoptr (StoreSpecimen) loaded = NULL;
  g_autoptr (GError) error = NULL;

  activate (fixture, "win.step");
  widget_test_await (has_selected, fixture);
  activate (fixture, "win.save");
  widget_test_await (has_saved, fixture);
  path = only_file (fixture->folder);
  g_assert_nonnull (path);
  loaded = store_specimen_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (loaded->class_index, ==, selected (fixture)->class_index);
  g_assert_true (g_bytes_equal (loaded->genome, selected (fixture)->genome));

  activate (fixture, "win.save");
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
test_copy (Fixture *fixture, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));
  const char *types[] = { "image/png", NULL };
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (StoreSpecimen) loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "copied.png", NULL);

  activate (fixture, "win.step");
  widget_test_await (has_selected, fixture);
  activate (fixture, "win.copy");
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
  g_assert_true (g_bytes_equal (loaded->genome, selected (fixture)->genome));
  g_assert_cmpuint (loaded->image->width, ==, selected (fixture)->image->width);
  g_remove (path);
  g_assert_true (
      gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard), GDK_TYPE_TEXTURE));
}

/* Whether a label shows all of its text. */
static gboolean
is_whole (Fixture *fixture, const char *text)
{
  g_autoptr (GPtrArray) labels =
      widget_test_find_all (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (g_str_equal (gtk_label_get_text (labels->pdata[i]), text) &&
        gtk_widget_get_mapped (labels->pdata[i]))
      return !pango_layout_is_ellipsized (gtk_label_get_layout (labels->pdata[i]));
  return FALSE;
}

/* 360 pixels are enough, whichever page. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  GtkWidget *content =
      adw_application_window_get_content (ADW_APPLICATION_WINDOW (fixture->window));
  int width;

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  activate (fixture, "win.step");
  widget_test_await (has_selected, fixture);
  gtk_widget_measure (content, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_assert_cmpint (width, <=, 360);
  widget_test_draw (GTK_WIDGET (fixture->window));
  g_assert_true (is_whole (fixture, "Champions"));
  g_assert_true (is_whole (fixture, "Children"));
}

static gboolean
shows_one_class (gpointer data)
{
  guint n_cells;

  g_object_get (find (data, FOOLED_TYPE_GRID), "n-cells", &n_cells, NULL);
  return n_cells == 1;
}

/* Another choice of classes is another run, and says so. */
static void
test_classes (Fixture *fixture, gconstpointer data)
{
  GtkWidget *grid;

  activate (fixture, "win.step");
  widget_test_await (has_selected, fixture);
  g_assert_false (has_text (fixture, "A new run is there, paused: press Start"));
  grid = find (fixture, FOOLED_TYPE_GRID);
  g_assert_true (gtk_widget_activate_action (grid, "classes.only", "u", 2));
  widget_test_await (shows_one_class, fixture);
  g_assert_true (has_text (fixture, "A new run is there, paused: press Start"));
  activate (fixture, "win.step");
  widget_test_await (has_selected, fixture);
  g_assert_cmpuint (selected (fixture)->class_index, ==, 2);
}

static gboolean
has_offspring (gpointer data)
{
  g_autofree char *view = NULL;

  g_object_get (find (data, FOOLED_TYPE_RUN_PAGE), "view", &view, NULL);
  return g_str_equal (view, "offspring") && has_selected (data);
}

static void
test_views (Fixture *fixture, gconstpointer data)
{
  activate (fixture, "win.step");
  widget_test_await (has_selected, fixture);
  activate (fixture, "win.view::offspring");
  widget_test_await (has_offspring, fixture);
  activate (fixture, "win.show-settings");
  activate (fixture, "win.show-champion");
  activate (fixture, "win.zoom-in");
  g_assert_cmpint (g_settings_get_int (fixture->settings, "cell-size"), >, 112);
  g_settings_reset (fixture->settings, "cell-size");
  activate (fixture, "win.page::picks"); /* where no grid is to be seen */
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), "zoom-in"));
  activate (fixture, "win.page::run");
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), "zoom-in"));
}

/* A run of this network in the fixture's folder, one generation old. */
static char *
make_session (Fixture *fixture)
{
  char *path = g_build_filename (fixture->folder, "run.fooled-session", NULL);
  RunJob *job = test_job_new (NULL, NULL);
  RunSettings settings;
  TestScreen screen;

  test_settings_init (&settings);
  test_screen_init (&screen, job);
  run_experiment_start (job, &settings, path, TRUE);
  run_job_step (job);
  test_screen_await_generation (&screen, RUN_STATE_PAUSED, 1);
  test_screen_clear (&screen);
  run_job_free (job);
  run_settings_clear (&settings);
  return path;
}

typedef struct
{
  Fixture *fixture;
  char *path;
} Expected;

static gboolean
is_in_session (gpointer data)
{
  Expected *expected = data;
  const RunSnapshot *snapshot =
      fooled_run_get_snapshot (fooled_window_get_run (expected->fixture->window));

  return snapshot != NULL && snapshot->generation >= 1 &&
         g_strcmp0 (snapshot->job.session, expected->path) == 0;
}

/* A session's file that is opened, dropped or named on the command line goes on. */
static void
test_session (Fixture *fixture, gconstpointer data)
{
  Expected expected = { fixture, make_session (fixture) };
  g_autoptr (GFile) file = g_file_new_for_path (expected.path);

  activate (fixture, "win.page::picks");
  fooled_run_pause (fooled_window_get_run (fixture->window));
  fooled_window_open (fixture->window, file);
  widget_test_await (is_in_session, &expected);
  widget_test_await (has_selected, fixture);
  g_assert_true (has_start_button (fixture));
  activate (fixture, "win.sessions");
  g_free (expected.path);
}

static gboolean
has_settled (gpointer data)
{
  return fooled_run_get_state (data) == RUN_STATE_PAUSED;
}

static gboolean
has_gone_on (gpointer data)
{
  return fooled_run_get_state (data) == RUN_STATE_RUNNING;
}

/* The window is closed, and there is a new one, with what was stored. */
static void
open_again (Fixture *fixture)
{
  FooledWindow *window = g_object_ref (fixture->window);

  gtk_window_close (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (window);
  fixture->window = fooled_window_new (fixture->application, fixture->settings);
  gtk_window_present (GTK_WINDOW (fixture->window));
  fooled_window_start (fixture->window, FALSE, FALSE);
}

/* A run that was paused is there again paused; one that went on goes on. */
static void
test_paused_again (Fixture *fixture, gconstpointer data)
{
  FooledRun *run = fooled_window_get_run (fixture->window);
  Expected expected = { fixture, NULL };
  guint64 generation;

  fooled_window_start (fixture->window, TRUE, FALSE);
  widget_test_await (has_selected, fixture);
  activate (fixture, "win.start-pause");
  widget_test_await (has_settled, run);
  expected.path = g_strdup (fooled_run_get_snapshot (run)->job.session);
  generation = fooled_run_get_snapshot (run)->generation;

  open_again (fixture);
  widget_test_await (is_in_session, &expected);
  widget_test_await (has_start_button, fixture);
  for (gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC / 5; g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);
  run = fooled_window_get_run (fixture->window);
  g_assert_cmpint (fooled_run_get_state (run), ==, RUN_STATE_PAUSED);
  g_assert_cmpuint (fooled_run_get_snapshot (run)->generation, ==, generation);

  activate (fixture, "win.start-pause");
  widget_test_await (has_gone_on, run);
  open_again (fixture);
  widget_test_await (is_in_session, &expected);
  run = fooled_window_get_run (fixture->window);
  g_assert_cmpint (fooled_run_get_state (run), !=, RUN_STATE_PAUSED);
  g_assert_true (has_pause_button (fixture));
  g_free (expected.path);
}

static gboolean
is_empty_run (gpointer data)
{
  const RunSnapshot *snapshot =
      fooled_run_get_snapshot (fooled_window_get_run (FOOLED_WINDOW (data)));

  return snapshot != NULL && snapshot->generation == 0 && snapshot->job.state == RUN_STATE_PAUSED;
}

static gboolean
has_seed_99 (gpointer data)
{
  return fooled_run_get_settings (data)->seed == 99;
}

static gboolean
has_other_seed (gpointer data)
{
  return !has_seed_99 (data);
}

/* Where the panel says that there is no image, no cell looks as if it were shown there. */
static void
assert_nothing_selected (Fixture *fixture)
{
  GtkWidget *grid = find (fixture, FOOLED_TYPE_GRID);
  GtkGridView *view = GTK_GRID_VIEW (widget_test_find (grid, GTK_TYPE_GRID_VIEW));
  GtkSelectionModel *cells = gtk_grid_view_get_model (view);

  g_assert_true (has_text (fixture, "No Image Yet"));
  g_assert_cmpint (fooled_grid_get_selected (FOOLED_GRID (grid)), ==, -1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (cells)), >, 0);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (cells)); i++)
    g_assert_false (gtk_selection_model_is_selected (cells, i));
}

/* Whatever ends a run can be taken back: it is there again as it was. */
static void
test_undo (Fixture *fixture, gconstpointer data)
{
  FooledRun *run = fooled_window_get_run (fixture->window);
  Expected expected = { fixture, NULL };
  guint64 generation;
  float confidence;

  fooled_window_start (fixture->window, TRUE, FALSE);
  widget_test_await (has_selected, fixture);
  activate (fixture, "win.start-pause");
  widget_test_await (has_settled, run);
  expected.path = g_strdup (fooled_run_get_snapshot (run)->job.session);
  generation = fooled_run_get_snapshot (run)->generation;
  confidence = selected (fixture)->confidence;

  activate (fixture, "win.restart");
  g_assert_true (has_text (fixture, "A new run is there, paused: press Start"));
  widget_test_await (is_empty_run, fixture->window);
  assert_nothing_selected (fixture);
  activate (fixture, "win.undo-run");
  widget_test_await (is_in_session, &expected);
  widget_test_await (has_selected, fixture);
  g_assert_cmpuint (fooled_run_get_snapshot (run)->generation, ==, generation);
  g_assert_cmpfloat (selected (fixture)->confidence, ==, confidence);
  g_assert_true (has_start_button (fixture));

  /* Another seed, and back before anything of the new run was heard; the settings follow. */
  while (g_main_context_iteration (NULL, FALSE))
    ; /* the settings are the session's */
  g_settings_set_uint64 (fixture->settings, "seed", 99);
  widget_test_await (has_seed_99, run);
  activate (fixture, "win.undo-run");
  widget_test_await (is_in_session, &expected);
  widget_test_await (has_other_seed, run);
  g_assert_cmpuint (g_settings_get_uint64 (fixture->settings, "seed"), !=, 99);
  g_free (expected.path);
}

/* While a run cannot be saved a banner says why. */
static void
test_unsaved (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = find (fixture, FOOLED_TYPE_RUN_PAGE);
  GtkRevealer *banner = GTK_REVEALER (widget_test_find (page, GTK_TYPE_REVEALER));
  FooledRun *run = fooled_window_get_run (fixture->window);
  g_autoptr (RunSnapshot) bad = run_snapshot_new ();
  g_autoptr (RunSnapshot) good = run_snapshot_new ();

  g_assert_false (gtk_revealer_get_reveal_child (banner));
  bad->job.save_error = g_strdup ("The disk is full.");
  bad->job.session = g_strdup ("/a/long/way/to/run.fooled-session");
  g_signal_emit_by_name (run, "snapshot", bad);
  g_assert_true (gtk_revealer_get_reveal_child (banner));
  g_assert_true (has_text (fixture, "This run is not being saved: The disk is full."));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (gtk_widget_get_parent (GTK_WIDGET (banner))), ==,
                   bad->job.session);
  g_signal_emit_by_name (run, "snapshot", good);
  g_assert_false (gtk_revealer_get_reveal_child (banner));
}

/* The label in the popover of what explains the plot, as it is shown. */
static GtkLabel *
explanation (Fixture *fixture)
{
  g_autoptr (GPtrArray) buttons =
      widget_test_find_all (GTK_WIDGET (fixture->window), GTK_TYPE_MENU_BUTTON);

  for (guint i = 0; i < buttons->len; i++)
    {
      GtkPopover *popover = gtk_menu_button_get_popover (buttons->pdata[i]);
      g_autofree char *difference = gtk_test_accessible_check_property (
          buttons->pdata[i], GTK_ACCESSIBLE_PROPERTY_LABEL, "How to read this");

      if (difference != NULL)
        continue;
      gtk_menu_button_popup (buttons->pdata[i]);
      widget_test_draw (GTK_WIDGET (popover));
      return GTK_LABEL (widget_test_find (gtk_popover_get_child (popover), GTK_TYPE_LABEL));
    }
  return NULL;
}

/* at_once: without scrolling. */
static void
is_read_whole (Fixture *fixture, gboolean at_once)
{
  GtkLabel *label = explanation (fixture);
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (label), GTK_TYPE_SCROLLED_WINDOW);
  int width, height;

  g_assert_nonnull (label);
  pango_layout_get_pixel_size (gtk_label_get_layout (label), &width, &height);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (label)), >=, width);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (label)), >=, height);
  if (at_once)
    g_assert_cmpint (gtk_widget_get_height (scroller), >=, height);
  gtk_popover_popdown (
      GTK_POPOVER (gtk_widget_get_ancestor (GTK_WIDGET (label), GTK_TYPE_POPOVER)));
}

/* What explains the plot is there from its first line to its last, with large letters and in a
 * narrow window, too. */
static void
test_explanation (Fixture *fixture, gconstpointer data)
{
  GtkSettings *settings = gtk_settings_get_default ();
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  widget_test_draw (GTK_WIDGET (fixture->window));
  is_read_whole (fixture, TRUE);
  g_object_set (settings, "gtk-xft-dpi", 96 * 1024 * 3 / 2, NULL);
  widget_test_draw (GTK_WIDGET (fixture->window));
  is_read_whole (fixture, FALSE);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  widget_test_draw (GTK_WIDGET (fixture->window));
  is_read_whole (fixture, FALSE);
}

/* The list of networks; NULL = it is not shown. */
static GtkWindow *
network_list (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (FOOLED_IS_NETWORKS (window) && gtk_widget_get_visible (GTK_WIDGET (window)))
        return window;
    }
  return NULL;
}

/* By the key that is bound to its closing. */
static void
press_escape (GtkWindow *window)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "window.close", NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* What opens the list of networks opens it again after it was closed. */
static void
test_networks_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows =
      widget_test_find_all (GTK_WIDGET (fixture->window), ADW_TYPE_ACTION_ROW);
  GtkWidget *row = NULL;

  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (adw_preferences_row_get_title (rows->pdata[i]), "More Networks…"))
      row = rows->pdata[i];
  g_assert_nonnull (row);
  for (guint i = 0; i < 3; i++)
    {
      gtk_widget_activate (row);
      g_assert_nonnull (network_list ());
      press_escape (network_list ());
      g_assert_null (network_list ());
    }
}

static graphene_rect_t
bounds_of (Fixture *fixture, GType type)
{
  graphene_rect_t bounds;

  widget_test_draw (GTK_WIDGET (fixture->window));
  g_assert_true (
      gtk_widget_compute_bounds (find (fixture, type), GTK_WIDGET (fixture->window), &bounds));
  return bounds;
}

/* Whether the pointer would meet the hint where that is, or would be. */
static gboolean
meets_hint (Fixture *fixture, GtkWidget *hint, GtkWidget *revealer)
{
  graphene_rect_t bounds;
  GtkWidget *met;

  g_assert_true (gtk_widget_compute_bounds (revealer, GTK_WIDGET (fixture->window), &bounds));
  met = gtk_widget_pick (GTK_WIDGET (fixture->window),
                         (double) (bounds.origin.x + bounds.size.width / 2),
                         (double) (bounds.origin.y + bounds.size.height / 2), GTK_PICK_DEFAULT);
  return met != NULL && (met == hint || gtk_widget_is_ancestor (met, hint));
}

/* A hint that comes or goes moves nothing; while there is none, nothing is in the way. */
static void
test_hint (Fixture *fixture, gconstpointer data)
{
  GtkWidget *hint = find (fixture, FOOLED_TYPE_HINT_BAR);
  GtkRevealer *revealer = GTK_REVEALER (widget_test_find (hint, GTK_TYPE_REVEALER));
  graphene_rect_t without = bounds_of (fixture, FOOLED_TYPE_GRID), with;

  g_assert_false (gtk_revealer_get_reveal_child (revealer));
  g_assert_false (meets_hint (fixture, hint, GTK_WIDGET (revealer)));
  gtk_revealer_set_reveal_child (revealer, TRUE);
  with = bounds_of (fixture, FOOLED_TYPE_GRID);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (revealer)), >, 20);
  g_assert_true (graphene_rect_equal (&with, &without));
}

static GtkWidget *
find_toast (Fixture *fixture)
{
  GType type = g_type_from_name ("AdwToastWidget");

  return type != 0 ? find (fixture, type) : NULL;
}

static gboolean
shows_toast (gpointer data)
{
  return find_toast (data) != NULL;
}

/* A toast covers neither the switcher of pages below a narrow window nor a hint. */
static void
test_toast (Fixture *fixture, gconstpointer data)
{
  GtkWidget *revealer = widget_test_find (find (fixture, FOOLED_TYPE_HINT_BAR), GTK_TYPE_REVEALER);
  graphene_rect_t bar, hint, toast;

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  gtk_revealer_set_reveal_child (GTK_REVEALER (revealer), TRUE);
  activate (fixture, "win.step");
  widget_test_await (has_selected, fixture);
  widget_test_draw (GTK_WIDGET (fixture->window));
  bar = bounds_of (fixture, ADW_TYPE_VIEW_SWITCHER_BAR);
  g_assert_true (gtk_widget_compute_bounds (gtk_revealer_get_child (GTK_REVEALER (revealer)),
                                            GTK_WIDGET (fixture->window), &hint));
  g_assert_cmpfloat (hint.size.height, >, 20);
  g_assert_cmpfloat (bar.size.height, >, 20);
  activate (fixture, "win.restart");
  widget_test_await (shows_toast, fixture);
  toast = bounds_of (fixture, g_type_from_name ("AdwToastWidget"));
  g_assert_false (graphene_rect_intersection (&toast, &bar, NULL));
  g_assert_false (graphene_rect_intersection (&toast, &hint, NULL));
  g_assert_true (is_whole (fixture, "A new run is there, paused: press Start"));
}

/* Until the first generation is complete nothing counts its images as none. */
static void
test_first_generation (Fixture *fixture, gconstpointer data)
{
  FooledRun *run = fooled_window_get_run (fixture->window);
  g_autoptr (RunSnapshot) first = run_snapshot_new ();
  g_autoptr (RunSnapshot) second = run_snapshot_new ();

  first->job.state = second->job.state = RUN_STATE_RUNNING;
  first->method = second->method = RUN_METHOD_EVOLVE_CPPN;
  first->beginning = 0.5;
  g_signal_emit_by_name (run, "snapshot", first);
  g_assert_true (has_text (fixture, "the first images are being tried"));
  second->job.state = RUN_STATE_PAUSED; /* its figures are shown at once */
  second->generation = 1;
  g_signal_emit_by_name (run, "snapshot", second);
  g_assert_false (has_text (fixture, "the first images are being tried"));
}

/* A session that cannot be opened is no run that cannot start. */
static void
test_cannot_open (Fixture *fixture, gconstpointer data)
{
  FooledRun *run = fooled_window_get_run (fixture->window);
  g_autoptr (RunSnapshot) snapshot = run_snapshot_new ();

  snapshot->job.state = RUN_STATE_FAILED;
  snapshot->job.message = g_strdup ("It is damaged.");
  snapshot->job.cannot_open = TRUE;
  g_signal_emit_by_name (run, "snapshot", snapshot);
  widget_test_draw (GTK_WIDGET (fixture->window));
  g_assert_true (is_whole (fixture, "This Session Cannot Be Opened"));
  g_assert_true (is_whole (fixture, "It is damaged."));
  g_assert_false (is_whole (fixture, "This Run Cannot Start"));
  g_assert_false (gtk_widget_get_mapped (find (fixture, FOOLED_TYPE_PLOT)));
}

static gboolean
has_finished (gpointer data)
{
  return fooled_run_get_state (data) == RUN_STATE_FINISHED;
}

static gboolean
has_refused (gpointer data)
{
  return has_toast (data, "This session was made with the network “Gone”");
}

/* A session whose network is not there. */
static char *
make_session_of_gone (const RunSettings *like)
{
  g_autoptr (StoreSessionInfo) info = store_session_info_new ();
  g_autoptr (GError) error = NULL;
  char *path = run_sessions_new_path ();
  RunSettings settings;

  run_settings_copy (like, &settings);
  g_free (settings.network);
  settings.network = g_strdup ("gone");
  info->work = g_strdup ("evolve");
  info->method = g_strdup (run_method (settings.method)->name);
  info->network_id = g_strdup (settings.network);
  info->network_name = g_strdup ("Gone");
  info->settings = run_settings_to_text (&settings);
  run_settings_clear (&settings);
  store_session_close (new_session (path, info, &error));
  g_assert_no_error (error);
  return path;
}

/* Why a session cannot be opened stays to be read beside the finished run that is back. */
static void
test_refusal_stays (Fixture *fixture, gconstpointer data)
{
  FooledRun *run = fooled_window_get_run (fixture->window);
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;

  g_settings_set_uint (fixture->settings, "stop-generations", 2);
  g_settings_set_string (fixture->settings, "stop", "generations");
  fooled_window_start (fixture->window, TRUE, FALSE);
  widget_test_await (has_finished, run);
  path = make_session_of_gone (fooled_run_get_settings (run));
  file = g_file_new_for_path (path);
  fooled_window_open (fixture->window, file);
  widget_test_await (has_refused, fixture);
  for (gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC; g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (has_refused (fixture));
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/ui/window/first-champion", test_first_champion },
    { "/ui/window/start-pause", test_start_pause },
    { "/ui/window/pause-twice", test_pause_twice },
    { "/ui/window/no-crops", test_no_crops },
    { "/ui/window/star", test_star },
    { "/ui/window/early-page", test_early_page },
    { "/ui/window/empty-picks", test_empty_picks },
    { "/ui/window/save", test_save },
    { "/ui/window/copy", test_copy },
    { "/ui/window/narrow", test_narrow },
    { "/ui/window/classes", test_classes },
    { "/ui/window/views", test_views },
    { "/ui/window/session", test_session },
    { "/ui/window/paused-again", test_paused_again },
    { "/ui/window/explanation", test_explanation },
    { "/ui/window/networks-again", test_networks_again },
    { "/ui/window/hint", test_hint },
    { "/ui/window/toast", test_toast },
    { "/ui/window/undo", test_undo },
    { "/ui/window/unsaved", test_unsaved },
    { "/ui/window/first-generation", test_first_generation },
    { "/ui/window/cannot-open", test_cannot_open },
    { "/ui/window/refusal-stays", test_refusal_stays },
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
