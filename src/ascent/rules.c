// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/rules.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

/* Far beyond anything useful, and a float holds it. */
#define LARGEST_RATE 1e30

#define SMALLEST_BLUR 0.3 /* with less the Gaussian is hardly wider than one pixel */
#define LARGEST_BLUR  10

static const char *const start_names[ASC_N_STARTS] = { "mean_plus", "randu", "zero" };
static const char *const objective_names[ASC_N_OBJECTIVES] = { "confidence", "score", "unit" };
static const char *const step_names[ASC_N_STEPS] = { "progress", "constant" };

const char *
asc_start_to_string (AscStart start)
{
  g_return_val_if_fail (start < ASC_N_STARTS, NULL);

  return start_names[start];
}

static gboolean
parse_choice (const char *text, const char *const *names, guint n_names, guint *choice)
{
  for (guint i = 0; i < n_names; i++)
    if (g_str_equal (text, names[i]))
      {
        *choice = i;
        return TRUE;
      }
  return FALSE;
}

gboolean
asc_start_from_string (const char *text, AscStart *start)
{
  guint choice = 0;
  gboolean parsed = parse_choice (text, start_names, ASC_N_STARTS, &choice);

  if (parsed)
    *start = (AscStart) choice;
  return parsed;
}

const char *
asc_objective_to_string (AscObjective objective)
{
  g_return_val_if_fail (objective < ASC_N_OBJECTIVES, NULL);

  return objective_names[objective];
}

/* The settings that are fractions or rates, in the order of the struct. */
typedef struct
{
  const char *name;
  gsize offset;
  gboolean positive; /* 0 is not allowed */
  double largest;
} Number;

static const Number numbers[] = {
  { "early", G_STRUCT_OFFSET (AscRules, early), TRUE, LARGEST_RATE },
  { "late", G_STRUCT_OFFSET (AscRules, late), TRUE, LARGEST_RATE },
  { "max_rate", G_STRUCT_OFFSET (AscRules, max_rate), TRUE, LARGEST_RATE },
  { "rate", G_STRUCT_OFFSET (AscRules, rate), TRUE, LARGEST_RATE },
  { "decay", G_STRUCT_OFFSET (AscRules, decay), FALSE, 1 },
  { "blur", G_STRUCT_OFFSET (AscRules, blur), FALSE, LARGEST_BLUR },
  { "small_value", G_STRUCT_OFFSET (AscRules, small_value), FALSE, 100 },
  { "small_norm", G_STRUCT_OFFSET (AscRules, small_norm), FALSE, 100 },
  { "small_benefit", G_STRUCT_OFFSET (AscRules, small_benefit), FALSE, 100 },
  { "small_absolute_benefit", G_STRUCT_OFFSET (AscRules, small_absolute_benefit), FALSE, 100 },
  { "enough", G_STRUCT_OFFSET (AscRules, enough), FALSE, 1 },
};

static double
number_of (const AscRules *rules, const Number *number)
{
  return G_STRUCT_MEMBER (double, rules, number->offset);
}

void
asc_rules_init (AscRules *rules)
{
  *rules = asc_preset_find ("plain")->rules;
}

static gboolean
check_number (const AscRules *rules, const Number *number, GError **error)
{
  double value = number_of (rules, number);
  g_autofree char *text = g_strdup_printf ("%g", value);
  g_autofree char *largest = g_strdup_printf ("%g", number->largest);

  if (value <= number->largest && (number->positive ? value > 0 : value >= 0))
    return TRUE;
  if (number->positive)
    g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                 _ ("The setting “%s” must be greater than 0 and at most %s, not %s."),
                 number->name, largest, text);
  else
    g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                 _ ("The setting “%s” must be from 0 to %s, not %s."), number->name, largest, text);
  return FALSE;
}

static gboolean
check_choices (const AscRules *rules, GError **error)
{
  const char *name = NULL;

  if ((guint) rules->start >= ASC_N_STARTS)
    name = "start";
  else if ((guint) rules->objective >= ASC_N_OBJECTIVES)
    name = "objective";
  else if ((guint) rules->step >= ASC_N_STEPS)
    name = "step";
  if (name == NULL)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
               _ ("The setting “%s” is none of those that there are."), name);
  return FALSE;
}

static gboolean
check_layer (const AscRules *rules, GError **error)
{
  gboolean wanted = rules->objective == ASC_OBJECTIVE_UNIT;

  if (memchr (rules->layer, '\0', sizeof rules->layer) == NULL)
    g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                 _ ("The layer's name is longer than %d characters."),
                 (int) sizeof rules->layer - 1);
  else if (wanted && rules->layer[0] == '\0')
    g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                         _ ("A unit can be made large only in a layer: name one."));
  else if (!wanted && rules->layer[0] != '\0')
    g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                 _ ("The layer “%s” is named, but no unit of a layer is to be made large: leave it "
                    "out, or choose the objective “unit”."),
                 rules->layer);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_counts (const AscRules *rules, GError **error)
{
  if (rules->iterations < 1 || rules->iterations > ASC_MAX_ITERATIONS)
    g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                 _ ("The number of iterations must be from 1 to %d, not %u."), ASC_MAX_ITERATIONS,
                 rules->iterations);
  else if (rules->blur_every < 1)
    g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                         _ ("A blur is done every iteration, every second one and so on, but not "
                            "“every 0”: set “blur” to 0 for none."));
  else if (rules->blur > 0 && rules->blur < SMALLEST_BLUR)
    {
      g_autofree char *text = g_strdup_printf ("%g", rules->blur);
      g_autofree char *smallest = g_strdup_printf ("%g", SMALLEST_BLUR);

      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                   _ ("The setting “blur” must be 0 or at least %s, not %s."), smallest, text);
    }
  else
    return TRUE;
  return FALSE;
}

