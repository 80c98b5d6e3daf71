// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one rule for every confidence that people read, in the window, the terminal, on sheets and in
 * files: it is cut, never rounded up, to hundredths of a percent, and stays from "< 0.01 %" to
 * "99.99 %". A float that is exactly 1 or 0 is a probability that the sum ran out of digits for,
 * so it is no other in kind than 99.99 % or less than 0.01 %. Not a number counts as 0, what lies
 * outside 0 .. 1 as the nearer end. In the language of the user; callers free. */
char *base_confidence_text (float confidence);

/* The same without decimals, for narrow places: "99 %", "< 1 %". */
char *base_confidence_short_text (float confidence);

/* The same as far as a float can tell, for a tooltip: "99.99731 %", "more than 99.99999 %", "less
 * than 0.00001 %". */
char *base_confidence_exact_text (float confidence);

/* The same for files, whatever the language: "99.99", "< 0.01", without a percent sign. */
char *base_confidence_file_text (float confidence);

/* 0 .. 9999: the confidence in hundredths of a percent, cut as above. 9998 for 0.9998f. */
guint base_confidence_units (float confidence);

/* A share of things that are counted, 0 .. 1, rounded to hundredths of a percent: only all of them
 * are "100 %", and only none of them "0 %". Not a number is "0 %". Caller frees. */
char *base_share_text (double share);

G_END_DECLS
