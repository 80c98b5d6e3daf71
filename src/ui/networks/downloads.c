// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/downloads.h"

typedef struct
{
  FooledDownload state;
  FooledDownloads *owner;
  RunDownload *download;
  char *id;
} Entry;

struct _FooledDownloads
{
  GObject parent_instance;
  RunDownloadStart start;
  GHashTable *entries; /* id -> Entry */
};

G_DEFINE_FINAL_TYPE (FooledDownloads, fooled_downloads, G_TYPE_OBJECT)

enum
{
  CHANGED,
  FINISHED,
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_pointer (&entry->download, run_download_free);
  g_free (entry->state.message);
  g_free (entry->id);
  g_free (entry);
}

static void
fooled_downloads_dispose (GObject *object)
{
  g_hash_table_remove_all (FOOLED_DOWNLOADS (object)->entries);

  G_OBJECT_CLASS (fooled_downloads_parent_class)->dispose (object);
}

static void
fooled_downloads_finalize (GObject *object)
{
  g_hash_table_unref (FOOLED_DOWNLOADS (object)->entries);

  G_OBJECT_CLASS (fooled_downloads_parent_class)->finalize (object);
}

static guint
new_signal (FooledDownloadsClass *klass, const char *name)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
fooled_downloads_class_init (FooledDownloadsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fooled_downloads_dispose;
  G_OBJECT_CLASS (klass)->finalize = fooled_downloads_finalize;

  signals[CHANGED] = new_signal (klass, "changed");
  signals[FINISHED] = new_signal (klass, "finished");
  signals[FAILED] = new_signal (klass, "failed");
}

static void
fooled_downloads_init (FooledDownloads *self)
{
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
}

FooledDownloads *
fooled_downloads_new (RunDownloadStart start)
{
  FooledDownloads *self;

  g_return_val_if_fail (start != NULL, NULL);

  self = g_object_new (FOOLED_TYPE_DOWNLOADS, NULL);
  self->start = start;
  return self;
}

/* The entry is gone before anybody hears of it, so that they may start it again. */
static void
progressed (const RunDownloadProgress *progress, gpointer data)
{
  Entry *entry = data;
  g_autoptr (FooledDownloads) self = g_object_ref (entry->owner);
  g_autofree char *id = g_strdup (entry->id);

  entry->state.n_bytes = progress->n_bytes;
  entry->state.total = progress->total;
  entry->state.running = progress->state == RUN_DOWNLOAD_RUNNING;
  if (progress->state == RUN_DOWNLOAD_FAILED)
    {
      g_free (entry->state.message);
      entry->state.message = g_strdup (progress->message);
      g_clear_pointer (&entry->download, run_download_free);
    }
  else if (progress->state != RUN_DOWNLOAD_RUNNING)
    g_hash_table_remove (self->entries, id);

  if (progress->state == RUN_DOWNLOAD_DONE)
    g_signal_emit (self, signals[FINISHED], 0, id);
  g_signal_emit (self, signals[CHANGED], 0, id);
  if (progress->state == RUN_DOWNLOAD_FAILED)
    g_signal_emit (self, signals[FAILED], 0, id);
}

void
fooled_downloads_start (FooledDownloads *self, const char *id)
{
  Entry *entry;

  g_return_if_fail (FOOLED_IS_DOWNLOADS (self));
  g_return_if_fail (id != NULL);

  entry = g_hash_table_lookup (self->entries, id);
  if (entry != NULL && entry->state.running)
    return;
  entry = g_new0 (Entry, 1);
  entry->owner = self;
  entry->id = g_strdup (id);
  entry->state.running = TRUE;
  g_hash_table_replace (self->entries, entry->id, entry);
  entry->download = self->start (id, progressed, entry);
  g_signal_emit (self, signals[CHANGED], 0, id);
}

void
fooled_downloads_cancel (FooledDownloads *self, const char *id)
{
  Entry *entry;

  g_return_if_fail (FOOLED_IS_DOWNLOADS (self));
  g_return_if_fail (id != NULL);

  entry = g_hash_table_lookup (self->entries, id);
  if (entry != NULL && entry->download != NULL)
    run_downloads_cancel (entry->download);
}

const FooledDownload *
fooled_downloads_get (FooledDownloads *self, const char *id)
{
  Entry *entry;

  g_return_val_if_fail (FOOLED_IS_DOWNLOADS (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  entry = g_hash_table_lookup (self->entries, id);
  return entry != NULL ? &entry->state : NULL;
}
