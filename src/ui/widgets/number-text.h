// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A confidence for people: "99.98 %". Cut, not rounded, to two decimals, so that 99.997 % stays
 * "99.99 %" and only 1 is "100 %"; above zero but below the last place: "< 0.01 %". Caller frees.
 */
char *fooled_confidence_text (float confidence);

/* The same without decimals, for narrow places: "99 %", "100 %", "< 1 %". Caller frees. */
char *fooled_confidence_short_text (float confidence);

/* A count with its digits in groups of three: "28 600" (no-break spaces). Caller frees. */
char *fooled_count_text (guint64 count);

G_END_DECLS
