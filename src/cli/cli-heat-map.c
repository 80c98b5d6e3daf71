// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "base/percent.h"
#include "cli/cli-interrupt.h"
#include "cli/cli-json.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "run/classify.h"
#include "run/heat.h"
#include "run/label-text.h"
#include "run/picture.h"
#include "store/png.h"
#include "store/sheet.h"

#define WAIT_MS 100

/* Small pictures are enlarged at least to this side, pixels. */
#define MIN_SIDE 320

typedef struct
{
  char *network;
  char *class_text; /* NULL = the most likely one */
  char *output;
  gboolean plain;
  gboolean json;
  char **paths;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->network);
  g_free (options->class_text);
  g_free (options->output);
  g_strfreev (options->paths);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static char *
list_methods (void)
{
  g_autoptr (GString) text = g_string_new (_ ("Methods:"));

  for (AscHeat i = 0; i < ASC_N_HEATS; i++)
    g_string_append_printf (text, "\n  %-10s %s", asc_heat_info (i)->name,
                            _ (asc_heat_info (i)->title));
  return g_strdup (text->str);
}

static gboolean
parse (Options *options, AscHeat *heat, guint *class_index, char ***arguments)
{
  const CliOption wanted[] = {
    { "network", &options->network, .required = TRUE },
    { "class", &options->class_text },
    { "method", heat, .row = "heat" },
    { "out", &options->output, .required = TRUE },
    { "plain", &options->plain },
    { "json", &options->json },
    { NULL },
  };

  g_autofree char *methods = list_methods ();
  g_autofree char *summary = g_strdup_printf (
      "%s\n\n%s",
      _ ("Saves what in a picture speaks for a class in the eyes of a network (red), and what "
         "against it (blue)."),
      methods);

  if (!cli_parse_options (arguments, wanted, N_ ("IMAGE"), &options->paths, summary))
    return FALSE;
  if (options->paths == NULL || options->paths[0] == NULL || options->paths[1] != NULL)
    {
      cli_error (_ ("There has to be one picture to look at."));
      return FALSE;
    }
  return options->class_text == NULL ||
         cli_parse_uint ("class", options->class_text, 0, G_MAXINT, class_index);
}

/* What the network takes the picture for. */
static gboolean
most_likely (const char *network, const BaseImage *image, guint *class_index, GError **error)
{
  g_autoptr (RunHost) host = run_host_new ();
  RunClassifier *classifier = run_classifier_new (network, 1, error);
  EvoRanking top[EVO_TOP];

  if (classifier == NULL)
    return FALSE;
  run_classifier_set_host (classifier, host);
  run_classifier_classify (classifier, image, top);
  *class_index = top[0].class_index;
  run_classifier_free (classifier);
  return TRUE;
}

/* NULL after Ctrl-C. */
static RunHeatMap *
look (const RunHeatOrder *order)
{
  g_autoptr (RunHost) host = run_host_new ();
  g_autoptr (RunJob) job = run_heat_job_new (host, NULL, NULL);

  cli_interrupt_catch ();
  run_heat_ask (job, 0, order);
  while (!cli_interrupted ())
    {
      g_autoptr (RunHeatSnapshot) snapshot = run_job_wait (job, WAIT_MS);

      if (snapshot != NULL && snapshot->maps[0] != NULL)
        return run_heat_map_ref (snapshot->maps[0]);
    }
  cli_error (_ ("Interrupted; there is no result."));
  return NULL;
}

static guint
factor_of (const BaseImage *image)
{
  return MAX (1, (MIN_SIDE + MAX (image->width, image->height) - 1) /
                     MAX (image->width, image->height));
}

/* The picture, and beside it the map with what its colours mean; or the map alone. */
static BaseImage *
draw (const RunHeatMap *map, gboolean plain, GError **error)
{
  guint factor = factor_of (map->fitted);
  g_autoptr (BaseImage) painted = run_heat_paint (map, factor);
  g_autofree char *confidence = base_confidence_text (map->confidence);
  g_autofree char *before = g_strdup_printf (
      "%s  %s", run_label_text (map->network->labels[map->class_index]), confidence);
  /* Translators: below a heat map; "for" and "against" a class. */
  g_autofree char *after = g_strdup_printf (_ ("Red: for, blue: against"));
  BaseImage *const images[] = { map->fitted, painted };
  const char *const captions[] = { before, after };

  if (plain)
    return g_steal_pointer (&painted);
  return store_sheet_new (images, captions, G_N_ELEMENTS (images), G_N_ELEMENTS (images),
                          MAX (painted->width, painted->height), error);
}

static void
print (const RunHeatMap *map, gboolean as_json)
{
  const char *label = map->network->labels[map->class_index];
  g_autofree char *before = base_confidence_text (map->confidence);
  g_autofree char *after = base_confidence_text (MAX (0, map->confidence - map->strongest));

  if (as_json)
    {
      g_autoptr (CliJson) json = cli_json_new ();

      cli_json_add_string (json, "network", map->network->id);
      cli_json_add_unsigned (json, "class", map->class_index);
      cli_json_add_string (json, "label", label);
      cli_json_add_float (json, "confidence", map->confidence);
      cli_json_add_string (json, "method", asc_heat_info (map->heat)->name);
      cli_json_add_float (json, "strongest", map->strongest);
      cli_json_add_boolean (json, "empty", run_heat_map_is_empty (map));
      cli_json_print (json);
      return;
    }
  if (run_heat_map_is_empty (map))
    cli_print (_ ("Nothing in the picture speaks for “%s” or against it."), label);
  else
    cli_print (_ ("Red parts speak for “%s”, blue parts against it."), label);
  if (map->heat == ASC_HEAT_OCCLUSION && map->strongest >= (float) ASC_HEAT_LEAST_LOSS)
    cli_print (_ ("With the part covered that matters most: %s instead of %s"), after, before);
}

static CliStatus
save (const RunHeatMap *map, const Options *options)
{
  const StoreText texts[] = { { "Title", map->network->labels[map->class_index] },
                              { "Software", "Fooled " FOOLED_VERSION } };
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseImage) picture = draw (map, options->plain, &error);

  if (picture == NULL ||
      !store_png_save (picture, texts, G_N_ELEMENTS (texts), options->output, &error))
    return cli_fail (error);
  print (map, options->json);
  return CLI_OK;
}

CliStatus
cli_heat_map (char ***arguments)
{
  g_auto (Options) options = { NULL };
  AscHeat heat = ASC_HEAT_GRADIENT;
  guint class_index = 0;
  g_autoptr (BaseImage) image = NULL;
  g_autoptr (RunHeatMap) map = NULL;
  g_autoptr (GError) error = NULL;

  if (!parse (&options, &heat, &class_index, arguments))
    return CLI_USAGE;
  image = run_picture_load (options.paths[0], &error);
  if (image == NULL ||
      (options.class_text == NULL && !most_likely (options.network, image, &class_index, &error)))
    return cli_fail (error);
  map = look (&(RunHeatOrder){ options.network, NULL, image, class_index, heat });
  if (map == NULL)
    return CLI_INTERRUPTED;
  if (map->error != NULL)
    {
      cli_error ("%s", map->error);
      return CLI_FAILURE;
    }
  return save (map, &options);
}
