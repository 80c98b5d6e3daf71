// SPDX-License-Identifier: GPL-3.0-or-later
/* The network that a training begins with: a new one, or one that was trained before. */
#include "run/train-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "nn/architectures.h"
#include "nn/widen.h"

/* --- A new one --- */

NnGraph *
run_training_make_network (const RunTraining *training, const NnDataset *data, GError **error)
{
  guint n_classes = training->labels != NULL ? g_strv_length (training->labels) : data->n_classes;

  if (n_classes < data->n_classes)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                   _ ("The data have %u classes, but there are only %u labels."), data->n_classes,
                   n_classes);
      return NULL;
    }
  if (n_classes < 2 || n_classes > NN_DATASET_MAX_CLASSES)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                   _ ("A network can be trained for 2 to %d classes, not for %u."),
                   NN_DATASET_MAX_CLASSES, n_classes);
      return NULL;
    }
  if (data->width != data->height)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                   _ ("The pictures are %u × %u pixels; this network takes only square ones. Give "
                      "the side that they are to be resized to."),
                   data->width, data->height);
      return NULL;
    }
  return nn_architecture_find (training->architecture)
      ->make ((int) data->channels, (int) data->width, (int) n_classes, training->sgd.seed);
}

/* What the architecture takes. */
static gboolean
choose_for_architecture (const RunTraining *training, DataOptions *options, GError **error)
{
  const NnArchitecture *architecture = nn_architecture_find (training->architecture);
  g_autofree char *ids = nn_architecture_ids ();

  if (architecture == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                   _ ("There is no architecture “%s”; there are: %s."), training->architecture,
                   ids);
      return FALSE;
    }
  *options = (DataOptions){
    .side = training->side,
    .channels = (guint) architecture->channels,
    .least_side = (guint) architecture->least_side,
    .most_side = (guint) architecture->most_side,
  };
  if (training->side == 0 ||
      (training->side >= options->least_side && training->side <= options->most_side))
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
               _ ("%s takes pictures of %u to %u pixels, not of %u."), architecture->name,
               options->least_side, options->most_side, training->side);
  return FALSE;
}

/* --- One that was trained before --- */

static gboolean
choose_for_network (const RunTraining *training,
                    const FmtNetwork *network,
                    DataOptions *options,
                    GError **error)
{
  const FmtCard *card = network->card;

  *options = (DataOptions){ .side = card->width, .channels = card->channels };
  if (network->mean != NULL)
    g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                 _ ("“%s” subtracts a mean picture from what it is shown; such a network cannot be "
                    "trained further."),
                 card->name);
  else if (card->width != card->height || card->width > DATA_MAX_SIDE)
    g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                 _ ("“%s” takes pictures of %u × %u pixels; only with square ones of up to %d can "
                    "a network be trained further."),
                 card->name, card->width, card->height, DATA_MAX_SIDE);
  else if (training->side > 0 && training->side != card->width)
    g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                 _ ("%s takes pictures of %u to %u pixels, not of %u."), card->name, card->width,
                 card->width, training->side);
  else
    return TRUE;
  return FALSE;
}

gboolean
run_training_choose_pictures (const RunTraining *training,
                              const FmtNetwork *network,
                              DataOptions *options,
                              GError **error)
{
  return network != NULL ? choose_for_network (training, network, options, error)
                         : choose_for_architecture (training, options, error);
}

void
run_training_take_input (const FmtNetwork *network, NnTrainSettings *settings)
{
  const FmtCard *card = network->card;

  settings->scale = card->scale[0];
  settings->bgr = card->bgr && card->channels == 3;
  for (guint i = 0; i < 3; i++)
    {
      settings->mean[i] = i < card->channels ? card->mean[i] : 0;
      settings->scales[i] = i < card->channels ? card->scale[i] : 0;
    }
}

static gboolean
is_number (const char *label)
{
  return *label != '\0' && strspn (label, "0123456789") == strlen (label);
}

/* Where both name their classes, they have to be the same ones. */
static gboolean
check_names (const FmtCard *card, const NnDataset *data, GError **error)
{
  for (guint i = 0; data->class_names != NULL && i < MIN (card->n_labels, data->n_classes); i++)
    {
      g_autofree char *a = g_utf8_casefold (card->labels[i], -1);
      g_autofree char *b = g_utf8_casefold (data->class_names[i], -1);

      if (strcmp (a, b) == 0 || is_number (a))
        continue;
      g_set_error (
          error, BASE_ERROR, BASE_ERROR_INVALID,
          _ ("Class %u of the network is “%s”, but that of the pictures is “%s”. A network "
             "can be trained further with the classes that it knows, in their order, and "
             "new ones after them."),
          i, card->labels[i], data->class_names[i]);
      return FALSE;
    }
  return TRUE;
}

/* The network's, and after them those of the data, or numbers. */
static char **
make_labels (const FmtCard *card, const NnDataset *data, guint n_classes)
{
  char **labels = g_new0 (char *, n_classes + 1);

  for (guint i = 0; i < n_classes; i++)
    if (i < card->n_labels)
      labels[i] = g_strdup (card->labels[i]);
    else if (i < data->n_classes && data->class_names != NULL)
      labels[i] = g_strdup (data->class_names[i]);
    else
      labels[i] = g_strdup_printf ("%u", i);
  return labels;
}

gboolean
run_training_settle_classes (RunTraining *training,
                             const FmtNetwork *network,
                             const NnDataset *data,
                             GError **error)
{
  guint n_old = fmt_network_n_classes (network);
  guint n_classes =
      training->labels != NULL ? g_strv_length (training->labels) : MAX (n_old, data->n_classes);

  if (n_classes < MAX (n_old, data->n_classes))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                   _ ("The data have %u classes and the network %u, but there are only %u labels."),
                   data->n_classes, n_old, n_classes);
      return FALSE;
    }
  if (!check_names (network->card, data, error))
    return FALSE;
  if (training->labels == NULL)
    training->labels = make_labels (network->card, data, n_classes);
  return TRUE;
}

NnGraph *
run_training_widen_network (RunTraining *training,
                            const FmtNetwork *network,
                            const NnDataset *data,
                            GError **error)
{
  guint n_old = fmt_network_n_classes (network);

  if (!run_training_settle_classes (training, network, data, error))
    return NULL;
  return nn_graph_widen (network->graph, (int) (g_strv_length (training->labels) - n_old),
                         training->sgd.seed, error);
}
