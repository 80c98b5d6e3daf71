// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/network-chooser.h"

#include <gtk/gtk.h>

typedef struct
{
  char *key;
  RunNetworkInfo *info; /* NULL: a file that was not loaded yet */
} Entry;

struct _FooledNetworkChooser
{
  GObject parent_instance;
  GObject *view;      /* not owned */
  GPtrArray *entries; /* Entry *, as in the view */
  char *key;          /* of the chosen one, or NULL */
  gboolean listing;   /* while the entries are being made */
};

G_DEFINE_FINAL_TYPE (FooledNetworkChooser, fooled_network_chooser, G_TYPE_OBJECT)

enum
{
  CHOSEN,
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_pointer (&entry->info, run_network_info_unref);
  g_free (entry->key);
  g_free (entry);
}

static Entry *
find (FooledNetworkChooser *self, const char *key, guint *index)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = self->entries->pdata[i];

      if (g_strcmp0 (entry->key, key) != 0)
        continue;
      *index = i;
      return entry;
    }
  return NULL;
}

/* Takes over the reference on what is known. */
static void
add (FooledNetworkChooser *self, const char *key, const char *name, RunNetworkInfo *info)
{
  g_autoptr (GtkStringList) names = NULL;
  Entry *entry = g_new (Entry, 1);

  entry->key = g_strdup (key);
  entry->info = info;
  g_ptr_array_add (self->entries, entry);
  g_object_get (self->view, "model", &names, NULL);
  gtk_string_list_append (names, name);
}

/* A network may be a file, which is not among the cards. */
static gboolean
find_or_add (FooledNetworkChooser *self, const char *key, guint *index)
{
  g_autofree char *name = NULL;

  if (find (self, key, index) != NULL)
    return TRUE;
  if (key == NULL || !g_file_test (key, G_FILE_TEST_IS_REGULAR))
    return FALSE;
  name = g_path_get_basename (key);
  *index = self->entries->len;
  add (self, key, name, NULL);
  return TRUE;
}

static void
set_key (FooledNetworkChooser *self, const char *key)
{
  if (g_strcmp0 (key, self->key) == 0)
    return;
  g_free (self->key);
  self->key = g_strdup (key);
  g_object_ref (self);
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[CHOSEN], 0);
  g_object_unref (self);
}

static void
selected (FooledNetworkChooser *self)
{
  guint index;

  g_object_get (self->view, "selected", &index, NULL);
  if (!self->listing && index < self->entries->len)
    set_key (self, ((Entry *) self->entries->pdata[index])->key);
}

static void
fooled_network_chooser_finalize (GObject *object)
{
  FooledNetworkChooser *self = FOOLED_NETWORK_CHOOSER (object);

  g_ptr_array_unref (self->entries);
  g_free (self->key);

  G_OBJECT_CLASS (fooled_network_chooser_parent_class)->finalize (object);
}

static void
fooled_network_chooser_class_init (FooledNetworkChooserClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = fooled_network_chooser_finalize;
  signals[CHOSEN] =
      g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
fooled_network_chooser_init (FooledNetworkChooser *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}

FooledNetworkChooser *
fooled_network_chooser_new (gpointer view)
{
  FooledNetworkChooser *self;

  g_return_val_if_fail (G_IS_OBJECT (view), NULL);

  self = g_object_new (FOOLED_TYPE_NETWORK_CHOOSER, NULL);
  self->view = view;
  g_signal_connect_object (view, "notify::selected", G_CALLBACK (selected), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/* What was loaded of a file is not known from its card. */
static RunNetworkInfo *
take_loaded (FooledNetworkChooser *self)
{
  guint index;
  Entry *entry = find (self, self->key, &index);

  return entry != NULL ? g_steal_pointer (&entry->info) : NULL;
}

gboolean
fooled_network_chooser_set_networks (FooledNetworkChooser *self,
                                     GPtrArray *networks,
                                     const char *fallback)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (RunNetworkInfo) loaded = NULL;
  Entry *entry;
  guint index = 0;

  g_return_val_if_fail (FOOLED_IS_NETWORK_CHOOSER (self), FALSE);
  g_return_val_if_fail (networks != NULL, FALSE);

  self->listing = TRUE;
  loaded = take_loaded (self);
  g_ptr_array_set_size (self->entries, 0);
  g_object_set (self->view, "model", names, NULL);
  for (guint i = 0; i < networks->len; i++)
    {
      RunNetworkInfo *info = networks->pdata[i];

      if (info->installed)
        add (self, info->id, info->name, run_network_info_ref (info));
    }
  if (!find_or_add (self, self->key, &index) && !find_or_add (self, fallback, &index))
    index = 0;
  if (self->entries->len > 0)
    g_object_set (self->view, "selected", index, NULL);
  self->listing = FALSE;
  if (self->entries->len == 0)
    return FALSE;
  entry = self->entries->pdata[index];
  if (entry->info == NULL && g_strcmp0 (entry->key, self->key) == 0)
    entry->info = g_steal_pointer (&loaded);
  if (g_strcmp0 (entry->key, self->key) != 0)
    set_key (self, entry->key);
  else
    g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

gboolean
fooled_network_chooser_choose (FooledNetworkChooser *self, const char *key)
{
  guint index;

  g_return_val_if_fail (FOOLED_IS_NETWORK_CHOOSER (self), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  if (!find_or_add (self, key, &index))
    return FALSE;
  g_object_set (self->view, "selected", index, NULL);
  return TRUE;
}

const char *
fooled_network_chooser_get_key (FooledNetworkChooser *self)
{
  g_return_val_if_fail (FOOLED_IS_NETWORK_CHOOSER (self), NULL);

  return self->key;
}

RunNetworkInfo *
fooled_network_chooser_get_info (FooledNetworkChooser *self)
{
  guint index;
  Entry *entry;

  g_return_val_if_fail (FOOLED_IS_NETWORK_CHOOSER (self), NULL);

  entry = self->key != NULL ? find (self, self->key, &index) : NULL;
  return entry != NULL ? entry->info : NULL;
}

gboolean
fooled_network_chooser_set_loaded (FooledNetworkChooser *self, RunNetworkInfo *info)
{
  guint index;
  Entry *entry;

  g_return_val_if_fail (FOOLED_IS_NETWORK_CHOOSER (self), FALSE);
  g_return_val_if_fail (info != NULL, FALSE);

  entry = self->key != NULL ? find (self, self->key, &index) : NULL;
  if (entry == NULL || entry->info != NULL)
    return FALSE;
  entry->info = run_network_info_ref (info);
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}
