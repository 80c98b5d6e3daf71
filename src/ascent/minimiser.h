// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* NLopt's L-BFGS (Nocedal 1980; Liu and Nocedal 1989) turned inside out: it says for which point it
 * wants the function, and whoever computes it may take as long as they like and leave in between.
 * It does its own arithmetic on a thread of its own. */
typedef struct _AscMinimiser AscMinimiser;

typedef enum
{
  ASC_MINIMISER_ASKS,        /* for a point */
  ASC_MINIMISER_INTERRUPTED, /* it has not got so far; wait again */
  ASC_MINIMISER_OVER,        /* it has stopped, at asc_minimiser_point */
  ASC_MINIMISER_FAILED,      /* there is not enough memory, or no thread */
} AscMinimiserState;

/* A point has `size` >= 1 numbers without bounds; it begins at `start` (copied). corrections: how
 * many steps it remembers, >= 1. It stops when a step changes the function by less than `tolerance`
 * of its value, or after so many evaluations. */
AscMinimiser *asc_minimiser_new (gsize size,
                                 const double *start,
                                 guint corrections,
                                 double tolerance,
                                 guint max_evaluations);

/* At once, wherever it is. NULL is ignored. */
void asc_minimiser_free (AscMinimiser *minimiser);

/* Waits until it asks or is over, or `interrupt`, which may be NULL, becomes non-zero, which it
 * sees within 5 ms. A question that is open is asked again. */
AscMinimiserState asc_minimiser_wait (AscMinimiser *minimiser, const gint *interrupt);

/* While it asks: the point, and where its gradient has to go, both (size), valid until the answer.
 * Once it is over: where it stopped, and NULL. */
const double *asc_minimiser_point (const AscMinimiser *minimiser);
double *asc_minimiser_gradient (AscMinimiser *minimiser);

/* The value there; the gradient has been written. */
void asc_minimiser_answer (AscMinimiser *minimiser, double value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AscMinimiser, asc_minimiser_free)

G_END_DECLS
