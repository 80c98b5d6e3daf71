// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lens/lens.h"

#include "ui/threads/wake-up.h"

struct _FooledLens
{
  GObject parent_instance;
  gboolean heat_map;
  AscHeat heat;
  gboolean stretch_contrast;

  RunHost *host; /* NULL before somebody asks, as are the next two */
  RunJob *job;
  FooledWakeUp *wake_up; /* outlives the thread */
  RunHeatSnapshot *snapshot;
  gboolean taken[RUN_HEAT_PLACES];
  GHashTable *names; /* char * -> char *: see fooled_lens_know */
};

G_DEFINE_FINAL_TYPE (FooledLens, fooled_lens, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_HEAT_MAP,
  PROP_HEAT_METHOD,
  PROP_STRETCH_CONTRAST,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];
static guint map_signal;

static void
take_snapshot (gpointer data)
{
  FooledLens *self = data;
  RunHeatSnapshot *snapshot = run_job_take_snapshot (self->job);
  g_autoptr (RunHeatSnapshot) before = NULL;

  if (snapshot == NULL)
    return;
  before = self->snapshot;
  self->snapshot = snapshot;
  g_object_ref (self);
  for (guint i = 0; i < RUN_HEAT_PLACES; i++)
    if (snapshot->maps[i] != (before != NULL ? before->maps[i] : NULL) || snapshot->under_way == i)
      g_signal_emit (self, map_signal, 0, i);
  g_object_unref (self);
}

static void
begin (FooledLens *self)
{
  if (self->job != NULL)
    return;
  self->host = run_host_shared ();
  self->wake_up = fooled_wake_up_new ("fooled-lens", take_snapshot, self);
  self->job = run_heat_job_new (self->host, fooled_wake_up_call, self->wake_up);
}

static void
fooled_lens_dispose (GObject *object)
{
  FooledLens *self = FOOLED_LENS (object);

  g_clear_pointer (&self->job, run_job_free);
  g_clear_pointer (&self->wake_up, fooled_wake_up_free);
  g_clear_pointer (&self->host, run_host_free);
  g_clear_pointer (&self->snapshot, run_job_snapshot_unref);
  G_OBJECT_CLASS (fooled_lens_parent_class)->dispose (object);
}

static void
fooled_lens_finalize (GObject *object)
{
  g_hash_table_unref (FOOLED_LENS (object)->names);
  G_OBJECT_CLASS (fooled_lens_parent_class)->finalize (object);
}

static void
set_heat_map (FooledLens *self, gboolean heat_map)
{
  if (heat_map == self->heat_map)
    return;
  self->heat_map = heat_map;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEAT_MAP]);
}

static void
set_heat_method (FooledLens *self, const char *name)
{
  AscHeat heat;

  if (name == NULL || !asc_heat_from_string (name, &heat) || heat == self->heat)
    return;
  self->heat = heat;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEAT_METHOD]);
}

static void
set_stretch_contrast (FooledLens *self, gboolean stretch_contrast)
{
  if (stretch_contrast == self->stretch_contrast)
    return;
  self->stretch_contrast = stretch_contrast;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STRETCH_CONTRAST]);
}

