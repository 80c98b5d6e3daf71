// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-json.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "run/bench.h"
#include "run/settings.h"

#define STANDARD_BATCH 200

static void
print_json (const RunBenchResult *result)
{
  g_autoptr (CliJson) json = cli_json_new ();
  g_autofree char *kernels = run_describe_kernels ();

  cli_json_add_double (json, "forward_per_second", result->forward_per_second);
  cli_json_add_double (json, "gradient_per_second", result->gradient_per_second);
  cli_json_add_double (json, "genome_gradient_per_second", result->genome_gradient_per_second);
  cli_json_add_double (json, "evolve_cppn_per_second", result->evolve_cppn_per_second);
  cli_json_add_double (json, "evolve_pixels_per_second", result->evolve_pixels_per_second);
  cli_json_add_string (json, "kernels", kernels);
  cli_json_print (json);
}

static void
print_table (const RunBenchResult *result)
{
  const struct
  {
    const char *name;
    double value;
  } rows[] = {
    { _ ("Work"), -1 },
    { _ ("Forward"), result->forward_per_second },
    { _ ("Forward and gradient to the image"), result->gradient_per_second },
    { _ ("Forward and gradient to a CPPN’s weights"), result->genome_gradient_per_second },
    { _ ("Evolve CPPN"), result->evolve_cppn_per_second },
    { _ ("Evolve pixels"), result->evolve_pixels_per_second },
  };
  const gboolean right[] = { FALSE, TRUE };
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *kernels = run_describe_kernels ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_ptr_array_add (cells, g_strdup (rows[i].name));
      g_ptr_array_add (cells, rows[i].value < 0 ? g_strdup (_ ("Images a second"))
                                                : g_strdup_printf ("%.0f", rows[i].value));
    }
  cli_print_table (cells, 2, right);
  /* Translators: which processor instructions and which kernels of OpenBLAS are in use. */
  g_print (_ ("Computed with %s.\n"), kernels);
}

CliStatus
cli_bench (char ***arguments)
{
  g_autofree char *network = NULL;
  gboolean as_json = FALSE;
  guint batch = STANDARD_BATCH, n_threads = 0;
  const CliOption options[] = {
    { "network", &network, .required = TRUE },
    { "batch", &batch, .help = N_ ("Images at a time (200)") },
    { "threads", &n_threads, .help = N_ ("Compute threads (one a processor)") },
    { "json", &as_json, .help = N_ ("Print a JSON object") },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  RunBenchResult result;

  if (!cli_parse_options (arguments, options, NULL, NULL,
                          N_ ("Measures how many images a second a network can take here; it "
                              "needs about ten seconds.")))
    return CLI_USAGE;
  if (!run_bench (network, batch, n_threads, &result, &error))
    return cli_fail (error);
  if (as_json)
    print_json (&result);
  else
    print_table (&result);
  return CLI_OK;
}
