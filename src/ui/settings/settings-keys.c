// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings-keys.h"

#include "config.h"

/* The schema's. */
#define MAX_EVALUATIONS 1000000000

/* Rates are stored in percent, as people see them. */
static const struct
{
  const char *key;
  gsize offset;
} rates[] = {
  { "pixel-rate", G_STRUCT_OFFSET (EvoVariation, pixel_chance) },
  { "weight-rate", G_STRUCT_OFFSET (EvoVariation, weight_chance) },
  { "activation-rate", G_STRUCT_OFFSET (EvoVariation, activation_chance) },
  { "add-link-rate", G_STRUCT_OFFSET (EvoVariation, add_link_chance) },
  { "delete-link-rate", G_STRUCT_OFFSET (EvoVariation, delete_link_chance) },
  { "add-node-rate", G_STRUCT_OFFSET (EvoVariation, add_node_chance) },
  { "delete-node-rate", G_STRUCT_OFFSET (EvoVariation, delete_node_chance) },
  { "gradient-share", G_STRUCT_OFFSET (EvoVariation, gradient_share) },
};

static const char *const other_keys[] = {
  "method",
  "slow-start",
  "seed",
  "batch",
  "classes",
  "stop",
  "stop-generations",
  "stop-evaluations",
  "stop-confidence",
  "pixel-half-life",
  "tournament",
  "parents",
  "strengths",
  "coordinates",
  "crops",
  "screening",
  "ascent-preset",
  "ascent-iterations",
  "ascent-objective",
  "ascent-start",
  NULL,
};

GSettings *
fooled_settings_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, FOOLED_APPLICATION_ID, TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

static gboolean
choice_from_key (GValue *value, GVariant *variant, gpointer choices)
{
  const char *const *list = choices;
  const char *stored = g_variant_get_string (variant, NULL);

  for (guint i = 0; list[i] != NULL; i++)
    if (g_str_equal (list[i], stored))
      {
        g_value_set_uint (value, i);
        return TRUE;
      }
  return FALSE;
}

static GVariant *
choice_to_key (const GValue *value, const GVariantType *type, gpointer choices)
{
  const char *const *list = choices;
  guint selected = g_value_get_uint (value);

  return selected < g_strv_length ((GStrv) list) ? g_variant_new_string (list[selected]) : NULL;
}

void
fooled_settings_bind_choice (GSettings *settings,
                             const char *key,
                             gpointer row,
                             const char *const *choices)
{
  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (G_IS_OBJECT (row));
  g_return_if_fail (choices != NULL);

  g_settings_bind_with_mapping (settings, key, row, "selected",
                                G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY,
                                choice_from_key, choice_to_key, (gpointer) choices, NULL);
}

static gboolean
string_key_is (GSettings *settings, const char *key, const char *value)
{
  g_autofree char *stored = g_settings_get_string (settings, key);

  return g_str_equal (stored, value);
}

static void
read_classes (GSettings *settings, guint n_classes, RunSettings *run)
{
  g_autofree char *classes = g_settings_get_string (settings, "classes");

  if (n_classes == 0 || !run_parse_classes (classes, n_classes, &run->wanted, NULL))
    return;
  run->n_wanted = run->wanted != NULL ? n_classes : 0;
}

static guint
read_crops (GSettings *settings)
{
  if (string_key_is (settings, "crops", "10"))
    return 10;
  return string_key_is (settings, "crops", "1") ? 1 : 0;
}

static RunMethod
read_method (GSettings *settings)
{
  for (RunMethod i = 0; i < RUN_N_METHODS; i++)
    if (string_key_is (settings, "method", run_method (i)->name))
      return i;
  return RUN_METHOD_EVOLVE_CPPN;
}

static void
read_parents (GSettings *settings, EvoParentChoice *choice)
{
  g_autofree char *stored = g_settings_get_string (settings, "parents");

  evo_parent_choice_from_string (stored, choice);
}

static void
read_coordinates (GSettings *settings, EvoCoordinates *coordinates)
{
  g_autofree char *stored = g_settings_get_string (settings, "coordinates");

  evo_coordinates_from_string (stored, coordinates);
}

