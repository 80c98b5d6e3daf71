// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/app/pick-toasts.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/files/output.h"

/* A change of the picks that can be taken back. */
typedef struct
{
  GPtrArray *specimens; /* StoreSpecimen * */
  gboolean wanted;      /* what they were made */
} Change;

struct _FooledPickToasts
{
  FooledPickList *picks;
  FooledToasts *toasts;
  GSimpleAction *action;
  GQueue changes;   /* Change *, the newest first */
  guint n_expected; /* of the newest, that are not on the disk yet */
  guint n_undoing;  /* what comes next is no change of its own */
};

static void
change_free (gpointer data)
{
  Change *change = data;

  g_ptr_array_unref (change->specimens);
  g_free (change);
}

static void
update_action (FooledPickToasts *self)
{
  g_simple_action_set_enabled (self->action, !g_queue_is_empty (&self->changes));
}

static void
begin_change (FooledPickToasts *self, gboolean wanted)
{
  Change *change = g_new (Change, 1);

  change->specimens = g_ptr_array_new_with_free_func ((GDestroyNotify) store_specimen_unref);
  change->wanted = wanted;
  g_queue_push_head (&self->changes, change);
}

static void
undo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledPickToasts *self = data;
  Change *change = g_queue_pop_head (&self->changes);

  if (change == NULL)
    return;
  self->n_expected = 0;
  for (guint i = 0; i < change->specimens->len; i++)
    {
      StoreSpecimen *specimen = change->specimens->pdata[i];

      if (fooled_pick_list_wants (self->picks, specimen) != change->wanted)
        continue;
      self->n_undoing++;
      fooled_pick_list_set_wanted (self->picks, specimen, !change->wanted);
    }
  change_free (change);
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

static char *
sentence (const Change *change)
{
  guint n = change->specimens->len;
  g_autofree char *name = fooled_specimen_text (change->specimens->pdata[0]);

  if (n > 1 && change->wanted)
    return g_strdup_printf (ngettext ("Starred %u image", "Starred %u images", n), n);
  if (n > 1)
    return g_strdup_printf (
        ngettext ("Removed %u image from the picks", "Removed %u images from the picks", n), n);
  if (change->wanted)
    /* Translators: %s is an image such as "7, 99.98 %". */
    return g_strdup_printf (_ ("Starred %s"), name);
  /* Translators: %s is an image such as "7, 99.98 %". */
  return g_strdup_printf (_ ("Removed %s from the picks"), name);
}

/* What is on the disk has changed. */
static void
pick_stored (FooledPickToasts *self, StoreSpecimen *specimen, gboolean starred)
{
  Change *change;
  g_autofree char *text = NULL;

  if (self->n_undoing > 0)
    {
      g_autofree char *name = fooled_specimen_text (specimen);

      self->n_undoing--;
      /* Translators: %s is an image such as "7, 99.98 %". */
      text = g_strdup_printf (starred ? _ ("%s is back") : _ ("Removed %s from the picks"), name);
      fooled_toasts_show (self->toasts, text);
      return;
    }
  if (self->n_expected == 0)
    begin_change (self, starred);
  else
    self->n_expected--;
  change = g_queue_peek_head (&self->changes);
  g_ptr_array_add (change->specimens, store_specimen_ref (specimen));
  update_action (self);
  if (self->n_expected > 0)
    return;
  text = sentence (change);
  fooled_toasts_show_button (self->toasts, text, _ ("Undo"), G_CALLBACK (clicked),
                             g_object_ref (self->action), free_action);
}

static void
pick_failed (FooledPickToasts *self, const char *message)
{
  if (self->n_undoing > 0)
    self->n_undoing--;
  else if (self->n_expected > 0)
    self->n_expected--;
  fooled_toasts_show_failure (self->toasts, message);
}

FooledPickToasts *
fooled_pick_toasts_new (FooledPickList *picks, FooledToasts *toasts, GActionMap *map)
{
  FooledPickToasts *self;

  g_return_val_if_fail (FOOLED_IS_PICK_LIST (picks), NULL);

  self = g_new0 (FooledPickToasts, 1);
  self->picks = picks;
  self->toasts = toasts;
  g_queue_init (&self->changes);
  self->action = g_simple_action_new ("undo-pick", NULL);
  g_signal_connect (self->action, "activate", G_CALLBACK (undo), self);
  g_action_map_add_action (map, G_ACTION (self->action));
  update_action (self);
  g_signal_connect_swapped (picks, "stored", G_CALLBACK (pick_stored), self);
  g_signal_connect_swapped (picks, "failed", G_CALLBACK (pick_failed), self);
  return self;
}

void
fooled_pick_toasts_free (FooledPickToasts *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->picks, self);
  g_signal_handlers_disconnect_by_data (self->action, self);
  g_object_unref (self->action);
  g_queue_clear_full (&self->changes, change_free);
  g_free (self);
}

void
fooled_pick_toasts_set_wanted (FooledPickToasts *self, GPtrArray *specimens, gboolean wanted)
{
  guint n = 0;

  for (guint i = 0; i < specimens->len; i++)
    n += fooled_pick_list_wants (self->picks, specimens->pdata[i]) != wanted ? 1 : 0;
  if (n == 0)
    return;
  begin_change (self, wanted);
  self->n_expected = n;
  for (guint i = 0; i < specimens->len; i++)
    fooled_pick_list_set_wanted (self->picks, specimens->pdata[i], wanted);
}
