// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/training.h"

#include "config.h"

#include "base/error.h"
#include "formats/card-names.h"
#include "formats/card.h"
#include "formats/onnx.h"
#include "nn/architectures.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define ENDING ".onnx"

/* Labels are bytes in the IDX format. */
#define MAX_CLASSES 256

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

static char *
checksum_of (const char *path, GError **error)
{
  g_autofree char *content = NULL;
  gsize size;

  if (!g_file_get_contents (path, &content, &size, error))
    return NULL;
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, size);
}

static FmtCard *
make_card (const RunTraining *training,
           const Output *output,
           const NnDataset *data,
           guint n_classes,
           double test_error)
{
  const NnTrainSettings *sgd = &training->sgd;
  FmtCard *card =
      fmt_card_guess (output->weights, data->channels, data->height, data->width, n_classes);

  g_free (card->name);
  card->name = g_strdup (training->name != NULL ? training->name : output->id);
  g_free (card->data_set);
  card->data_set = training->data_set != NULL ? g_strdup (training->data_set)
                                              : g_path_get_basename (training->folder);
  if (training->labels != NULL)
    {
      g_strfreev (card->labels);
      card->labels = g_strdupv (training->labels);
      g_clear_pointer (&card->labels_file, g_free);
      g_clear_pointer (&card->synonyms, g_strfreev);
    }
  g_free (card->description);
  card->description =
      g_strdup_printf ("Trained for %d epochs with batches of %d, rate %g, decay %g, "
                       "seed %" G_GUINT64_FORMAT ".",
                       sgd->epochs, sgd->batch, sgd->base_rate, sgd->weight_decay, sgd->seed);
  fmt_card_set_scale (card, sgd->scale);
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

  ok = fmt_onnx_save (graph, output->weights_part, error);
  if (ok)
    {
      g_free (card->checksum);
      card->checksum = checksum_of (output->weights_part, error);
      ok = card->checksum != NULL;
    }
  ok = ok && fmt_card_save (card, output->card_part, error) &&
       move (output->weights_part, output->weights, error) &&
       move (output->card_part, output->card, error);
  if (!ok)
    {
      g_unlink (output->weights_part);
      g_unlink (output->card_part);
    }
  return ok;
}

static NnGraph *
make_network (const RunTraining *training, const NnDataset *data, GError **error)
{
  guint n_classes = training->labels != NULL ? g_strv_length (training->labels) : data->n_classes;

  if (n_classes < data->n_classes)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                   _ ("The data have %u classes, but there are only %u labels."), data->n_classes,
                   n_classes);
      return NULL;
    }
  if (n_classes < 2 || n_classes > MAX_CLASSES)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                   _ ("A network can be trained for 2 to %d classes, not for %u."), MAX_CLASSES,
                   n_classes);
      return NULL;
    }
  if (g_strcmp0 (training->architecture, "lenet") != 0)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                   _ ("There is no architecture “%s”; there is: lenet."), training->architecture);
      return NULL;
    }
  return nn_lenet_new (n_classes, training->sgd.seed);
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_atomic_int_set ((gint *) data, 1);
}

static void
tell (const NnTraining *training, RunTrainProgress progress, gpointer progress_data)
{
  NnTrainProgress state;

  nn_training_progress (training, &state);
  if (progress != NULL && (state.done < state.total || state.test_error >= 0))
    progress (&state, progress_data);
}

/* All epochs. */
static gboolean
learn (NnTraining *training,
       BasePool *pool,
       RunTrainProgress progress,
       gpointer progress_data,
       GCancellable *cancellable,
       GError **error)
{
  NnTrainingState state = NN_TRAINING_GOING_ON;
  gint interrupt = 0;
  gulong handler = 0;

  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), &interrupt, NULL);

  while (state == NN_TRAINING_GOING_ON && !g_atomic_int_get (&interrupt))
    {
      state = nn_training_advance (training, pool, &interrupt, error);
      if (state != NN_TRAINING_FAILED && !g_atomic_int_get (&interrupt))
        tell (training, progress, progress_data);
    }
  g_cancellable_disconnect (cancellable, handler);
  return state == NN_TRAINING_OVER || (state == NN_TRAINING_GOING_ON &&
                                       !g_cancellable_set_error_if_cancelled (cancellable, error));
}

gboolean
run_train (const RunTraining *training,
           RunTrainProgress progress,
           gpointer progress_data,
           GCancellable *cancellable,
           double *test_error,
           GError **error)
{
  g_auto (Output) output = { 0 };
  g_autoptr (NnDataset) train = NULL;
  g_autoptr (NnDataset) test = NULL;
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (BasePool) pool = NULL;
  g_autoptr (NnTraining) sgd = NULL;
  g_autoptr (FmtCard) card = NULL;
  guint n_classes;
  double measured;

  g_return_val_if_fail (training != NULL && training->folder != NULL, FALSE);
  g_return_val_if_fail (training->output != NULL, FALSE);

  if (!output_init (&output, training->output, error) || !output_check (&output, error))
    return FALSE;
  train = nn_dataset_load_folder (training->folder, TRUE, error);
  if (train == NULL)
    return FALSE;
  test = nn_dataset_load_folder (training->folder, FALSE, error);
  if (test == NULL)
    return FALSE;
  graph = make_network (training, train, error);
  if (graph == NULL)
    return FALSE;

  pool = base_pool_new (training->n_threads);
  sgd = nn_training_new (graph, train, test, &training->sgd, error);
  if (sgd == NULL || !learn (sgd, pool, progress, progress_data, cancellable, error))
    return FALSE;
  measured = nn_test_error (graph, test, training->sgd.scale, pool, error);
  if (measured < 0)
    return FALSE;

  n_classes = nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph)));
  card = make_card (training, &output, train, n_classes, measured);
  if (!write_output (&output, graph, card, error))
    return FALSE;
  if (test_error != NULL)
    *test_error = measured;
  return TRUE;
}
