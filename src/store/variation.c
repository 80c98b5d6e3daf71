// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/variation.h"

#include <math.h>
#include <string.h>

#define MAX_LENGTH 4096

#define TOURNAMENT  "tournament"
#define HALF_LIFE   "pixel-half-life"
#define STRENGTHS   "strengths"
#define PARENTS     "parents"
#define COORDINATES "coordinates"

/* The numbers, each with its upper limit; all are >= 0. */
static const struct
{
  const char *name;
  gsize offset;
  double max;
} numbers[] = {
  { "eta", G_STRUCT_OFFSET (EvoVariation, eta), 1e6 },
  { "pixel-chance", G_STRUCT_OFFSET (EvoVariation, pixel_chance), 1 },
  { "weight-chance", G_STRUCT_OFFSET (EvoVariation, weight_chance), 1 },
  { "activation-chance", G_STRUCT_OFFSET (EvoVariation, activation_chance), 1 },
  { "add-link-chance", G_STRUCT_OFFSET (EvoVariation, add_link_chance), 1 },
  { "delete-link-chance", G_STRUCT_OFFSET (EvoVariation, delete_link_chance), 1 },
  { "add-node-chance", G_STRUCT_OFFSET (EvoVariation, add_node_chance), 1 },
  { "delete-node-chance", G_STRUCT_OFFSET (EvoVariation, delete_node_chance), 1 },
  { "gradient-share", G_STRUCT_OFFSET (EvoVariation, gradient_share), 1 },
};

char *
store_variation_to_string (const EvoVariation *variation)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (variation != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_dtostr (buffer, sizeof buffer,
                      G_STRUCT_MEMBER (double, variation, numbers[i].offset));
      g_string_append_printf (text, "%s=%s ", numbers[i].name, buffer);
    }
  g_string_append_printf (
      text, HALF_LIFE "=%u " TOURNAMENT "=%u " STRENGTHS "=%u " PARENTS "=%s " COORDINATES "=%s",
      variation->pixel_half_life, variation->tournament, variation->n_strengths,
      evo_parent_choice_to_string (variation->parents),
      evo_coordinates_to_string (variation->coordinates));
  return g_string_free (text, FALSE);
}

static gboolean
take_number (const char *text, double max, double *number)
{
  char *end;
  double value;

  if (!g_ascii_isdigit (*text))
    return FALSE;
  value = g_ascii_strtod (text, &end);
  if (*end != '\0' || !(value >= 0 && value <= max))
    return FALSE;
  *number = value;
  return TRUE;
}

static gboolean
take_count (const char *text, guint max, guint *count)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 0, max, &value, NULL))
    return FALSE;
  *count = (guint) value;
  return TRUE;
}

static gboolean
take_pair (const char *name, const char *value, EvoVariation *variation)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (strcmp (name, numbers[i].name) == 0)
      return take_number (value, numbers[i].max,
                          &G_STRUCT_MEMBER (double, variation, numbers[i].offset));
  if (strcmp (name, HALF_LIFE) == 0)
    return take_count (value, G_MAXUINT, &variation->pixel_half_life);
  if (strcmp (name, TOURNAMENT) == 0)
    return take_count (value, EVO_MAX_TOURNAMENT, &variation->tournament);
  if (strcmp (name, STRENGTHS) == 0)
    return take_count (value, EVO_MAX_STRENGTHS, &variation->n_strengths);
  if (strcmp (name, PARENTS) == 0)
    return evo_parent_choice_from_string (value, &variation->parents);
  if (strcmp (name, COORDINATES) == 0)
    return evo_coordinates_from_string (value, &variation->coordinates);
  return TRUE;
}

gboolean
store_variation_from_string (const char *text, EvoVariation *variation)
{
  g_auto (GStrv) pairs = NULL;

  g_return_val_if_fail (text != NULL && variation != NULL, FALSE);

  evo_variation_init (variation);
  if (strlen (text) > MAX_LENGTH)
    return FALSE;
  pairs = g_strsplit (text, " ", -1);
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char *equals = strchr (pairs[i], '=');

      if (equals == NULL)
        return FALSE;
      *equals = '\0';
      if (!take_pair (pairs[i], equals + 1, variation))
        return FALSE;
    }
  return variation->eta > 0;
}
