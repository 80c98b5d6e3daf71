// SPDX-License-Identifier: GPL-3.0-or-later
#include "widget-test.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/folder.h"

/* Never reached by a test that passes. */
#define GIVE_UP (30 * G_USEC_PER_SEC)

static char *home;

static void
remove_home (void)
{
  remove_folder (home);
  g_free (home);
}

void
widget_test_isolate_home (void)
{
  home = g_dir_make_tmp ("fooled-test-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("XDG_CACHE_HOME", home, TRUE);
  atexit (remove_home);
}

gboolean
widget_test_init (int *argc, char ***argv)
{
  g_autoptr (GtkCssProvider) provider = NULL;

  widget_test_isolate_home ();
  g_test_init (argc, argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return FALSE;
    }
  adw_init ();
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/org/fooled/Fooled/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  return TRUE;
}

GtkWindow *
widget_test_window (GtkWidget *child, int width, int height)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_window_set_default_size (window, width, height);
  gtk_window_set_child (window, child);
  gtk_window_present (window);
  widget_test_draw (GTK_WIDGET (window));
  return window;
}

void
widget_test_close (GtkWindow *window)
{
  gtk_window_destroy (window);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
give_up (gpointer data)
{
  g_error ("What the test waits for does not happen");
  return G_SOURCE_REMOVE;
}

void
widget_test_await (WidgetTestCondition condition, gpointer data)
{
  guint timeout = g_timeout_add (GIVE_UP / 1000, give_up, NULL);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

void
widget_test_draw (GtkWidget *widget)
{
  gtk_widget_queue_draw (widget);
  gtk_test_widget_wait_for_draw (widget);
}

static void
collect (GtkWidget *widget, GType type, GPtrArray *found)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

GPtrArray *
widget_test_find_all (GtkWidget *root, GType type)
{
  GPtrArray *found = g_ptr_array_new ();

  collect (root, type, found);
  return found;
}

void
widget_test_activate (GtkWidget *widget, const char *detailed_name)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  g_assert_true (g_action_parse_detailed_name (detailed_name, &name, &target, NULL));
  g_assert_true (gtk_widget_activate_action_variant (widget, name, target));
}

GtkWidget *
widget_test_find (GtkWidget *root, GType type)
{
  g_autoptr (GPtrArray) found = widget_test_find_all (root, type);

  return found->len > 0 ? found->pdata[0] : NULL;
}

gboolean
widget_test_has_name (GtkWidget *widget, const char *name)
{
  g_autofree char *difference = gtk_test_accessible_check_property (
      GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  if (difference != NULL)
    g_test_message ("Accessible name: \"%s\" instead of \"%s\"", difference, name);
  return difference == NULL;
}

gboolean
widget_test_is_labelled (GtkWidget *widget)
{
  return gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                           GTK_ACCESSIBLE_RELATION_LABELLED_BY) &&
         !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
}
