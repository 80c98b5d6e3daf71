// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/network.h"

#include "base/error.h"
#include "base/file.h"
#include "config.h"
#include "formats/card-names.h"
#include "formats/caffe.h"
#include "formats/checksum.h"
#include "formats/deep-compression.h"
#include "formats/foreign.h"
#include "formats/guess.h"
#include "formats/onnx.h"
#include "formats/output-kind.h"

#include <glib/gi18n-lib.h>

#define MAX_TEXT_SIZE ((gsize) 16 << 20)
#define MAX_MEAN_SIZE ((gsize) 512 << 20)

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
 * as a vector or, of one channel, as (height, width). */
static gboolean
check_input (const FmtCard *card, const NnShape *input, const char *shown, GError **error)
{
  NnShape expected = NN_SHAPE_3 ((int) card->channels, (int) card->height, (int) card->width);
  g_autofree char *wanted = NULL, *found = NULL;

  if (nn_shape_equal (input, &expected) ||
      (nn_shape_size (input) == nn_shape_size (&expected) &&
       (input->rank == 1 || (input->rank == 2 && input->dims[0] == expected.dims[1]))))
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
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("The network “%s” has %zu classes, but its network card has %u labels."), shown,
               n_classes, card->n_labels);
  return FALSE;
}

/* People give it the same name, or keep the one that most networks come with. */
static char *
find_prototxt (const char *path)
{
  static const char *const ends[] = { ".prototxt", "_deploy.prototxt", "-deploy.prototxt" };
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *deploy = g_build_filename (folder, "deploy.prototxt", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *beside = fmt_card_replace_suffix (path, ends[i]);

      if (g_file_test (beside, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&beside);
    }
  return g_file_test (deploy, G_FILE_TEST_EXISTS) ? g_steal_pointer (&deploy) : NULL;
}

/* The input's size where a file with the layers, as Caffe's users keep it, lies beside the weights.
 */
static gboolean
read_prototxt (const char *path, FmtCaffeInput *input, GError **error)
{
  g_autofree char *beside = find_prototxt (path);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *shown = NULL;
  const char *text;
  gsize size;

  *input = (FmtCaffeInput){ 0 };
  if (beside == NULL)
    return TRUE;
  bytes = base_file_read (beside, MAX_TEXT_SIZE, error);
  if (bytes == NULL)
    return FALSE;
  text = g_bytes_get_data (bytes, &size);
  if (fmt_caffe_parse_prototxt (text, size, input, error))
    return TRUE;
  shown = g_filename_display_name (beside);
  g_prefix_error (error, _ ("The file “%s” cannot be read: "), shown);
  return FALSE;
}

static NnGraph *
parse_caffe (const char *path,
             GBytes *bytes,
             const char *shown,
             FmtCaffeInput *input,
             GError **error)
{
  FmtCaffeInput beside;

  if (!read_prototxt (path, &beside, error))
    {
      g_bytes_unref (bytes);
      return NULL;
    }
  return fmt_caffe_parse_bytes (bytes, shown, input, &beside, error);
}

static NnGraph *
parse_deep_compression (const FmtCard *card, GBytes *bytes, const char *shown, GError **error)
{
  g_autoptr (GBytes) owned = bytes;
  gsize size;
  const guint8 *data = g_bytes_get_data (owned, &size);
  const char *architecture = card != NULL ? card->architecture : NULL;

  if (architecture == NULL)
    architecture = fmt_deep_compression_guess (data, size);
  if (architecture == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("The network “%s” cannot be read: it does not have the size of any Deep "
                      "Compression file that this program knows; it may be damaged or incomplete."),
                   shown);
      return NULL;
    }
  return fmt_deep_compression_parse (data, size, architecture, shown, error);
}

static NnGraph *
parse_onnx (const char *path, GBytes *bytes, const char *shown, FmtOnnxHints *hints, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return fmt_onnx_parse_with (bytes, shown, folder, hints, error);
}

/* Takes over `bytes`. */
static NnGraph *
parse (const char *path,
       const FmtCard *card,
       FmtFormat format,
       GBytes *bytes,
       const char *shown,
       FmtCaffeInput *input,
       FmtOnnxHints *hints,
       GError **error)
{
  if (format == FMT_FORMAT_DEEP_COMPRESSION)
    return parse_deep_compression (card, bytes, shown, error);
  if (format == FMT_FORMAT_CAFFEMODEL)
    return parse_caffe (path, bytes, shown, input, error);
  return parse_onnx (path, bytes, shown, hints, error);
}

/* The mean picture covers the input; it is as large as the pictures, or as their crops, or in
 * between. */
static gboolean
check_mean (const FmtCard *card, const NnTensor *mean, const char *shown, GError **error)
{
  const int *dims = mean->shape.dims;
  g_autofree char *found = NULL;

  if (dims[0] == (int) card->channels && dims[1] >= (int) card->height &&
      dims[2] >= (int) card->width)
    return TRUE;
  found = nn_shape_to_string (&mean->shape);
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("The mean picture “%s” is %s, which does not cover the network's input."), shown,
               found);
  return FALSE;
}

