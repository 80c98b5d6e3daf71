// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "cli/cli-options.h"
#include "cli/cli-output.h"

#define PROGRAM "fooled-cli"

static const struct
{
  const char *name;
  CliCommand run;
  const char *summary;
} commands[] = {
  { "networks", cli_networks, N_ ("list the networks, or get one that is not here yet") },
  { "data-sets", cli_data_sets, N_ ("list the data sets, or get one that is not here yet") },
  { "train", cli_train, N_ ("train a network on labelled pictures") },
  { "retrain", cli_retrain,
    N_ ("train networks on images that fooled the ones before, round after round") },
  { "evolve", cli_evolve, N_ ("evolve images that fool a network") },
  { "ascend", cli_ascend, N_ ("climb to images that fool a network, along its gradient") },
  { "perturb", cli_perturb, N_ ("change a picture so little that only the network is misled") },
  { "rubbish", cli_rubbish, N_ ("count the images of noise that a network takes for something") },
  { "sessions", cli_sessions, N_ ("list the runs that are saved, their champions' ancestors, or make a time-lapse") },
  { "compare", cli_compare, N_ ("see whether images that fool one network fool others") },
  { "classify", cli_classify, N_ ("say what a network takes pictures for") },
  { "poster", cli_poster, N_ ("make a poster of a saved image, or a sheet of several") },
  { "bench", cli_bench, N_ ("measure how fast a network runs here") },
};

static char *
list_commands (void)
{
  GString *text = g_string_new (_ ("Evolves images that mean nothing to a person and that a neural "
                                   "network is sure of."));

  g_string_append_printf (text, "\n\n%s", _ ("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "\n  %-10s %s", commands[i].name, _ (commands[i].summary));
  return g_string_free (text, FALSE);
}

/* The options that stand before the command. */
static gboolean
parse_general_options (char ***arguments, gboolean *version)
{
  const GOptionEntry entries[] = { { "version", 0, 0, G_OPTION_ARG_NONE, version,
                                     N_ ("Print the version"), NULL },
                                   G_OPTION_ENTRY_NULL };
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("COMMAND [OPTION…]"));
  g_autofree char *summary = list_commands ();
  g_autofree char *description = g_strdup_printf (
      "%s\n\n%s", _ (CLI_STATUS_HELP), _ ("“fooled-cli COMMAND --help” explains one command."));
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
run_command (char **arguments)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (arguments[0], commands[i].name) == 0)
      {
        g_autofree char *name = g_strconcat (PROGRAM " ", commands[i].name, NULL);
        g_auto (GStrv) own = g_strdupv (arguments);

        g_set_prgname (name);
        return commands[i].run (&own);
      }
  cli_error (_ ("There is no command “%s”; see “fooled-cli --help”."), arguments[0]);
  return CLI_USAGE;
}

int
main (int argc, char *argv[])
{
  const char *locale_dir = g_getenv ("FOOLED_LOCALE_DIR"); /* not installed: the build folder */
  g_auto (GStrv) arguments = NULL;
  gboolean version = FALSE;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir != NULL ? locale_dir : FOOLED_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_log_writer_default_set_use_stderr (TRUE);

  g_set_prgname (PROGRAM);
  arguments = g_strdupv (argv);
  if (!parse_general_options (&arguments, &version))
    return CLI_USAGE;
  if (version)
    {
      cli_print ("%s %s", PROGRAM, FOOLED_VERSION);
      return cli_finish_output (CLI_OK);
    }
  if (arguments[1] == NULL)
    {
      cli_error (_ ("A command is missing; see “fooled-cli --help”."));
      return CLI_USAGE;
    }
  return cli_finish_output (run_command (arguments + 1));
}
