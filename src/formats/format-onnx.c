// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"
#include "formats/format.h"
#include "formats/guess.h"
#include "formats/normalisation.h"
#include "formats/onnx-hints.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Half of the grey levels: what becomes 0 where they become -1 to 1. */
#define TENSORFLOW_MIDDLE 127.5

/* The mean and the standard deviation of ImageNet that networks from PyTorch take (red, green,
 * blue): 0.485, 0.456, 0.406 and 0.229, 0.224, 0.225 where the grey levels are 0 to 1. */
static const double torch_mean[] = { 123.675, 116.28, 103.53 };
static const double torch_deviation[] = { 58.395, 57.12, 57.375 };

static gboolean
fits (const char *path, const guint8 *data, gsize size)
{
  return g_str_has_suffix (path, ".onnx");
}

static void
free_hints (gpointer hints)
{
  fmt_onnx_hints_clear (hints);
  g_free (hints);
}

static gboolean
read_network (FmtReading *reading, GBytes *bytes, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (reading->path);
  FmtOnnxHints *hints = g_new0 (FmtOnnxHints, 1);

  reading->own = hints;
  reading->free_own = free_hints;
  hints->picture = TRUE;
  hints->wanted_output = reading->wanted;
  hints->wanted_classes = reading->card != NULL ? reading->card->n_labels : 0;
  hints->height = reading->height;
  hints->width = reading->width;
  reading->graph = fmt_onnx_parse_with (bytes, reading->shown, folder, hints, error);
  reading->output = g_steal_pointer (&hints->output);
  reading->outputs = g_steal_pointer (&hints->outputs);
  reading->labels = g_steal_pointer (&hints->labels);
  reading->data_files = g_steal_pointer (&hints->data_files);
  reading->open_size = hints->open_size;
  return reading->graph != NULL;
}

static void
use_torch (FmtCard *card, GPtrArray *notes)
{
  for (guint i = 0; i < card->channels; i++)
    {
      card->mean[i] = torch_mean[i];
      card->scale[i] = 1 / torch_deviation[i];
    }
  fmt_guess_note (
      notes, _ ("Preprocessing: grey levels divided by 255, less ImageNet's mean, divided by its "
                "standard deviation, as PyTorch's networks for ImageNet take them."));
}

/* Grey levels become -1 to 1. */
static void
set_middle (FmtCard *card)
{
  for (guint i = 0; i < card->channels; i++)
    card->mean[i] = TENSORFLOW_MIDDLE;
  fmt_card_set_scale (card, 1 / TENSORFLOW_MIDDLE);
}

static void
use_middle (FmtCard *card, GPtrArray *notes)
{
  set_middle (card);
  fmt_guess_note (notes, _ ("Preprocessing: grey levels become -1 to 1, for which the network's "
                            "first layers are made."));
}

/* Whole numbers of 8 bits with a sign, as TensorFlow Lite's networks take them. */
static void
use_signed_bytes (FmtCard *card, GPtrArray *notes)
{
  for (guint i = 0; i < card->channels; i++)
    card->mean[i] = 128;
  fmt_card_set_scale (card, 1);
  fmt_guess_note (notes, _ ("Preprocessing: grey levels less 128; the network takes whole numbers "
                            "from -128 to 127."));
}

static void
use_tensorflow (FmtCard *card, GPtrArray *notes)
{
  set_middle (card);
  fmt_guess_note (notes,
                  _ ("Preprocessing: grey levels become -1 to 1, as TensorFlow's networks with %u "
                     "classes take them."),
                  card->n_labels);
}

static void
guess (const FmtReading *reading, FmtCard *card, GPtrArray *notes)
{
  const FmtOnnxHints *hints = reading->own;
  double mean = hints->range_mean;
  FmtRange range = hints->range;

  fmt_card_set_scale (card, 1.0 / 255);
  if (card->channels == 3)
    fmt_guess_note (notes, _ ("Order of colours: red, green, blue, as most networks take them."));
  if (hints->takes_signed)
    use_signed_bytes (card, notes);
  else if (range == FMT_RANGE_BYTES || hints->takes_bytes)
    {
      fmt_card_set_scale (card, 1);
      if (hints->takes_bytes && fabs (mean) <= 0)
        fmt_guess_note (notes, _ ("Preprocessing: none; the network takes whole grey levels."));
      else if (fabs (mean) <= 0)
        fmt_guess_note (notes, _ ("Preprocessing: none; the network's first layers are made for "
                                  "grey levels from 0 to 255."));
      else
        fmt_guess_note (notes,
                        _ ("Preprocessing: none; the network's first layers normalise grey levels "
                           "from 0 to 255 themselves (mean about %.4g)."),
                        mean);
    }
  else if (range == FMT_RANGE_SIGNED)
    use_middle (card, notes);
  else if (range == FMT_RANGE_UNIT && fabs (mean) <= 0)
    fmt_guess_note (notes, _ ("Preprocessing: grey levels divided by 255; the network's first "
                              "layers are made for numbers from 0 to 1."));
  else if (range == FMT_RANGE_UNIT)
    fmt_guess_note (notes,
                    _ ("Preprocessing: grey levels divided by 255; the network's first layers "
                       "normalise numbers from 0 to 1 themselves (mean about %.4g)."),
                    mean);
  else if (fmt_guess_is_imagenet (card) && card->n_labels == FMT_IMAGENET_N_CLASSES)
    use_torch (card, notes);
  else if (fmt_guess_is_imagenet (card))
    use_tensorflow (card, notes);
  else
    fmt_guess_note (notes,
                    _ ("Preprocessing: grey levels divided by 255, as most networks take them."));
}

const FmtFormat fmt_format_onnx = {
  .name = "onnx",
  .fits = fits,
  .read = read_network,
  .guess = guess,
};
