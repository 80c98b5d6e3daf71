// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/settings.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

#define GROUP "run"

/* Only how many there are: they are too large for a text. */
#define SEEDS "seeds"

/* More than any network has. */
#define MAX_CLASSES (1 << 20)

static const struct
{
  const char *name;
  gsize offset;
} reals[] = {
  { "eta", G_STRUCT_OFFSET (RunSettings, variation.eta) },
  { "pixel_chance", G_STRUCT_OFFSET (RunSettings, variation.pixel_chance) },
  { "weight_chance", G_STRUCT_OFFSET (RunSettings, variation.weight_chance) },
  { "activation_chance", G_STRUCT_OFFSET (RunSettings, variation.activation_chance) },
  { "add_link_chance", G_STRUCT_OFFSET (RunSettings, variation.add_link_chance) },
  { "delete_link_chance", G_STRUCT_OFFSET (RunSettings, variation.delete_link_chance) },
  { "add_node_chance", G_STRUCT_OFFSET (RunSettings, variation.add_node_chance) },
  { "delete_node_chance", G_STRUCT_OFFSET (RunSettings, variation.delete_node_chance) },
  { "gradient_share", G_STRUCT_OFFSET (RunSettings, variation.gradient_share) },
  { "stop_confidence", G_STRUCT_OFFSET (RunSettings, stop_confidence) },
};

static const struct
{
  const char *name;
  gsize offset;
} counts[] = {
  { "batch", G_STRUCT_OFFSET (RunSettings, batch) },
  { "crops", G_STRUCT_OFFSET (RunSettings, n_crops) },
  { "screening", G_STRUCT_OFFSET (RunSettings, screening) },
  { "tournament", G_STRUCT_OFFSET (RunSettings, variation.tournament) },
  { "strengths", G_STRUCT_OFFSET (RunSettings, variation.n_strengths) },
  { "pixel_half_life", G_STRUCT_OFFSET (RunSettings, variation.pixel_half_life) },
  { "threads", G_STRUCT_OFFSET (RunSettings, n_threads) },
};

static const struct
{
  const char *name;
  gsize offset;
} long_counts[] = {
  { "seed", G_STRUCT_OFFSET (RunSettings, seed) },
  { "stop_generations", G_STRUCT_OFFSET (RunSettings, stop_generations) },
  { "stop_evaluations", G_STRUCT_OFFSET (RunSettings, stop_evaluations) },
};

char *
run_settings_to_text (const RunSettings *settings)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *rules = NULL;

  g_key_file_set_string (file, GROUP, "network", settings->network);
  g_key_file_set_string (file, GROUP, "method", run_method (settings->method)->name);
  for (gsize i = 0; i < G_N_ELEMENTS (long_counts); i++)
    g_key_file_set_uint64 (file, GROUP, long_counts[i].name,
                           G_STRUCT_MEMBER (guint64, settings, long_counts[i].offset));
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    g_key_file_set_uint64 (file, GROUP, counts[i].name,
                           G_STRUCT_MEMBER (guint, settings, counts[i].offset));
  for (gsize i = 0; i < G_N_ELEMENTS (reals); i++)
    {
      char text[G_ASCII_DTOSTR_BUF_SIZE];

      g_key_file_set_value (
          file, GROUP, reals[i].name,
          g_ascii_dtostr (text, sizeof text, G_STRUCT_MEMBER (double, settings, reals[i].offset)));
    }
  g_key_file_set_string (file, GROUP, "coordinates",
                         evo_coordinates_to_string (settings->variation.coordinates));
  g_key_file_set_string (file, GROUP, "parents",
                         evo_parent_choice_to_string (settings->variation.parents));
  if (!run_method (settings->method)->is_evolution)
    {
      rules = asc_rules_to_string (&settings->ascent);
      g_key_file_set_string (file, GROUP, "rules", rules);
    }
  if (settings->seeds != NULL)
    g_key_file_set_uint64 (file, GROUP, SEEDS, settings->seeds->n);
  if (settings->wanted != NULL)
    {
      g_autofree char *classes = run_format_classes (settings->wanted, settings->n_wanted);

      g_key_file_set_uint64 (file, GROUP, "n_classes", settings->n_wanted);
      g_key_file_set_string (file, GROUP, "classes", classes);
    }
  return g_key_file_to_data (file, NULL, NULL);
}