gboolean
asc_rules_check (const AscRules *rules, GError **error)
{
  g_return_val_if_fail (rules != NULL, FALSE);

  if (!check_choices (rules, error) || !check_layer (rules, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (!check_number (rules, &numbers[i], error))
      return FALSE;
  return check_counts (rules, error);
}

gboolean
asc_rules_equal (const AscRules *a, const AscRules *b)
{
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (number_of (a, &numbers[i]) != number_of (b, &numbers[i]))
      return FALSE;
  return a->start == b->start && a->objective == b->objective && a->step == b->step &&
         strncmp (a->layer, b->layer, sizeof a->layer) == 0 && a->blur_every == b->blur_every &&
         a->iterations == b->iterations;
}

/* The shortest form that reads back the same: 100, 0.3, 1e+07. */
static void
append_number (GString *text, const char *name, double value)
{
  char shortest[G_ASCII_DTOSTR_BUF_SIZE], number[G_ASCII_DTOSTR_BUF_SIZE], format[8];

  g_ascii_dtostr (shortest, sizeof shortest, value);
  for (int digits = 1; digits <= 17; digits++)
    {
      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (number, sizeof number, format, value);
      if (g_ascii_strtod (number, NULL) == value && strlen (number) < strlen (shortest))
        g_strlcpy (shortest, number, sizeof shortest);
    }
  g_string_append_printf (text, " %s=%s", name, shortest);
}

char *
asc_rules_to_string (const AscRules *rules)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (asc_rules_check (rules, NULL), g_string_free (text, FALSE));

  g_string_append_printf (text, "start=%s objective=%s", start_names[rules->start],
                          objective_names[rules->objective]);
  if (rules->objective == ASC_OBJECTIVE_UNIT)
    {
      /* A layer may be called anything, but a space ends a setting. */
      g_autofree char *layer = g_uri_escape_string (rules->layer, "/", TRUE);

      g_string_append_printf (text, " layer=%s", layer);
    }
  g_string_append_printf (text, " step=%s", step_names[rules->step]);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    append_number (text, numbers[i].name, number_of (rules, &numbers[i]));
  g_string_append_printf (text, " blur_every=%u iterations=%u", rules->blur_every,
                          rules->iterations);
  return g_string_free (text, FALSE);
}

static gboolean
parse_layer (const char *text, AscRules *rules)
{
  g_autofree char *layer = g_uri_unescape_string (text, NULL);

  return layer != NULL && g_strlcpy (rules->layer, layer, sizeof rules->layer) <
                              sizeof rules->layer;
}

static gboolean
parse_count (const char *text, guint *count)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &value, NULL))
    return FALSE;
  *count = (guint) value;
  return TRUE;
}

static gboolean
parse_number (const char *name, const char *text, AscRules *rules)
{
  char *end;

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (g_str_equal (name, numbers[i].name))
      {
        G_STRUCT_MEMBER (double, rules, numbers[i].offset) = g_ascii_strtod (text, &end);
        return end != text && *end == '\0';
      }
  return FALSE;
}

static gboolean
parse_setting (const char *name, const char *value, AscRules *rules)
{
  guint choice = 0;
  gboolean parsed;

  if (g_str_equal (name, "start"))
    return asc_start_from_string (value, &rules->start);
  if (g_str_equal (name, "objective"))
    {
      parsed = parse_choice (value, objective_names, ASC_N_OBJECTIVES, &choice);
      rules->objective = (AscObjective) choice;
      return parsed;
    }
  if (g_str_equal (name, "step"))
    {
      parsed = parse_choice (value, step_names, ASC_N_STEPS, &choice);
      rules->step = (AscStep) choice;
      return parsed;
    }
  if (g_str_equal (name, "layer"))
    return parse_layer (value, rules);
  if (g_str_equal (name, "blur_every"))
    return parse_count (value, &rules->blur_every);
  if (g_str_equal (name, "iterations"))
    return parse_count (value, &rules->iterations);
  return parse_number (name, value, rules);
}

gboolean
asc_rules_from_string (const char *text, AscRules *rules, GError **error)
{
  g_auto (GStrv) settings = g_strsplit (text, " ", 64);

  asc_rules_init (rules);
  for (gsize i = 0; settings[i] != NULL; i++)
    {
      char *value = strchr (settings[i], '=');

      if (value != NULL)
        *value++ = '\0';
      if (value == NULL || !parse_setting (settings[i], value, rules))
        {
          g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("The rules of a gradient ascent cannot be read at “%s”."), settings[i]);
          return FALSE;
        }
    }
  return asc_rules_check (rules, error);
}
