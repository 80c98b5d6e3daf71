// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/data-choice.h"

#include "config.h"

#include <glib/gi18n.h>

#include "run/networks.h"
#include "run/retraining.h"

/* Where Debian's packages of data sets put them. */
#define SYSTEM_FOLDER "/usr/share/datasets"

/* What is known by name, the easier one for a class first. */
static const struct
{
  const char *data_set; /* as network cards call it */
  const char *title;
} known[] = {
  { "MNIST", N_ ("Digits (MNIST)") },
  { "Fashion-MNIST", N_ ("Clothes (Fashion-MNIST)") },
};

typedef struct
{
  char *folder;
  char *data_set;
} Entry;

struct _FooledDataChoice
{
  GObject parent_instance;
  AdwComboRow *row; /* not owned */
  GtkStringList *titles;
  GPtrArray *entries; /* Entry, as the titles */
};

G_DEFINE_FINAL_TYPE (FooledDataChoice, fooled_data_choice, G_TYPE_OBJECT)

static guint changed_signal;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->folder);
  g_free (entry->data_set);
  g_free (entry);
}

static void
fooled_data_choice_dispose (GObject *object)
{
  FooledDataChoice *self = FOOLED_DATA_CHOICE (object);

  g_clear_object (&self->titles);
  g_clear_pointer (&self->entries, g_ptr_array_unref);

  G_OBJECT_CLASS (fooled_data_choice_parent_class)->dispose (object);
}

static void
fooled_data_choice_class_init (FooledDataChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fooled_data_choice_dispose;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
fooled_data_choice_init (FooledDataChoice *self)
{
  self->titles = gtk_string_list_new (NULL);
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}

static void
append (FooledDataChoice *self, const char *folder, const char *data_set, const char *title)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->folder = g_strdup (folder);
  entry->data_set = g_strdup (data_set);
  g_ptr_array_add (self->entries, entry);
  gtk_string_list_append (self->titles, title);
  /* A row of libadwaita 1.2 complains of a list without entries. */
  if (self->entries->len == 1)
    adw_combo_row_set_model (self->row, G_LIST_MODEL (self->titles));
}

/* Whether the pictures to learn from are there, which is more than those to test with. */
static gboolean
has_training (const char *folder)
{
  static const char *const names[] = { "train-images-idx3-ubyte.gz", "train-images-idx3-ubyte",
                                       "train-images.idx3-ubyte.gz", "train-images.idx3-ubyte" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  return FALSE;
}

/* In the places of run/test-pictures.h. */
static void
find (FooledDataChoice *self, const char *data_set, const char *title)
{
  g_autofree char *name = g_ascii_strdown (data_set, -1);
  g_autofree char *own = g_build_filename (g_get_user_data_dir (), "fooled", "data-sets", NULL);
  const char *const folders[] = { g_getenv ("FOOLED_DATA_SETS_DIR"), own, SYSTEM_FOLDER };

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder =
          folders[i] != NULL ? g_build_filename (folders[i], name, NULL) : NULL;

      if (folder != NULL && has_training (folder))
        {
          append (self, folder, data_set, title);
          return;
        }
    }
}

static void
selected_changed (FooledDataChoice *self)
{
  g_signal_emit (self, changed_signal, 0);
}

FooledDataChoice *
fooled_data_choice_new (AdwComboRow *row)
{
  FooledDataChoice *self = g_object_new (FOOLED_TYPE_DATA_CHOICE, NULL);

  g_return_val_if_fail (ADW_IS_COMBO_ROW (row), self);

  self->row = row;
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    find (self, known[i].data_set, _ (known[i].title));
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (selected_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
fooled_data_choice_add (FooledDataChoice *self, const char *folder, const char *data_set)
{
  g_autofree char *name = NULL;

  g_return_if_fail (FOOLED_IS_DATA_CHOICE (self));
  g_return_if_fail (folder != NULL);

  for (guint i = 0; i < self->entries->len; i++)
    if (g_str_equal (((Entry *) self->entries->pdata[i])->folder, folder))
      {
        adw_combo_row_set_selected (self->row, i);
        return;
      }
  name = g_filename_display_basename (folder);
  append (self, folder, data_set != NULL ? data_set : name, data_set != NULL ? data_set : name);
  adw_combo_row_set_selected (self->row, self->entries->len - 1);
  g_signal_emit (self, changed_signal, 0);
}

static const Entry *
chosen (FooledDataChoice *self)
{
  guint selected = adw_combo_row_get_selected (self->row);

  return selected < self->entries->len ? self->entries->pdata[selected] : NULL;
}

const char *
fooled_data_choice_get_folder (FooledDataChoice *self)
{
  g_return_val_if_fail (FOOLED_IS_DATA_CHOICE (self), NULL);

  return chosen (self) != NULL ? chosen (self)->folder : NULL;
}

const char *
fooled_data_choice_get_data_set (FooledDataChoice *self)
{
  g_return_val_if_fail (FOOLED_IS_DATA_CHOICE (self), NULL);

  return chosen (self) != NULL ? chosen (self)->data_set : NULL;
}

/* A network of an experiment has a class more than its data. */
static gboolean
has_rubbish (const RunNetworkInfo *info)
{
  return info->n_classes > 0 &&
         g_str_equal (info->labels[info->n_classes - 1], RUN_RETRAINING_LABEL);
}

char **
fooled_data_choice_get_labels (FooledDataChoice *self)
{
  g_autoptr (GPtrArray) networks = run_networks_list ();
  const char *data_set = fooled_data_choice_get_data_set (self);

  for (guint i = 0; i < networks->len; i++)
    {
      const RunNetworkInfo *info = networks->pdata[i];

      if (g_strcmp0 (info->data_set, data_set) == 0 && info->labels != NULL && !has_rubbish (info))
        return g_strdupv (info->labels);
    }
  return NULL;
}
