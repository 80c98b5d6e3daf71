// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-json.h"
#include "base/percent.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "cli/cli-run.h"

/* What the settings do not hold; NULL where an option was left out. */
typedef struct
{
  char *preset;
  char *objective;
  AscStart start;
  guint iterations;
  double enough;
  char *classes;
  char *output;
  char *session;
  gboolean json;
  CliGiven given;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->preset);
  g_free (options->objective);
  g_free (options->classes);
  g_free (options->output);
  g_free (options->session);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* As JSON has them, and as people do. */
static const struct
{
  const char *member;
  const char *head;
} marks[ASC_N_MARKS] = {
  [ASC_MARK_TOP_1] = { "top_1", N_ ("Top-1") },
  [ASC_MARK_99] = { "0.99", N_ ("> 0.99") },
  [ASC_MARK_999] = { "0.999", N_ ("> 0.999") },
  [ASC_MARK_9999] = { "0.9999", N_ ("> 0.9999") },
};

static char *
list_presets (void)
{
  g_autoptr (GString) text = g_string_new (_ ("Presets:"));
  guint n;
  const AscPreset *presets = asc_presets (&n);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "\n  %-16s %s", presets[i].name, _ (presets[i].description));
  return g_strdup (text->str);
}

static gboolean
parse_options (Options *options, RunSettings *settings, char ***arguments)
{
  g_autofree char *presets = list_presets ();
  CliGiven *given = &options->given;
  const CliOption wanted[] = {
    { "network", &settings->network, &given->network, N_ ("Which network to fool"), TRUE },
    { "preset", &options->preset, &given->preset },
    { "iterations", &options->iterations, &given->iterations },
    { "enough", &options->enough, &given->enough },
    { "objective", &options->objective, &given->objective },
    { "start", &options->start, &given->start },
    { "classes", &options->classes, &given->classes,
      N_ ("Classes to climb for, such as 0,3-5 (all)") },
    { "seed", &settings->seed, &given->seed },
    { "threads", &settings->n_threads, &given->threads },
    { "output", &options->output },
    { "session", &options->session },
    { "evaluations", &settings->stop_evaluations, &given->evaluations },
    { "json", &options->json },
    { NULL },
  };
  g_autofree char *summary = g_strdup_printf (
      "%s\n\n%s",
      _ ("Climbs from noise to images that a network is sure of, along the gradient of its answer. "
         "Ctrl-C ends it early and keeps what is there."),
      presets);

  return cli_parse_options (arguments, wanted, NULL, NULL, summary);
}

static gboolean
choose_preset (const char *name, AscRules *rules)
{
  const AscPreset *preset = asc_preset_find (name != NULL ? name : "plain");

  if (preset == NULL)
    {
      cli_error (_ ("There is no preset “%s”; see “fooled-cli ascend --help”."), name);
      return FALSE;
    }
  *rules = preset->rules;
  return TRUE;
}

static gboolean
choose_objective (const char *text, AscRules *rules)
{
  if (text == NULL)
    return TRUE;
  for (AscObjective i = 0; i < ASC_OBJECTIVE_UNIT; i++)
    if (strcmp (text, asc_objective_to_string (i)) == 0)
      {
        rules->objective = i;
        return TRUE;
      }
  if (*text != '\0' && strlen (text) < sizeof rules->layer)
    {
      rules->objective = ASC_OBJECTIVE_UNIT;
      g_strlcpy (rules->layer, text, sizeof rules->layer);
    }
  else
    {
      cli_error (_ ("There is no layer “%s”."), text);
      return FALSE;
    }
  return TRUE;
}

static CliStatus
choose (const Options *options, RunSettings *settings)
{
  AscRules *rules = &settings->ascent;
  g_autoptr (GError) error = NULL;

  settings->method = RUN_METHOD_ASCENT;
  if (!choose_preset (options->preset, rules) || !choose_objective (options->objective, rules))
    return CLI_USAGE;
  if (options->given.start)
    rules->start = options->start;
  if (options->given.iterations)
    rules->iterations = options->iterations;
  if (options->given.enough)
    rules->enough = options->enough;
  if (!run_settings_check (settings, &error))
    {
      cli_error ("%s", error->message);
      return CLI_USAGE;
    }
  return cli_choose_classes (options->classes, settings);
}

