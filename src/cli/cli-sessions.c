// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-json.h"
#include "base/percent.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "cli/cli-sessions.h"
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
  g_ptr_array_add (cells, base_confidence_text (info->median));
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

char *
cli_session_path (const char *word)
{
  g_autofree char *named = NULL;
  char *path;

  if (g_file_test (word, G_FILE_TEST_EXISTS))
    return g_strdup (word);
  named =
      run_session_is_name (word) ? g_strdup (word) : g_strconcat (word, STORE_SESSION_SUFFIX, NULL);
  path = run_sessions_find (named, NULL);
  return path != NULL ? path : g_strdup (word);
}

static CliStatus
list_sessions (char ***arguments)
{
  gboolean as_json = FALSE;
  const CliOption options[] = {
    { "json", &as_json,
      .help = N_ ("Print one JSON object a line: times in seconds since 1970, sizes in bytes") },
    { NULL },
  };
  g_autofree char *folder = run_sessions_folder ();
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  if (!cli_parse_options (
          arguments, options, N_ ("[ancestry FILE CLASS | timelapse FILE]"), &words,
          N_ ("Lists the runs that the window saved, last changed first. The option --session of "
              "“fooled-cli evolve” and “fooled-cli ascend” goes on with one.\n"
              "With “ancestry”, prints the line of a champion; with “timelapse”, saves a whole run "
              "as an animation. Both have a --help of their own.")))
    return CLI_USAGE;
  if (words != NULL)
    {
      cli_error (_ ("The argument “%s” is one too many."), words[0]);
      return CLI_USAGE;
    }
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

/* What can be done with one of them, by its word. */
static const struct
{
  const char *word;
  CliCommand run;
} deeds[] = {
  { "ancestry", cli_sessions_ancestry },
  { "timelapse", cli_sessions_timelapse },
};

CliStatus
cli_sessions (char ***arguments)
{
  const char *word = (*arguments)[1];

  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++)
    if (g_strcmp0 (word, deeds[i].word) == 0)
      {
        g_autofree char *name = g_strdup_printf ("%s %s", g_get_prgname (), word);
        g_auto (GStrv) rest = g_strdupv (*arguments + 1);

        g_set_prgname (name);
        return deeds[i].run (&rest);
      }
  return list_sessions (arguments);
}
