// SPDX-License-Identifier: GPL-3.0-or-later
/* The rows of the table: which images are to be compared. */
#include "config.h"

#include <glib/gi18n.h>

#include "ui/compare/compare-page-private.h"
#include "ui/compare/session-chooser.h"
#include "ui/files/file-dialog.h"
#include "ui/widgets/news.h"

static void
clear_set (gpointer data)
{
  RunImages *set = data;

  g_free (set->path);
  g_free (set->name);
}

GArray *
fooled_compare_page_sets_new (void)
{
  GArray *sets = g_array_new (FALSE, FALSE, sizeof (RunImages));

  g_array_set_clear_func (sets, clear_set);
  return sets;
}

char *
fooled_compare_page_name_of (const RunImages *set)
{
  if (set->name != NULL)
    return g_strdup (set->name);
  return set->path != NULL ? g_filename_display_basename (set->path) : g_strdup (_ ("Picks"));
}

static gboolean
has_set (FooledComparePage *self, RunImagesSource source, const char *path)
{
  for (guint i = 0; i < self->sets->len; i++)
    {
      const RunImages *set = &g_array_index (self->sets, RunImages, i);

      if (set->source == source && g_strcmp0 (set->path, path) == 0)
        return TRUE;
    }
  return FALSE;
}

void
fooled_compare_page_add_set (FooledComparePage *self,
                             RunImagesSource source,
                             const char *path,
                             const char *name)
{
  RunImages set = { source, g_strdup (path), g_strdup (name) };

  g_return_if_fail (FOOLED_IS_COMPARE_PAGE (self));

  if (has_set (self, source, path) || self->sets->len == RUN_COMPARE_MAX_SETS)
    {
      fooled_news_message (self, self->sets->len == RUN_COMPARE_MAX_SETS
                                     ? _ ("The table is full")
                                     : _ ("These images are in the table"));
      clear_set (&set);
      return;
    }
  g_array_append_val (self->sets, set);
  fooled_compare_page_choice_changed (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->start_button));
}

static void
add_picks (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_compare_page_add_set (FOOLED_COMPARE_PAGE (widget), RUN_IMAGES_PICKS, NULL, _ ("Picks"));
}

static void
session_chosen (FooledComparePage *self, const char *path, const char *name)
{
  fooled_compare_page_add_set (self, RUN_IMAGES_SESSION, path, name);
}

static void
add_session (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkWindow *window = fooled_session_chooser_new (GTK_WINDOW (gtk_widget_get_root (widget)));

  g_signal_connect_object (window, "chosen", G_CALLBACK (session_chosen), widget,
                           G_CONNECT_SWAPPED);
  gtk_window_present (window);
}

static void
folder_chosen (gpointer owner, GFile *file, gpointer data)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *name = path != NULL ? g_filename_display_basename (path) : NULL;

  if (path == NULL)
    fooled_news_message (owner, _ ("That folder is not on this computer; copy it here first."));
  else
    fooled_compare_page_add_set (owner, RUN_IMAGES_FOLDER, path, name);
}

static void
add_folder (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const FooledFileQuestion question = { .action = GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                        .title = _ ("Choose a Folder of Images"),
                                        .accept = _ ("_Add") };

  fooled_file_dialog_ask (widget, &question, folder_chosen, NULL, NULL);
}

void
fooled_compare_page_install_sets (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "compare.add-picks", NULL, add_picks);
  gtk_widget_class_install_action (widget_class, "compare.add-session", NULL, add_session);
  gtk_widget_class_install_action (widget_class, "compare.add-folder", NULL, add_folder);
}
