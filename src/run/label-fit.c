// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/label-text.h"

#include <string.h>

#define MAX_LENGTH 100

/* Labels of ImageNet that an eleven-year-old should not have to read from the wall, or that take a
 * lesson away from its subject. Only what is certain: tools that could hurt, syringes, spiders and
 * prisons stay, for a network that is fooled has to name something. */
static const char *const unfit[] = {
  /* Firearms and weapons of war: some children have seen them. */
  "assault rifle",
  "revolver",
  "rifle",
  "holster",
  "missile",
  "projectile",
  "cannon",
  "tank",
  "warplane",
  "half track",
  "bulletproof vest",
  "gasmask",
  /* Made to put people to death. */
  "guillotine",
  /* Alcohol, and what is for nothing but it. */
  "beer bottle",
  "beer glass",
  "red wine",
  "wine bottle",
  "whiskey jug",
  "cocktail shaker",
  "corkscrew",
  "eggnog",
  /* Tobacco. */
  "tobacco shop",
  "lighter",
  /* Gambling: a slot machine. */
  "slot",
  /* Underwear, scant clothes and parts of the body: they embarrass. */
  "brassiere",
  "bikini",
  "maillot",
  "miniskirt",
  "nipple",
};

const char *const *
run_label_unfit (guint *n)
{
  *n = G_N_ELEMENTS (unfit);
  return unfit;
}

/* The first of its names as the table writes it, without what only tells it from another class:
 * "maillot (tights)". FALSE = too long to be in the table. */
static gboolean
simplify (const char *label, char *simple)
{
  gsize n = 0;

  for (; label[n] != '\0' && label[n] != ',' && !g_str_has_prefix (label + n, " ("); n++)
    {
      if (n + 1 == MAX_LENGTH)
        return FALSE;
      simple[n] = label[n] == '_' ? ' ' : g_ascii_tolower (label[n]);
    }
  simple[n] = '\0';
  return TRUE;
}

gboolean
run_label_is_fit (const char *label)
{
  char simple[MAX_LENGTH];

  if (label == NULL || !simplify (label, simple))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (unfit); i++)
    if (g_str_equal (simple, unfit[i]))
      return FALSE;
  return TRUE;
}
