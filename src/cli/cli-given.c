// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-given.h"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-output.h"
#include "run/reproduce.h"

static gboolean
is_same_network (const RunSettings *a, const RunSettings *b)
{
  return g_strcmp0 (a->network, b->network) == 0;
}

/* The gradient has an option of its own. */
static gboolean
is_same_encoding (const RunSettings *a, const RunSettings *b)
{
  return run_method (a->method)->encoding == run_method (b->method)->encoding;
}

static gboolean
is_same_from (const RunSettings *a, const RunSettings *b)
{
  return run_seeds_equal (a->seeds, b->seeds);
}

static gboolean
is_same_paper (const RunSettings *a, const RunSettings *b)
{
  const EvoVariation *x = &a->variation, *y = &b->variation;

  return a->batch == b->batch && x->parents == y->parents && x->tournament == y->tournament &&
         x->n_strengths == y->n_strengths;
}

static gboolean
is_same_objective (const RunSettings *a, const RunSettings *b)
{
  return a->ascent.objective == b->ascent.objective &&
         strcmp (a->ascent.layer, b->ascent.layer) == 0;
}

static gboolean
is_same_preset (const RunSettings *a, const RunSettings *b)
{
  return asc_rules_equal (&a->ascent, &b->ascent);
}

#define GIVEN(member)   G_STRUCT_OFFSET (CliGiven, member)
#define SETTING(member) G_STRUCT_OFFSET (RunSettings, member), G_SIZEOF_MEMBER (RunSettings, member)

/* What cannot change in a run under way, with its option. An option that stands for several
 * settings comes after theirs, so that the message names the one that differs. */
static const struct
{
  const char *option;
  gsize given;
  gsize setting, size; /* a number: the same where its bytes are */
  gboolean (*is_same) (const RunSettings *a, const RunSettings *b); /* of what is no number */
} rows[] = {
  { "network", GIVEN (network), .is_same = is_same_network },
  { "encoding", GIVEN (encoding), .is_same = is_same_encoding },
  { "classes", GIVEN (classes), .is_same = run_settings_want_the_same },
  { "crops", GIVEN (crops), SETTING (n_crops) },
  { "coordinates", GIVEN (coordinates), SETTING (variation.coordinates) },
  { "screening", GIVEN (screening), SETTING (screening) },
  { "gradient", GIVEN (gradient), SETTING (variation.gradient_share) },
  { "batch", GIVEN (batch), SETTING (batch) },
  { "tournament", GIVEN (tournament), SETTING (variation.tournament) },
  { "parents", GIVEN (parents), SETTING (variation.parents) },
  { "strengths", GIVEN (strengths), SETTING (variation.n_strengths) },
  { "as-in-paper", GIVEN (paper), .is_same = is_same_paper },
  { "objective", GIVEN (objective), .is_same = is_same_objective },
  { "start", GIVEN (start), SETTING (ascent.start) },
  { "iterations", GIVEN (iterations), SETTING (ascent.iterations) },
  { "enough", GIVEN (enough), SETTING (ascent.enough) },
  { "preset", GIVEN (preset), .is_same = is_same_preset },
  { "seed", GIVEN (seed), SETTING (seed) },
  { "from", GIVEN (from), .is_same = is_same_from },
};

/* With what comes of the settings that leave it to the network or the classes. Borrows. */
static RunSettings
settle (const RunSettings *settings, const RunNetworkInfo *network)
{
  RunSettings settled = *settings;

  if (settled.n_crops == 0)
    settled.n_crops = network->n_crops;
  settled.variation =
      run_settings_variation (settings, run_settings_n_wanted (settings, network->n_classes));
  return settled;
}

static gboolean
is_same (gsize row, const RunSettings *a, const RunSettings *b)
{
  if (rows[row].is_same != NULL)
    return rows[row].is_same (a, b);
  return memcmp (G_STRUCT_MEMBER_P (a, rows[row].setting), G_STRUCT_MEMBER_P (b, rows[row].setting),
                 rows[row].size) == 0;
}

gboolean
cli_given_check (const CliGiven *given,
                 const RunSettings *wanted,
                 const RunSettings *saved,
                 const RunNetworkInfo *network)
{
  const RunSettings a = settle (wanted, network), b = settle (saved, network);

  if (run_method (a.method)->is_evolution != run_method (b.method)->is_evolution ||
      (given->everything && !run_figure_is_same (wanted, saved)))
    {
      cli_error (_ ("The session holds another experiment. Name another file for this one."));
      return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (G_STRUCT_MEMBER (gboolean, given, rows[i].given) && !is_same (i, &a, &b))
      {
        cli_error (
            _ ("The session holds a run with another --%s. Leave the option out to go on with it, "
               "or name another file for a new run."),
            rows[i].option);
        return FALSE;
      }
  return TRUE;
}
