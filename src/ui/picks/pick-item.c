// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/picks/pick-item.h"

struct _FooledPickItem
{
  GObject parent_instance;
  gint64 id;
  StoreSpecimen *specimen;
};

G_DEFINE_FINAL_TYPE (FooledPickItem, fooled_pick_item, G_TYPE_OBJECT)

static void
fooled_pick_item_finalize (GObject *object)
{
  FooledPickItem *self = FOOLED_PICK_ITEM (object);

  g_clear_pointer (&self->specimen, store_specimen_unref);

  G_OBJECT_CLASS (fooled_pick_item_parent_class)->finalize (object);
}

static void
fooled_pick_item_class_init (FooledPickItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fooled_pick_item_finalize;
}

static void
fooled_pick_item_init (FooledPickItem *self)
{
}

FooledPickItem *
fooled_pick_item_new (gint64 id, StoreSpecimen *specimen)
{
  FooledPickItem *self = g_object_new (FOOLED_TYPE_PICK_ITEM, NULL);

  self->id = id;
  self->specimen = store_specimen_ref (specimen);
  return self;
}

gint64
fooled_pick_item_get_id (FooledPickItem *self)
{
  g_return_val_if_fail (FOOLED_IS_PICK_ITEM (self), -1);

  return self->id;
}

StoreSpecimen *
fooled_pick_item_get_specimen (FooledPickItem *self)
{
  g_return_val_if_fail (FOOLED_IS_PICK_ITEM (self), NULL);

  return self->specimen;
}
