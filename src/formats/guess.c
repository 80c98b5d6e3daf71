// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/guess.h"

#include "base/error.h"
#include "base/image.h"
#include "config.h"
#include "formats/card-keys.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Classes of a network without a card; each gets a label of its own. */
#define MAX_GUESSED_CLASSES 100000

#define IMAGENET_LABELS "imagenet-labels.txt"

/* Of pictures smaller than this ImageNet's classes are not told apart. */
#define LEAST_IMAGENET_SIDE 64

/* A row of fewer numbers is a table's, not a picture of this size. */
#define LEAST_VECTOR_SIDE 8

/* Networks for ImageNet take the middle, of FMT_LEAST_CROP at least, of pictures of this size. */
#define IMAGE_SIDE 256

void
fmt_guess_note (GPtrArray *notes, const char *format, ...)
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

gboolean
fmt_guess_is_imagenet (const FmtCard *card)
{
  return card->channels == 3 && MIN (card->width, card->height) >= LEAST_IMAGENET_SIDE &&
         (card->n_labels == FMT_IMAGENET_N_CLASSES || card->n_labels == FMT_IMAGENET_N_CLASSES + 1);
}

static void
use_labels (const FmtReading *reading, FmtCard *card, GPtrArray *notes)
{
  guint n = card->n_labels;
  g_auto (GStrv) numbers = NULL;

  if (reading->labels != NULL && g_strv_length (reading->labels) == n)
    {
      g_strfreev (card->labels);
      card->labels = g_strdupv (reading->labels);
      fmt_guess_note (notes, _ ("Labels: those that the file has."));
      return;
    }
  if (fmt_guess_is_imagenet (card))
    {
      numbers = g_steal_pointer (&card->labels);
      card->labels_file = g_strdup (IMAGENET_LABELS);
      if (fmt_card_read_labels_file (card, NULL) && card->n_labels == FMT_IMAGENET_N_CLASSES)
        {
          if (n > FMT_IMAGENET_N_CLASSES)
            add_background (card);
          fmt_guess_note (notes,
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
  fmt_guess_note (notes, _ ("Labels: numbers from 0 to %u; the file has no names."), n - 1);
}

static void
use_size (const FmtReading *reading, FmtCard *card, GPtrArray *notes)
{
  if (reading->open_size)
    fmt_guess_note (
        notes,
        _ ("Size: %u × %u pixels; the file leaves it open, and what it was trained with "
           "may be another."),
        card->width, card->height);
  if (card->channels != 3 || MIN (card->width, card->height) < FMT_LEAST_CROP ||
      MAX (card->width, card->height) >= IMAGE_SIDE)
    return;
  card->image_width = card->image_height = IMAGE_SIDE;
  fmt_guess_note (
      notes, _ ("Pictures: the middle of %u × %u pixels, as is usual for networks of this size."),
      IMAGE_SIDE, IMAGE_SIDE);
}

static void
use_output (const FmtReading *reading, GPtrArray *notes)
{
  g_autoptr (GString) others = NULL;

  if (reading->outputs == NULL || reading->outputs->len < 2 || reading->output == NULL)
    return;
  others = g_string_new (NULL);
  for (guint i = 0; i < reading->outputs->len; i++)
    if (!g_str_equal (reading->outputs->pdata[i], reading->output))
      {
        g_string_append (others, others->len > 0 ? ", " : "");
        /* Translators: a name in quotation marks, in a list of such. */
        g_string_append_printf (others, _ ("“%s”"), (char *) reading->outputs->pdata[i]);
      }
  fmt_guess_note (notes,
                  _ ("Output: “%s”, of several; the others are %s. “Output” in a network card "
                     "chooses another."),
                  reading->output, others->str);
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
    {
      for (*channels = 1; *channels <= 3; *channels += 2)
        {
          *height = *width = (guint) lround (sqrt (input->dims[0] / *channels));
          if (*height * *width * *channels == (guint) input->dims[0])
            break;
        }
      if (*height < LEAST_VECTOR_SIDE)
        return FALSE;
    }
  else
    return FALSE;
  return (*channels == 1 || *channels == 3) && *height >= 1 && *height <= BASE_IMAGE_MAX_SIDE &&
         *width >= 1 && *width <= BASE_IMAGE_MAX_SIDE;
}

static gboolean
check (const FmtReading *reading, GError **error)
{
  const NnShape *input = nn_graph_shape (reading->graph, 0);
  gsize n_classes =
      nn_shape_size (nn_graph_shape (reading->graph, nn_graph_output (reading->graph)));
  g_autofree char *shown = g_filename_display_name (reading->path);
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
fmt_guess_card (const FmtReading *reading,
                const FmtFormat *format,
                GPtrArray *notes,
                GError **error)
{
  guint channels, height, width;
  FmtCard *card;

  g_return_val_if_fail (reading != NULL && format != NULL && notes != NULL, NULL);

  if (!check (reading, error))
    return NULL;
  read_picture (nn_graph_shape (reading->graph, 0), &channels, &height, &width);
  card = fmt_card_guess (
      reading->path, channels, height, width,
      (guint) nn_shape_size (nn_graph_shape (reading->graph, nn_graph_output (reading->graph))));
  card->format = format;
  card->output =
      reading->outputs != NULL && reading->outputs->len > 1 ? g_strdup (reading->output) : NULL;
  use_output (reading, notes);
  use_size (reading, card, notes);
  format->guess (reading, card, notes);
  use_labels (reading, card, notes);
  return card;
}
