// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/open-network-private.h"

#include "base/error.h"
#include "config.h"
#include "formats/card-keys.h"
#include "formats/card-names.h"
#include "run/networks-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* As a network card can hold them. */
#define MAX_NUMBER 1e6

void
run_network_guess_copy (const RunNetworkGuess *guess, RunNetworkGuess *copy)
{
  *copy = *guess;
  copy->name = g_strdup (guess->name);
  copy->labels_file = g_strdup (guess->labels_file);
  copy->mean_file = g_strdup (guess->mean_file);
}

void
run_network_guess_clear (RunNetworkGuess *guess)
{
  g_clear_pointer (&guess->name, g_free);
  g_clear_pointer (&guess->labels_file, g_free);
  g_clear_pointer (&guess->mean_file, g_free);
}

void
run_open_choice_clear (RunOpenChoice *choice)
{
  g_clear_pointer (&choice->output, g_free);
}

static char *
number_label (guint class_index)
{
  return g_strdup_printf ("%u", class_index);
}

static gboolean
has_names (const FmtCard *card)
{
  for (guint i = 0; i < card->n_labels; i++)
    {
      g_autofree char *number = number_label (i);

      if (!g_str_equal (card->labels[i], number))
        return TRUE;
    }
  return FALSE;
}

/* Where a channel is in the card's mean and scale, given that people say red, green, blue. */
static guint
channel_index (const FmtCard *card, gboolean bgr, guint channel)
{
  return bgr && card->channels == 3 ? 2 - channel : channel;
}

/* People call a file by its name without the end that only says its format. */
static char *
guess_name (const RunOpenNetwork *open)
{
  g_autofree char *stem = NULL;

  if (open->has_card)
    return g_strdup (open->card->name);
  stem = fmt_card_replace_suffix (open->weights, "");
  return g_filename_display_basename (stem);
}

static void
make_guess (RunOpenNetwork *open)
{
  const FmtCard *card = open->card;
  RunNetworkGuess *guess = &open->guess;

  *guess = (RunNetworkGuess){ .name = guess_name (open),
                              .labels = open->has_names ? RUN_LABELS_NAMES : RUN_LABELS_NUMBERS,
                              .image_width = card->image_width,
                              .image_height = card->image_height,
                              .n_crops = card->n_crops,
                              .bgr = card->bgr,
                              .mean_file = g_strdup (open->mean_file) };
  for (guint i = 0; i < card->channels; i++)
    {
      guess->mean[i] = card->mean[channel_index (card, card->bgr, i)];
      guess->scale[i] = card->scale[channel_index (card, card->bgr, i)];
    }
}

/* The file that was opened, or the one that the opened card names. */
static char *
find_weights (const FmtCard *card, const char *path, GError **error)
{
  return g_str_has_suffix (path, FMT_CARD_SUFFIX) ? fmt_card_find_weights (card, error)
                                                  : g_strdup (path);
}

/* The path of a guessed card is where one would be. One that is there may speak of another file. */
static gboolean
has_card (const FmtCard *card)
{
  g_autoptr (FmtCard) stored = fmt_card_load (card->path, NULL);

  return stored != NULL && g_str_equal (stored->weights, card->weights);
}

static char *
find_known_id (const RunOpenNetwork *open)
{
  g_autofree char *listed = fmt_card_find (open->card->id);

  g_autofree char *weights = fmt_card_find_weights (open->card, NULL);

  return open->has_card && weights != NULL && g_strcmp0 (listed, open->card->path) == 0
             ? g_strdup (open->card->id)
             : NULL;
}

static guint64
file_size (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);

  return info != NULL ? (guint64) MAX (g_file_info_get_size (info), 0) : 0;
}

