// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/picks/pick-item.h"

struct _FooledPickItem
{
  GObject parent_instance;
  gint64 id, created;
  StoreSpecimen *specimen;
  char *note;
};

enum
{
  PROP_0,
  PROP_NOTE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (FooledPickItem, fooled_pick_item, G_TYPE_OBJECT)

static void
fooled_pick_item_finalize (GObject *object)
{
  FooledPickItem *self = FOOLED_PICK_ITEM (object);

  g_clear_pointer (&self->specimen, store_specimen_unref);
  g_free (self->note);

  G_OBJECT_CLASS (fooled_pick_item_parent_class)->finalize (object);
}

static void
fooled_pick_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_NOTE)
    g_value_set_string (value, FOOLED_PICK_ITEM (object)->note);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
fooled_pick_item_class_init (FooledPickItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = fooled_pick_item_finalize;
  object_class->get_property = fooled_pick_item_get_property;
  properties[PROP_NOTE] =
      g_param_spec_string ("note", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
fooled_pick_item_init (FooledPickItem *self)
{
}

FooledPickItem *
fooled_pick_item_new (const StorePick *pick)
{
  FooledPickItem *self = g_object_new (FOOLED_TYPE_PICK_ITEM, NULL);

  self->id = pick->id;
  self->created = pick->created;
  self->specimen = store_specimen_ref (pick->specimen);
  self->note = g_strdup (pick->note);
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

gint64
fooled_pick_item_get_created (FooledPickItem *self)
{
  g_return_val_if_fail (FOOLED_IS_PICK_ITEM (self), 0);

  return self->created;
}

const char *
fooled_pick_item_get_note (FooledPickItem *self)
{
  g_return_val_if_fail (FOOLED_IS_PICK_ITEM (self), NULL);

  return self->note;
}

void
fooled_pick_item_set_note (FooledPickItem *self, const char *note)
{
  g_return_if_fail (FOOLED_IS_PICK_ITEM (self));

  if (note != NULL && *note == '\0')
    note = NULL;
  if (g_strcmp0 (note, self->note) == 0)
    return;
  g_free (self->note);
  self->note = g_strdup (note);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTE]);
}
