// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/session-item.h"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "run/method.h"
#include "ui/widgets/number-text.h"

FooledSessionItem *
fooled_session_item_new (StoreSessionEntry *entry)
{
  FooledSessionItem *item = g_new0 (FooledSessionItem, 1);

  g_atomic_ref_count_init (&item->ref_count);
  item->entry = entry;
  if (entry->info != NULL)
    item->picture = run_session_picture (entry->info);
  return item;
}

FooledSessionItem *
fooled_session_item_ref (FooledSessionItem *item)
{
  g_atomic_ref_count_inc (&item->ref_count);
  return item;
}

void
fooled_session_item_unref (FooledSessionItem *item)
{
  if (item == NULL || !g_atomic_ref_count_dec (&item->ref_count))
    return;
  store_session_entry_free (item->entry);
  g_clear_pointer (&item->picture, base_image_unref);
  g_free (item);
}

char *
fooled_session_item_name (const FooledSessionItem *item)
{
  const StoreSessionInfo *info = item->entry->info;

  return info != NULL && *info->name != '\0' ? g_strdup (info->name)
                                             : g_filename_display_basename (item->entry->path);
}

RunSessionKind
fooled_session_item_kind (const FooledSessionItem *item)
{
  return item->entry->info != NULL ? run_session_kind (item->entry->info) : RUN_SESSION_UNKNOWN;
}

static char *
generations_text (const FooledSessionItem *item)
{
  const StoreSessionInfo *info = item->entry->info;
  g_autofree char *count = fooled_count_text (info->generation);
  gulong n = (gulong) MIN (info->generation, G_MAXULONG);
  RunSessionKind kind = run_session_kind (info);
  RunMethod method;

  if (kind == RUN_SESSION_RETRAINING)
    /* Translators: of a retraining experiment; %s is a number. */
    return g_strdup_printf (ngettext ("%s round", "%s rounds", n), count);
  if (kind == RUN_SESSION_PERTURB ||
      (run_method_find (info->method, &method) && !run_method (method)->is_evolution))
    /* Translators: %s is a number. */
    return g_strdup_printf (ngettext ("%s iteration", "%s iterations", n), count);
  /* Translators: %s is a number. */
  return g_strdup_printf (ngettext ("%s generation", "%s generations", n), count);
}

/* A picture that no network has looked at yet, or noise alone. */
static char *
unseen_text (const StoreSessionInfo *info)
{
  g_autofree char *count = fooled_count_text (info->evaluations);

  if (info->evaluations == 0)
    return g_strdup (info->network_name);
  /* Translators: of a saved count: network, a number. */
  return g_strdup_printf (ngettext ("%s · %s image of noise tried", "%s · %s images of noise tried",
                                    (gulong) MIN (info->evaluations, G_MAXULONG)),
                          info->network_name, count);
}

/* What the program calls a session names its network and its method; that is not said twice. */
static gboolean
name_says_it_all (const FooledSessionItem *item)
{
  const StoreSessionInfo *info = item->entry->info;

  return strstr (info->name, info->network_name) != NULL &&
         strstr (info->name, run_session_method (info)) != NULL;
}

char *
fooled_session_item_summary (const FooledSessionItem *item)
{
  const StoreSessionInfo *info = item->entry->info;
  RunSessionKind kind = fooled_session_item_kind (item);
  g_autofree char *generations = NULL;
  g_autofree char *median = NULL;

  if (info == NULL)
    return g_strdup ("");
  if (kind == RUN_SESSION_PERTURB && info->n_classes == 0)
    return unseen_text (info);
  generations = generations_text (item);
  median = fooled_confidence_text (info->median);
  if (kind == RUN_SESSION_PERTURB && *info->method == '\0')
    /* Translators: of a saved picture that was not changed yet: network, confidence. */
    return g_strdup_printf (_ ("%s · %s"), info->network_name, median);
  if (kind == RUN_SESSION_PERTURB)
    /* Translators: of a saved picture that was changed: network, method, "12 iterations",
     * confidence after. */
    return g_strdup_printf (_ ("%s · %s · %s · %s"), info->network_name, run_session_method (info),
                            generations, median);
  if (name_says_it_all (item))
    /* Translators: of a session: "120 generations", median of the confidences. */
    return g_strdup_printf (_ ("%s · median %s"), generations, median);
  /* Translators: of a session: network, method, "120 generations", median of the confidences. */
  return g_strdup_printf (_ ("%s · %s · %s · median %s"), info->network_name,
                          run_session_method (info), generations, median);
}

char *
fooled_session_item_file_text (const FooledSessionItem *item)
{
  const StoreSessionInfo *info = item->entry->info;
  g_autoptr (GDateTime) changed = NULL;
  g_autofree char *date = NULL;
  g_autofree char *size = NULL;

  if (info == NULL)
    return g_strdup ("");
  changed = g_date_time_new_from_unix_local (info->changed);
  /* Translators: date and time, as strftime writes them. */
  date = changed != NULL ? g_date_time_format (changed, _ ("%Y-%m-%d, %H:%M")) : NULL;
  size = g_format_size (info->file_size);
  /* Translators: of a session: when it was changed last, how large its file is. */
  return g_strdup_printf (_ ("%s · %s"), date != NULL ? date : "–", size);
}
