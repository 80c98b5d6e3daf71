// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/app/run-undo.h"

#include "config.h"

#include <glib/gi18n.h>

/* A run that was there, and what it did. */
typedef struct
{
  char *session;
  gboolean paused;
} Replaced;

struct _FooledRunUndo
{
  FooledRun *run;
  FooledToasts *toasts;
  GSimpleAction *action;
  GQueue replaced;   /* Replaced *, the newest first */
  gboolean can_undo; /* what was replaced last */
};

static void
replaced_free (gpointer data)
{
  Replaced *replaced = data;

  g_free (replaced->session);
  g_free (replaced);
}

static void
update_action (FooledRunUndo *self)
{
  g_simple_action_set_enabled (self->action, !g_queue_is_empty (&self->replaced));
}

static void
undo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledRunUndo *self = data;
  Replaced *replaced = g_queue_pop_head (&self->replaced);

  self->can_undo = FALSE;
  if (replaced == NULL)
    return;
  fooled_run_open_session (self->run, replaced->session, replaced->paused);
  fooled_toasts_show (self->toasts, replaced->paused ? _ ("The older run is back, paused as it was")
                                                     : _ ("The older run is back and goes on"));
  replaced_free (replaced);
  update_action (self);
}

static void
clicked (AdwToast *toast, GSimpleAction *action)
{
  g_action_activate (G_ACTION (action), NULL);
}

static void
free_action (gpointer action, GClosure *closure)
{
  g_object_unref (action);
}

static void
run_replaced (FooledRunUndo *self, const char *session, gboolean paused)
{
  Replaced *replaced;

  self->can_undo = session != NULL;
  if (session != NULL)
    {
      replaced = g_new (Replaced, 1);
      replaced->session = g_strdup (session);
      replaced->paused = paused;
      g_queue_push_head (&self->replaced, replaced);
      update_action (self);
    }
  fooled_run_undo_say (self, fooled_run_wants_pause (self->run)
                                 ? _ ("A new run is there, paused: press Start")
                                 : _ ("A new run has begun"));
}

void
fooled_run_undo_say (FooledRunUndo *self, const char *text)
{
  if (!self->can_undo)
    fooled_toasts_show (self->toasts, text);
  else
    fooled_toasts_show_button (self->toasts, text, _ ("Undo"), G_CALLBACK (clicked),
                               g_object_ref (self->action), free_action);
}

FooledRunUndo *
fooled_run_undo_new (FooledRun *run, GActionMap *map, FooledToasts *toasts)
{
  FooledRunUndo *self;

  g_return_val_if_fail (FOOLED_IS_RUN (run), NULL);

  self = g_new0 (FooledRunUndo, 1);
  self->run = run;
  self->toasts = toasts;
  g_queue_init (&self->replaced);
  self->action = g_simple_action_new ("undo-run", NULL);
  g_signal_connect (self->action, "activate", G_CALLBACK (undo), self);
  g_action_map_add_action (map, G_ACTION (self->action));
  update_action (self);
  g_signal_connect_swapped (run, "replaced", G_CALLBACK (run_replaced), self);
  return self;
}

void
fooled_run_undo_free (FooledRunUndo *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->run, self);
  g_signal_handlers_disconnect_by_data (self->action, self);
  g_object_unref (self->action);
  g_queue_clear_full (&self->replaced, replaced_free);
  g_free (self);
}
