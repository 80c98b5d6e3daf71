// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/network.h"
#include "run/open-network.h"
#include "run/scorer-private.h"

G_BEGIN_DECLS

struct _RunOpenNetwork
{
  char *weights;       /* path of the file */
  guint64 size;        /* of that file in bytes */
  FmtNetwork *network; /* its card is as the last guess says */
  FmtCard *card;       /* as it was loaded or guessed */
  char *mean_file;     /* path of the mean picture that the network has; NULL = none */
  RunNetworkInfo *info;
  RunNetworkGuess guess;
  gboolean has_card;
  gboolean has_names;
  char *known_id;
  RunScorer *scorer; /* for one thread; NULL = not made yet */
  guint n_crops;     /* that the scorer is for */
};

/* Makes the network's card say what the guess says. */
gboolean run_open_network_apply (RunOpenNetwork *open,
                                 const RunNetworkGuess *guess,
                                 GError **error);

G_END_DECLS
