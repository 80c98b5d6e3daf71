// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/picks/pick-list.h"

#include "run/picks.h"
#include "ui/threads/background.h"
#include "ui/widgets/class-labels.h"

/* The background queue's alone. */
typedef struct
{
  StorePicks *picks; /* NULL until the file is open */
} File;

struct _FooledPickList
{
  GObject parent_instance;
  File *file;
  char *error;         /* why it cannot be read, or NULL */
  GHashTable *changes; /* StoreSpecimen * -> Change *: those that are being made */
  GPtrArray *items;    /* FooledPickItem, newest first */
  GHashTable *index;   /* StoreSpecimen * -> FooledPickItem *, both borrowed from items */
  GHashTable *removed; /* StoreSpecimen *, borrowed from the values -> FooledPickItem * */
  GHashTable *origins; /* StoreSpecimen *, borrowed from items: by how they were made */
};

/* What the queue does. */
typedef struct
{
  File *file;
  gboolean load;           /* also where the file is open already */
  StoreSpecimen *specimen; /* to be added or removed; NULL = nothing else */
  gboolean wanted;
  StorePick pick;    /* in the file; of a new pick when it is there. Its specimen is NULL */
  char *note;        /* to be written about the pick `id`; NULL = nothing else */
  GPtrArray *stored; /* StorePick *, what was read; or NULL */
} Job;

typedef struct
{
  StoreSpecimen *specimen;
  gboolean wanted; /* what the user asked for last */
} Change;

enum
{
  PROP_0,
  PROP_ERROR,
  N_PROPS,
};

enum
{
  STORED,
  FAILED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static GType
fooled_pick_list_get_item_type (GListModel *model)
{
  return FOOLED_TYPE_PICK_ITEM;
}

static guint
fooled_pick_list_get_n_items (GListModel *model)
{
  return FOOLED_PICK_LIST (model)->items->len;
}

static gpointer
fooled_pick_list_get_item (GListModel *model, guint position)
{
  FooledPickList *self = FOOLED_PICK_LIST (model);

  if (position >= self->items->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->items, position));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = fooled_pick_list_get_item_type;
  iface->get_n_items = fooled_pick_list_get_n_items;
  iface->get_item = fooled_pick_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FooledPickList,
                               fooled_pick_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* The same image is the same network, class and genome (or pixels), as in the file. */
static guint
specimen_hash (gconstpointer data)
{
  const StoreSpecimen *specimen = data;
  g_autoptr (GBytes) identity = store_specimen_identity (specimen);

  return g_bytes_hash (identity) ^ g_str_hash (specimen->network_id) ^
         specimen->class_index * 2654435761u;
}

static gboolean
specimen_equal (gconstpointer a, gconstpointer b)
{
  const StoreSpecimen *x = a, *y = b;
  g_autoptr (GBytes) identity_x = NULL, identity_y = NULL;

  if (x->class_index != y->class_index || !g_str_equal (x->network_id, y->network_id))
    return FALSE;
  identity_x = store_specimen_identity (x);
  identity_y = store_specimen_identity (y);
  return g_bytes_equal (identity_x, identity_y);
}

static guint
origin_hash (gconstpointer data)
{
  const StoreSpecimen *specimen = data;

  return (guint) specimen->origin.evaluation ^ specimen->class_index * 2654435761u;
}

static gboolean
origin_equal (gconstpointer a, gconstpointer b)
{
  const StoreSpecimen *x = a, *y = b;

  return x->class_index == y->class_index && x->confidence == y->confidence && x->seed == y->seed &&
         x->origin.generation == y->origin.generation &&
         x->origin.evaluation == y->origin.evaluation &&
         g_str_equal (x->network_id, y->network_id) && g_str_equal (x->encoding, y->encoding);
}

static void
change_free (gpointer data)
{
  Change *change = data;

  store_specimen_unref (change->specimen);
  g_free (change);
}

static void
close_file (gpointer job, GCancellable *cancellable, GError **error)
{
  File *file = job;

  g_clear_pointer (&file->picks, store_picks_close);
}

static void
fooled_pick_list_finalize (GObject *object)
{
  FooledPickList *self = FOOLED_PICK_LIST (object);

  g_clear_pointer (&self->removed, g_hash_table_unref);
  g_clear_pointer (&self->origins, g_hash_table_unref);
  g_clear_pointer (&self->index, g_hash_table_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->changes, g_hash_table_unref);
  g_free (self->error);
  fooled_background_queue (NULL, self->file, g_free, close_file, NULL);

  G_OBJECT_CLASS (fooled_pick_list_parent_class)->finalize (object);
}

static void
fooled_pick_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_ERROR)
    g_value_set_string (value, FOOLED_PICK_LIST (object)->error);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
