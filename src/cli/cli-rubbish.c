// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-interrupt.h"
#include "base/percent.h"
#include "cli/cli-job.h"
#include "cli/cli-json.h"
#include "cli/cli-names.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "run/noise.h"
#include "run/settings.h"

#define STANDARD_IMAGES 1000

/* A longer table would push the summary off the screen. */
#define MAX_TABLE_ROWS 20

static char *
describe (const RunJobSnapshot *job)
{
  const RunRubbish *so_far = ((const RunNoiseSnapshot *) job)->rubbish;

  if (so_far == NULL)
    return NULL;
  return g_strdup_printf (_ ("%u of %u, %u taken for something"), so_far->n_scored,
                          so_far->settings.n_images, so_far->n_accepted);
}

/* The classes that noise was taken for, most often first; guint. */
static GArray *
rank (const RunRubbish *rubbish)
{
  GArray *classes = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < rubbish->n_classes; i++)
    if (rubbish->accepted[i] > 0)
      {
        guint place = classes->len;

        while (place > 0 &&
               rubbish->accepted[g_array_index (classes, guint, place - 1)] < rubbish->accepted[i])
          place--;
        g_array_insert_val (classes, place, i);
      }
  return classes;
}

static double
share (const RunRubbish *rubbish)
{
  return (double) rubbish->n_accepted / rubbish->n_scored;
}

static void
print_json (const RunRubbish *rubbish)
{
  g_autoptr (GArray) classes = rank (rubbish);
  g_autoptr (CliJson) json = cli_json_new ();

  cli_json_add_string (json, "network", rubbish->network->id);
  cli_json_add_string (json, "noise", cli_noise_name (rubbish->settings.noise));
  cli_json_add_unsigned (json, "seed", rubbish->settings.seed);
  cli_json_add_unsigned (json, "images", rubbish->n_scored);
  cli_json_add_double (json, "threshold", RUN_RUBBISH_THRESHOLD);
  cli_json_add_unsigned (json, "accepted", rubbish->n_accepted);
  cli_json_add_double (json, "accepted_share", share (rubbish));
  cli_json_add_double (json, "mean_confidence", rubbish->mean_confidence);
  cli_json_begin_array (json, "classes");
  for (guint i = 0; i < classes->len; i++)
    {
      guint class_index = g_array_index (classes, guint, i);

      cli_json_begin_object (json);
      cli_json_add_unsigned (json, "class", class_index);
      cli_json_add_string (json, "label", rubbish->network->labels[class_index]);
      cli_json_add_unsigned (json, "accepted", rubbish->accepted[class_index]);
      cli_json_end_object (json);
    }
  cli_json_end_array (json);
  cli_json_add_double (json, "seconds", rubbish->seconds);
  cli_json_print (json);
}

static void
print_classes (const RunRubbish *rubbish)
{
  const char *heads[] = { _ ("Class"), _ ("Images"), _ ("Share"), _ ("Label") };
  const gboolean right[] = { TRUE, TRUE, TRUE, FALSE };
  g_autoptr (GArray) classes = rank (rubbish);
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    g_ptr_array_add (cells, g_strdup (heads[i]));
  for (guint i = 0; i < MIN (classes->len, MAX_TABLE_ROWS); i++)
    {
      guint class_index = g_array_index (classes, guint, i);
      guint n = rubbish->accepted[class_index];

      g_ptr_array_add (cells, g_strdup_printf ("%u", class_index));
      g_ptr_array_add (cells, g_strdup_printf ("%u", n));
      g_ptr_array_add (cells, base_share_text ((double) n / rubbish->n_scored));
      g_ptr_array_add (cells, g_strdup (rubbish->network->labels[class_index]));
    }
  cli_print_table (cells, G_N_ELEMENTS (heads), right);
  if (classes->len > MAX_TABLE_ROWS)
    cli_print (_ ("… and %u classes more"), classes->len - MAX_TABLE_ROWS);
  cli_print ("%s", "");
}

static void
print (const RunRubbish *rubbish)
{
  g_autofree char *accepted = base_share_text (share (rubbish));
  g_autofree char *mean = base_confidence_text ((float) rubbish->mean_confidence);
  g_autofree char *seed = cli_count (rubbish->settings.seed);

  if (rubbish->n_accepted > 0)
    print_classes (rubbish);
  cli_print (_ ("%s, %s noise, seed %s"), rubbish->network->name,
             cli_noise_name (rubbish->settings.noise), seed);
  cli_print (_ ("Taken for something with more than 50 %%: %u of %u images, %s"),
             rubbish->n_accepted, rubbish->n_scored, accepted);
  if (rubbish->n_accepted > 0)
    cli_print (_ ("Mean confidence of these: %s"), mean);
  cli_print (_ ("Time: %.2f s, %.0f images a second"), rubbish->seconds,
             rubbish->n_scored / rubbish->seconds);
}

static CliStatus
measure (const char *network, const RunRubbishSettings *settings, guint n_threads, gboolean as_json)
{
  g_autoptr (RunHost) host = run_host_new ();
  g_autoptr (RunJob) job = run_noise_job_new (host, NULL, NULL);
  g_autoptr (RunNoiseSnapshot) last = NULL;

  cli_interrupt_catch ();
  run_noise_start (job, network, settings, n_threads);
  last = cli_job_follow (job, describe, !as_json);
  if (last == NULL)
    return CLI_FAILURE;
  if (last->job.state != RUN_STATE_FINISHED)
    {
      cli_error (_ ("Interrupted; there is no result."));
      return CLI_INTERRUPTED;
    }
  if (as_json)
    print_json (last->rubbish);
  else
    print (last->rubbish);
  return CLI_OK;
}

CliStatus
cli_rubbish (char ***arguments)
{
  g_autofree char *network = NULL;
  gboolean as_json = FALSE;
  guint n_threads = 0;
  RunRubbishSettings settings = { .noise = RUN_NOISE_UNIFORM,
                                  .n_images = STANDARD_IMAGES,
                                  .seed = 1 };
  const CliOption options[] = {
    { "network", &network, .required = TRUE },
    { "images", &settings.n_images },
    { "noise", &settings.noise },
    { "seed", &settings.seed },
    { "threads", &n_threads },
    { "json", &as_json },
    { NULL },
  };

  if (!cli_parse_options (arguments, options, NULL, NULL,
                          N_ ("Shows a network images of noise and counts how many it takes for "
                              "something.")))
    return CLI_USAGE;
  return measure (network, &settings, n_threads, as_json);
}
