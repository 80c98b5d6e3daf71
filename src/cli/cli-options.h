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

#define CLI_CROPS_HELP                                                                             \
  N_ ("Crops of a picture to score and average: 1 of the centre, or 10 (as the network's card "    \
      "says)")

#define CLI_SESSION_HELP                                                                           \
  N_ ("Save in this file at least every five seconds, or go on with what is saved there")

/* Reads the options of one subcommand. `rest` names the arguments without a dash, for --help, or
 * is NULL where there are none. --help prints and ends the program. Otherwise FALSE, after a
 * message, when the command line makes no sense. */
gboolean cli_parse_options (char ***arguments,
                            const GOptionEntry *entries,
                            const char *rest,
                            const char *summary);

/* `text` as a whole number from min to max; `option` is its name, for the message. A NULL text
 * leaves *value as it was. FALSE after a message. */
gboolean cli_parse_number (const char *option,
                           const char *text,
                           guint64 min,
                           guint64 max,
                           guint64 *value);
gboolean cli_parse_uint (const char *option, const char *text, guint min, guint max, guint *value);

/* The same for a number from min to max with a decimal point. */
gboolean cli_parse_real (const char *option,
                         const char *text,
                         double min,
                         double max,
                         double *value);

/* --crops: 1, 10, or 0 where it was left out. */
gboolean cli_parse_crops (const char *text, guint *n_crops);

/* FALSE after a message when the option that must be there is not. */
gboolean cli_require (const char *option, const void *value);

G_END_DECLS