static const AscClimb *
climb (const CliResult *result, guint index)
{
  return &g_array_index (result->end->climbs, AscClimb, index);
}

static guint
count_reached (const CliResult *result, AscMark mark)
{
  guint n = 0;

  for (guint i = 0; i < result->end->climbs->len; i++)
    n += climb (result, i)->first[mark] >= 0 ? 1 : 0;
  return n;
}

static const char *
state_name (AscClimbState state)
{
  switch (state)
    {
    case ASC_CLIMB_COMPLETE:
      return "complete";
    case ASC_CLIMB_ZERO_GRADIENT:
      return "zero gradient";
    case ASC_CLIMB_NOT_A_NUMBER:
      return "not a number";
    case ASC_CLIMB_GOING_ON:
    default:
      return "going on";
    }
}

/* It went through all its steps, and none of them was above its start. */
static gboolean
is_flat (const AscClimb *state, const AscRules *rules)
{
  return state->state == ASC_CLIMB_COMPLETE && state->best_iteration == 0 &&
         rules->iterations > 1 && (rules->enough <= 0 || state->best_confidence <= rules->enough);
}

/* A climb that has not reached a mark has no member for it. */
static void
add_climb (CliJson *json, const AscClimb *state, const AscRules *rules)
{
  cli_json_begin_object (json);
  cli_json_add_unsigned (json, "class", state->class_index);
  cli_json_add_string (json, "state",
                       rules->objective != ASC_OBJECTIVE_UNIT && is_flat (state, rules)
                           ? "did not rise"
                           : state_name (state->state));
  for (AscMark mark = 0; mark < ASC_N_MARKS; mark++)
    if (state->first[mark] >= 0)
      cli_json_add_unsigned (json, marks[mark].member, (guint64) state->first[mark]);
  cli_json_add_float (json, "best_confidence", state->best_confidence);
  cli_json_add_unsigned (json, "best_iteration", state->best_iteration);
  cli_json_end_object (json);
}

static void
print_json (const CliResult *result)
{
  g_autoptr (CliJson) json = cli_json_new ();
  g_autofree char *rules = asc_rules_to_string (&result->settings->ascent);
  const RunSnapshot *last = result->last;

  cli_json_add_string (json, "network", last->network->id);
  cli_json_add_string (json, "rules", rules);
  cli_json_add_unsigned (json, "seed", last->seed);
  cli_json_add_unsigned (json, "iterations", last->generation);
  cli_json_add_unsigned (json, "evaluations", last->evaluations);
  cli_json_add_unsigned (json, "classes", result->end->climbs->len);
  for (AscMark mark = 0; mark < ASC_N_MARKS; mark++)
    {
      g_autofree char *member = g_strconcat ("reached_", marks[mark].member, NULL);

      cli_json_add_unsigned (json, member, count_reached (result, mark));
    }
  cli_json_add_float (json, "median", last->median);
  cli_json_add_float (json, "mean", last->mean);
  cli_json_add_float (json, "min", last->min);
  cli_json_add_float (json, "max", last->max);
  cli_json_add_double (json, "seconds", last->seconds);
  cli_json_add_string (json, "archive_sha256", result->end->archive_hash);
  cli_json_begin_array (json, "climbs");
  for (guint i = 0; i < result->end->climbs->len; i++)
    add_climb (json, climb (result, i), &result->settings->ascent);
  cli_json_end_array (json);
  cli_json_print (json);
}

