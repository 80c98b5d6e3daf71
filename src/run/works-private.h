// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/job.h"

G_BEGIN_DECLS

/* The kinds of work, each in a file of its own, with the type of its order. */
extern const RunWork run_work_evolve;  /* RunSettings; evolve.c */
extern const RunWork run_work_ascend;  /* RunSettings; ascend.c */
extern const RunWork run_work_train;   /* RunTraining; train.c */
extern const RunWork run_work_retrain; /* RunRetraining; retraining.c */
extern const RunWork run_work_perturb; /* none; perturb.c */

/* Those that no session holds. */
extern const RunWork run_work_compare; /* RunComparison; compare.c */
extern const RunWork run_work_follow;  /* BaseRanks; follow.c */
extern const RunWork run_work_heat;    /* none; heat.c */
extern const RunWork run_work_noise;   /* its own; noise.c; saved as a part of perturb */

G_END_DECLS
