// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/class-list.h"

#include "run/settings.h"
#include "ui/networks/label-search.h"
#include "ui/widgets/class-labels.h"

struct _FooledClassList
{
  GObject parent_instance;
  RunNetworkInfo *network;
  FooledLabelSearch *search;
  GPtrArray *items; /* FooledClassItem, of each class */
  GPtrArray *found; /* those of them that are looked for, borrowed */
  gboolean only_chosen;
  guint n_chosen;
  gboolean changing; /* several at once */
};

static guint changed_signal;

static GType
fooled_class_list_get_item_type (GListModel *model)
{
  return FOOLED_TYPE_CLASS_ITEM;
}

static guint
fooled_class_list_get_n_items (GListModel *model)
{
  return FOOLED_CLASS_LIST (model)->found->len;
}

static gpointer
fooled_class_list_get_item (GListModel *model, guint position)
{
  FooledClassList *self = FOOLED_CLASS_LIST (model);

  return position < self->found->len ? g_object_ref (self->found->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = fooled_class_list_get_item_type;
  iface->get_n_items = fooled_class_list_get_n_items;
  iface->get_item = fooled_class_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FooledClassList,
                               fooled_class_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
fooled_class_list_finalize (GObject *object)
{
  FooledClassList *self = FOOLED_CLASS_LIST (object);

  for (guint i = 0; i < self->items->len; i++)
    g_signal_handlers_disconnect_by_data (self->items->pdata[i], self);
  g_ptr_array_unref (self->found);
  g_ptr_array_unref (self->items);
  fooled_label_search_free (self->search);
  g_clear_pointer (&self->network, run_network_info_unref);

  G_OBJECT_CLASS (fooled_class_list_parent_class)->finalize (object);
}

static void
fooled_class_list_class_init (FooledClassListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fooled_class_list_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
fooled_class_list_init (FooledClassList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->found = g_ptr_array_new ();
}

static void
item_changed (FooledClassList *self, GParamSpec *pspec, FooledClassItem *item)
{
  if (fooled_class_item_get_chosen (item))
    self->n_chosen++;
  else
    self->n_chosen--;
  if (!self->changing)
    g_signal_emit (self, changed_signal, 0);
}

FooledClassList *
fooled_class_list_new (RunNetworkInfo *network)
{
  FooledClassList *self;

  g_return_val_if_fail (network != NULL && network->n_classes > 0, NULL);

  self = g_object_new (FOOLED_TYPE_CLASS_LIST, NULL);
  self->network = run_network_info_ref (network);
  self->search = fooled_label_search_new (network);
  self->n_chosen = network->n_classes;
  for (guint i = 0; i < network->n_classes; i++)
    {
      const char *synonyms = network->synonyms != NULL ? network->synonyms[i] : NULL;
      FooledClassItem *item =
          fooled_class_item_new (i, fooled_label_text (network->labels[i]), synonyms, TRUE);

      g_signal_connect_swapped (item, "notify::chosen", G_CALLBACK (item_changed), self);
      g_ptr_array_add (self->items, item);
      if (fooled_label_search_matches (self->search, i))
        g_ptr_array_add (self->found, item);
    }
  return self;
}

guint
fooled_class_list_get_n_classes (FooledClassList *self)
{
  g_return_val_if_fail (FOOLED_IS_CLASS_LIST (self), 0);

  return self->items->len;
}

guint
fooled_class_list_get_n_chosen (FooledClassList *self)
{
  g_return_val_if_fail (FOOLED_IS_CLASS_LIST (self), 0);

  return self->n_chosen;
}

static void
begin_change (FooledClassList *self)
{
  self->changing = TRUE;
}

static void
end_change (FooledClassList *self)
{
  self->changing = FALSE;
  g_signal_emit (self, changed_signal, 0);
}

static void
set_all (GPtrArray *items, gboolean chosen)
{
  for (guint i = 0; i < items->len; i++)
    fooled_class_item_set_chosen (items->pdata[i], chosen);
}

void
fooled_class_list_change (FooledClassList *self, FooledClassesChange change)
{
  g_return_if_fail (FOOLED_IS_CLASS_LIST (self));

  begin_change (self);
  switch (change)
    {
    case FOOLED_CLASSES_CHOOSE:
      set_all (self->found, TRUE);
      break;
    case FOOLED_CLASSES_DROP:
      set_all (self->found, FALSE);
      break;
    case FOOLED_CLASSES_INVERT:
      for (guint i = 0; i < self->found->len; i++)
        fooled_class_item_set_chosen (self->found->pdata[i],
                                      !fooled_class_item_get_chosen (self->found->pdata[i]));
      break;
    case FOOLED_CLASSES_ONLY:
      set_all (self->items, FALSE);
      set_all (self->found, TRUE);
      break;
    }
  end_change (self);
}

static void
find (FooledClassList *self)
{
  guint n_before = self->found->len;

  g_ptr_array_set_size (self->found, 0);
  for (guint i = 0; i < self->items->len; i++)
    if (fooled_label_search_matches (self->search, i) &&
        (!self->only_chosen || fooled_class_item_get_chosen (self->items->pdata[i])))
      g_ptr_array_add (self->found, self->items->pdata[i]);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->found->len);
}

gboolean
fooled_class_list_set_search (FooledClassList *self, const char *text)
{
  g_return_val_if_fail (FOOLED_IS_CLASS_LIST (self), FALSE);

  if (!fooled_label_search_set_text (self->search, text))
    return FALSE;
  find (self);
  return TRUE;
}

void
fooled_class_list_set_only_chosen (FooledClassList *self, gboolean only_chosen)
{
  g_return_if_fail (FOOLED_IS_CLASS_LIST (self));

  if (only_chosen == self->only_chosen)
    return;
  self->only_chosen = only_chosen;
  find (self);
}

gboolean
fooled_class_list_is_filtered (FooledClassList *self)
{
  g_return_val_if_fail (FOOLED_IS_CLASS_LIST (self), FALSE);

  return self->only_chosen || fooled_label_search_is_active (self->search);
}

char *
fooled_class_list_get_text (FooledClassList *self)
{
  g_autofree gboolean *chosen = NULL;

  g_return_val_if_fail (FOOLED_IS_CLASS_LIST (self), NULL);

  chosen = g_new (gboolean, self->items->len);
  for (guint i = 0; i < self->items->len; i++)
    chosen[i] = fooled_class_item_get_chosen (self->items->pdata[i]);
  return run_format_classes (chosen, self->items->len);
}

/* For the run an empty list means all; here it is what it looks like. */
gboolean
fooled_class_list_set_text (FooledClassList *self, const char *text, GError **error)
{
  g_autofree gboolean *chosen = NULL;

  g_return_val_if_fail (FOOLED_IS_CLASS_LIST (self), FALSE);

  if (!run_parse_classes (text, self->items->len, &chosen, error))
    return FALSE;
  begin_change (self);
  for (guint i = 0; i < self->items->len; i++)
    fooled_class_item_set_chosen (self->items->pdata[i], chosen != NULL && chosen[i]);
  end_change (self);
  return TRUE;
}
