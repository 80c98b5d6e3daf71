// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/training.h"

G_BEGIN_DECLS

/* What the command line says of a training in words; NULL where an option was left out. */
typedef struct
{
  char *data; /* a folder, or the id of a data set */
  char *network;
  char *architecture;
  char *output;
  char *name;
  char *data_set;
  char *labels; /* a text file with the name of one class a line */

  char *folder;      /* of the data, once they are taken */
  char **label_list; /* what is in the file */
} CliTrainingTexts;

void cli_training_texts_clear (CliTrainingTexts *texts);

/* Puts what was said into the training, which borrows it. Errors: a data set that is not here, a
 * file that holds no labels. */
gboolean cli_training_texts_take (CliTrainingTexts *texts, RunTraining *training, GError **error);

/* Begins, or goes on with what the session holds where that is saved, and follows. The last
 * snapshot; NULL after a message. */
RunTrainingSnapshot *cli_training_follow (RunJob *job,
                                          const RunTraining *training,
                                          const char *session,
                                          gboolean is_saved);

G_END_DECLS
