// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/class-item.h"

struct _FooledClassItem
{
  GObject parent_instance;
  guint class_index;
  const char *label;
  const char *synonyms;
  gboolean chosen;
};

G_DEFINE_FINAL_TYPE (FooledClassItem, fooled_class_item, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_CHOSEN,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
fooled_class_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CHOSEN)
    g_value_set_boolean (value, FOOLED_CLASS_ITEM (object)->chosen);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fooled_class_item_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CHOSEN)
    fooled_class_item_set_chosen (FOOLED_CLASS_ITEM (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fooled_class_item_class_init (FooledClassItemClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = fooled_class_item_get_property;
  G_OBJECT_CLASS (klass)->set_property = fooled_class_item_set_property;
  properties[PROP_CHOSEN] =
      g_param_spec_boolean ("chosen", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
fooled_class_item_init (FooledClassItem *self)
{
}

FooledClassItem *
fooled_class_item_new (guint class_index, const char *label, const char *synonyms, gboolean chosen)
{
  FooledClassItem *self = g_object_new (FOOLED_TYPE_CLASS_ITEM, NULL);

  self->class_index = class_index;
  self->label = label;
  self->synonyms = synonyms != NULL && *synonyms != '\0' ? synonyms : NULL;
  self->chosen = chosen;
  return self;
}

guint
fooled_class_item_get_index (FooledClassItem *self)
{
  return self->class_index;
}

const char *
fooled_class_item_get_label (FooledClassItem *self)
{
  return self->label;
}

const char *
fooled_class_item_get_synonyms (FooledClassItem *self)
{
  return self->synonyms;
}

gboolean
fooled_class_item_get_chosen (FooledClassItem *self)
{
  return self->chosen;
}

void
fooled_class_item_set_chosen (FooledClassItem *self, gboolean chosen)
{
  g_return_if_fail (FOOLED_IS_CLASS_ITEM (self));

  if (chosen == self->chosen)
    return;
  self->chosen = chosen;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOSEN]);
}
