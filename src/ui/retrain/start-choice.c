// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/start-choice.h"

#include "config.h"

#include <glib/gi18n.h>

#include "run/networks.h"
#include "run/training.h"
#include "ui/threads/background.h"

/* Larger pictures would take hours: an experiment trains network after network. */
#define MAX_SIDE 64

typedef struct
{
  char *architecture;
  char *network; /* NULL = a new one */
} Entry;

struct _FooledStartChoice
{
  GObject parent_instance;
  AdwComboRow *row;      /* not owned */
  GPtrArray *entries;    /* Entry, as the row's titles */
  GPtrArray *networks;   /* RunNetworkInfo *, as they were listed last; NULL = not yet */
  GCancellable *listing; /* of the list that is being made; NULL = none */
  Entry *extra;          /* of a network that was not listed; NULL = none */
  char *extra_title;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (FooledStartChoice, fooled_start_choice, G_TYPE_OBJECT)

static guint changed_signal;

static Entry *
entry_new (const char *architecture, const char *network)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->architecture = g_strdup (architecture);
  entry->network = g_strdup (network);
  return entry;
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  if (entry == NULL)
    return;
  g_free (entry->architecture);
  g_free (entry->network);
  g_free (entry);
}

static void
fooled_start_choice_dispose (GObject *object)
{
  FooledStartChoice *self = FOOLED_START_CHOICE (object);

  if (self->listing != NULL)
    g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  g_clear_pointer (&self->networks, g_ptr_array_unref);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->extra, entry_free);
  g_clear_pointer (&self->extra_title, g_free);

  G_OBJECT_CLASS (fooled_start_choice_parent_class)->dispose (object);
}

static void
fooled_start_choice_class_init (FooledStartChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fooled_start_choice_dispose;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
fooled_start_choice_init (FooledStartChoice *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}

/* Whether it makes sense to offer it; what else stands in the way is said when it begins. */
static gboolean
is_offered (const RunNetworkInfo *info)
{
  return info->installed && info->width == info->height && info->width <= MAX_SIDE &&
         info->n_classes < NN_DATASET_MAX_CLASSES && info->mean_image == NULL;
}

/* Takes the entry over. */
static void
append (FooledStartChoice *self, GtkStringList *titles, Entry *entry, const char *title)
{
  g_autofree char *further = NULL;

  if (entry->network != NULL)
    /* Translators: a network that is there already, and from which training goes on; %s is its
     * name. */
    further = g_strdup_printf (_ ("%s, trained further"), title);
  gtk_string_list_append (titles, further != NULL ? further : title);
  g_ptr_array_add (self->entries, entry);
}

static gboolean
find (FooledStartChoice *self, const char *architecture, const char *network, guint *index)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = self->entries->pdata[i];

      if (g_strcmp0 (entry->network, network) == 0 &&
          (network != NULL || g_strcmp0 (entry->architecture, architecture) == 0))
        {
          *index = i;
          return TRUE;
        }
    }
  return FALSE;
}

static void
fill (FooledStartChoice *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  guint n, listed;
  const NnArchitecture *architectures = nn_architectures (&n);

  g_ptr_array_set_size (self->entries, 0);
  for (guint i = 0; i < n; i++)
    append (self, titles, entry_new (architectures[i].id, NULL), architectures[i].name);
  for (guint i = 0; self->networks != NULL && i < self->networks->len; i++)
    {
      const RunNetworkInfo *info = self->networks->pdata[i];

      if (is_offered (info))
        append (self, titles, entry_new (architectures[0].id, info->id), info->name);
    }
  if (self->extra != NULL && !find (self, NULL, self->extra->network, &listed))
    append (self, titles, entry_new (self->extra->architecture, self->extra->network),
            self->extra_title);
  adw_combo_row_set_model (self->row, G_LIST_MODEL (titles));
}

static const Entry *
chosen (FooledStartChoice *self)
{
  guint selected = adw_combo_row_get_selected (self->row);

  return self->entries->pdata[MIN (selected, self->entries->len - 1)];
}

/* The choice stays. */
static void
fill_again (FooledStartChoice *self)
{
  g_autofree char *architecture = g_strdup (chosen (self)->architecture);
  g_autofree char *network = g_strdup (chosen (self)->network);
  guint index = 0;

  self->filling = TRUE;
  fill (self);
  find (self, architecture, network, &index);
  adw_combo_row_set_selected (self->row, index);
  self->filling = FALSE;
  g_signal_emit (self, changed_signal, 0);
}

/* What the thread makes: RunNetworkInfo *. */
typedef struct
{
  GPtrArray *networks; /* NULL until it is there */
} Listing;

static void
listing_free (gpointer data)
{
  Listing *listing = data;

  g_clear_pointer (&listing->networks, g_ptr_array_unref);
  g_free (listing);
}

static void
list_networks (gpointer data, GCancellable *cancellable, GError **error)
{
  ((Listing *) data)->networks = run_networks_list ();
}

static void
listed (gpointer owner, gpointer data, const GError *error)
{
  FooledStartChoice *self = owner;

  g_clear_object (&self->listing);
  g_clear_pointer (&self->networks, g_ptr_array_unref);
  self->networks = g_steal_pointer (&((Listing *) data)->networks);
  fill_again (self);
}

static void
selected_changed (FooledStartChoice *self)
{
  if (!self->filling)
    g_signal_emit (self, changed_signal, 0);
}

FooledStartChoice *
fooled_start_choice_new (AdwComboRow *row)
{
  FooledStartChoice *self = g_object_new (FOOLED_TYPE_START_CHOICE, NULL);

  g_return_val_if_fail (ADW_IS_COMBO_ROW (row), self);

  self->row = row;
  fill (self);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (selected_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
fooled_start_choice_refresh (FooledStartChoice *self)
{
  g_return_if_fail (FOOLED_IS_START_CHOICE (self));

  if (self->listing != NULL)
    g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  self->listing = g_cancellable_new ();
  fooled_background_run (G_OBJECT (self), g_new0 (Listing, 1), listing_free, self->listing,
                         list_networks, listed);
}

void
fooled_start_choice_set (FooledStartChoice *self,
                         const char *architecture,
                         const char *network,
                         const char *name)
{
  guint index = 0;

  g_return_if_fail (FOOLED_IS_START_CHOICE (self));

  if (!find (self, architecture, network, &index) && network != NULL)
    {
      g_autofree char *base = g_path_get_basename (network);

      entry_free (self->extra);
      self->extra = entry_new (architecture, network);
      g_free (self->extra_title);
      self->extra_title = g_strdup (name != NULL ? name : base);
      fill_again (self);
      find (self, architecture, network, &index);
    }
  adw_combo_row_set_selected (self->row, index);
}

const char *
fooled_start_choice_get_architecture (FooledStartChoice *self)
{
  g_return_val_if_fail (FOOLED_IS_START_CHOICE (self), NULL);

  return chosen (self)->architecture;
}

const char *
fooled_start_choice_get_network (FooledStartChoice *self)
{
  g_return_val_if_fail (FOOLED_IS_START_CHOICE (self), NULL);

  return chosen (self)->network;
}
