// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli.h"

G_BEGIN_DECLS

/* The part of --help that explains what the program returns. */
#define CLI_STATUS_HELP                                                                            \
  N_ ("Exit status:\n"                                                                             \
      "  0    success\n"                                                                           \
      "  1    failure; a message on the standard error stream says why\n"                          \
      "  2    wrong usage: an unknown command, option or value\n"                                  \
      "  130  ended by Ctrl-C")

/* An option that a command takes. What its values are, and from where to where, is said once for
 * all commands, in the table of cli-options.c. */
typedef struct
{
  const char *name;  /* without the dashes; NULL ends a list */
  gpointer value;    /* where it goes: of the type that the table says. A string is the caller's to
                        free, and frees what was there. Left as it is when the option is not given */
  gboolean *given;   /* becomes TRUE with the option; may be NULL */
  const char *help;  /* untranslated; NULL = what the table says */
  gboolean required; /* its absence is wrong usage */
  const char *row;   /* where the table has another option of that name; NULL = it has one */
} CliOption;

/* Reads the options of one subcommand. `rest` names the arguments without a dash, for --help, and
 * *words (a GStrv, the caller's) gets them as they are in the file system's encoding; both NULL
 * where there are none. --help prints and ends the program. Otherwise FALSE, after a message, when
 * the command line makes no sense. */
gboolean cli_parse_options (char ***arguments,
                            const CliOption *options,
                            const char *rest,
                            char ***words,
                            const char *summary);

/* `text` as a whole number from min to max; `option` is its name, for the message. FALSE after a
 * message. */
gboolean cli_parse_uint (const char *option, const char *text, guint min, guint max, guint *value);

/* FALSE after a message when the option that must be there is not. */
gboolean cli_require (const char *option, const void *value);

G_END_DECLS
