// SPDX-License-Identifier: GPL-3.0-or-later
/* 360 pixels are enough for every page and dialog, in every language; buttons say all they have to.
 */
#include "../../run/fixture.h"
#include "../../run/language.h"

#include "ui/app/window.h"
#include "ui/run/run-page.h"
#include "ui/settings/preferences.h"
#include "ui/settings/settings-keys.h"
#include "widget-test.h"
#include "window-fixture.h"

#define NARROW 360

static const struct
{
  const char *name, *type;
} pages[] = {
  { "run", "FooledRunPage" },         { "perturb", "FooledPerturbPage" },
  { "picks", "FooledPicksPage" },     { "retrain", "FooledRetrainPage" },
  { "compare", "FooledComparePage" }, { "quiz", "FooledQuizPage" },
};

static gboolean
has_specimen (gpointer window)
{
  GtkWidget *page = widget_test_find (window, FOOLED_TYPE_RUN_PAGE);

  return fooled_run_page_get_specimen (FOOLED_RUN_PAGE (page)) != NULL;
}

static void
activate (GtkWidget *window, const char *detailed_name)
{
  widget_test_activate (window, detailed_name);
  widget_test_draw (window);
}

static int
min_width (GtkWidget *widget)
{
  int width;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  return width;
}

/* Names the innermost widget that needs more. */
static void
check (GtkWidget *widget, const char *where)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (min_width (widget) <= NARROW)
    return;
  while (child != NULL)
    if (min_width (child) > NARROW)
      {
        widget = child;
        child = gtk_widget_get_first_child (widget);
      }
    else
      child = gtk_widget_get_next_sibling (child);
  g_test_message ("%s: %s, %s, needs %d pixels", where, G_OBJECT_TYPE_NAME (widget),
                  GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget))
                                        : gtk_widget_get_name (widget),
                  min_width (widget));
  g_test_fail ();
}

/* A stack reckons with the page that it shows; here, all of them. */
static void
check_whole (GtkWidget *widget, const char *where)
{
  g_autoptr (GPtrArray) stacks = widget_test_find_all (widget, GTK_TYPE_STACK);

  check (widget, where);
  for (guint i = 0; i < stacks->len; i++)
    for (GtkWidget *child = gtk_widget_get_first_child (stacks->pdata[i]); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      check (child, where);
}

static void
check_dialogs (GtkWidget *window, const char *name)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = g_list_model_get_n_items (windows); i > 0; i--)
    {
      g_autoptr (GtkWidget) dialog = g_list_model_get_item (windows, i - 1);

      if (dialog == window || !gtk_widget_get_mapped (dialog))
        continue;
      widget_test_draw (dialog);
      for (GtkWidget *part = gtk_widget_get_first_child (dialog); part != NULL;
           part = gtk_widget_get_next_sibling (part))
        check_whole (part, name);
      widget_test_close (GTK_WINDOW (dialog));
    }
}

/* What the buttons below the selected image say is seen as a whole, in a font as large as desktops
 * have it. */
static void
check_buttons (GtkWidget *window)
{
  GtkWidget *panel = widget_test_find (window, g_type_from_name ("FooledChampionPanel"));
  g_autoptr (GPtrArray) labels = widget_test_find_all (panel, GTK_TYPE_LABEL);
  guint n = 0;

  g_object_set (gtk_settings_get_default (), "gtk-font-name", "Sans 11", NULL);
  activate (window, "win.show-champion");
  widget_test_draw (window);
  for (guint i = 0; i < labels->len; i++)
    if (gtk_widget_get_ancestor (labels->pdata[i], GTK_TYPE_BUTTON) != NULL &&
        gtk_widget_get_mapped (labels->pdata[i]))
      {
        PangoLayout *layout = gtk_label_get_layout (labels->pdata[i]);

        n++;
        if (pango_layout_is_ellipsized (layout))
          {
            g_test_message ("cut off: %s", pango_layout_get_text (layout));
            g_test_fail ();
          }
      }
  g_assert_cmpuint (n, >=, 3);
  gtk_settings_reset_property (gtk_settings_get_default (), "gtk-font-name");
  activate (window, "win.show-champion");
}

static void
check_window (GtkWidget *window, GSettings *settings)
{
  static const char *const dialogs[] = { "win.shortcuts", "win.networks", "win.sessions",
                                         "win.start-from" };

  activate (window, "win.step");
  widget_test_await (has_specimen, window);
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *action = g_strconcat ("win.page::", pages[i].name, NULL);

      activate (window, action);
      check_whole (widget_test_find (window, g_type_from_name (pages[i].type)), pages[i].name);
      check (adw_application_window_get_content (ADW_APPLICATION_WINDOW (window)), pages[i].name);
    }
  activate (window, "win.page::run");
  check_buttons (window);
  for (gsize i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      activate (window, dialogs[i]);
      check_dialogs (window, dialogs[i]);
    }
  gtk_window_present (fooled_preferences_new (GTK_WINDOW (window), settings));
  check_dialogs (window, "preferences");
}

static void
test_language (gconstpointer language)
{
  GSettings *settings;
  GtkApplication *application;
  GtkWidget *window;

  if (language != NULL && !language_begin (language))
    return;
  settings = fooled_settings_new ();
  fooled_settings_reset_experiment (settings);
  g_settings_set_string (settings, "network", TEST_NETWORK);
  g_settings_set_int (settings, "window-width", NARROW);
  g_settings_set_int (settings, "window-height", 640);
  application = GTK_APPLICATION (adw_application_new (NULL, G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (application), NULL, NULL);
  window = GTK_WIDGET (fooled_window_new (application, settings));
  gtk_window_present (GTK_WINDOW (window));
  widget_test_await (window_has_all_pages, window);
  check_window (window, settings);
  gtk_window_close (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (application);
  g_object_unref (settings);
  if (language != NULL)
    language_end ();
}

int
main (int argc, char **argv)
{
  static const char *const languages[] = { "de", "es", "fr", "it", "pt" };
  int result;

  if (!widget_test_init (&argc, &argv))
    return 0;
  g_test_set_nonfatal_assertions (); /* it says all that is too wide */
  test_network_create ();
  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autofree char *path = g_strconcat ("/ui/narrow/", languages[i], NULL);

      g_test_add_data_func (path, languages[i], test_language);
    }
  g_test_add_data_func ("/ui/narrow/en", NULL, test_language);
  result = g_test_run ();
  test_network_remove ();
  return result;
}