fooled_pick_list_class_init (FooledPickListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->finalize = fooled_pick_list_finalize;
  object_class->get_property = fooled_pick_list_get_property;
  properties[PROP_ERROR] =
      g_param_spec_string ("error", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[STORED] = g_signal_new ("stored", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_BOOLEAN);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

/* Their labels are left out, or no longer. */
static void
show_again (FooledPickList *self)
{
  g_list_model_items_changed (G_LIST_MODEL (self), 0, self->items->len, self->items->len);
}

static void
fooled_pick_list_init (FooledPickList *self)
{
  self->file = g_new0 (File, 1);
  self->changes = g_hash_table_new_full (specimen_hash, specimen_equal, NULL, change_free);
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->index = g_hash_table_new (specimen_hash, specimen_equal);
  self->removed = g_hash_table_new_full (specimen_hash, specimen_equal, NULL, g_object_unref);
  self->origins = g_hash_table_new (origin_hash, origin_equal);
  fooled_classroom_watch (self, G_CALLBACK (show_again));
}

FooledPickList *
fooled_pick_list_new (void)
{
  return g_object_new (FOOLED_TYPE_PICK_LIST, NULL);
}

static void
insert (FooledPickList *self, gint position, FooledPickItem *item)
{
  g_ptr_array_insert (self->items, position, item);
  g_hash_table_replace (self->index, fooled_pick_item_get_specimen (item), item);
  g_hash_table_add (self->origins, fooled_pick_item_get_specimen (item));
}

static void
show_stored (FooledPickList *self, GPtrArray *stored)
{
  guint n_before = self->items->len;

  g_hash_table_remove_all (self->index);
  g_hash_table_remove_all (self->origins);
  g_ptr_array_set_size (self->items, 0);
  for (guint i = 0; i < stored->len; i++)
    {
      const StorePick *pick = g_ptr_array_index (stored, i);

      insert (self, -1, fooled_pick_item_new (pick));
    }
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->items->len);
}

static void
show_change (FooledPickList *self, const Job *job)
{
  FooledPickItem *item = fooled_pick_list_find (self, job->specimen);
  guint position;

  if (job->wanted && item == NULL)
    {
      StorePick pick = job->pick;

      pick.specimen = job->specimen;
      for (position = 0; position < self->items->len; position++)
        if (fooled_pick_item_get_id (self->items->pdata[position]) < pick.id)
          break;
      insert (self, (gint) position, fooled_pick_item_new (&pick));
      g_hash_table_remove (self->removed, job->specimen);
      g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
    }
  else if (!job->wanted && item != NULL && g_ptr_array_find (self->items, item, &position))
    {
      g_hash_table_replace (self->removed, fooled_pick_item_get_specimen (item),
                            g_object_ref (item));
      g_hash_table_remove (self->index, fooled_pick_item_get_specimen (item));
      g_hash_table_remove (self->origins, fooled_pick_item_get_specimen (item));
      g_ptr_array_remove_index (self->items, position);
      g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
    }
}

static void
set_error (FooledPickList *self, const char *message)
{
  if (g_strcmp0 (message, self->error) == 0)
    return;
  g_free (self->error);
  self->error = g_strdup (message);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->specimen, store_specimen_unref);
  g_clear_pointer (&job->stored, g_ptr_array_unref);
  g_free (job->pick.note);
  g_free (job->note);
  g_free (job);
}

/* On the queue's thread. What was opened is read at once, so that the list and the file agree. */
static gboolean
open_file (Job *job, GError **error)
{
  gboolean fresh = job->file->picks == NULL;

  if (fresh)
    job->file->picks = run_picks_open (error);
  if (job->file->picks == NULL)
    return FALSE;
  if (!fresh && !job->load)
    return TRUE;
  job->stored = store_picks_list (job->file->picks, error);
  if (job->stored == NULL)
    g_clear_pointer (&job->file->picks, store_picks_close);
  return job->stored != NULL;
}

static void
add (Job *job, GError **error)
{
  StorePick pick = job->pick;

  pick.specimen = job->specimen;
  job->pick.id = store_picks_restore (job->file->picks, &pick, error);
}

static void
do_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  if (!open_file (job, error))
    return;
  if (job->note != NULL)
    store_picks_set_note (job->file->picks, job->pick.id, job->note, error);
  else if (job->specimen != NULL && job->wanted)
    add (job, error);
  else if (job->specimen != NULL)
    store_picks_remove (job->file->picks, job->pick.id, error);
}

static void job_done (gpointer owner, gpointer data, const GError *error);

