// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-program.h"

#include "config.h"

#include <glib/gi18n.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "cli/cli-options.h"
#include "cli/cli-output.h"

static char *
list_commands (const CliProgram *program)
{
  GString *text = g_string_new (_ ("Evolves images that mean nothing to a person and that a neural "
                                   "network is sure of."));

  g_string_append_printf (text, "\n\n%s", _ ("Commands:"));
  for (guint i = 0; i < program->n_commands; i++)
    g_string_append_printf (text, "\n  %-10s %s", program->commands[i].name,
                            _ (program->commands[i].summary));
  return g_string_free (text, FALSE);
}

/* The options that stand before the command. */
static gboolean
parse_general_options (const CliProgram *program, char ***arguments, gboolean *version)
{
  const GOptionEntry entries[] = { { "version", 0, 0, G_OPTION_ARG_NONE, version,
                                     N_ ("Print the version"), NULL },
                                   G_OPTION_ENTRY_NULL };
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("COMMAND [OPTION…]"));
  g_autofree char *summary = list_commands (program);
  g_autofree char *more =
      g_strdup_printf (_ ("“%s COMMAND --help” explains one command."), program->name);
  g_autofree char *description = g_strdup_printf ("%s\n\n%s", _ (CLI_STATUS_HELP), more);
  g_autoptr (GError) error = NULL;

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, description);
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (g_option_context_parse_strv (context, arguments, &error))
    return TRUE;
  cli_error ("%s", error->message);
  return FALSE;
}

static CliStatus
run_command (const CliProgram *program, char **arguments)
{
  for (guint i = 0; i < program->n_commands; i++)
    if (strcmp (arguments[0], program->commands[i].name) == 0)
      {
        g_autofree char *name = g_strconcat (program->name, " ", arguments[0], NULL);
        g_auto (GStrv) own = g_strdupv (arguments);

        g_set_prgname (name);
        return program->commands[i].run (&own);
      }
  cli_error (_ ("There is no command “%s”; see “%s --help”."), arguments[0], program->name);
  return CLI_USAGE;
}

void
cli_program_init (const CliProgram *program)
{
  const char *locale_dir = g_getenv ("FOOLED_LOCALE_DIR"); /* not installed: the build folder */

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir != NULL ? locale_dir : FOOLED_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_log_writer_default_set_use_stderr (TRUE);
  g_set_prgname (program->name);
}

CliStatus
cli_program_run (const CliProgram *program, char **argv)
{
  g_auto (GStrv) arguments = g_strdupv (argv);
  gboolean version = FALSE;

  if (!parse_general_options (program, &arguments, &version))
    return CLI_USAGE;
  if (version)
    {
      cli_print ("%s %s", program->name, FOOLED_VERSION);
      return cli_finish_output (CLI_OK);
    }
  if (arguments[1] == NULL)
    {
      cli_error (_ ("A command is missing; see “%s --help”."), program->name);
      return CLI_USAGE;
    }
  return cli_finish_output (run_command (program, arguments + 1));
}