static void
read_ascent (GSettings *settings, AscRules *rules)
{
  g_autofree char *name = g_settings_get_string (settings, "ascent-preset");
  g_autofree char *start = g_settings_get_string (settings, "ascent-start");
  const AscPreset *preset = asc_preset_find (name);

  if (preset != NULL)
    *rules = preset->rules;
  rules->iterations = g_settings_get_uint (settings, "ascent-iterations");
  rules->objective =
      string_key_is (settings, "ascent-objective", asc_objective_to_string (ASC_OBJECTIVE_SCORE))
          ? ASC_OBJECTIVE_SCORE
          : ASC_OBJECTIVE_CONFIDENCE;
  asc_start_from_string (start, &rules->start);
}

void
fooled_settings_read (GSettings *settings, guint n_classes, RunSettings *run)
{
  g_autofree char *network = NULL;

  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (run != NULL);

  network = g_settings_get_string (settings, "network");
  run_settings_init (run, network);
  run->method = read_method (settings);
  read_ascent (settings, &run->ascent);
  run->seed = g_settings_get_uint64 (settings, "seed");
  run->batch = g_settings_get_uint (settings, "batch");
  run->n_crops = read_crops (settings);
  run->screening = g_settings_get_boolean (settings, "screening");
  run->n_threads = g_settings_get_uint (settings, "threads");
  run->slow_start = g_settings_get_boolean (settings, "slow-start");
  read_classes (settings, n_classes, run);

  if (string_key_is (settings, "stop", "generations"))
    run->stop_generations = g_settings_get_uint (settings, "stop-generations");
  else if (string_key_is (settings, "stop", "evaluations"))
    run->stop_evaluations = g_settings_get_uint (settings, "stop-evaluations");
  else if (string_key_is (settings, "stop", "confidence"))
    run->stop_confidence = g_settings_get_double (settings, "stop-confidence") / 100;

  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++)
    G_STRUCT_MEMBER (double, &run->variation, rates[i].offset) =
        g_settings_get_double (settings, rates[i].key) / 100;
  run->variation.pixel_half_life = g_settings_get_uint (settings, "pixel-half-life");
  run->variation.tournament = g_settings_get_uint (settings, "tournament");
  run->variation.n_strengths = g_settings_get_uint (settings, "strengths");
  read_parents (settings, &run->variation.parents);
  read_coordinates (settings, &run->variation.coordinates);
}

/* The preset that the rules come from, as far as settings can name one. */
static const AscPreset *
find_preset (const AscRules *rules)
{
  guint n;
  const AscPreset *presets = asc_presets (&n);

  for (guint i = 0; i < n; i++)
    {
      AscRules same = presets[i].rules;

      same.start = rules->start;
      same.objective = rules->objective;
      same.iterations = rules->iterations;
      same.enough = rules->enough;
      if (asc_rules_equal (&same, rules))
        return &presets[i];
    }
  return &presets[0];
}

static void
write_ascent (GSettings *settings, const AscRules *rules)
{
  AscObjective objective =
      rules->objective == ASC_OBJECTIVE_SCORE ? ASC_OBJECTIVE_SCORE : ASC_OBJECTIVE_CONFIDENCE;

  g_settings_set_string (settings, "ascent-preset", find_preset (rules)->name);
  g_settings_set_uint (settings, "ascent-iterations", rules->iterations);
  g_settings_set_string (settings, "ascent-objective", asc_objective_to_string (objective));
  g_settings_set_string (settings, "ascent-start", asc_start_to_string (rules->start));
}

static void
write_stop (GSettings *settings, const RunSettings *run)
{
  g_settings_set_string (settings, "stop",
                         run->stop_generations > 0   ? "generations"
                         : run->stop_evaluations > 0 ? "evaluations"
                         : run->stop_confidence > 0  ? "confidence"
                                                     : "never");
  if (run->stop_generations > 0)
    g_settings_set_uint (settings, "stop-generations", (guint) run->stop_generations);
  if (run->stop_evaluations > 0)
    g_settings_set_uint (settings, "stop-evaluations",
                         (guint) MIN (run->stop_evaluations, MAX_EVALUATIONS));
  if (run->stop_confidence > 0)
    g_settings_set_double (settings, "stop-confidence", 100 * run->stop_confidence);
}

/* What the paper settles. */
static void
write_evolution (GSettings *settings, const RunSettings *run)
{
  g_settings_set_uint (settings, "batch", run->batch);
  g_settings_set_boolean (settings, "screening", run->screening);
  g_settings_set_uint (settings, "tournament", run->variation.tournament);
  g_settings_set_uint (settings, "strengths", MAX (run->variation.n_strengths, 1));
  g_settings_set_string (settings, "parents", evo_parent_choice_to_string (run->variation.parents));
}

