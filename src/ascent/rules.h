// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a climb begins. Pictures are taken in grey levels less the network's mean. */
typedef enum
{
  ASC_START_MEAN_PLUS, /* normal noise of one grey level around the mean */
  ASC_START_RANDU,     /* uniform 0 .. 255 */
  ASC_START_ZERO,      /* the mean itself */
  ASC_N_STARTS,
} AscStart;

/* "mean_plus", "randu", "zero": for the command line, settings and files. */
const char *asc_start_to_string (AscStart start);
gboolean asc_start_from_string (const char *text, AscStart *start);

/* What a climb makes large. */
typedef enum
{
  ASC_OBJECTIVE_CONFIDENCE, /* the class's softmax output (Nguyen et al. 2015, section 3.7) */
  ASC_OBJECTIVE_SCORE,      /* the class's score before the softmax (Yosinski et al. 2015) */
  ASC_OBJECTIVE_UNIT,       /* unit `class index` of the layer called `layer`; for a map of
                               (channels, height, width) its middle position of that channel */
  ASC_N_OBJECTIVES,
} AscObjective;

/* "confidence", "score", "unit". */
const char *asc_objective_to_string (AscObjective objective);

typedef enum
{
  ASC_STEP_PROGRESS, /* as long as the objective should rise to first order; see `early` */
  ASC_STEP_CONSTANT, /* x += rate * gradient */
  ASC_N_STEPS,
} AscStep;

/* Gradient ascent as the authors' released code does it. One iteration: clip to 0 .. 255; forward
 * and record; backward; step; decay; blur; masks. The last iteration ends after recording. */
typedef struct
{
  AscStart start;
  AscObjective objective;
  char layer[64]; /* ASC_OBJECTIVE_UNIT; else empty */
  AscStep step;
  /* ASC_STEP_PROGRESS: rate = min (max_rate, gain / |gradient|^2), where the wanted gain is
   * min (early, late * (1 - p)) for confidences and `early` for scores and units. */
  double early;     /* > 0 */
  double late;      /* > 0 */
  double max_rate;  /* > 0 */
  double rate;      /* ASC_STEP_CONSTANT; > 0 */
  double decay;     /* x *= 1 - decay after a step; 0 .. 1: the gradient of an L2 penalty */
  double blur;      /* standard deviation of the Gaussian in pixels; 0 = none, else 0.3 .. 10 */
  guint blur_every; /* iterations between blurs, >= 1 */
  /* Percentiles 0 .. 100 (0 = none) of what is set to 0, which is the mean, after a step: */
  double small_value;            /* numbers: small |x| */
  double small_norm;             /* pixels: small norm over the channels */
  double small_benefit;          /* pixels: small predicted benefit of the zero, the sum over the
                                    channels of gradient * -x, as released */
  double small_absolute_benefit; /* pixels: small |benefit| */
  guint iterations;              /* 1 .. ASC_MAX_ITERATIONS */
  double enough; /* a climb ends once its confidence exceeds this; 0 .. 1, 0 = only after all
                    iterations, as released */
} AscRules;

#define ASC_MAX_ITERATIONS 100000

/* Settings that were published, by name. */
typedef struct
{
  const char *name;        /* "none", "l2", ...: for the command line and files */
  const char *title;       /* for people; translated by the caller */
  const char *description; /* one sentence with its source; translated by the caller */
  AscRules rules;
} AscPreset;

/* The four of the paper's supplement (seeds -1, 169, 188 and 360 of its search: "plain", "l2",
 * "l2-blur", "all"), then the four of the later toolbox (Yosinski et al. 2015: "toolbox-blur",
 * "toolbox-norm", "toolbox-figures", "toolbox-benefit"). */
const AscPreset *asc_presets (guint *n_presets);
const AscPreset *asc_preset_find (const char *name); /* NULL = there is none */

/* The rules of the preset "plain". */
void asc_rules_init (AscRules *rules);

/* Whether every number is in its range; the error names the setting. */
gboolean asc_rules_check (const AscRules *rules, GError **error);

/* Whether every setting is the same. */
gboolean asc_rules_equal (const AscRules *a, const AscRules *b);

/* "start=mean_plus objective=confidence step=progress early=0.02 ...": for files; names as in the
 * struct, numbers in the C locale, shortest form that reads back the same. Caller frees. */
char *asc_rules_to_string (const AscRules *rules);

/* Such a text back; what it does not name is as in the preset "plain". BASE_ERROR_INVALID when it
 * is none. */
gboolean asc_rules_from_string (const char *text, AscRules *rules, GError **error);

G_END_DECLS
