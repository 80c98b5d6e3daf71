// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/rules.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

/* The settings as they were published, apart from the program's own table. */
static const struct
{
  const char *name;
  AscObjective objective;
  AscStep step;
  double decay;
  guint iterations;
  double early, late, rate; /* 0 = does not count */
  double max_rate;
  double blur;
  guint blur_every;
  double small_norm, small_benefit, small_absolute_benefit;
} published[] = {
  { "plain", ASC_OBJECTIVE_CONFIDENCE, ASC_STEP_PROGRESS, 0, 500, .02, .1, 0, 1e7, 0, 1, 0, 0, 0 },
  { "l2", ASC_OBJECTIVE_CONFIDENCE, ASC_STEP_PROGRESS, .01, 1500, .03, .02, 0, 1e7, 0, 1, 0, 0, 0 },
  { "l2-blur", ASC_OBJECTIVE_CONFIDENCE, ASC_STEP_PROGRESS, .001, 1000, .03, .05, 0, 1e7, .4, 2, 0,
    0, 0 },
  { "all", ASC_OBJECTIVE_CONFIDENCE, ASC_STEP_PROGRESS, .001, 1500, .03, .05, 0, 1e7, .3, 1, 20, 0,
    20 },
  { "toolbox-blur", ASC_OBJECTIVE_SCORE, ASC_STEP_PROGRESS, 0, 500, 2, 0, 0, 100, .5, 4, 50, 0, 0 },
  { "toolbox-norm", ASC_OBJECTIVE_SCORE, ASC_STEP_CONSTANT, .3, 750, 0, 0, 100, 0, 0, 1, 20, 0, 0 },
  { "toolbox-figures", ASC_OBJECTIVE_SCORE, ASC_STEP_CONSTANT, 1e-4, 1000, 0, 0, 100, 0, 1, 4, 0, 0,
    0 },
  { "toolbox-benefit", ASC_OBJECTIVE_SCORE, ASC_STEP_PROGRESS, 0, 1000, 2, 0, 0, 1e8, .5, 4, 0, 0,
    90 },
};

static void
test_presets (void)
{
  guint n;
  const AscPreset *presets = asc_presets (&n);

  g_assert_cmpuint (n, ==, G_N_ELEMENTS (published));
  for (guint i = 0; i < n; i++)
    {
      const AscRules *rules = &presets[i].rules;
      g_autoptr (GError) error = NULL;

      g_assert_cmpstr (presets[i].name, ==, published[i].name);
      g_assert_true (asc_preset_find (presets[i].name) == &presets[i]);
      g_assert_true (asc_rules_check (rules, &error));
      g_assert_no_error (error);
      g_assert_cmpint (rules->start, ==, ASC_START_MEAN_PLUS);
      g_assert_cmpint (rules->objective, ==, published[i].objective);
      g_assert_cmpint (rules->step, ==, published[i].step);
      g_assert_cmpfloat (rules->decay, ==, published[i].decay);
      g_assert_cmpuint (rules->iterations, ==, published[i].iterations);
      g_assert_true (published[i].early == 0 || rules->early == published[i].early);
      g_assert_true (published[i].late == 0 || rules->late == published[i].late);
      g_assert_true (published[i].rate == 0 || rules->rate == published[i].rate);
      g_assert_true (published[i].max_rate == 0 || rules->max_rate == published[i].max_rate);
      g_assert_cmpfloat (rules->blur, ==, published[i].blur);
      g_assert_cmpuint (rules->blur_every, ==, published[i].blur_every);
      g_assert_cmpfloat (rules->small_value, ==, 0);
      g_assert_cmpfloat (rules->enough, ==, 0);
      g_assert_cmpfloat (rules->small_norm, ==, published[i].small_norm);
      g_assert_cmpfloat (rules->small_benefit, ==, published[i].small_benefit);
      g_assert_cmpfloat (rules->small_absolute_benefit, ==, published[i].small_absolute_benefit);
    }
  g_assert_null (asc_preset_find ("none"));
  g_assert_null (asc_preset_find (""));
}

static void
refuse (const AscRules *rules, const char *named)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (asc_rules_check (rules, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (error->message, named));
}

