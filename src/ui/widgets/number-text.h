// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/percent.h"

G_BEGIN_DECLS

/* Confidences as everywhere (base/percent.h). Callers free. */
static inline char *
fooled_confidence_text (float confidence)
{
  return base_confidence_text (confidence);
}

static inline char *
fooled_confidence_short_text (float confidence)
{
  return base_confidence_short_text (confidence);
}

/* For a tooltip beside it: "Confidence: 99.99731 %", as exactly as it is known. Caller frees. */
char *fooled_exact_text (float confidence);

/* A count with its digits in groups of three: "28 600" (no-break spaces). Caller frees. */
char *fooled_count_text (guint64 count);

G_END_DECLS
