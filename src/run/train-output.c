// SPDX-License-Identifier: GPL-3.0-or-later
/* Where a trained network goes: its weights, and a card beside them. */
#include "run/train-private.h"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "formats/card-names.h"
#include "formats/card.h"
#include "formats/onnx.h"

#define ENDING ".onnx"

/* Where the results go. Both are written under a passing name first and appear together. */
typedef struct
{
  char *id;
  char *weights, *card;
  char *weights_part, *card_part;
} Output;

static void
output_clear (Output *output)
{
  g_clear_pointer (&output->id, g_free);
  g_clear_pointer (&output->weights, g_free);
  g_clear_pointer (&output->card, g_free);
  g_clear_pointer (&output->weights_part, g_free);
  g_clear_pointer (&output->card_part, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Output, output_clear)

static gboolean
output_init (Output *output, const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *stem = NULL;

  if (g_str_has_suffix (name, ENDING))
    output->id = g_strndup (name, strlen (name) - strlen (ENDING));
  if (output->id == NULL || !fmt_card_is_id (output->id))
    {
      g_set_error (
          error, BASE_ERROR, BASE_ERROR_ARGUMENT,
          _ ("The output “%s” must be named like “my-network.onnx”, with at most 64 letters, "
             "digits, “-”, “_” and “.”."),
          path);
      return FALSE;
    }
  stem = g_strndup (path, strlen (path) - strlen (ENDING));
  output->weights = g_strdup (path);
  output->card = g_strconcat (stem, ".card", NULL);
  output->weights_part = g_strconcat (output->weights, ".part", NULL);
  output->card_part = g_strconcat (output->card, ".part", NULL);
  return TRUE;
}

static void
set_write_error (const char *path, int reason, GError **error)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (reason), _ ("Cannot write “%s”: %s"),
               path, g_strerror (reason));
}

/* Before hours are spent on training: makes a file in the folder and takes it away again. */
static gboolean
output_check (const Output *output, GError **error)
{
  const char *const paths[] = { output->weights, output->card };
  g_autofree char *probe = g_strconcat (output->weights, ".XXXXXX", NULL);
  int file;

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    if (g_file_test (paths[i], G_FILE_TEST_IS_DIR))
      {
        set_write_error (paths[i], EISDIR, error);
        return FALSE;
      }
  file = g_mkstemp (probe);
  if (file < 0)
    {
      set_write_error (output->weights, errno, error);
      return FALSE;
    }
  close (file);
  g_unlink (probe);
  return TRUE;
}

/* What the card says of the file itself, so that it is known again. */
static gboolean
describe_file (FmtCard *card, const char *path, GError **error)
{
  g_autofree char *content = NULL;
  gsize size;

  if (!g_file_get_contents (path, &content, &size, error))
    return FALSE;
  g_free (card->checksum);
  card->checksum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, size);
  card->size = size;
  return TRUE;
}

static FmtCard *
make_card (const RunTraining *training,
           const Output *output,
           const NnDataset *data,
           guint n_classes,
           double test_error)
{
  const NnTrainSettings *sgd = &training->sgd;
  char **labels = training->labels != NULL ? training->labels : data->class_names;
  FmtCard *card =
      fmt_card_guess (output->weights, data->channels, data->height, data->width, n_classes);

  g_free (card->name);
  card->name = g_strdup (training->name != NULL ? training->name : output->id);
  g_free (card->data_set);
  card->data_set = training->data_set != NULL ? g_strdup (training->data_set)
                                              : g_path_get_basename (training->folder);
  if (labels != NULL)
    {
      g_strfreev (card->labels);
      card->labels = g_strdupv (labels);
      g_clear_pointer (&card->labels_file, g_free);
      g_clear_pointer (&card->synonyms, g_strfreev);
    }
  g_free (card->description);
  card->description =
      g_strdup_printf ("Trained for %d epochs with batches of %d, %s, rate %g (%s), decay %g, "
                       "seed %" G_GUINT64_FORMAT ".",
                       sgd->epochs, sgd->batch, nn_optimizer_names[sgd->optimizer], sgd->base_rate,
                       nn_schedule_names[sgd->schedule], sgd->weight_decay, sgd->seed);
  fmt_card_set_scale (card, sgd->scale);
  card->bgr = sgd->bgr;
  for (guint i = 0; i < 3; i++)
    {
      card->mean[i] = sgd->mean[i];
      card->scale[i] = sgd->scales[i] != 0 ? sgd->scales[i] : sgd->scale;
    }
  card->test_error = test_error;
  return card;
}

static gboolean
move (const char *from, const char *to, GError **error)
{
  if (g_rename (from, to) == 0)
    return TRUE;
  set_write_error (to, errno, error);
  return FALSE;
}

static gboolean
write_output (const Output *output, const NnGraph *graph, FmtCard *card, GError **error)
{
  gboolean ok;

  ok = fmt_onnx_save (graph, output->weights_part, error) &&
       describe_file (card, output->weights_part, error) &&
       fmt_card_save (card, output->card_part, error) &&
       move (output->weights_part, output->weights, error) &&
       move (output->card_part, output->card, error);
  if (!ok)
    {
      g_unlink (output->weights_part);
      g_unlink (output->card_part);
    }
  return ok;
}

char *
run_training_id (const RunTraining *training)
{
  g_autofree char *name = g_path_get_basename (training->output);

  return g_strndup (name, strlen (name) - MIN (strlen (name), strlen (ENDING)));
}

gboolean
run_training_check (const RunTraining *training, GError **error)
{
  g_auto (Output) output = { 0 };

  return output_init (&output, training->output, error) && output_check (&output, error);
}

gboolean
run_training_write (const RunTraining *training,
                    const NnGraph *graph,
                    const NnDataset *data,
                    double test_error,
                    GError **error)
{
  guint n_classes = nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph)));
  g_auto (Output) output = { 0 };
  g_autoptr (FmtCard) card = NULL;

  if (!output_init (&output, training->output, error))
    return FALSE;
  card = make_card (training, &output, data, n_classes, test_error);
  return write_output (&output, graph, card, error);
}
