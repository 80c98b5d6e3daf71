// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/rules.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the four settings of Nguyen, Yosinski and Clune 2015 share. Their random search capped the
 * rate at 1e7. A preset does not use the rate of the constant step; it has the toolbox's. */
#define SUPPLEMENT                                                                                 \
  .start = ASC_START_MEAN_PLUS, .objective = ASC_OBJECTIVE_CONFIDENCE, .step = ASC_STEP_PROGRESS,  \
  .max_rate = 1e7, .rate = 100

/* What those of Yosinski et al. 2015 share: a score may rise by 2 an iteration, and nothing is
 * slower near the top. */
#define TOOLBOX                                                                                    \
  .start = ASC_START_MEAN_PLUS, .objective = ASC_OBJECTIVE_SCORE, .early = 2, .late = 2, .rate = 100

static const AscPreset presets[] = {
  { "plain",
    N_ ("Plain"),
    N_ ("Nothing holds the image back: rubbish that the network is sure about (Nguyen, Yosinski "
        "and Clune 2015)."),
    { SUPPLEMENT, .early = 0.02, .late = 0.1, .blur_every = 1, .iterations = 500 } },
  { "l2",
    N_ ("Fading"),
    N_ ("Everything fades a little at each iteration, an L2 penalty (Nguyen, Yosinski and Clune "
        "2015, setting 169 of their search)."),
    { SUPPLEMENT, .early = 0.03, .late = 0.02, .decay = 0.01, .blur_every = 1,
      .iterations = 1500 } },
  { "l2-blur",
    N_ ("Fading and Blur"),
    N_ ("The image fades and is blurred every second iteration (Nguyen, Yosinski and Clune 2015, "
        "setting 188 of their search)."),
    { SUPPLEMENT, .early = 0.03, .late = 0.05, .decay = 0.001, .blur = 0.4, .blur_every = 2,
      .iterations = 1000 } },
  { "all",
    N_ ("Fading, Blur and Clearing"),
    N_ ("The image fades and is blurred, and pixels that matter little are cleared (Nguyen, "
        "Yosinski and Clune 2015, setting 360 of their search)."),
    { SUPPLEMENT, .early = 0.03, .late = 0.05, .decay = 0.001, .blur = 0.3, .blur_every = 1,
      .small_norm = 20, .small_absolute_benefit = 20, .iterations = 1500 } },
  { "toolbox-blur",
    N_ ("Blur (toolbox 1)"),
    N_ ("The score rises under blur, and the paler half of the pixels is cleared (Yosinski et al. "
        "2015, first of four)."),
    { TOOLBOX, .step = ASC_STEP_PROGRESS, .max_rate = 100, .blur = 0.5, .blur_every = 4,
      .small_norm = 50, .iterations = 500 } },
  { "toolbox-norm",
    N_ ("Strong Fading (toolbox 2)"),
    N_ ("The image loses three tenths of its contrast at each iteration, and pale pixels are "
        "cleared (Yosinski et al. 2015, second of four)."),
    { TOOLBOX, .step = ASC_STEP_CONSTANT, .max_rate = 100, .decay = 0.3, .blur_every = 1,
      .small_norm = 20, .iterations = 750 } },
  { "toolbox-figures",
    N_ ("Much Blur (toolbox 3)"),
    N_ ("Much blur and hardly any fading; most figures of their paper were made so (Yosinski et "
        "al. 2015, third of four)."),
    { TOOLBOX, .step = ASC_STEP_CONSTANT, .max_rate = 100, .decay = 0.0001, .blur = 1,
      .blur_every = 4, .iterations = 1000 } },
  { "toolbox-benefit",
    N_ ("Only What Matters (toolbox 4)"),
    N_ ("At each iteration only the tenth of the pixels stays that matters most to the score "
        "(Yosinski et al. 2015, fourth of four)."),
    { TOOLBOX, .step = ASC_STEP_PROGRESS, .max_rate = 1e8, .blur = 0.5, .blur_every = 4,
      .small_absolute_benefit = 90, .iterations = 1000 } },
};

const AscPreset *
asc_presets (guint *n_presets)
{
  *n_presets = G_N_ELEMENTS (presets);
  return presets;
}

const AscPreset *
asc_preset_find (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (presets); i++)
    if (strcmp (presets[i].name, name) == 0)
      return &presets[i];
  return NULL;
}
