// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/network.h"

#include "base/error.h"
#include "base/multiversion.h"
#include "config.h"
#include "formats/card-names.h"
#include "formats/checksum.h"
#include "formats/file.h"
#include "formats/onnx-import.h"
#include "formats/onnx.h"

#include <glib/gi18n-lib.h>

/* Classes of a network without a card; each gets a label of its own. */
#define MAX_GUESSED_CLASSES 100000

static gboolean
check_checksum (const FmtCard *card, GBytes *bytes, const char *shown, GError **error)
{
  if (card == NULL || card->checksum == NULL || fmt_checksum_fits_bytes (card->checksum, bytes))
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("The file “%s” is not the one that its network card describes: its checksum "
                  "is another. It may be damaged; get it again."),
               shown);
  return FALSE;
}

/* The graph's input has to be the card's picture: (channels, height, width), or the same numbers
 * as a vector. */
static gboolean
check_input (const FmtCard *card, const NnShape *input, const char *shown, GError **error)
{
  NnShape expected = NN_SHAPE_3 ((int) card->channels, (int) card->height, (int) card->width);
  g_autofree char *wanted = NULL, *found = NULL;

  if (nn_shape_equal (input, &expected) ||
      (input->rank == 1 && nn_shape_size (input) == nn_shape_size (&expected)))
    return TRUE;
  wanted = nn_shape_to_string (&expected);
  found = nn_shape_to_string (input);
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("The network “%s” takes an input of %s, but its network card says %s."), shown,
               found, wanted);
  return FALSE;
}

static gboolean
check_card (const FmtCard *card, const NnGraph *graph, const char *shown, GError **error)
{
  gsize n_classes = nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph)));

  if (!check_input (card, nn_graph_shape (graph, 0), shown, error))
    return FALSE;
  if (n_classes == card->n_labels)
    return TRUE;
  g_set_error (
      error, BASE_ERROR, BASE_ERROR_INVALID,
      _ ("The network “%s” has %" G_GSIZE_FORMAT " classes, but its network card has %u labels."),
      shown, n_classes, card->n_labels);
  return FALSE;
}

static FmtCard *
guess_card (const char *path, const NnGraph *graph, const char *shown, GError **error)
{
  const NnShape *input = nn_graph_shape (graph, 0);
  gsize n_classes = nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph)));

  if (input->rank != 3 || (input->dims[0] != 1 && input->dims[0] != 3) ||
      input->dims[1] > BASE_IMAGE_MAX_SIDE || input->dims[2] > BASE_IMAGE_MAX_SIDE)
    {
      g_autofree char *found = nn_shape_to_string (input);

      g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                   _ ("The network “%s” takes an input of %s, which is not a grey or colour "
                      "picture."),
                   shown, found);
      return NULL;
    }
  if (n_classes > MAX_GUESSED_CLASSES)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("The network “%s” has more than %d classes."), shown, MAX_GUESSED_CLASSES);
      return NULL;
    }
  return fmt_card_guess (path, (guint) input->dims[0], (guint) input->dims[1],
                         (guint) input->dims[2], (guint) n_classes);
}

/* Takes over the card, which may be NULL: then it is guessed. */
static FmtNetwork *
load_weights (const char *path, FmtCard *given, GError **error)
{
  g_autoptr (FmtCard) card = given;
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (GBytes) bytes = fmt_file_read (path, FMT_MAX_FILE_SIZE, error);
  g_autofree char *shown = g_filename_display_name (path);
  FmtNetwork *network;

  if (bytes == NULL || !check_checksum (card, bytes, shown, error))
    return NULL;
  graph = fmt_onnx_parse_bytes (g_steal_pointer (&bytes), shown, error);
  if (graph == NULL)
    return NULL;
  if (card == NULL)
    card = guess_card (path, graph, shown, error);
  if (card == NULL || !check_card (card, graph, shown, error))
    return NULL;

  network = g_new0 (FmtNetwork, 1);
  g_atomic_ref_count_init (&network->ref_count);
  network->card = g_steal_pointer (&card);
  network->graph = g_steal_pointer (&graph);
  return network;
}

