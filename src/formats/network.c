// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/network.h"

#include "base/error.h"
#include "base/file.h"
#include "config.h"
#include "formats/caffe.h"
#include "formats/card-names.h"
#include "formats/checksum.h"
#include "formats/foreign.h"
#include "formats/guess.h"
#include "formats/onnx.h"
#include "formats/output-kind.h"
#include "formats/sha256.h"

#include <glib/gi18n-lib.h>

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

static void
add_output_notes (FmtNetwork *network)
{
  const NnGraph *graph = network->graph;
  NnValue output = nn_graph_output (graph);

  network->independent = fmt_output_kind (graph, output) == FMT_OUTPUT_INDEPENDENT;
  if (network->independent)
    g_ptr_array_add (
        network->notes,
        g_strdup (_ ("Each class is on its own: what this network gives as confidences "
                     "does not add up to 100 %.")));
  if (fmt_output_is_from_single (graph, output))
    g_ptr_array_add (network->notes,
                     g_strdup (_ ("The network has one output; it is taken for the confidence of "
                                  "class 1, and what is left for class 0.")));
}

/* What the card says of the input, which the file may leave open; what is asked for goes before. */
static void
prepare (FmtReading *reading, const FmtWishes *wishes)
{
  const FmtCard *card = reading->card;

  reading->wanted = card != NULL ? card->output : NULL;
  reading->height = card != NULL ? card->height : 0;
  reading->width = card != NULL ? card->width : 0;
  if (wishes == NULL)
    return;
  if (wishes->output != NULL)
    reading->wanted = wishes->output;
  if (wishes->height > 0 && wishes->width > 0)
    {
      reading->height = wishes->height;
      reading->width = wishes->width;
    }
}

/* Whether the file lets be chosen what was asked for; then the card says it, too. */
static gboolean
use_wishes (FmtCard *card, const FmtReading *reading, const FmtWishes *wishes, GError **error)
{
  if (wishes == NULL)
    return TRUE;
  if (wishes->output != NULL && reading->output == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                   _ ("The outputs of the network “%s” have no names, so none can be chosen."),
                   reading->shown);
      return FALSE;
    }
  if (wishes->output != NULL)
    {
      g_free (card->output);
      card->output = g_strdup (wishes->output);
    }
  if (wishes->height == 0 || wishes->width == 0)
    return TRUE;
  if (!reading->open_size)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                   _ ("The network “%s” takes pictures of one size, which cannot be chosen."),
                   reading->shown);
      return FALSE;
    }
  card->height = wishes->height;
  card->width = wishes->width;
  return TRUE;
}

