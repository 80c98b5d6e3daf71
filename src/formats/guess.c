// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/guess.h"

#include "base/error.h"
#include "base/image.h"
#include "config.h"
#include "formats/card-keys.h"
#include "formats/deep-compression.h"

#include <glib/gi18n-lib.h>

/* Classes of a network without a card; each gets a label of its own. */
#define MAX_GUESSED_CLASSES 100000

#define IMAGENET_LABELS    "imagenet-labels.txt"
#define IMAGENET_N_CLASSES 1000

/* Networks for ImageNet take the middle, of this size at least, of pictures of this size. */
#define LEAST_CROP 192
#define IMAGE_SIDE 256

/* ImageNet's mean as Caffe's users write it (blue, green, red), and the mean and the standard
 * deviation that networks from PyTorch take (red, green, blue): 0.485, 0.456, 0.406 and 0.229,
 * 0.224, 0.225 where the grey levels are 0 to 1. */
static const double caffe_mean[] = { 104, 117, 123 };
static const double torch_mean[] = { 123.675, 116.28, 103.53 };
static const double torch_deviation[] = { 58.395, 57.12, 57.375 };

/* How a Caffe file begins: its name, field 1, as text. In an ONNX file field 1 is a number. */
#define CAFFE_NAME (1 << 3 | 2)

FmtFormat
fmt_guess_format (const char *path, const guint8 *data, gsize size)
{
  if (fmt_deep_compression_guess (data, size) != NULL || g_str_has_suffix (path, ".net"))
    return FMT_FORMAT_DEEP_COMPRESSION;
  if (g_str_has_suffix (path, ".onnx"))
    return FMT_FORMAT_ONNX;
  if (g_str_has_suffix (path, ".caffemodel") || (size > 0 && data[0] == CAFFE_NAME))
    return FMT_FORMAT_CAFFEMODEL;
  return FMT_FORMAT_ONNX;
}

static void
use_imagenet_labels (FmtCard *card)
{
  g_auto (GStrv) numbers = NULL;

  if (card->n_labels != IMAGENET_N_CLASSES)
    return;
  numbers = g_steal_pointer (&card->labels);
  card->labels_file = g_strdup (IMAGENET_LABELS);
  if (fmt_card_read_labels_file (card, NULL) && card->n_labels == IMAGENET_N_CLASSES)
    return;
  g_clear_pointer (&card->labels_file, g_free);
  g_clear_pointer (&card->synonyms, g_strfreev);
  g_strfreev (card->labels);
  card->labels = g_steal_pointer (&numbers);
  card->n_labels = IMAGENET_N_CLASSES;
}

static gboolean
is_imagenet_like (const FmtCard *card)
{
  return card->channels == 3 && card->width >= LEAST_CROP && card->height >= LEAST_CROP;
}

static void
use_caffe (FmtCard *card, const FmtCaffeInput *caffe)
{
  gboolean has_scale = caffe != NULL && caffe->scale != 0;
  gboolean has_means = caffe != NULL && caffe->n_means > 0;

  card->bgr = card->channels == 3;
  if (card->channels == 3 || has_scale)
    fmt_card_set_scale (card, has_scale ? caffe->scale : 1);
  for (guint i = 0; i < card->channels; i++)
    if (has_means)
      card->mean[i] = caffe->means[i % caffe->n_means];
    else if (is_imagenet_like (card))
      card->mean[i] = caffe_mean[i];
}

static void
use_torch (FmtCard *card)
{
  if (!is_imagenet_like (card))
    return;
  for (guint i = 0; i < card->channels; i++)
    {
      card->mean[i] = torch_mean[i];
      card->scale[i] = 1 / torch_deviation[i];
    }
}

static gboolean
check (const char *path, const NnGraph *graph, GError **error)
{
  const NnShape *input = nn_graph_shape (graph, 0);
  gsize n_classes = nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph)));
  g_autofree char *shown = g_filename_display_name (path);

  if (input->rank != 3 || (input->dims[0] != 1 && input->dims[0] != 3) ||
      input->dims[1] > BASE_IMAGE_MAX_SIDE || input->dims[2] > BASE_IMAGE_MAX_SIDE)
    {
      g_autofree char *found = nn_shape_to_string (input);

      g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                   _ ("The network “%s” takes an input of %s, which is not a grey or colour "
                      "picture."),
                   shown, found);
      return FALSE;
    }
  if (n_classes > MAX_GUESSED_CLASSES)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("The network “%s” has more than %d classes."), shown, MAX_GUESSED_CLASSES);
      return FALSE;
    }
  return TRUE;
}

FmtCard *
fmt_guess_card (const char *path,
                FmtFormat format,
                const NnGraph *graph,
                const FmtCaffeInput *caffe,
                GError **error)
{
  const NnShape *input = nn_graph_shape (graph, 0);
  FmtCard *card;

  if (!check (path, graph, error))
    return NULL;
  card =
      fmt_card_guess (path, (guint) input->dims[0], (guint) input->dims[1], (guint) input->dims[2],
                      (guint) nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph))));
  card->format = format;
  use_imagenet_labels (card);
  if (is_imagenet_like (card) && card->width < IMAGE_SIDE && card->height < IMAGE_SIDE)
    card->image_width = card->image_height = IMAGE_SIDE;
  if (format == FMT_FORMAT_ONNX)
    use_torch (card);
  else
    use_caffe (card, caffe);
  return card;
}
