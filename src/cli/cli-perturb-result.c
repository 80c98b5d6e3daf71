// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-perturb.h"

#include "config.h"

#include <glib/gi18n.h>

#include "base/percent.h"
#include "cli/cli-json.h"
#include "cli/cli-output.h"
#include "store/png.h"
#include "store/sheet.h"

/* Small pictures are enlarged in all.png. */
#define MIN_CELL 112

/* How far from mid grey the largest change comes in change.png. */
#define CHANGE_RANGE 127.0

/* The class whose confidence counts: the target, or what the picture is taken for in the end. */
static guint
counted_class (const RunPerturbSnapshot *snapshot)
{
  return snapshot->result.target == ASC_ANY_OTHER ? snapshot->result.label_after
                                                  : (guint) snapshot->result.target;
}

static double
change_factor (const RunPerturbSnapshot *snapshot)
{
  return CHANGE_RANGE / MAX (1, snapshot->result.max_change);
}

void
cli_perturb_print_json (const RunPerturbSnapshot *snapshot, const char *image)
{
  const RunPerturbResult *result = &snapshot->result;
  char *const *labels = snapshot->network->labels;
  guint counted = counted_class (snapshot);
  g_autofree char *name = g_filename_display_name (image);
  g_autoptr (CliJson) json = cli_json_new ();

  cli_json_add_string (json, "network", snapshot->network->id);
  cli_json_add_string (json, "image", name);
  cli_json_add_string (json, "method", asc_method_to_string (result->settings.method));
  if (result->target == ASC_ANY_OTHER)
    cli_json_add_string (json, "target", "any");
  else
    cli_json_add_unsigned (json, "target", (guint64) result->target);
  cli_json_add_boolean (json, "success", result->success);
  cli_json_add_unsigned (json, "class_before", result->label);
  cli_json_add_string (json, "label_before", labels[result->label]);
  cli_json_add_unsigned (json, "class_after", result->label_after);
  cli_json_add_string (json, "label_after", labels[result->label_after]);
  cli_json_add_float (json, "confidence_before", snapshot->before->confidences[counted]);
  cli_json_add_float (json, "confidence_after", snapshot->after->confidences[counted]);
  cli_json_add_double (json, "distortion", result->distortion);
  cli_json_add_unsigned (json, "max_change", result->max_change);
  cli_json_add_unsigned (json, "iterations", result->iterations);
  cli_json_add_double (json, "seconds", result->seconds);
  cli_json_print (json);
}

static void
add_row (GPtrArray *cells,
         const RunPerturbSnapshot *snapshot,
         const char *picture,
         const RunLook *look,
         guint label)
{
  g_ptr_array_add (cells, g_strdup (picture));
  g_ptr_array_add (cells, base_confidence_text (look->confidences[label]));
  g_ptr_array_add (cells, base_confidence_text (look->confidences[counted_class (snapshot)]));
  g_ptr_array_add (cells, g_strdup (snapshot->network->labels[label]));
}

static void
print_table (const RunPerturbSnapshot *snapshot)
{
  const gboolean right[] = { FALSE, TRUE, TRUE, FALSE };
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (cells, g_strdup (_ ("Picture")));
  g_ptr_array_add (cells, g_strdup (_ ("Confidence")));
  g_ptr_array_add (
      cells, g_strdup_printf (_ ("For “%s”"), snapshot->network->labels[counted_class (snapshot)]));
  g_ptr_array_add (cells, g_strdup (_ ("Label")));
  add_row (cells, snapshot, _ ("Before"), snapshot->before, snapshot->result.label);
  add_row (cells, snapshot, _ ("After"), snapshot->after, snapshot->result.label_after);
  cli_print_table (cells, G_N_ELEMENTS (right), right);
}

/* The network has changed its mind, as was wanted, but not for good. */
static gboolean
is_not_sure_enough (const RunPerturbResult *result)
{
  return !result->success && result->settings.confidence > 0 &&
         (result->target == ASC_ANY_OTHER ? result->label_after != result->label
                                          : (gint) result->label_after == result->target);
}

static void
print_outcome (const RunPerturbSnapshot *snapshot)
{
  const RunPerturbResult *result = &snapshot->result;
  const char *wanted = snapshot->network->labels[counted_class (snapshot)];

  if (result->success)
    cli_print (_ ("A change was found after which the network takes the picture for “%s”."),
               wanted);
  else if (is_not_sure_enough (result))
    {
      g_autofree char *wish = base_confidence_text ((float) result->settings.confidence);
      g_autofree char *reached =
          base_confidence_text (snapshot->after->confidences[result->label_after]);

      cli_print (_ ("The network takes the picture for “%s”, but is only %s sure of it, not %s."),
                 snapshot->network->labels[result->label_after], reached, wish);
    }
  else if (result->target == ASC_ANY_OTHER)
    cli_print (_ ("No change was found that misleads the network."));
  else
    cli_print (_ ("No change was found after which the network takes the picture for “%s”."),
               wanted);
}

void
cli_perturb_print (const RunPerturbSnapshot *snapshot)
{
  const RunPerturbResult *result = &snapshot->result;

  print_table (snapshot);
  cli_print ("%s", "");
  print_outcome (snapshot);
  cli_print (_ ("Distortion: %.4f; largest change of a pixel: %u of 255 grey levels"),
             result->distortion, result->max_change);
  cli_print (ngettext ("%s, %s: %u gradient in %.2f s", "%s, %s: %u gradients in %.2f s",
                       result->iterations),
             snapshot->network->name, asc_method_to_string (result->settings.method),
             result->iterations, result->seconds);
}

static gboolean
save_picture (BaseImage *image,
              const char *title,
              const char *folder,
              const char *name,
              GError **error)
{
  const StoreText texts[] = { { "Title", title }, { "Software", "Fooled " FOOLED_VERSION } };
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return store_png_save (image, texts, G_N_ELEMENTS (texts), path, error);
}

static char *
caption_of (const RunPerturbSnapshot *snapshot, const RunLook *look, guint label)
{
  g_autofree char *percent = base_confidence_text (look->confidences[label]);

  return g_strdup_printf ("%s  %s", snapshot->network->labels[label], percent);
}

gboolean
cli_perturb_save (const RunPerturbSnapshot *snapshot, const char *folder, GError **error)
{
  double factor = change_factor (snapshot);
  g_autoptr (BaseImage) change =
      run_perturb_change_image (snapshot->before->image, snapshot->after->image, factor);
  g_autofree char *before = caption_of (snapshot, snapshot->before, snapshot->result.label);
  g_autofree char *middle = g_strdup_printf (_ ("Change × %.3g"), factor);
  g_autofree char *after = caption_of (snapshot, snapshot->after, snapshot->result.label_after);
  g_autoptr (StoreSpecimen) specimen = run_perturb_specimen (snapshot);
  g_autofree char *path = g_build_filename (folder, "after.png", NULL);
  BaseImage *const images[] = { snapshot->before->image, change, snapshot->after->image };
  const char *const captions[] = { before, middle, after };
  g_autoptr (BaseImage) all =
      store_sheet_new (images, captions, G_N_ELEMENTS (images), G_N_ELEMENTS (images),
                       MAX (MIN_CELL, change->width), error);

  return all != NULL &&
         save_picture (snapshot->before->whole, before, folder, "before.png", error) &&
         save_picture (change, middle, folder, "change.png", error) &&
         store_specimen_save (specimen, path, error) &&
         save_picture (all, snapshot->network->name, folder, "all.png", error);
}
