// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-json.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "run/sessions.h"

/* "2026-11-27 20:15", local. Caller frees. */
static char *
date_text (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time);

  return date != NULL ? g_date_time_format (date, "%Y-%m-%d %H:%M") : g_strdup ("–");
}

static void
add_row (GPtrArray *cells, const StoreSessionEntry *entry)
{
  const StoreSessionInfo *info = entry->info;

  g_ptr_array_add (cells, g_filename_display_basename (entry->path));
  g_ptr_array_add (cells, g_strdup (info->name));
  g_ptr_array_add (cells, g_strdup (info->network_name));
  g_ptr_array_add (cells, g_strdup (run_session_method (info)));
  g_ptr_array_add (cells, cli_count (info->generation));
  g_ptr_array_add (cells, cli_confidence (info->median));
  g_ptr_array_add (cells, date_text (info->changed));
  g_ptr_array_add (cells, g_format_size (info->file_size));
}

/* Those that can be read, as a table; a message for each of the others. */
static void
print_table (const GPtrArray *list, const char *folder)
{
  const char *heads[] = { _ ("File"),       _ ("Name"),   _ ("Network"), _ ("Method"),
                          _ ("Generation"), _ ("Median"), _ ("Changed"), _ ("Size") };
  const gboolean right[] = { FALSE, FALSE, FALSE, FALSE, TRUE, TRUE, FALSE, TRUE };
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *shown = g_filename_display_name (folder);

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    g_ptr_array_add (cells, g_strdup (heads[i]));
  for (guint i = 0; i < list->len; i++)
    {
      const StoreSessionEntry *entry = list->pdata[i];

      if (entry->info != NULL)
        add_row (cells, entry);
      else
        cli_error ("%s", entry->error->message);
    }
  /* Translators: %s is a folder. */
  cli_print (_ ("Sessions in %s:"), shown);
  cli_print_table (cells, G_N_ELEMENTS (heads), right);
}

/* Names and numbers as they are in the file, for programs. */
static void
print_json (const StoreSessionEntry *entry)
{
  g_autoptr (CliJson) json = cli_json_new ();
  const StoreSessionInfo *info = entry->info;

  cli_json_add_string (json, "path", entry->path);
  cli_json_add_boolean (json, "open", entry->is_open);
  if (info == NULL)
    cli_json_add_string (json, "error", entry->error->message);
  else
    {
      cli_json_add_string (json, "name", info->name);
      cli_json_add_string (json, "work", info->work);
      cli_json_add_string (json, "method", info->method);
      cli_json_add_string (json, "network", info->network_id);
      cli_json_add_string (json, "network_name", info->network_name);
      cli_json_add_string (json, "network_sha256", info->network_sha256);
      cli_json_add_string (json, "state", info->state);
      cli_json_add_unsigned (json, "generation", info->generation);
      cli_json_add_unsigned (json, "evaluations", info->evaluations);
      cli_json_add_unsigned (json, "classes", info->n_classes);
      cli_json_add_unsigned (json, "classes_filled", info->n_filled);
      cli_json_add_float (json, "median", info->median);
      cli_json_add_double (json, "seconds", info->seconds);
      cli_json_add_unsigned (json, "created", (guint64) MAX (info->created, 0));
      cli_json_add_unsigned (json, "changed", (guint64) MAX (info->changed, 0));
      cli_json_add_unsigned (json, "size", info->file_size);
    }
  cli_json_print (json);
}

CliStatus
cli_sessions (char ***arguments)
{
  gboolean as_json = FALSE;
  const CliOption options[] = {
    { "json", &as_json,
      .help = N_ ("Print one JSON object a line: times in seconds since 1970, sizes in bytes") },
    { NULL },
  };
  g_autofree char *folder = run_sessions_folder ();
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  if (!cli_parse_options (
          arguments, options, NULL, NULL,
          N_ ("Lists the runs that the window saved, last changed first. The option --session of "
              "“fooled-cli evolve” and “fooled-cli ascend” goes on with one.")))
    return CLI_USAGE;
  list = run_sessions_list (&error);
  if (list == NULL)
    return cli_fail (error);
  for (guint i = 0; as_json && i < list->len; i++)
    print_json (list->pdata[i]);
  if (!as_json && list->len > 0)
    print_table (list, folder);
  else if (!as_json)
    cli_print (_ ("There are no sessions yet. The window saves its runs by itself; elsewhere, "
                  "the option --session of “fooled-cli evolve” does."));
  return CLI_OK;
}
