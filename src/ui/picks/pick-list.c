// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/picks/pick-list.h"

#include "run/picks.h"

struct _FooledPickList
{
  GObject parent_instance;
  StorePicks *picks;   /* NULL until the file is open */
  GPtrArray *items;    /* FooledPickItem, newest first */
  GHashTable *index;   /* StoreSpecimen * -> FooledPickItem *, both borrowed from items */
  GHashTable *origins; /* StoreSpecimen *, borrowed from items: by how they were made */
};

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
fooled_pick_list_finalize (GObject *object)
{
  FooledPickList *self = FOOLED_PICK_LIST (object);

  g_clear_pointer (&self->origins, g_hash_table_unref);
  g_clear_pointer (&self->index, g_hash_table_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->picks, store_picks_close);

  G_OBJECT_CLASS (fooled_pick_list_parent_class)->finalize (object);
}

static void
fooled_pick_list_class_init (FooledPickListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fooled_pick_list_finalize;
}

static void
fooled_pick_list_init (FooledPickList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->index = g_hash_table_new (specimen_hash, specimen_equal);
  self->origins = g_hash_table_new (origin_hash, origin_equal);
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

gboolean
fooled_pick_list_load (FooledPickList *self, GError **error)
{
  g_autoptr (GPtrArray) stored = NULL;
  guint n_before;

  g_return_val_if_fail (FOOLED_IS_PICK_LIST (self), FALSE);

  if (self->picks == NULL)
    self->picks = run_picks_open (error);
  if (self->picks == NULL)
    return FALSE;
  stored = store_picks_list (self->picks, error);
  if (stored == NULL)
    {
      g_clear_pointer (&self->picks, store_picks_close);
      return FALSE;
    }

  n_before = self->items->len;
  g_hash_table_remove_all (self->index);
  g_hash_table_remove_all (self->origins);
  g_ptr_array_set_size (self->items, 0);
  for (guint i = 0; i < stored->len; i++)
    {
      const StorePick *pick = g_ptr_array_index (stored, i);

      insert (self, -1, fooled_pick_item_new (pick->id, pick->specimen));
    }
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->items->len);
  return TRUE;
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

FooledPickItem *
fooled_pick_list_add (FooledPickList *self, StoreSpecimen *specimen, GError **error)
{
  FooledPickItem *item;
  gint64 id;

  g_return_val_if_fail (FOOLED_IS_PICK_LIST (self), NULL);
  g_return_val_if_fail (specimen != NULL, NULL);

  if (self->picks == NULL && !fooled_pick_list_load (self, error))
    return NULL;
  item = fooled_pick_list_find (self, specimen);
  if (item != NULL)
    return item;

  id = store_picks_add (self->picks, specimen, error);
  if (id < 0)
    return NULL;
  item = fooled_pick_item_new (id, specimen);
  insert (self, 0, item);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);
  return item;
}

gboolean
fooled_pick_list_remove (FooledPickList *self, FooledPickItem *item, GError **error)
{
  guint position;

  g_return_val_if_fail (FOOLED_IS_PICK_LIST (self), FALSE);
  g_return_val_if_fail (FOOLED_IS_PICK_ITEM (item), FALSE);

  if (!g_ptr_array_find (self->items, item, &position))
    return TRUE;
  if (!store_picks_remove (self->picks, fooled_pick_item_get_id (item), error))
    return FALSE;

  g_hash_table_remove (self->index, fooled_pick_item_get_specimen (item));
  g_hash_table_remove (self->origins, fooled_pick_item_get_specimen (item));
  g_ptr_array_remove_index (self->items, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  return TRUE;
}