/* A unit of a hidden layer has no label, and no confidence either. */
static void
print_climbs (const CliResult *result, gboolean is_unit)
{
  const gboolean right[] = { TRUE, TRUE, TRUE, TRUE, TRUE, TRUE, TRUE, FALSE };
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  char **labels = result->last->network->labels;

  g_ptr_array_add (cells, g_strdup (_ ("Class")));
  for (AscMark mark = 0; mark < ASC_N_MARKS; mark++)
    g_ptr_array_add (cells, g_strdup (_ (marks[mark].head)));
  g_ptr_array_add (cells, g_strdup (_ ("Best")));
  g_ptr_array_add (cells, g_strdup (_ ("at iteration")));
  g_ptr_array_add (cells, g_strdup (_ ("Label")));
  for (guint i = 0; i < result->end->climbs->len; i++)
    {
      const AscClimb *state = climb (result, i);

      g_ptr_array_add (cells, g_strdup_printf ("%u", state->class_index));
      for (AscMark mark = 0; mark < ASC_N_MARKS; mark++)
        g_ptr_array_add (cells, state->first[mark] >= 0 ? g_strdup_printf ("%d", state->first[mark])
                                                        : g_strdup ("-"));
      g_ptr_array_add (cells,
                       is_unit ? g_strdup ("-") : base_confidence_text (state->best_confidence));
      g_ptr_array_add (cells,
                       is_unit ? g_strdup ("-") : g_strdup_printf ("%u", state->best_iteration));
      g_ptr_array_add (cells, g_strdup (is_unit ? "-" : labels[state->class_index]));
    }
  cli_print_table (cells, G_N_ELEMENTS (right), right);
}

/* Why a climb did not go to its end, or led nowhere. Units have no confidence that could rise. */
static void
print_ends (const CliResult *result, gboolean is_unit)
{
  guint n_zero = 0, n_not = 0, n_flat = 0;

  for (guint i = 0; i < result->end->climbs->len; i++)
    {
      n_zero += climb (result, i)->state == ASC_CLIMB_ZERO_GRADIENT ? 1 : 0;
      n_not += climb (result, i)->state == ASC_CLIMB_NOT_A_NUMBER ? 1 : 0;
      n_flat += !is_unit && is_flat (climb (result, i), &result->settings->ascent) ? 1 : 0;
    }
  if (n_zero > 0)
    cli_print (ngettext ("%u climb ended early: its gradient was zero. Try --objective score or "
                         "another start.",
                         "%u climbs ended early: their gradients were zero. Try --objective score "
                         "or another start.",
                         n_zero),
               n_zero);
  if (n_flat > 0)
    cli_print (ngettext ("%u climb did not rise above its start: the network's answer hardly "
                         "depends on the image there, or the steps are too large. Try another "
                         "start or preset.",
                         "%u climbs did not rise above their starts: the network's answers hardly "
                         "depend on the image there, or the steps are too large. Try another "
                         "start or preset.",
                         n_flat),
               n_flat);
  if (n_not > 0)
    cli_print (ngettext ("%u climb ended early: the network's answer was not a number.",
                         "%u climbs ended early: the network's answers were not numbers.", n_not),
               n_not);
}

static void
print (const CliResult *result)
{
  g_autofree char *rules = asc_rules_to_string (&result->settings->ascent);
  g_autofree char *seed = cli_count (result->last->seed);
  g_autofree char *iterations = cli_count (result->last->generation);
  g_autofree char *evaluations = cli_count (result->last->evaluations);
  guint n = result->end->climbs->len;

  print_climbs (result, result->settings->ascent.objective == ASC_OBJECTIVE_UNIT);
  cli_print ("%s", "");
  print_ends (result, result->settings->ascent.objective == ASC_OBJECTIVE_UNIT);
  cli_print (_ ("%s, gradient ascent, seed %s"), result->last->network->name, seed);
  cli_print (_ ("Rules: %s"), rules);
  cli_print (_ ("Of %u classes: %u at top-1, %u above 0.99, %u above 0.999, %u above 0.9999"), n,
             count_reached (result, ASC_MARK_TOP_1), count_reached (result, ASC_MARK_99),
             count_reached (result, ASC_MARK_999), count_reached (result, ASC_MARK_9999));
  cli_print (_ ("Iterations: %s; evaluations: %s in %.2f s"), iterations, evaluations,
             result->last->seconds);
  cli_print (_ ("Archive: %s"), result->end->archive_hash);
}

CliStatus
cli_ascend (char ***arguments)
{
  g_auto (Options) options = { NULL };
  g_auto (RunSettings) settings = { NULL };
  CliStatus status;

  run_settings_init (&settings, "");
  if (!parse_options (&options, &settings, arguments))
    return CLI_USAGE;
  status = choose (&options, &settings);
  if (status != CLI_OK)
    return status;
  return cli_run_command (&(CliRun){ .settings = &settings,
                                     .given = options.given,
                                     .folder = options.output,
                                     .session = options.session,
                                     .json = options.json,
                                     .print = print,
                                     .print_json = print_json });
}
