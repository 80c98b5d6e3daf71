// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

/* What a number of killed writers left. */
typedef struct
{
  guint n_rounds;
  guint n_checkpoints, n_picks; /* acknowledged */
  guint n_unclosed;             /* rounds after which a log was left */
} KillResult;

/* In each round a child evolves, saves and stars as fast as it can, tells what was acknowledged,
 * and is killed at a random moment within max_ms; in every second round, within max_ms of its first
 * two acknowledgements. Then everything acknowledged must be there, every page sound, and the next
 * child goes on. Aborts where it is not so. Works in `folder`, which is left empty. */
void kill_rounds (const char *folder,
                  guint n_rounds,
                  guint max_ms,
                  guint64 seed,
                  KillResult *result);