static gboolean
set_damaged (const char *name, GError **error)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("The setting “%s” of the session cannot be read."), name);
  return FALSE;
}

/* TRUE without a value where there is none. */
static gboolean
read_count (GKeyFile *file, const char *name, guint64 most, guint64 *value, GError **error)
{
  g_autofree char *text = g_key_file_get_value (file, GROUP, name, NULL);

  return text == NULL || g_ascii_string_to_unsigned (text, 10, 0, most, value, NULL) ||
         set_damaged (name, error);
}

static gboolean
read_numbers (GKeyFile *file, RunSettings *settings, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (long_counts); i++)
    if (!read_count (file, long_counts[i].name, G_MAXUINT64,
                     &G_STRUCT_MEMBER (guint64, settings, long_counts[i].offset), error))
      return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      guint *count = &G_STRUCT_MEMBER (guint, settings, counts[i].offset);
      guint64 value = *count;

      if (!read_count (file, counts[i].name, G_MAXUINT, &value, error))
        return FALSE;
      *count = (guint) value;
    }
  if (settings->screening < 0 || settings->screening > TRUE)
    return set_damaged ("screening", error);
  for (gsize i = 0; i < G_N_ELEMENTS (reals); i++)
    {
      g_autofree char *text = g_key_file_get_value (file, GROUP, reals[i].name, NULL);
      char *end;

      if (text == NULL)
        continue;
      G_STRUCT_MEMBER (double, settings, reals[i].offset) = g_ascii_strtod (text, &end);
      if (end == text || *end != '\0')
        return set_damaged (reals[i].name, error);
    }
  return TRUE;
}

static gboolean
read_choices (GKeyFile *file, RunSettings *settings, GError **error)
{
  g_autofree char *method = g_key_file_get_string (file, GROUP, "method", NULL);
  g_autofree char *units = g_key_file_get_string (file, GROUP, "coordinates", NULL);
  g_autofree char *rules = g_key_file_get_string (file, GROUP, "rules", NULL);
  g_autofree char *parents = g_key_file_get_string (file, GROUP, "parents", NULL);

  if (parents != NULL && !evo_parent_choice_from_string (parents, &settings->variation.parents))
    return set_damaged ("parents", error);
  if (!run_method_find (method, &settings->method))
    return set_damaged ("method", error);
  if (units != NULL && !evo_coordinates_from_string (units, &settings->variation.coordinates))
    return set_damaged ("coordinates", error);
  return rules == NULL || asc_rules_from_string (rules, &settings->ascent, error);
}

static gboolean
read_classes (GKeyFile *file, RunSettings *settings, GError **error)
{
  g_autofree char *classes = g_key_file_get_string (file, GROUP, "classes", NULL);
  guint64 n_classes = 0;

  if (classes == NULL)
    return TRUE;
  if (!read_count (file, "n_classes", MAX_CLASSES, &n_classes, error))
    return FALSE;
  if (n_classes == 0)
    return set_damaged ("n_classes", error);
  settings->n_wanted = (guint) n_classes;
  return run_parse_classes (classes, settings->n_wanted, &settings->wanted, error);
}

gboolean
run_settings_from_text (const char *text, RunSettings *settings, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *network = NULL;

  run_settings_init (settings, "");
  run_settings_use_paper (settings); /* the defaults of sessions that do not say */
  if (!g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL))
    {
      set_damaged ("", error);
      run_settings_clear (settings);
      return FALSE;
    }
  network = g_key_file_get_string (file, GROUP, "network", NULL);
  if (network != NULL)
    {
      g_free (settings->network);
      settings->network = g_steal_pointer (&network);
    }
  if (read_choices (file, settings, error) && read_numbers (file, settings, error) &&
      read_classes (file, settings, error) && run_settings_check (settings, error))
    return TRUE;
  run_settings_clear (settings);
  return FALSE;
}

gboolean
run_settings_text_has_seeds (const char *text)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  return g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL) &&
         g_key_file_get_uint64 (file, GROUP, SEEDS, NULL) > 0;
}
