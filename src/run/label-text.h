// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A network's labels for people. What is kept or read by programs (cards, sessions, the text in a
 * PNG, JSON, what the command line prints and takes) has the network's own label, the same in every
 * language. What is looked at (the window, captions of sheets, posters and animations, the results
 * of a quiz) has the text from here. Names are put in order by g_utf8_collate of these texts. Any
 * thread. */

/* The label in the user's language; itself where no translation is known. NULL gives NULL.
 * Borrowed: from the translations or the label, so it is good for as long as the label is. */
const char *run_label_text (const char *label);

/* The labels that can be translated: those of the networks in weights/ but the digits, and of what
 * retraining adds. n: how many. */
const char *const *run_label_names (guint *n);

/* Whether a class of children may meet it; see label-fit.c for which labels are not, and why. What
 * stands behind a comma or in brackets, upper and lower case, and _ for a space make no
 * difference. */
gboolean run_label_is_fit (const char *label);

/* The labels that are not. n: how many. */
const char *const *run_label_unfit (guint *n);

G_END_DECLS