static void
begin_change (FooledPickList *self, const Change *change)
{
  FooledPickItem *item = fooled_pick_list_find (self, change->specimen);
  Job *job = g_new0 (Job, 1);

  if (item == NULL)
    item = g_hash_table_lookup (self->removed, change->specimen);
  job->file = self->file;
  job->specimen = store_specimen_ref (change->specimen);
  job->wanted = change->wanted;
  if (item != NULL)
    {
      job->pick.id = fooled_pick_item_get_id (item);
      job->pick.created = fooled_pick_item_get_created (item);
      job->pick.note = g_strdup (fooled_pick_item_get_note (item));
    }
  else
    job->pick.created = g_get_real_time ();
  fooled_background_queue (G_OBJECT (self), job, job_free, do_job, job_done);
}

static void
change_made (FooledPickList *self, const Job *job, const GError *error)
{
  Change *change = g_hash_table_lookup (self->changes, job->specimen);

  if (error == NULL)
    show_change (self, job);
  if (error == NULL && change->wanted != job->wanted) /* the user changed their mind */
    {
      begin_change (self, change);
      return;
    }
  g_hash_table_remove (self->changes, job->specimen);
  if (error != NULL)
    g_signal_emit (self, signals[FAILED], 0, error->message);
  else
    g_signal_emit (self, signals[STORED], 0, job->specimen, job->wanted);
}

static void
job_done (gpointer owner, gpointer data, const GError *error)
{
  FooledPickList *self = owner;
  Job *job = data;

  if (job->stored != NULL)
    {
      set_error (self, NULL);
      show_stored (self, job->stored);
    }
  if (job->specimen != NULL)
    change_made (self, job, error);
  else if (error != NULL && job->note != NULL)
    g_signal_emit (self, signals[FAILED], 0, error->message);
  else if (error != NULL)
    set_error (self, error->message);
}

void
fooled_pick_list_load (FooledPickList *self)
{
  Job *job;

  g_return_if_fail (FOOLED_IS_PICK_LIST (self));

  job = g_new0 (Job, 1);
  job->file = self->file;
  job->load = TRUE;
  fooled_background_queue (G_OBJECT (self), job, job_free, do_job, job_done);
}

void
fooled_pick_list_set_note (FooledPickList *self, FooledPickItem *item, const char *note)
{
  Job *job;

  g_return_if_fail (FOOLED_IS_PICK_LIST (self));
  g_return_if_fail (FOOLED_IS_PICK_ITEM (item));

  if (g_strcmp0 (note != NULL ? note : "", fooled_pick_item_get_note (item) != NULL
                                               ? fooled_pick_item_get_note (item)
                                               : "") == 0)
    return;
  fooled_pick_item_set_note (item, note);
  job = g_new0 (Job, 1);
  job->file = self->file;
  job->pick.id = fooled_pick_item_get_id (item);
  job->note = g_strdup (note != NULL ? note : "");
  fooled_background_queue (G_OBJECT (self), job, job_free, do_job, job_done);
}

FooledPickItem *
fooled_pick_list_find (FooledPickList *self, const StoreSpecimen *specimen)
{
  g_return_val_if_fail (FOOLED_IS_PICK_LIST (self), NULL);
  g_return_val_if_fail (specimen != NULL, NULL);

  return g_hash_table_lookup (self->index, specimen);
}

gboolean
fooled_pick_list_has_origin (FooledPickList *self, const StoreSpecimen *origin)
{
  g_return_val_if_fail (FOOLED_IS_PICK_LIST (self), FALSE);
  g_return_val_if_fail (origin != NULL, FALSE);

  return g_hash_table_contains (self->origins, origin);
}

gboolean
fooled_pick_list_wants (FooledPickList *self, const StoreSpecimen *specimen)
{
  const Change *change;

  g_return_val_if_fail (FOOLED_IS_PICK_LIST (self), FALSE);
  g_return_val_if_fail (specimen != NULL, FALSE);

  change = g_hash_table_lookup (self->changes, specimen);
  return change != NULL ? change->wanted : fooled_pick_list_find (self, specimen) != NULL;
}

void
fooled_pick_list_set_wanted (FooledPickList *self, StoreSpecimen *specimen, gboolean wanted)
{
  Change *change;

  g_return_if_fail (FOOLED_IS_PICK_LIST (self));
  g_return_if_fail (specimen != NULL);

  if (wanted == fooled_pick_list_wants (self, specimen))
    return;
  change = g_hash_table_lookup (self->changes, specimen);
  if (change != NULL)
    {
      change->wanted = wanted;
      return;
    }
  change = g_new (Change, 1);
  change->specimen = store_specimen_ref (specimen);
  change->wanted = wanted;
  g_hash_table_insert (self->changes, change->specimen, change);
  begin_change (self, change);
}