static gboolean
finish (FmtNetwork *network,
        FmtReading *reading,
        const FmtFormat *format,
        const FmtWishes *wishes,
        GError **error)
{
  network->graph = g_steal_pointer (&reading->graph);
  network->open_size = reading->open_size;
  network->output = g_strdup (reading->output);
  if (reading->outputs != NULL)
    network->outputs = g_ptr_array_ref (reading->outputs);
  if (reading->data_files != NULL)
    network->data_files = g_ptr_array_ref (reading->data_files);
  if (network->card == NULL)
    {
      reading->graph = network->graph;
      network->guessed = TRUE;
      network->card = fmt_guess_card (reading, format, network->notes, error);
      reading->graph = NULL;
    }
  if (network->card == NULL || !use_wishes (network->card, reading, wishes, error) ||
      !check_card (network->card, network->graph, reading->shown, error) ||
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

/* The checksum of a file whose card has none, beside the reading: of hundreds of megabytes it may
 * take a second. What was made for a network is to know it again, and a file of the same name is not
 * always the same network. */
typedef struct
{
  GBytes *bytes;
  GThread *thread;
} Summing;

static gpointer
sum_bytes (gpointer data)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (data, &size);

  return fmt_sha256 (bytes, size);
}

static Summing *
summing_begin (GBytes *bytes)
{
  Summing *summing = g_new (Summing, 1);

  summing->bytes = g_bytes_ref (bytes);
  summing->thread = g_thread_try_new ("checksum", sum_bytes, summing->bytes, NULL);
  return summing;
}

/* Waits for it. */
static char *
summing_end (Summing *summing)
{
  char *sum =
      summing->thread != NULL ? g_thread_join (summing->thread) : sum_bytes (summing->bytes);

  g_bytes_unref (summing->bytes);
  g_free (summing);
  return sum;
}

static void
summing_drop (Summing *summing)
{
  g_free (summing_end (summing));
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Summing, summing_drop)

/* Takes over the card, which may be NULL: then it is looked for by the file's checksum, or guessed.
 */
static FmtNetwork *
load_weights (const char *path, FmtCard *given, const FmtWishes *wishes, GError **error)
{
  g_autoptr (FmtNetwork) network = new_network (given);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (Summing) summing = NULL;
  g_autofree char *shown = g_filename_display_name (path);
  g_auto (FmtReading) reading = { .path = path, .shown = shown };
  const FmtFormat *format = NULL;
  const guint8 *data;
  gsize size;

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
  if (format == NULL)
    format = fmt_format_of (path, data, size);
  if (network->card == NULL || network->card->checksum == NULL)
    summing = summing_begin (bytes);
  reading.card = network->card;
  prepare (&reading, wishes);
  if (!format->read (&reading, g_steal_pointer (&bytes), error) ||
      !finish (network, &reading, format, wishes, error))
    return NULL;
  if (network->card->checksum == NULL)
    network->card->checksum = summing_end (g_steal_pointer (&summing));
  return g_steal_pointer (&network);
}

static FmtNetwork *
load_card (const char *path, const FmtWishes *wishes, GError **error)
{
  g_autoptr (FmtCard) card = fmt_card_load (path, error);
  g_autofree char *weights = NULL;

  if (card == NULL)
    return NULL;
  weights = fmt_card_find_weights (card, error);
  if (weights == NULL)
    return NULL;
  return load_weights (weights, g_steal_pointer (&card), wishes, error);
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

static gboolean
is_same_path (const char *path, const char *canonical)
{
  g_autofree char *same = g_canonicalize_filename (path, NULL);

  return g_str_equal (same, canonical);
}

char *
fmt_network_file (const char *id_or_path)
{
  g_autofree char *card_path = NULL;
  g_autofree char *weights = NULL;
  g_autofree char *file = NULL;
  g_autoptr (FmtCard) card = NULL;

  g_return_val_if_fail (id_or_path != NULL, NULL);

  card_path = fmt_card_find (id_or_path);
  if (card_path != NULL)
    return g_canonicalize_filename (card_path, NULL);
  file = g_canonicalize_filename (id_or_path, NULL);
  if (find_card_beside (file, &card, NULL) && card != NULL)
    weights = fmt_card_find_weights (card, NULL);
  /* A card may find its weights elsewhere. */
  if (weights != NULL && is_same_path (weights, file))
    return fmt_card_path_beside (file);
  return g_steal_pointer (&file);
}

FmtNetwork *
fmt_network_load (const char *id_or_path, GError **error)
{
  return fmt_network_load_as (id_or_path, NULL, error);
}

FmtNetwork *
fmt_network_load_as (const char *id_or_path, const FmtWishes *wishes, GError **error)
{
  g_autofree char *card_path = NULL;
  FmtCard *card;

  g_return_val_if_fail (id_or_path != NULL, NULL);

  card_path = fmt_card_find (id_or_path);
  if (card_path != NULL)
    return load_card (card_path, wishes, error);
  if (!g_file_test (id_or_path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *shown = g_filename_display_name (id_or_path);

      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                   _ ("There is no network and no file called “%s”."), shown);
      return NULL;
    }
  if (g_str_has_suffix (id_or_path, FMT_CARD_SUFFIX))
    return load_card (id_or_path, wishes, error);
  if (!find_card_beside (id_or_path, &card, error))
    return NULL;
  return load_weights (id_or_path, card, wishes, error);
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
  g_clear_pointer (&network->data_files, g_ptr_array_unref);
  g_free (network->output);
  g_free (network);
}

guint
fmt_network_n_classes (const FmtNetwork *network)
{
  g_return_val_if_fail (network != NULL, 0);
  return network->card->n_labels;
}
