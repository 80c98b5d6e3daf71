// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/data-get.h"

#include "config.h"

#include <glib/gi18n.h>

#include "run/data-sets.h"
#include "ui/networks/download-box.h"
#include "ui/retrain/data-choice.h"

struct _FooledDataGet
{
  GObject parent_instance;
  AdwPreferencesGroup *group; /* not owned */
  FooledDownloads *downloads;
  GHashTable *rows; /* id -> GtkWidget, not owned */
};

G_DEFINE_FINAL_TYPE (FooledDataGet, fooled_data_get, G_TYPE_OBJECT)

enum
{
  GOT,
  MESSAGE,
  DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Takes the text over. */
static void
tell (FooledDataGet *self, guint signal, char *text)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self->group)))
    g_signal_emit (self, signals[signal], 0, text);
  g_free (text);
}

static const char *
title_of (const char *id)
{
  return fooled_data_title (run_data_set_name (id));
}

static void
finished (FooledDataGet *self, const char *id)
{
  GtkWidget *row = g_hash_table_lookup (self->rows, id);

  if (row == NULL)
    return;
  g_hash_table_remove (self->rows, id);
  adw_preferences_group_remove (self->group, row);
  g_signal_emit (self, signals[GOT], 0, id);
  /* Translators: %s is the name of a data set that was downloaded. */
  tell (self, DONE, g_strdup_printf (_ ("%s is here"), title_of (id)));
}

static void
failed (FooledDataGet *self, const char *id)
{
  /* Translators: %s is the name of a data set. */
  tell (self, MESSAGE, g_strdup_printf (_ ("%s could not be downloaded"), title_of (id)));
}

static void
fooled_data_get_dispose (GObject *object)
{
  FooledDataGet *self = FOOLED_DATA_GET (object);

  if (self->downloads != NULL)
    g_object_run_dispose (G_OBJECT (self->downloads));
  g_clear_object (&self->downloads);
  g_clear_pointer (&self->rows, g_hash_table_unref);

  G_OBJECT_CLASS (fooled_data_get_parent_class)->dispose (object);
}

static void
fooled_data_get_class_init (FooledDataGetClass *klass)
{
  static const char *const names[N_SIGNALS] = {
    [GOT] = "got", [MESSAGE] = "message", [DONE] = "done"
  };

  G_OBJECT_CLASS (klass)->dispose = fooled_data_get_dispose;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
fooled_data_get_init (FooledDataGet *self)
{
  self->downloads = fooled_downloads_new (run_downloads_start_data_set);
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect_object (self->downloads, "finished", G_CALLBACK (finished), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->downloads, "failed", G_CALLBACK (failed), self, G_CONNECT_SWAPPED);
}

static void
add_row (FooledDataGet *self, const RunDataSetInfo *info)
{
  const FooledDownloadable thing = {
    .id = info->id,
    .name = fooled_data_title (info->name),
    .summary = _ ("Not on this computer yet"),
    .size = info->download_size,
    .can_get = TRUE,
  };
  GtkWidget *box = g_object_new (FOOLED_TYPE_DOWNLOAD_BOX, "margin-top", 9, "margin-bottom", 9,
                                 "margin-start", 12, "margin-end", 12, NULL);
  GtkWidget *row = g_object_new (ADW_TYPE_PREFERENCES_ROW, "activatable", FALSE, "focusable", FALSE,
                                 "title", thing.name, "child", box, NULL);

  fooled_download_box_bind (FOOLED_DOWNLOAD_BOX (box), &thing, self->downloads);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, thing.name,
                                  -1);
  g_hash_table_insert (self->rows, g_strdup (info->id), row);
  adw_preferences_group_add (self->group, row);
}

FooledDataGet *
fooled_data_get_new (AdwPreferencesGroup *group)
{
  FooledDataGet *self = g_object_new (FOOLED_TYPE_DATA_GET, NULL);
  g_autoptr (GPtrArray) known = run_data_sets_list ();

  g_return_val_if_fail (ADW_IS_PREFERENCES_GROUP (group), self);

  self->group = group;
  for (guint i = 0; i < known->len; i++)
    if (((RunDataSetInfo *) known->pdata[i])->folder == NULL)
      add_row (self, known->pdata[i]);
  return self;
}
