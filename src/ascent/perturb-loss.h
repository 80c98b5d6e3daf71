// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the attacks make small or large, as functions of a network's scores z before the softmax p.
 * Both gradients are multiples of one direction, d (k) = q - onehot (k), where q is the softmax
 * over the classes other than k: it never vanishes, however sure the network is. */

/* -log p (k); its gradient is (1 - p (k)) * d (k). */
double asc_loss_towards (const float *scores, guint n, guint k, double *factor);

/* -log (1 - p (k)); its gradient is -p (k) * d (k). */
double asc_loss_away (const float *scores, guint n, guint k, double *factor);

/* d (k), (n) */
void asc_loss_direction (const float *scores, guint n, guint k, float *direction);

/* By how much the score of k leads all others together: the log odds of p (k). d (k) is minus its
 * gradient. */
double asc_loss_lead (const float *scores, guint n, guint k);

/* log (p / (1 - p)), 0 < p < 1 */
double asc_log_odds (double p);

/* The class with the highest score but for `k`; the first one of equals. k may be -1. */
guint asc_highest_score (const float *scores, guint n, gint k);

G_END_DECLS
