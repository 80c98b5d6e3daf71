// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/networks-private.h"

#include <string.h>

#define SHA256_LENGTH 64 /* in hexadecimal */

static gboolean
is_installed (const FmtCard *card)
{
  g_autofree char *weights = fmt_card_find_weights (card, NULL);

  return weights != NULL;
}

RunNetworkInfo *
run_network_info_new (const FmtCard *card, gsize n_parameters)
{
  RunNetworkInfo *info = g_new0 (RunNetworkInfo, 1);

  g_atomic_ref_count_init (&info->ref_count);
  info->id = g_strdup (card->id);
  info->name = g_strdup (card->name);
  /* Cards may have a checksum of another kind. */
  if (card->checksum != NULL && strlen (card->checksum) == SHA256_LENGTH)
    info->sha256 = g_strdup (card->checksum);
  info->data_set = g_strdup (card->data_set);
  info->description = g_strdup (card->description);
  info->licence = g_strdup (card->licence);
  info->citation = g_strdup (card->citation);
  info->labels = g_strdupv (card->labels);
  info->synonyms = g_strdupv (card->synonyms);
  info->characters = g_strdupv (card->characters);
  info->n_classes = card->n_labels;
  info->width = card->width;
  info->height = card->height;
  info->channels = card->channels;
  info->image_width = card->image_width > 0 ? card->image_width : card->width;
  info->image_height = card->image_height > 0 ? card->image_height : card->height;
  info->bgr = card->bgr;
  info->stretch = card->stretch;
  memcpy (info->mean, card->mean, sizeof info->mean);
  memcpy (info->scale, card->scale, sizeof info->scale);
  info->mean_image = g_strdup (card->mean_image);
  info->output = g_strdup (card->output);
  info->notes_kept = g_strdupv (card->guessed);
  info->n_crops = card->n_crops;
  info->test_error = card->test_error;
  info->n_parameters = n_parameters;
  info->installed = n_parameters > 0 || is_installed (card);
  info->download_size = card->size > 0 ? card->size : card->size_approximate;
  info->sources = g_strdupv (card->sources);
  return info;
}

static char **
strings_of (const GPtrArray *array)
{
  char **strings = g_new0 (char *, array != NULL ? array->len + 1 : 1);

  for (guint i = 0; array != NULL && i < array->len; i++)
    strings[i] = g_strdup (array->pdata[i]);
  return strings;
}

RunNetworkInfo *
run_network_info_of (const FmtNetwork *network)
{
  RunNetworkInfo *info =
      run_network_info_new (network->card, nn_graph_n_parameters (network->graph));

  info->guessed = network->guessed;
  info->independent = network->independent;
  info->open_size = network->open_size;
  info->notes = strings_of (network->notes);
  info->outputs = strings_of (network->outputs);
  g_free (info->output);
  info->output = g_strdup (network->output);
  return info;
}

gboolean
run_network_info_can_crop (const RunNetworkInfo *info)
{
  g_return_val_if_fail (info != NULL, FALSE);

  return info->image_width > info->width || info->image_height > info->height;
}

RunNetworkInfo *
run_network_info_ref (RunNetworkInfo *info)
{
  g_atomic_ref_count_inc (&info->ref_count);
  return info;
}

void
run_network_info_unref (RunNetworkInfo *info)
{
  if (info == NULL || !g_atomic_ref_count_dec (&info->ref_count))
    return;
  g_free (info->id);
  g_free (info->name);
  g_free (info->sha256);
  g_free (info->data_set);
  g_free (info->description);
  g_free (info->licence);
  g_free (info->citation);
  g_strfreev (info->labels);
  g_strfreev (info->synonyms);
  g_strfreev (info->characters);
  g_strfreev (info->sources);
  g_strfreev (info->notes);
  g_strfreev (info->notes_kept);
  g_strfreev (info->outputs);
  g_free (info->output);
  g_free (info->mean_image);
  g_free (info);
}
