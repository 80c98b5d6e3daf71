// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/app/pick-toasts.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/files/output.h"

/* A change of the picks that a toast can take back. */
typedef struct
{
  FooledPickList *picks;
  StoreSpecimen *specimen;
  gboolean wanted; /* instead */
} Undo;

static void
undo_free (gpointer data, GClosure *closure)
{
  Undo *undo = data;

  g_object_unref (undo->picks);
  store_specimen_unref (undo->specimen);
  g_free (undo);
}

static void
take_back (AdwToast *toast, Undo *undo)
{
  fooled_pick_list_set_wanted (undo->picks, undo->specimen, undo->wanted);
}

/* What is on the disk has changed. */
static void
pick_stored (FooledPickList *picks, StoreSpecimen *specimen, gboolean starred, FooledToasts *toasts)
{
  g_autofree char *name = fooled_specimen_text (specimen);
  g_autofree char *text = NULL;
  Undo *undo = g_new (Undo, 1);

  undo->picks = g_object_ref (picks);
  undo->specimen = store_specimen_ref (specimen);
  undo->wanted = !starred;
  if (starred)
    /* Translators: %s is an image such as "7, 99.98 %". */
    text = g_strdup_printf (_ ("Starred %s"), name);
  else
    /* Translators: %s is an image such as "7, 99.98 %". */
    text = g_strdup_printf (_ ("Removed %s from the picks"), name);
  fooled_toasts_show_button (toasts, text, _ ("Undo"), G_CALLBACK (take_back), undo, undo_free);
}

void
fooled_pick_toasts_begin (FooledPickList *picks, FooledToasts *toasts)
{
  g_return_if_fail (FOOLED_IS_PICK_LIST (picks));

  g_signal_connect (picks, "stored", G_CALLBACK (pick_stored), toasts);
  g_signal_connect_swapped (picks, "failed", G_CALLBACK (fooled_toasts_show_failure), toasts);
}

void
fooled_pick_toasts_end (FooledPickList *picks, FooledToasts *toasts)
{
  g_return_if_fail (FOOLED_IS_PICK_LIST (picks));

  g_signal_handlers_disconnect_by_data (picks, toasts);
}