RunOpenNetwork *
run_open_network_new (const char *path, const RunOpenChoice *choice, GError **error)
{
  FmtWishes wishes = { 0 };
  g_autoptr (RunOpenNetwork) open = g_new0 (RunOpenNetwork, 1);

  g_return_val_if_fail (path != NULL, NULL);

  if (choice != NULL)
    wishes = (FmtWishes){ choice->output, choice->height, choice->width };
  open->network = fmt_network_load_as (path, &wishes, error);
  if (open->network == NULL)
    return NULL;
  open->card = fmt_card_copy (open->network->card);
  open->weights = find_weights (open->card, path, error);
  if (open->weights == NULL)
    return NULL;
  open->size = file_size (open->weights);
  if (open->card->mean_image != NULL)
    open->mean_file = fmt_card_find_file (open->card, open->card->mean_image);
  open->has_card = has_card (open->card);
  open->has_names = has_names (open->card);
  open->known_id = find_known_id (open);
  open->info = run_network_info_of (open->network);
  make_guess (open);
  return g_steal_pointer (&open);
}

void
run_open_network_free (RunOpenNetwork *open)
{
  if (open == NULL)
    return;
  run_scorer_free (open->scorer);
  fmt_network_unref (open->network);
  fmt_card_free (open->card);
  run_network_info_unref (open->info);
  run_network_guess_clear (&open->guess);
  g_free (open->mean_file);
  g_free (open->known_id);
  g_free (open->weights);
  g_free (open);
}

RunNetworkInfo *
run_open_network_info (RunOpenNetwork *open)
{
  g_return_val_if_fail (open != NULL, NULL);
  return open->info;
}

const RunNetworkGuess *
run_open_network_guess (RunOpenNetwork *open)
{
  g_return_val_if_fail (open != NULL, NULL);
  return &open->guess;
}

guint64
run_open_network_file_size (RunOpenNetwork *open)
{
  g_return_val_if_fail (open != NULL, 0);
  return open->size;
}

gboolean
run_open_network_has_card (RunOpenNetwork *open)
{
  g_return_val_if_fail (open != NULL, FALSE);
  return open->has_card;
}

gboolean
run_open_network_has_names (RunOpenNetwork *open)
{
  g_return_val_if_fail (open != NULL, FALSE);
  return open->has_names;
}

const char *
run_open_network_known_id (RunOpenNetwork *open)
{
  g_return_val_if_fail (open != NULL, NULL);
  return open->known_id;
}

static void
drop_labels (FmtCard *card)
{
  g_clear_pointer (&card->labels, g_strfreev);
  g_clear_pointer (&card->synonyms, g_strfreev);
  g_clear_pointer (&card->labels_file, g_free);
}

static void
use_numbers (FmtCard *card)
{
  drop_labels (card);
  card->labels = g_new0 (char *, card->n_labels + 1);
  for (guint i = 0; i < card->n_labels; i++)
    card->labels[i] = number_label (i);
}

/* The card's own path only tells where to look for the file. */
static gboolean
use_labels_file (FmtCard *card, const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_basename (path);
  g_autofree char *own_path = g_steal_pointer (&card->path);
  guint n_classes = card->n_labels;
  gboolean read;

  drop_labels (card);
  card->path = g_strdup (path);
  card->labels_file = g_path_get_basename (path);
  read = fmt_card_read_labels_file (card, error);
  g_free (card->path);
  card->path = g_steal_pointer (&own_path);
  if (!read)
    {
      g_prefix_error (error, _ ("The labels in “%s” cannot be used: "), shown);
      return FALSE;
    }
  if (card->n_labels == n_classes)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("The file “%s” has %u labels, but the network has %u classes: it needs a line "
                  "for each class."),
               shown, card->n_labels, n_classes);
  return FALSE;
}

static gboolean
apply_labels (FmtCard *card, const RunNetworkGuess *guess, GError **error)
{
  switch (guess->labels)
    {
    case RUN_LABELS_NUMBERS:
      use_numbers (card);
      return TRUE;
    case RUN_LABELS_FILE:
      if (guess->labels_file != NULL)
        return use_labels_file (card, guess->labels_file, error);
      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                   _ ("Choose the text file that has the labels, a line for each class."));
      return FALSE;
    default:
      return TRUE;
    }
}

