// SPDX-License-Identifier: GPL-3.0-or-later
#include "window-fixture.h"

#include "../../run/fixture.h"
#include "tests/folder.h"
#include "ui/quiz/quiz-page.h"
#include "ui/run/run-page.h"
#include "ui/settings/settings-keys.h"
#include "widget-test.h"

gboolean
window_has_all_pages (gpointer window)
{
  return widget_test_find (window, FOOLED_TYPE_QUIZ_PAGE) != NULL;
}

static void
set_up (WindowFixture *fixture, gconstpointer data)
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
  g_assert_false (window_has_all_pages (fixture->window));
  widget_test_await (window_has_all_pages, fixture->window);
}

static void
tear_down (WindowFixture *fixture, gconstpointer data)
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

gpointer
window_find (WindowFixture *fixture, GType type)
{
  return widget_test_find (GTK_WIDGET (fixture->window), type);
}

void
window_activate (WindowFixture *fixture, const char *detailed_name)
{
  widget_test_activate (GTK_WIDGET (fixture->window), detailed_name);
}

StoreSpecimen *
window_selected (WindowFixture *fixture)
{
  return fooled_run_page_get_specimen (window_find (fixture, FOOLED_TYPE_RUN_PAGE));
}

gboolean
window_has_selected (gpointer data)
{
  return window_selected (data) != NULL;
}

GtkWidget *
window_button (WindowFixture *fixture, const char *name)
{
  g_autoptr (GPtrArray) buttons =
      widget_test_find_all (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON);

  for (guint i = 0; i < buttons->len; i++)
    if (widget_test_has_name (buttons->pdata[i], name))
      return buttons->pdata[i];
  return NULL;
}

gboolean
window_has_pause_button (gpointer data)
{
  return window_button (data, "Pause") != NULL;
}

gboolean
window_has_start_button (gpointer data)
{
  return window_button (data, "Start") != NULL;
}

gboolean
window_has_text (WindowFixture *fixture, const char *text)
{
  g_autoptr (GPtrArray) labels =
      widget_test_find_all (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (g_str_equal (gtk_label_get_text (labels->pdata[i]), text))
      return TRUE;
  return FALSE;
}

gboolean
window_has_toast (WindowFixture *fixture, const char *beginning)
{
  g_autoptr (GPtrArray) labels =
      widget_test_find_all (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (g_str_has_prefix (gtk_label_get_text (labels->pdata[i]), beginning))
      return TRUE;
  return FALSE;
}

gboolean
window_is_whole (WindowFixture *fixture, const char *text)
{
  g_autoptr (GPtrArray) labels =
      widget_test_find_all (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (g_str_equal (gtk_label_get_text (labels->pdata[i]), text) &&
        gtk_widget_get_mapped (labels->pdata[i]))
      return !pango_layout_is_ellipsized (gtk_label_get_layout (labels->pdata[i]));
  return FALSE;
}

int
window_run_tests (int *argc, char ***argv, const WindowTest *tests, gsize n)
{
  int result;

  if (!widget_test_init (argc, argv))
    return 0;
  test_network_create ();
  for (gsize i = 0; i < n; i++)
    g_test_add (tests[i].path, WindowFixture, NULL, set_up, tests[i].test, tear_down);
  result = g_test_run ();
  test_network_remove ();
  return result;
}