/* Every number at its bounds, and just past them. */
static void
test_ranges (void)
{
  static const struct
  {
    const char *name;
    gsize offset;
    double smallest, largest;
    gboolean without_smallest;
  } numbers[] = {
    { "early", G_STRUCT_OFFSET (AscRules, early), 0, 1e30, TRUE },
    { "late", G_STRUCT_OFFSET (AscRules, late), 0, 1e30, TRUE },
    { "max_rate", G_STRUCT_OFFSET (AscRules, max_rate), 0, 1e30, TRUE },
    { "rate", G_STRUCT_OFFSET (AscRules, rate), 0, 1e30, TRUE },
    { "decay", G_STRUCT_OFFSET (AscRules, decay), 0, 1, FALSE },
    { "blur", G_STRUCT_OFFSET (AscRules, blur), 0, 10, FALSE },
    { "small_value", G_STRUCT_OFFSET (AscRules, small_value), 0, 100, FALSE },
    { "small_norm", G_STRUCT_OFFSET (AscRules, small_norm), 0, 100, FALSE },
    { "small_benefit", G_STRUCT_OFFSET (AscRules, small_benefit), 0, 100, FALSE },
    { "small_absolute_benefit", G_STRUCT_OFFSET (AscRules, small_absolute_benefit), 0, 100, FALSE },
    { "enough", G_STRUCT_OFFSET (AscRules, enough), 0, 1, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      AscRules rules;
      double *number = &G_STRUCT_MEMBER (double, &rules, numbers[i].offset);

      asc_rules_init (&rules);
      *number = numbers[i].largest;
      g_assert_true (asc_rules_check (&rules, NULL));
      *number = numbers[i].largest * 1.001;
      refuse (&rules, numbers[i].name);
      *number = -1e-9;
      refuse (&rules, numbers[i].name);
      *number = NAN;
      refuse (&rules, numbers[i].name);
      *number = INFINITY;
      refuse (&rules, numbers[i].name);
      *number = numbers[i].smallest;
      if (numbers[i].without_smallest)
        refuse (&rules, numbers[i].name);
      else
        g_assert_true (asc_rules_check (&rules, NULL));
    }
}

static void
test_other_settings (void)
{
  AscRules good, rules;

  asc_rules_init (&good);
  rules = good;
  rules.blur = 0.3;
  g_assert_true (asc_rules_check (&rules, NULL));
  rules.blur = 0.29;
  refuse (&rules, "0.29");
  rules = good;
  rules.blur_every = 0;
  refuse (&rules, "blur");
  rules = good;
  rules.iterations = 0;
  refuse (&rules, "100000");
  rules.iterations = ASC_MAX_ITERATIONS;
  g_assert_true (asc_rules_check (&rules, NULL));
  rules.iterations++;
  refuse (&rules, "100001");
  rules = good;
  rules.start = ASC_N_STARTS;
  refuse (&rules, "start");
  rules = good;
  rules.objective = -1;
  refuse (&rules, "objective");
  rules = good;
  rules.step = 77;
  refuse (&rules, "step");
}

static void
test_layer (void)
{
  AscRules rules;

  asc_rules_init (&rules);
  g_strlcpy (rules.layer, "conv1", sizeof rules.layer);
  refuse (&rules, "conv1");
  rules.objective = ASC_OBJECTIVE_UNIT;
  g_assert_true (asc_rules_check (&rules, NULL));
  rules.layer[0] = '\0';
  refuse (&rules, "layer");
  memset (rules.layer, 'a', sizeof rules.layer);
  refuse (&rules, "63");
  rules.layer[sizeof rules.layer - 1] = '\0';
  g_assert_true (asc_rules_check (&rules, NULL));
}

static void
test_equal (void)
{
  guint n;
  const AscPreset *presets = asc_presets (&n);
  AscRules other;

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      g_assert_true (asc_rules_equal (&presets[i].rules, &presets[j].rules) == (i == j));

  asc_rules_init (&other);
  g_assert_true (asc_rules_equal (&other, &presets[0].rules));
  other.small_absolute_benefit = 1e-9;
  g_assert_false (asc_rules_equal (&other, &presets[0].rules));
  asc_rules_init (&other);
  other.layer[0] = 'x';
  g_assert_false (asc_rules_equal (&other, &presets[0].rules));
  asc_rules_init (&other);
  other.start = ASC_START_ZERO;
  g_assert_false (asc_rules_equal (&other, &presets[0].rules));
  asc_rules_init (&other);
  other.blur_every = 3;
  g_assert_false (asc_rules_equal (&other, &presets[0].rules));
}

static void
test_string (void)
{
  AscRules rules;
  g_autofree char *plain = NULL;
  g_autofree char *unit = NULL;
  g_auto (GStrv) words = NULL;
  gboolean found = FALSE;

  asc_rules_init (&rules);
  plain = asc_rules_to_string (&rules);
  g_assert_cmpstr (plain, ==,
                   "start=mean_plus objective=confidence step=progress early=0.02 late=0.1 "
                   "max_rate=1e+07 rate=100 decay=0 blur=0 small_value=0 small_norm=0 "
                   "small_benefit=0 small_absolute_benefit=0 enough=0 blur_every=1 iterations=500");

  rules.start = ASC_START_RANDU;
  rules.step = ASC_STEP_CONSTANT;
  rules.objective = ASC_OBJECTIVE_UNIT;
  g_strlcpy (rules.layer, "a layer/b=c", sizeof rules.layer);
  rules.decay = 1.0 / 3;
  unit = asc_rules_to_string (&rules);
  g_assert_true (g_str_has_prefix (
      unit, "start=randu objective=unit layer=a%20layer/b%3Dc step=constant early=0.02 "));
  words = g_strsplit (unit, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_has_prefix (words[i], "decay="))
      {
        g_assert_true (g_ascii_strtod (words[i] + 6, NULL) == rules.decay);
        found = TRUE;
      }
  g_assert_true (found);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ascent/rules/presets", test_presets);
  g_test_add_func ("/ascent/rules/ranges", test_ranges);
  g_test_add_func ("/ascent/rules/other-settings", test_other_settings);
  g_test_add_func ("/ascent/rules/layer", test_layer);
  g_test_add_func ("/ascent/rules/equal", test_equal);
  g_test_add_func ("/ascent/rules/string", test_string);
  return g_test_run ();
}
