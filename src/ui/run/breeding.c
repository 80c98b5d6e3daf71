// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/breeding.h"

struct _FooledBreeding
{
  GObject parent_instance;
  FooledRun *run;
  gboolean active;
  gboolean resumes; /* the run went on before it was the hand's turn */
  RunView view;
  GHashTable *chosen; /* guint64 * */
  guint64 run_number;
  guint64 generation; /* that is shown */
  guint64 n_undone;   /* that have been heeded */
  guint n_undo;
  gboolean is_bred;
  gboolean available;
  GSimpleAction *next, *undo, *clear; /* owned; NULL until there are actions */
};

G_DEFINE_FINAL_TYPE (FooledBreeding, fooled_breeding, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ACTIVE,
  PROP_AVAILABLE,
  PROP_N_CHOSEN,
  PROP_N_UNDO,
  PROP_IS_BRED,
  N_PROPS,
};

enum
{
  CHANGED,
  SHOW,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static guint
n_chosen (FooledBreeding *self)
{
  return g_hash_table_size (self->chosen);
}

static void
enable_actions (FooledBreeding *self)
{
  if (self->next == NULL)
    return;
  g_simple_action_set_enabled (self->next, self->active && n_chosen (self) > 0);
  g_simple_action_set_enabled (self->clear, self->active && n_chosen (self) > 0);
  g_simple_action_set_enabled (self->undo, self->active && self->n_undo > 0);
}

static void
chosen_changed (FooledBreeding *self)
{
  enable_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_CHOSEN]);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
choose_none (FooledBreeding *self)
{
  if (n_chosen (self) == 0)
    return;
  g_hash_table_remove_all (self->chosen);
  chosen_changed (self);
}

/* Until something is there nothing can be chosen. */
static void
begin_turn (FooledBreeding *self)
{
  const RunSnapshot *snapshot = fooled_run_get_snapshot (self->run);

  g_object_get (self->run, "running", &self->resumes, NULL);
  if (snapshot == NULL || snapshot->generation == 0)
    fooled_run_step (self->run);
  else
    fooled_run_pause (self->run);
}

static void
set_active (FooledBreeding *self, gboolean active)
{
  if (active == self->active || (active && !self->available))
    return;
  self->active = active;
  if (active)
    begin_turn (self);
  else if (self->resumes)
    fooled_run_start (self->run);
  self->resumes = self->resumes && active;
  g_hash_table_remove_all (self->chosen);
  chosen_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

/* Whoever starts the run gives the machine its turn. */
static void
running_changed (FooledBreeding *self)
{
  gboolean running;

  g_object_get (self->run, "running", &running, NULL);
  if (!running || !self->active)
    return;
  self->resumes = FALSE;
  set_active (self, FALSE);
}

static void
set_available (FooledBreeding *self, gboolean available)
{
  if (available == self->available)
    return;
  self->available = available;
  if (!available && self->active)
    {
      self->resumes = FALSE;
      set_active (self, FALSE);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVAILABLE]);
}

static void
show_choices (FooledBreeding *self, const RunSnapshot *snapshot)
{
  if (self->n_undo != snapshot->n_undo)
    {
      self->n_undo = snapshot->n_undo;
      enable_actions (self);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_UNDO]);
    }
  if (self->is_bred != snapshot->is_bred)
    {
      self->is_bred = snapshot->is_bred;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_BRED]);
    }
}

/* A choice was taken back: it is there again, to be made otherwise. */
static void
take_back (FooledBreeding *self, const RunSnapshot *snapshot)
{
  self->n_undone = snapshot->n_undone;
  g_hash_table_remove_all (self->chosen);
  for (guint i = 0; i < snapshot->n_chosen; i++)
    g_hash_table_add (self->chosen, g_memdup2 (&snapshot->chosen[i], sizeof (guint64)));
  g_signal_emit (self, signals[SHOW], 0,
                 snapshot->undone_view == RUN_VIEW_OFFSPRING ? "offspring" : "champions");
  chosen_changed (self);
}

static void
snapshot_arrived (FooledBreeding *self, const RunSnapshot *snapshot)
{
  gboolean is_new = snapshot->job.number != self->run_number;

  set_available (self, snapshot->settings != NULL && run_method (snapshot->method)->is_evolution);
  show_choices (self, snapshot);
  if (is_new)
    {
      self->run_number = snapshot->job.number;
      self->n_undone = snapshot->n_undone;
      choose_none (self);
    }
  else if (self->active && snapshot->n_undone > self->n_undone)
    take_back (self, snapshot);
  else if (snapshot->generation != self->generation)
    choose_none (self); /* in haste, among images that are not shown any more */
  self->generation = snapshot->generation;
  self->n_undone = snapshot->n_undone;
}

