// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/guess.h"

#include "base/error.h"
#include "base/image.h"
#include "config.h"
#include "formats/card-keys.h"
#include "formats/deep-compression.h"
#include "formats/normalisation.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Classes of a network without a card; each gets a label of its own. */
#define MAX_GUESSED_CLASSES 100000

#define IMAGENET_LABELS    "imagenet-labels.txt"
#define IMAGENET_N_CLASSES 1000

/* Of pictures smaller than this ImageNet's classes are not told apart. */
#define LEAST_IMAGENET_SIDE 64

/* Half of the grey levels: what becomes 0 where they become -1 to 1. */
#define TENSORFLOW_MIDDLE 127.5

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

static void note (GPtrArray *notes, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
note (GPtrArray *notes, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (notes, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

/* Networks from TensorFlow may have a class before ImageNet's, which stands for the background. */
static void
add_background (FmtCard *card)
{
  char **labels = g_new0 (char *, card->n_labels + 2);

  labels[0] = g_strdup ("background");
  for (guint i = 0; i < card->n_labels; i++)
    labels[i + 1] = card->labels[i];
  g_free (card->labels);
  card->labels = labels;
  card->n_labels++;
  g_clear_pointer (&card->synonyms, g_strfreev);
  g_clear_pointer (&card->labels_file, g_free);
}

static gboolean
is_imagenet (const FmtCard *card)
{
  return card->channels == 3 && MIN (card->width, card->height) >= LEAST_IMAGENET_SIDE &&
         (card->n_labels == IMAGENET_N_CLASSES || card->n_labels == IMAGENET_N_CLASSES + 1);
}

static void
use_labels (FmtCard *card, GPtrArray *notes)
{
  guint n = card->n_labels;
  g_auto (GStrv) numbers = NULL;

  if (is_imagenet (card))
    {
      numbers = g_steal_pointer (&card->labels);
      card->labels_file = g_strdup (IMAGENET_LABELS);
      if (fmt_card_read_labels_file (card, NULL) && card->n_labels == IMAGENET_N_CLASSES)
        {
          if (n > IMAGENET_N_CLASSES)
            add_background (card);
          note (notes,
                _ ("Labels: those of ImageNet, because there are %u classes of colour "
                   "pictures."),
                n);
          return;
        }
      g_clear_pointer (&card->labels_file, g_free);
      g_clear_pointer (&card->synonyms, g_strfreev);
      g_strfreev (card->labels);
      card->labels = g_steal_pointer (&numbers);
      card->n_labels = n;
    }
  note (notes, _ ("Labels: numbers from 0 to %u; the file has no names."), n - 1);
}

static void
use_size (const FmtGuessFrom *from, FmtCard *card, GPtrArray *notes)
{
  if (from->onnx != NULL && from->onnx->open_size)
    note (notes,
          _ ("Size: %u × %u pixels; the file leaves it open, and what it was trained with "
             "may be another."),
          card->width, card->height);
  if (card->channels != 3 || MIN (card->width, card->height) < LEAST_CROP ||
      MAX (card->width, card->height) >= IMAGE_SIDE)
    return;
  card->image_width = card->image_height = IMAGE_SIDE;
  note (notes, _ ("Pictures: the middle of %u × %u pixels, as is usual for networks of this size."),
        IMAGE_SIDE, IMAGE_SIDE);
}

static void
use_caffe (const FmtGuessFrom *from, FmtCard *card, GPtrArray *notes)
{
  const FmtCaffeInput *caffe = from->caffe;
  gboolean has_scale = caffe != NULL && caffe->scale != 0;
  gboolean has_means = caffe != NULL && caffe->n_means > 0;
  gboolean is_large = card->channels == 3 && MIN (card->width, card->height) >= LEAST_CROP;

  card->bgr = card->channels == 3;
  card->stretch = TRUE;
  if (card->channels == 3 || has_scale)
    fmt_card_set_scale (card, has_scale ? caffe->scale : 1);
  else
    fmt_card_set_scale (card, 1.0 / 256);
  for (guint i = 0; i < card->channels; i++)
    if (has_means)
      card->mean[i] = caffe->means[i % caffe->n_means];
    else if (is_large)
      card->mean[i] = caffe_mean[i];
  if (card->bgr)
    note (notes, _ ("Order of colours: blue, green, red, as Caffe's networks take them."));
  if (has_means)
    note (notes, _ ("Mean: as the file says."));
  else if (is_large && (caffe == NULL || *caffe->mean_file == '\0'))
    note (notes, _ ("Mean: 123, 117, 104 (red, green, blue) is subtracted, as is usual for Caffe's "
                    "networks of this size; the file does not say."));
  else if (caffe == NULL || *caffe->mean_file == '\0')
    note (notes, _ ("Mean: nothing is subtracted; the file does not say."));
  if (has_scale)
    note (notes, _ ("Scale: grey levels times %g, as the file says."), caffe->scale);
  else if (card->channels == 3)
    note (notes, _ ("Scale: grey levels are 0 to 255, as is usual for Caffe's colour networks."));
  else
    note (notes, _ ("Scale: grey levels are divided by 256, as is usual for Caffe's grey "
                    "networks."));
}

/* The mean that a Caffe file names, where it is beside the network. */
static void
use_mean_file (const FmtGuessFrom *from, FmtCard *card, GPtrArray *notes)
{
  g_autofree char *name = NULL, *path = NULL;

  if (from->caffe == NULL || *from->caffe->mean_file == '\0')
    return;
  name = g_path_get_basename (from->caffe->mean_file);
  path = fmt_card_find_file (card, name);
  if (path != NULL)
    {
      card->mean_image = g_steal_pointer (&name);
      note (notes, _ ("Mean: the picture “%s”, which the file names."), card->mean_image);
    }
  else
    note (notes,
          _ ("Attention: the network was trained with the mean picture “%s”, which is not "
             "beside it; without it the confidences are wrong. Put the file there."),
          name);
}

static void
use_torch (FmtCard *card, GPtrArray *notes)
{
  for (guint i = 0; i < card->channels; i++)
    {
      card->mean[i] = torch_mean[i];
      card->scale[i] = 1 / torch_deviation[i];
    }
  note (notes, _ ("Preprocessing: grey levels divided by 255, less ImageNet's mean, divided by its "
                  "standard deviation, as PyTorch's networks for ImageNet take them."));
}

static void
use_tensorflow (FmtCard *card, GPtrArray *notes)
{
  for (guint i = 0; i < card->channels; i++)
    card->mean[i] = TENSORFLOW_MIDDLE;
  fmt_card_set_scale (card, 1 / TENSORFLOW_MIDDLE);
  note (notes,
        _ ("Preprocessing: grey levels become -1 to 1, as TensorFlow's networks with %u "
           "classes take them."),
        card->n_labels);
}

static void
use_onnx (const FmtGuessFrom *from, FmtCard *card, GPtrArray *notes)
{
  double mean;
  FmtRange range = fmt_normalisation_range (from->graph, &mean);

  fmt_card_set_scale (card, 1.0 / 255);
  if (card->channels == 3)
    note (notes, _ ("Order of colours: red, green, blue, as most networks take them."));
  if (range == FMT_RANGE_BYTES || (from->onnx != NULL && from->onnx->takes_bytes))
    {
      fmt_card_set_scale (card, 1);
      if (range == FMT_RANGE_BYTES)
        note (notes,
              _ ("Preprocessing: none; the network's first layers normalise grey levels "
                 "from 0 to 255 themselves (mean about %.4g)."),
              mean);
      else
        note (notes, _ ("Preprocessing: none; the network takes whole grey levels."));
    }
  else if (range == FMT_RANGE_UNIT)
    note (notes,
          _ ("Preprocessing: grey levels divided by 255; the network's first layers "
             "normalise numbers from 0 to 1 themselves (mean about %.4g)."),
          mean);
  else if (is_imagenet (card) && card->n_labels == IMAGENET_N_CLASSES)
    use_torch (card, notes);
  else if (is_imagenet (card))
    use_tensorflow (card, notes);
  else
    note (notes, _ ("Preprocessing: grey levels divided by 255, as most networks take them."));
}

static void
use_output (const FmtGuessFrom *from, GPtrArray *notes)
{
  g_autoptr (GString) others = NULL;

  if (from->onnx == NULL || from->onnx->outputs == NULL || from->onnx->outputs->len < 2)
    return;
  others = g_string_new (NULL);
  for (guint i = 0; i < from->onnx->outputs->len; i++)
    if (!g_str_equal (from->onnx->outputs->pdata[i], from->onnx->output))
      g_string_append_printf (others, "%s“%s”", others->len > 0 ? ", " : "",
                              (char *) from->onnx->outputs->pdata[i]);
  note (notes,
        _ ("Output: “%s”, of several; the others are %s. “Output” in a network card "
           "chooses another."),
        from->onnx->output, others->str);
}

/* A picture (channels, height, width); a grey one (height, width); or one as a vector. */
static gboolean
read_picture (const NnShape *input, guint *channels, guint *height, guint *width)
{
  if (input->rank == 3 && (input->dims[0] == 1 || input->dims[0] == 3))
    {
      *channels = (guint) input->dims[0];
      *height = (guint) input->dims[1];
      *width = (guint) input->dims[2];
    }
  else if (input->rank == 2)
    {
      *channels = 1;
      *height = (guint) input->dims[0];
      *width = (guint) input->dims[1];
    }
  else if (input->rank == 1)
    for (*channels = 1; *channels <= 3; *channels += 2)
      {
        *height = *width = (guint) lround (sqrt (input->dims[0] / *channels));
        if (*height * *width * *channels == (guint) input->dims[0])
          break;
      }
  else
    return FALSE;
  return (*channels == 1 || *channels == 3) && *height >= 1 && *height <= BASE_IMAGE_MAX_SIDE &&
         *width >= 1 && *width <= BASE_IMAGE_MAX_SIDE;
}

static gboolean
check (const FmtGuessFrom *from, GError **error)
{
  const NnShape *input = nn_graph_shape (from->graph, 0);
  gsize n_classes = nn_shape_size (nn_graph_shape (from->graph, nn_graph_output (from->graph)));
  g_autofree char *shown = g_filename_display_name (from->path);
  guint channels, height, width;

  if (!read_picture (input, &channels, &height, &width))
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
fmt_guess_card (const FmtGuessFrom *from, GPtrArray *notes, GError **error)
{
  guint channels, height, width;
  FmtCard *card;

  g_return_val_if_fail (from != NULL && notes != NULL, NULL);

  if (!check (from, error))
    return NULL;
  read_picture (nn_graph_shape (from->graph, 0), &channels, &height, &width);
  card = fmt_card_guess (
      from->path, channels, height, width,
      (guint) nn_shape_size (nn_graph_shape (from->graph, nn_graph_output (from->graph))));
  card->format = from->format;
  use_output (from, notes);
  use_size (from, card, notes);
  if (from->format == FMT_FORMAT_ONNX)
    use_onnx (from, card, notes);
  else
    use_caffe (from, card, notes);
  use_mean_file (from, card, notes);
  use_labels (card, notes);
  return card;
}