static gboolean
apply_numbers (FmtCard *card, const RunNetworkGuess *guess, GError **error)
{
  gboolean ok = TRUE;

  card->image_width = guess->image_width;
  card->image_height = guess->image_height;
  card->n_crops = fmt_card_can_crop (card) ? guess->n_crops : 1;
  card->bgr = guess->bgr && card->channels == 3;
  for (guint i = 0; i < card->channels; i++)
    {
      guint index = channel_index (card, card->bgr, i);

      card->mean[index] = guess->mean[i];
      card->scale[index] = guess->scale[i];
      ok = ok && fabs (guess->mean[i]) <= MAX_NUMBER && fabs (guess->scale[i]) <= MAX_NUMBER &&
           guess->scale[i] != 0;
    }
  if (!ok)
    g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                 _ ("Mean and scale have to be numbers up to a million, and the scale not 0."));
  return ok;
}

static gboolean
apply_mean_file (RunOpenNetwork *open, const RunNetworkGuess *guess, GError **error)
{
  if (g_strcmp0 (guess->mean_file, open->mean_file) == 0)
    return TRUE;
  if (guess->mean_file != NULL)
    {
      if (!fmt_network_load_mean (open->network, guess->mean_file, error))
        return FALSE;
    }
  else
    g_clear_pointer (&open->network->mean, nn_tensor_free);
  g_free (open->mean_file);
  open->mean_file = g_strdup (guess->mean_file);
  return TRUE;
}

gboolean
run_open_network_apply (RunOpenNetwork *open, const RunNetworkGuess *guess, GError **error)
{
  g_autoptr (FmtCard) card = fmt_card_copy (open->card);

  if (!apply_labels (card, guess, error) || !apply_numbers (card, guess, error) ||
      !apply_mean_file (open, guess, error))
    return FALSE;
  g_free (card->name);
  card->name = g_strstrip (g_strdup (guess->name));
  g_clear_pointer (&card->mean_image, g_free);
  if (guess->mean_file != NULL)
    card->mean_image = g_path_get_basename (guess->mean_file);
  fmt_card_free (open->network->card);
  open->network->card = g_steal_pointer (&card);
  return TRUE;
}

static gboolean
prepare_scorer (RunOpenNetwork *open, GError **error)
{
  guint n_crops = open->network->card->n_crops;

  if (open->scorer != NULL && open->n_crops == n_crops)
    return TRUE;
  g_clear_pointer (&open->scorer, run_scorer_free);
  open->scorer = run_scorer_new (open->network, n_crops, 1, error);
  open->n_crops = n_crops;
  return open->scorer != NULL;
}

static StoreSpecimen *
new_specimen (const FmtCard *card, const float *confidences)
{
  StoreSpecimen *specimen = store_specimen_new ();

  specimen->network_name = g_strdup (card->name);
  specimen->n_top = evo_top (confidences, card->n_labels, specimen->top);
  for (guint i = 0; i < specimen->n_top; i++)
    specimen->top_labels[i] = g_strdup (card->labels[specimen->top[i].class_index]);
  specimen->class_index = specimen->top[0].class_index;
  specimen->label = g_strdup (specimen->top_labels[0]);
  specimen->confidence = specimen->top[0].confidence;
  return specimen;
}

StoreSpecimen *
run_open_network_try (RunOpenNetwork *open,
                      const RunNetworkGuess *guess,
                      const BaseImage *image,
                      GError **error)
{
  g_autoptr (BaseImage) fitted = NULL;
  g_autofree float *confidences = NULL;
  StoreSpecimen *specimen;

  g_return_val_if_fail (open != NULL && guess != NULL && image != NULL, NULL);

  if (!run_open_network_apply (open, guess, error) || !prepare_scorer (open, error))
    return NULL;
  fitted = fmt_network_fit (open->network, image);
  confidences = g_new (float, open->network->card->n_labels);
  run_scorer_score (open->scorer, 0, &fitted, 1, NULL, confidences);
  specimen = new_specimen (open->network->card, confidences);
  specimen->image = g_steal_pointer (&fitted);
  return specimen;
}
