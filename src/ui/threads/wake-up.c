// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threads/wake-up.h"

struct _FooledWakeUp
{
  GSource *source;
  void (*tell) (gpointer owner);
  gpointer owner;
};

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  g_source_set_ready_time (source, -1);
  return callback (data);
}

static gboolean
awake (gpointer data)
{
  FooledWakeUp *self = data;

  self->tell (self->owner);
  return G_SOURCE_CONTINUE;
}

FooledWakeUp *
fooled_wake_up_new (const char *name, void (*tell) (gpointer owner), gpointer owner)
{
  static GSourceFuncs funcs = { .dispatch = dispatch };
  FooledWakeUp *self;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (tell != NULL, NULL);

  self = g_new (FooledWakeUp, 1);
  self->tell = tell;
  self->owner = owner;
  self->source = g_source_new (&funcs, sizeof (GSource));
  g_source_set_static_name (self->source, name);
  g_source_set_priority (self->source, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (self->source, awake, self, NULL);
  g_source_attach (self->source, NULL);
  return self;
}

void
fooled_wake_up_call (gpointer wake_up)
{
  g_source_set_ready_time (((FooledWakeUp *) wake_up)->source, 0);
}

void
fooled_wake_up_free (FooledWakeUp *self)
{
  if (self == NULL)
    return;
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_free (self);
}