static FmtNetwork *
load_card (const char *path, GError **error)
{
  g_autoptr (FmtCard) card = fmt_card_load (path, error);
  g_autofree char *weights = NULL;

  if (card == NULL)
    return NULL;
  weights = fmt_card_find_weights (card, error);
  if (weights == NULL)
    return NULL;
  return load_weights (weights, g_steal_pointer (&card), error);
}

/* The card beside a weights file, where there is one and it speaks of this file. */
static gboolean
find_card_beside (const char *path, FmtCard **card, GError **error)
{
  g_autofree char *card_path = fmt_card_path_beside (path);
  g_autofree char *id = fmt_card_id_from_path (card_path);
  g_autofree char *name = g_path_get_basename (path);

  *card = NULL;
  if (id == NULL || !g_file_test (card_path, G_FILE_TEST_EXISTS))
    return TRUE;
  *card = fmt_card_load (card_path, error);
  if (*card == NULL)
    return FALSE;
  if (!g_str_equal ((*card)->weights, name))
    g_clear_pointer (card, fmt_card_free);
  return TRUE;
}

FmtNetwork *
fmt_network_load (const char *id_or_path, GError **error)
{
  g_autofree char *card_path = NULL;
  FmtCard *card;

  g_return_val_if_fail (id_or_path != NULL, NULL);

  card_path = fmt_card_find (id_or_path);
  if (card_path != NULL)
    return load_card (card_path, error);
  if (!g_file_test (id_or_path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *shown = g_filename_display_name (id_or_path);

      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                   _ ("There is no network and no file called “%s”."), shown);
      return NULL;
    }
  if (g_str_has_suffix (id_or_path, FMT_CARD_SUFFIX))
    return load_card (id_or_path, error);
  if (!find_card_beside (id_or_path, &card, error))
    return NULL;
  return load_weights (id_or_path, card, error);
}

FmtNetwork *
fmt_network_ref (FmtNetwork *network)
{
  g_atomic_ref_count_inc (&network->ref_count);
  return network;
}

void
fmt_network_unref (FmtNetwork *network)
{
  if (network == NULL || !g_atomic_ref_count_dec (&network->ref_count))
    return;
  fmt_card_free (network->card);
  nn_graph_free (network->graph);
  g_free (network);
}

guint
fmt_network_n_classes (const FmtNetwork *network)
{
  g_return_val_if_fail (network != NULL, 0);
  return network->card->n_labels;
}

/* One channel: every `step`-th byte of n pixels. Two loops, so that grey compiles to whole vectors.
 */
BASE_MULTIVERSION static void
preprocess_channel (const guint8 *pixels, gsize n, guint step, float mean, float scale, float *out)
{
  if (step == 1)
    for (gsize i = 0; i < n; i++)
      out[i] = ((float) pixels[i] - mean) * scale;
  else
    for (gsize i = 0; i < n; i++)
      out[i] = ((float) pixels[i * step] - mean) * scale;
}

void
fmt_network_preprocess (const FmtNetwork *network, const BaseImage *image, float *input)
{
  const FmtCard *card = network->card;
  gsize n = (gsize) card->width * card->height;

  g_return_if_fail (image->width == card->width && image->height == card->height &&
                    image->channels == card->channels);

  for (guint c = 0; c < card->channels; c++)
    preprocess_channel (image->pixels + (card->bgr ? card->channels - 1 - c : c), n, card->channels,
                        (float) card->mean[c], (float) card->scale, input + c * n);
}

BaseImage *
fmt_network_fit (const FmtNetwork *network, const BaseImage *image)
{
  const FmtCard *card = network->card;
  g_autoptr (BaseImage) converted = base_image_convert (image, card->channels);

  if (converted->width == card->width && converted->height == card->height)
    return g_steal_pointer (&converted);
  return base_image_resize (converted, card->width, card->height);
}