gboolean
fmt_network_load_mean (FmtNetwork *network, const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_basename (path);
  g_autoptr (GBytes) bytes = NULL;
  NnTensor *mean;
  const guint8 *data;
  gsize size;

  g_return_val_if_fail (network != NULL && path != NULL, FALSE);

  bytes = base_file_read (path, MAX_MEAN_SIZE, error);
  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &size);
  mean = fmt_caffe_parse_mean (data, size, error);
  if (mean == NULL)
    {
      g_prefix_error (error, _ ("The mean picture “%s” cannot be used: "), shown);
      return FALSE;
    }
  if (!check_mean (network->card, mean, shown, error))
    {
      nn_tensor_free (mean);
      return FALSE;
    }
  nn_tensor_free (network->mean);
  network->mean = mean;
  return TRUE;
}

static gboolean
load_mean (FmtNetwork *network, GError **error)
{
  const char *name = network->card->mean_image;
  g_autofree char *path = NULL;

  if (name == NULL)
    return TRUE;
  path = fmt_card_find_file (network->card, name);
  if (path != NULL)
    return fmt_network_load_mean (network, path, error);
  g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
               _ ("The mean picture “%s” of the network “%s” is not there."), name,
               network->card->name);
  return FALSE;
}

/* What the card says of the input, which the file may leave open. */
static void
use_card (const FmtCard *card, FmtCaffeInput *input, FmtOnnxHints *hints)
{
  hints->picture = TRUE;
  if (card == NULL)
    return;
  *input =
      (FmtCaffeInput){ .channels = card->channels, .height = card->height, .width = card->width };
  hints->wanted_output = card->output;
  hints->wanted_classes = card->n_labels;
  hints->height = card->height;
  hints->width = card->width;
}

static void
add_output_notes (FmtNetwork *network)
{
  const NnGraph *graph = network->graph;
  NnValue output = nn_graph_output (graph);

  network->independent = fmt_output_kind (graph, output) == FMT_OUTPUT_INDEPENDENT;
  if (network->independent)
    g_ptr_array_add (network->notes,
                     g_strdup (_ ("Each class is on its own: the network ends in sigmoids, so its "
                                  "confidences do not add up to 100 %.")));
  if (fmt_output_is_from_single (graph, output))
    g_ptr_array_add (network->notes,
                     g_strdup (_ ("The network has one output; it is taken for the confidence of "
                                  "class 1, and what is left for class 0.")));
}

static gboolean
finish (FmtNetwork *network, const FmtGuessFrom *from, const char *shown, GError **error)
{
  if (network->card == NULL)
    {
      network->guessed = TRUE;
      network->card = fmt_guess_card (from, network->notes, error);
    }
  if (network->card == NULL || !check_card (network->card, network->graph, shown, error) ||
      !load_mean (network, error))
    return FALSE;
  add_output_notes (network);
  return TRUE;
}

static FmtNetwork *
new_network (FmtCard *card)
{
  FmtNetwork *network = g_new0 (FmtNetwork, 1);

  g_atomic_ref_count_init (&network->ref_count);
  network->card = card;
  network->notes = g_ptr_array_new_with_free_func (g_free);
  return network;
}

/* Takes over the card, which may be NULL: then it is looked for by the file's checksum, or guessed.
 */
static FmtNetwork *
load_weights (const char *path, FmtCard *given, GError **error)
{
  g_autoptr (FmtNetwork) network = new_network (given);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *shown = g_filename_display_name (path);
  FmtFormat format = FMT_FORMAT_BY_CONTENT;
  FmtCaffeInput input = { 0 };
  FmtOnnxHints hints = { 0 };
  FmtGuessFrom from = { .path = path };
  const guint8 *data;
  gsize size;
  gboolean ok;

  if (!fmt_foreign_check_folder (path, shown, error))
    return NULL;
  bytes = base_file_read (path, FMT_MAX_FILE_SIZE, error);
  if (bytes == NULL || !check_checksum (given, bytes, shown, error))
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  if (!fmt_foreign_check (path, data, size, shown, error))
    return NULL;
  if (network->card == NULL)
    network->card = fmt_card_find_by_content (bytes);
  if (network->card != NULL)
    format = network->card->format;
  if (format == FMT_FORMAT_BY_CONTENT)
    format = fmt_guess_format (path, data, size);
  use_card (network->card, &input, &hints);

  network->graph =
      parse (path, network->card, format, g_steal_pointer (&bytes), shown, &input, &hints, error);
  from.format = format;
  from.graph = network->graph;
  from.caffe = format == FMT_FORMAT_CAFFEMODEL ? &input : NULL;
  from.onnx = format == FMT_FORMAT_ONNX ? &hints : NULL;
  ok = network->graph != NULL && finish (network, &from, shown, error);
  network->open_size = hints.open_size;
  network->outputs = g_steal_pointer (&hints.outputs);
  fmt_onnx_hints_clear (&hints);
  return ok ? g_steal_pointer (&network) : NULL;
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
  nn_tensor_free (network->mean);
  g_clear_pointer (&network->notes, g_ptr_array_unref);
  g_clear_pointer (&network->outputs, g_ptr_array_unref);
  g_free (network);
}

guint
fmt_network_n_classes (const FmtNetwork *network)
{
  g_return_val_if_fail (network != NULL, 0);
  return network->card->n_labels;
}
