// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/data-choice.h"

#include "config.h"

#include <glib/gi18n.h>

#include "run/data-sets.h"

/* What a pupil calls them. */
static const struct
{
  const char *name;
  const char *title;
} titles[] = {
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

const char *
fooled_data_title (const char *data_set)
{
  g_return_val_if_fail (data_set != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i].name, data_set))
      return _ (titles[i].title);
  return data_set;
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
  g_autoptr (GPtrArray) known = run_data_sets_list ();

  g_return_val_if_fail (ADW_IS_COMBO_ROW (row), self);

  self->row = row;
  for (guint i = 0; i < known->len; i++)
    {
      const RunDataSetInfo *info = g_ptr_array_index (known, i);

      if (info->folder != NULL)
        append (self, info->folder, info->name, fooled_data_title (info->name));
    }
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
  append (self, folder, data_set != NULL ? data_set : name,
          data_set != NULL ? fooled_data_title (data_set) : name);
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