static void
fooled_breeding_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FooledBreeding *self = FOOLED_BREEDING (object);

  switch (id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;
    case PROP_AVAILABLE:
      g_value_set_boolean (value, self->available);
      break;
    case PROP_N_CHOSEN:
      g_value_set_uint (value, n_chosen (self));
      break;
    case PROP_N_UNDO:
      g_value_set_uint (value, self->n_undo);
      break;
    case PROP_IS_BRED:
      g_value_set_boolean (value, self->is_bred);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
fooled_breeding_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ACTIVE)
    set_active (FOOLED_BREEDING (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fooled_breeding_dispose (GObject *object)
{
  FooledBreeding *self = FOOLED_BREEDING (object);

  g_clear_object (&self->run);
  g_clear_object (&self->next);
  g_clear_object (&self->undo);
  g_clear_object (&self->clear);

  G_OBJECT_CLASS (fooled_breeding_parent_class)->dispose (object);
}

static void
fooled_breeding_finalize (GObject *object)
{
  g_hash_table_unref (FOOLED_BREEDING (object)->chosen);

  G_OBJECT_CLASS (fooled_breeding_parent_class)->finalize (object);
}

static void
fooled_breeding_class_init (FooledBreedingClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GType type = G_TYPE_FROM_CLASS (class);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = fooled_breeding_dispose;
  object_class->finalize = fooled_breeding_finalize;
  object_class->get_property = fooled_breeding_get_property;
  object_class->set_property = fooled_breeding_set_property;

  properties[PROP_ACTIVE] =
      g_param_spec_boolean ("active", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_AVAILABLE] = g_param_spec_boolean ("available", NULL, NULL, FALSE, readable);
  properties[PROP_N_CHOSEN] = g_param_spec_uint ("n-chosen", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_N_UNDO] = g_param_spec_uint ("n-undo", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_IS_BRED] = g_param_spec_boolean ("is-bred", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SHOW] = g_signal_new ("show", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_STRING);
}

static void
fooled_breeding_init (FooledBreeding *self)
{
  self->chosen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

FooledBreeding *
fooled_breeding_new (FooledRun *run)
{
  FooledBreeding *self;

  g_return_val_if_fail (FOOLED_IS_RUN (run), NULL);

  self = g_object_new (FOOLED_TYPE_BREEDING, NULL);
  self->run = g_object_ref (run);
  g_signal_connect_object (run, "snapshot", G_CALLBACK (snapshot_arrived), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "notify::running", G_CALLBACK (running_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

static GSimpleAction *
add_action (FooledBreeding *self, GActionMap *map, const char *name, GCallback activated)
{
  GSimpleAction *action = g_simple_action_new (name, NULL);

  g_signal_connect_object (action, "activate", activated, self, G_CONNECT_SWAPPED);
  g_action_map_add_action (map, G_ACTION (action));
  return action;
}

void
fooled_breeding_add_actions (FooledBreeding *self, GActionMap *map)
{
  g_autoptr (GPropertyAction) turn = NULL;

  g_return_if_fail (FOOLED_IS_BREEDING (self) && self->next == NULL);
  g_return_if_fail (G_IS_ACTION_MAP (map));

  turn = g_property_action_new ("breed", self, "active");
  g_action_map_add_action (map, G_ACTION (turn));
  self->next = add_action (self, map, "breed-next", G_CALLBACK (fooled_breeding_next));
  self->undo = add_action (self, map, "breed-undo", G_CALLBACK (fooled_breeding_undo));
  self->clear = add_action (self, map, "breed-clear", G_CALLBACK (choose_none));
  enable_actions (self);
}

gboolean
fooled_breeding_is_active (FooledBreeding *self)
{
  g_return_val_if_fail (FOOLED_IS_BREEDING (self), FALSE);

  return self->active;
}

gboolean
fooled_breeding_is_chosen (FooledBreeding *self, guint64 evaluation)
{
  g_return_val_if_fail (FOOLED_IS_BREEDING (self), FALSE);

  return g_hash_table_contains (self->chosen, &evaluation);
}

void
fooled_breeding_toggle (FooledBreeding *self, guint64 evaluation)
{
  g_return_if_fail (FOOLED_IS_BREEDING (self));

  if (!self->active)
    return;
  if (!g_hash_table_remove (self->chosen, &evaluation) && n_chosen (self) < RUN_BREED_MAX_PARENTS)
    g_hash_table_add (self->chosen, g_memdup2 (&evaluation, sizeof evaluation));
  chosen_changed (self);
}

void
fooled_breeding_set_view (FooledBreeding *self, RunView view)
{
  g_return_if_fail (FOOLED_IS_BREEDING (self));

  self->view = view;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint64 first = *(const guint64 *) a, second = *(const guint64 *) b;

  return (first > second) - (first < second);
}

/* In the order of their numbers, so that the order of the clicks does not matter. */
void
fooled_breeding_next (FooledBreeding *self)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint64));
  GHashTableIter iter;
  gpointer number;

  g_return_if_fail (FOOLED_IS_BREEDING (self));

  if (!self->active || n_chosen (self) == 0)
    return;
  g_hash_table_iter_init (&iter, self->chosen);
  while (g_hash_table_iter_next (&iter, &number, NULL))
    g_array_append_vals (numbers, number, 1);
  g_array_sort (numbers, compare_numbers);
  fooled_run_breed (self->run, numbers->len, (const guint64 *) numbers->data, self->view);
  choose_none (self);
  g_signal_emit (self, signals[SHOW], 0, "offspring");
}

void
fooled_breeding_undo (FooledBreeding *self)
{
  g_return_if_fail (FOOLED_IS_BREEDING (self));

  if (self->active && self->n_undo > 0)
    fooled_run_undo (self->run);
}
