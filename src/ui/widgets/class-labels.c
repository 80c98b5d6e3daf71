// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/class-labels.h"

#include "config.h"

#include <glib/gi18n.h>

#include "run/label-text.h"

struct _FooledClassroom
{
  GObject parent_instance;
  GSettings *settings; /* NULL = not bound */
  guint n_held;
  gboolean active;
};

G_DEFINE_FINAL_TYPE (FooledClassroom, fooled_classroom, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ACTIVE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
fooled_classroom_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ACTIVE)
    g_value_set_boolean (value, FOOLED_CLASSROOM (object)->active);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fooled_classroom_class_init (FooledClassroomClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = fooled_classroom_get_property;
  properties[PROP_ACTIVE] =
      g_param_spec_boolean ("active", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
fooled_classroom_init (FooledClassroom *self)
{
}

FooledClassroom *
fooled_classroom_get (void)
{
  static FooledClassroom *classroom;

  if (classroom == NULL)
    classroom = g_object_new (FOOLED_TYPE_CLASSROOM, NULL);
  return classroom;
}

gboolean
fooled_classroom_is_active (void)
{
  return fooled_classroom_get ()->active;
}

static void
update (FooledClassroom *self)
{
  gboolean active = self->n_held > 0 || (self->settings != NULL &&
                                         g_settings_get_boolean (self->settings, "fit-for-class"));

  if (active == self->active)
    return;
  self->active = active;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

void
fooled_classroom_bind (GSettings *settings)
{
  FooledClassroom *self = fooled_classroom_get ();

  g_return_if_fail (G_IS_SETTINGS (settings));

  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_set_object (&self->settings, settings);
  g_signal_connect_swapped (settings, "changed::fit-for-class", G_CALLBACK (update), self);
  update (self);
}

void
fooled_classroom_hold (void)
{
  FooledClassroom *self = fooled_classroom_get ();

  self->n_held++;
  update (self);
}

void
fooled_classroom_release (void)
{
  FooledClassroom *self = fooled_classroom_get ();

  g_return_if_fail (self->n_held > 0);

  self->n_held--;
  update (self);
}

void
fooled_classroom_watch (gpointer object, GCallback changed)
{
  g_signal_connect_object (fooled_classroom_get (), "notify::active", changed, object,
                           G_CONNECT_SWAPPED);
}

gboolean
fooled_label_is_left_out (const char *label)
{
  return fooled_classroom_is_active () && !run_label_is_fit (label);
}

const char *
fooled_label_text (const char *label)
{
  if (fooled_label_is_left_out (label))
    /* Translators: in the place of a label that is not fit for a class of children. */
    return _ ("(left out)");
  return run_label_text (label);
}

guint
fooled_labels_first (char *const *labels, guint n)
{
  guint first = 0;

  while (first < n && fooled_label_is_left_out (labels[first]))
    first++;
  return first;
}

const char *
fooled_left_out_note (void)
{
  /* Translators: the network's most likely label is not fit for a class of children. */
  return _ ("(another label is left out)");
}
