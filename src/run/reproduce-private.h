// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/reproduce.h"

G_BEGIN_DECLS

/* How the numbers of the figures are got from what came out; see RunFigureValue. */
double run_measure_median (const RunOutcome *outcome);  /* of the champions' confidences */
double run_measure_certain (const RunOutcome *outcome); /* champions at 99 % or more */
double run_measure_seconds (const RunOutcome *outcome); /* of running */

/* Generations, the random one included, until every class had .9999 or more. */
double run_measure_generations (const RunOutcome *outcome);

/* Of climbs: the median of the highest confidences, and how many were top-1 and above .9999. */
double run_measure_best (const RunOutcome *outcome);
double run_measure_top_1 (const RunOutcome *outcome);
double run_measure_9999 (const RunOutcome *outcome);

/* Of networks against which evolution is over: the median confidence of what evolved against the
 * first and the last, the lowest such median, and the held-out rubbish that the last recognises. */
double run_measure_first_network (const RunOutcome *outcome);
double run_measure_last_network (const RunOutcome *outcome);
double run_measure_lowest_network (const RunOutcome *outcome);
double run_measure_recognised (const RunOutcome *outcome);

/* Of the images that were made for the first network: how many the second one takes for the same,
 * and their median confidence. */
double run_measure_same (const RunOutcome *outcome);
double run_measure_same_confidence (const RunOutcome *outcome);

G_END_DECLS
