// SPDX-License-Identifier: GPL-3.0-or-later
/* Saved images that are dropped onto the window, and generations that are bred in it. */
#include "../../run/fixture.h"

#include <glib/gstdio.h>

#include "store/png.h"
#include "tests/folder.h"
#include "ui/app/window.h"
#include "ui/perturb/perturb-page.h"
#include "ui/picks/seeds-window.h"
#include "ui/run/grid.h"
#include "ui/run/run-page.h"
#include "ui/settings/settings-keys.h"
#include "widget-test.h"

/* The window, with one generation of the small network in it, and a folder with images to drop. */
typedef struct
{
  GtkApplication *application;
  GSettings *settings;
  FooledWindow *window;
  char *folder;
  guint64 number;
} Fixture;

static FooledRunPage *
run_page (Fixture *fixture)
{
  return FOOLED_RUN_PAGE (widget_test_find (GTK_WIDGET (fixture->window), FOOLED_TYPE_RUN_PAGE));
}

static const RunSnapshot *
snapshot (Fixture *fixture)
{
  return fooled_run_get_snapshot (fooled_window_get_run (fixture->window));
}

static gboolean
has_selected (gpointer data)
{
  return fooled_run_page_get_specimen (run_page (data)) != NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("fooled-seeds-XXXXXX", NULL);
  fixture->settings = fooled_settings_new ();
  fooled_settings_reset_experiment (fixture->settings);
  g_settings_set_string (fixture->settings, "network", TEST_NETWORK);
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
  FooledWindow *window = g_object_ref (fixture->window);

  gtk_window_close (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (window);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_object_unref (fixture->settings);
  g_object_unref (fixture->application);
}

/* What letting go of files over the window does. */
static void
drop (Fixture *fixture, const char *const *names)
{
  g_autoptr (GListModel) controllers =
      gtk_widget_observe_controllers (GTK_WIDGET (fixture->window));
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  for (; *names != NULL; names++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, *names, NULL);

      g_ptr_array_add (files, g_file_new_for_path (path));
    }
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array ((GFile **) files->pdata, files->len));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 10.0, 10.0, &taken);
    }
  g_assert_true (taken);
}

/* The selected image, so named. */
static void
save (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (
      store_specimen_save (fooled_run_page_get_specimen (run_page (fixture)), path, NULL));
}

static GtkWidget *
seeds_window (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (FOOLED_IS_SEEDS_WINDOW (window))
        return window;
    }
  return NULL;
}

static gboolean
has_seeds_window (gpointer data)
{
  return seeds_window () != NULL;
}

static gboolean
has_begun (gpointer data)
{
  Fixture *fixture = data;

  return snapshot (fixture)->job.number > fixture->number && snapshot (fixture)->generation > 0;
}

static void
start (Fixture *fixture)
{
  fixture->number = snapshot (fixture)->job.number;
  gtk_widget_activate_action (seeds_window (), "seeds.start", NULL);
  widget_test_await (has_begun, fixture);
  g_assert_null (seeds_window ());
}

static void
test_drop (Fixture *fixture, gconstpointer data)
{
  guint64 number;

  save (fixture, "one.png");
  drop (fixture, (const char *const[]){ "one.png", NULL });
  widget_test_await (has_seeds_window, fixture);
  start (fixture);
  g_assert_cmpuint (snapshot (fixture)->settings->seeds->n, ==, 1);

  /* What can be changed in a run goes on with it; another seed begins at random. */
  number = snapshot (fixture)->job.number;
  g_settings_set_uint (fixture->settings, "batch", 60);
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (snapshot (fixture)->job.number, ==, number);
  fixture->number = number;
  g_settings_set_uint64 (fixture->settings, "seed", 9);
  widget_test_await (has_begun, fixture);
  g_assert_null (snapshot (fixture)->settings->seeds);
}

static void
test_drop_several (Fixture *fixture, gconstpointer data)
{
  save (fixture, "one.png");
  save (fixture, "two.png");
  drop (fixture, (const char *const[]){ "one.png", "two.png", NULL });
  widget_test_await (has_seeds_window, fixture);
  start (fixture);
  g_assert_cmpuint (snapshot (fixture)->settings->seeds->n, ==, 2);
}

static gboolean
shows_perturb (gpointer data)
{
  Fixture *fixture = data;
  GtkWidget *page = widget_test_find (GTK_WIDGET (fixture->window), FOOLED_TYPE_PERTURB_PAGE);

  return page != NULL && gtk_widget_get_mapped (page);
}

/* One that says nothing is a picture like any other. */
static void
test_drop_plain (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "plain.png", NULL);

  g_assert_true (store_png_save (fooled_run_page_get_specimen (run_page (fixture))->image, NULL, 0,
                                 path, NULL));
  drop (fixture, (const char *const[]){ "plain.png", NULL });
  widget_test_await (shows_perturb, fixture);
  g_assert_null (seeds_window ());
}

/* --- Breeding --- */

static FooledBreeding *
breeding (Fixture *fixture)
{
  return fooled_run_page_get_breeding (run_page (fixture));
}

/* They stand in the grid, too. */
static gboolean
is_bred (gpointer data)
{
  Fixture *fixture = data;
  GtkWidget *grid = widget_test_find (GTK_WIDGET (fixture->window), FOOLED_TYPE_GRID);
  guint n;

  g_object_get (grid, "n-shown", &n, NULL);
  return snapshot (fixture)->is_bred && snapshot (fixture)->job.state == RUN_STATE_PAUSED &&
         n == RUN_BREED_BATCH;
}

static gboolean
is_chosen_again (gpointer data)
{
  guint n;

  g_object_get (breeding (data), "n-chosen", &n, NULL);
  return n == 1 && !snapshot (data)->is_bred;
}

static void
test_breed (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  FooledGrid *grid = FOOLED_GRID (widget_test_find (window, FOOLED_TYPE_GRID));
  guint n;

  g_assert_false (fooled_grid_toggle_place (grid, 0)); /* it is not the hand's turn */
  gtk_widget_activate_action (window, "win.breed", NULL);
  g_assert_true (fooled_breeding_is_active (breeding (fixture)));
  g_assert_false (fooled_grid_toggle_place (grid, 1000));
  g_assert_true (fooled_grid_toggle_place (grid, 1));
  g_object_get (breeding (fixture), "n-chosen", &n, NULL);
  g_assert_cmpuint (n, ==, 1);
  gtk_widget_activate_action (window, "win.breed-next", NULL);
  widget_test_await (is_bred, fixture);
  gtk_widget_activate_action (window, "win.breed-undo", NULL);
  widget_test_await (is_chosen_again, fixture);
  gtk_widget_activate_action (window, "win.breed-clear", NULL);
  g_object_get (breeding (fixture), "n-chosen", &n, NULL);
  g_assert_cmpuint (n, ==, 0);

  /* Whoever starts the run gives the machine its turn. */
  gtk_widget_activate_action (window, "win.start-pause", NULL);
  g_assert_false (fooled_breeding_is_active (breeding (fixture)));
  gtk_widget_activate_action (window, "win.start-pause", NULL);
}

#define ADD(name, test) g_test_add ("/seeds/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  int status;

  if (!widget_test_init (&argc, &argv))
    return 0;
  test_network_create ();
  ADD ("drop", test_drop);
  ADD ("drop-several", test_drop_several);
  ADD ("drop-plain", test_drop_plain);
  ADD ("breed", test_breed);
  status = g_test_run ();
  test_network_remove ();
  return status;
}