static void
fooled_lens_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FooledLens *self = FOOLED_LENS (object);

  if (id == PROP_HEAT_MAP)
    g_value_set_boolean (value, self->heat_map);
  else if (id == PROP_HEAT_METHOD)
    g_value_set_static_string (value, asc_heat_info (self->heat)->name);
  else if (id == PROP_STRETCH_CONTRAST)
    g_value_set_boolean (value, self->stretch_contrast);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fooled_lens_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FooledLens *self = FOOLED_LENS (object);

  if (id == PROP_HEAT_MAP)
    set_heat_map (self, g_value_get_boolean (value));
  else if (id == PROP_HEAT_METHOD)
    set_heat_method (self, g_value_get_string (value));
  else if (id == PROP_STRETCH_CONTRAST)
    set_stretch_contrast (self, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fooled_lens_class_init (FooledLensClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = fooled_lens_dispose;
  object_class->finalize = fooled_lens_finalize;
  object_class->get_property = fooled_lens_get_property;
  object_class->set_property = fooled_lens_set_property;
  properties[PROP_HEAT_MAP] = g_param_spec_boolean ("heat-map", NULL, NULL, FALSE, flags);
  properties[PROP_HEAT_METHOD] =
      g_param_spec_string ("heat-method", NULL, NULL, asc_heat_info (0)->name, flags);
  properties[PROP_STRETCH_CONTRAST] =
      g_param_spec_boolean ("stretch-contrast", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  map_signal = g_signal_new ("map", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                             NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
fooled_lens_init (FooledLens *self)
{
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

FooledLens *
fooled_lens_shared (void)
{
  static FooledLens *shared;

  if (shared != NULL)
    return g_object_ref (shared);
  shared = g_object_new (FOOLED_TYPE_LENS, NULL);
  g_object_add_weak_pointer (G_OBJECT (shared), (gpointer *) &shared);
  return shared;
}

gboolean
fooled_lens_shows_heat (FooledLens *self)
{
  return self->heat_map;
}

gboolean
fooled_lens_stretches (FooledLens *self)
{
  return self->stretch_contrast;
}

BaseImage *
fooled_lens_view_of (FooledLens *self, BaseImage *image)
{
  return self->stretch_contrast ? base_image_stretch (image) : base_image_ref (image);
}

AscHeat
fooled_lens_get_heat (FooledLens *self)
{
  return self->heat;
}

/* Keys without a modifier come last: what has the focus may want them as letters. */
static void
add_key (GtkEventController *controller, guint key, const char *action)
{
  GtkShortcut *shortcut =
      gtk_shortcut_new (gtk_keyval_trigger_new (key, 0), gtk_named_action_new (action));

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
}

void
fooled_lens_add_actions (FooledLens *self, GActionMap *map)
{
  static const char *const names[] = { "heat-map", "heat-method", "stretch-contrast" };

  g_return_if_fail (FOOLED_IS_LENS (self) && G_IS_ACTION_MAP (map));

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GPropertyAction) action = g_property_action_new (names[i], self, names[i]);

      g_action_map_add_action (map, G_ACTION (action));
    }
}

void
fooled_lens_attach (FooledLens *self, GtkWidget *widget)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_return_if_fail (FOOLED_IS_LENS (self) && GTK_IS_WIDGET (widget));

  fooled_lens_add_actions (self, G_ACTION_MAP (group));
  gtk_widget_insert_action_group (widget, "lens", G_ACTION_GROUP (group));
}

void
fooled_lens_add_keys (FooledLens *self, GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  g_return_if_fail (FOOLED_IS_LENS (self) && GTK_IS_WINDOW (window));

  fooled_lens_attach (self, window);
  add_key (keys, GDK_KEY_h, "lens.heat-map");
  add_key (keys, GDK_KEY_c, "lens.stretch-contrast");
  gtk_widget_add_controller (window, keys);
}

guint
fooled_lens_take_place (FooledLens *self)
{
  guint place = 0;

  while (place < RUN_HEAT_PLACES && self->taken[place])
    place++;
  if (place < RUN_HEAT_PLACES)
    self->taken[place] = TRUE;
  return place;
}

void
fooled_lens_give_back (FooledLens *self, guint place)
{
  if (place >= RUN_HEAT_PLACES)
    return;
  if (self->job != NULL)
    run_heat_ask (self->job, place, NULL);
  self->taken[place] = FALSE;
}

void
fooled_lens_know (FooledLens *self, const char *id, const char *name)
{
  g_return_if_fail (FOOLED_IS_LENS (self) && id != NULL && name != NULL);

  if (g_strcmp0 (g_hash_table_lookup (self->names, id), name) != 0)
    g_hash_table_insert (self->names, g_strdup (id), g_strdup (name));
}

void
fooled_lens_ask (FooledLens *self,
                 guint place,
                 const char *network,
                 const char *sha256,
                 BaseImage *image,
                 guint class_index)
{
  g_return_if_fail (FOOLED_IS_LENS (self));

  if (place >= RUN_HEAT_PLACES)
    return;
  begin (self);
  if (g_hash_table_contains (self->names, network))
    network = g_hash_table_lookup (self->names, network);
  run_heat_ask (self->job, place,
                &(RunHeatOrder){ network, sha256, image, class_index, self->heat });
}

RunHeatMap *
fooled_lens_get_map (FooledLens *self, guint place)
{
  return self->snapshot != NULL && place < RUN_HEAT_PLACES ? self->snapshot->maps[place] : NULL;
}

double
fooled_lens_get_progress (FooledLens *self, guint place)
{
  return self->snapshot != NULL && place < RUN_HEAT_PLACES && self->snapshot->under_way == place
             ? MAX (self->snapshot->job.fraction, 0)
             : 0;
}
