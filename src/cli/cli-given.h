// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/networks.h"
#include "run/settings.h"

G_BEGIN_DECLS

/* Which settings of a run the command line names. */
typedef struct
{
  gboolean network, encoding, classes, crops, coordinates, screening, batch, tournament, parents,
      strengths, gradient, paper, seed, from;
  gboolean objective, start, iterations, enough, preset; /* of an ascent */
  gboolean generations, evaluations, threads;            /* which a run under way heeds */
  gboolean everything; /* all that the settings say, whether an option names it or not */
} CliGiven;

/* Whether the run of a session, with this network, has all that the command line names as it is
 * there, but for what a run under way heeds. FALSE after a message that names the option. */
gboolean cli_given_check (const CliGiven *given,
                          const RunSettings *wanted,
                          const RunSettings *saved,
                          const RunNetworkInfo *network);

G_END_DECLS