void
fooled_settings_write (GSettings *settings, const RunSettings *run)
{
  g_autofree char *classes = NULL;

  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (run != NULL);

  classes = run->wanted != NULL ? run_format_classes (run->wanted, run->n_wanted) : g_strdup ("");
  fooled_settings_set_network (settings, run->network);
  g_settings_set_string (settings, "method", run_method (run->method)->name);
  if (run->method == RUN_METHOD_ASCENT)
    write_ascent (settings, &run->ascent);
  g_settings_set_uint64 (settings, "seed", run->seed);
  write_evolution (settings, run);
  g_settings_set_string (settings, "crops",
                         run->n_crops == 0 ? "card" : (run->n_crops == 1 ? "1" : "10"));
  g_settings_set_string (settings, "classes", classes);
  write_stop (settings, run);
  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++)
    g_settings_set_double (settings, rates[i].key,
                           100 * G_STRUCT_MEMBER (double, &run->variation, rates[i].offset));
  g_settings_set_uint (settings, "pixel-half-life", run->variation.pixel_half_life);
  g_settings_set_string (settings, "coordinates",
                         evo_coordinates_to_string (run->variation.coordinates));
}

/* The dictionary with this network's classes; all of them need no entry. */
static GVariant *
with_classes (GVariant *stored, const char *network, const char *classes)
{
  GVariantBuilder builder;
  GVariantIter iter;
  const char *key, *value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, stored);
  while (g_variant_iter_next (&iter, "{&s&s}", &key, &value))
    if (!g_str_equal (key, network))
      g_variant_builder_add (&builder, "{ss}", key, value);
  if (*classes != '\0')
    g_variant_builder_add (&builder, "{ss}", network, classes);
  return g_variant_builder_end (&builder);
}

/* At no moment does a list of classes stand beside a network that it was not chosen for. */
void
fooled_settings_set_network (GSettings *settings, const char *network)
{
  g_autofree char *before = NULL;
  g_autofree char *classes = NULL;
  g_autoptr (GVariant) stored = NULL;
  g_autoptr (GVariant) of_network = NULL;

  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (network != NULL);

  before = g_settings_get_string (settings, "network");
  if (g_str_equal (before, network))
    return;
  classes = g_settings_get_string (settings, "classes");
  stored = g_settings_get_value (settings, "classes-of-networks");
  of_network = g_variant_lookup_value (stored, network, G_VARIANT_TYPE_STRING);
  g_settings_set_value (settings, "classes-of-networks", with_classes (stored, before, classes));
  g_settings_set_string (settings, "classes", "");
  g_settings_set_string (settings, "network", network);
  if (of_network != NULL)
    g_settings_set_string (settings, "classes", g_variant_get_string (of_network, NULL));
}

static gboolean
is_rate (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++)
    if (g_str_equal (key, rates[i].key))
      return TRUE;
  return FALSE;
}

gboolean
fooled_settings_is_experiment_key (const char *key)
{
  g_return_val_if_fail (key != NULL, FALSE);

  return is_rate (key) || g_strv_contains (other_keys, key) || g_str_equal (key, "network") ||
         g_str_equal (key, "threads");
}

void
fooled_settings_reset_experiment (GSettings *settings)
{
  g_return_if_fail (G_IS_SETTINGS (settings));

  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++)
    g_settings_reset (settings, rates[i].key);
  for (gsize i = 0; other_keys[i] != NULL; i++)
    g_settings_reset (settings, other_keys[i]);
}

void
fooled_settings_use_paper (GSettings *settings)
{
  RunSettings paper;

  g_return_if_fail (G_IS_SETTINGS (settings));

  run_settings_init (&paper, "");
  run_settings_use_paper (&paper);
  write_evolution (settings, &paper);
  run_settings_clear (&paper);
}

char *
fooled_settings_save_folder (GSettings *settings)
{
  g_autofree char *folder = NULL;
  const char *pictures;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  folder = g_settings_get_string (settings, "save-folder");
  if (*folder != '\0')
    return g_steal_pointer (&folder);

  pictures = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);
  if (pictures != NULL)
    return g_build_filename (pictures, "Fooled", NULL);
  return g_build_filename (g_get_home_dir (), "Fooled", NULL);
}
