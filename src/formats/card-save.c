// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "config.h"
#include "formats/card-keys.h"
#include "formats/format.h"

#define GROUP FMT_CARD_GROUP

static void
write_text (GKeyFile *file, const char *key, const char *text)
{
  if (text != NULL && *text != '\0')
    g_key_file_set_string (file, GROUP, key, text);
}

static void
write_list (GKeyFile *file, const char *key, char **list, gsize n)
{
  g_key_file_set_string_list (file, GROUP, key, (const char *const *) list, n);
}

/* One number where it is the same for every channel. */
static void
write_scale (GKeyFile *file, const FmtCard *card)
{
  gboolean same = TRUE;

  for (guint i = 1; i < card->channels; i++)
    same = same && card->scale[i] == card->scale[0];
  if (same)
    g_key_file_set_double (file, GROUP, "Scale", card->scale[0]);
  else
    g_key_file_set_double_list (file, GROUP, "Scale", (double *) card->scale, card->channels);
}

static void
write_input (GKeyFile *file, const FmtCard *card)
{
  g_key_file_set_integer (file, GROUP, "Width", (int) card->width);
  g_key_file_set_integer (file, GROUP, "Height", (int) card->height);
  if (card->image_width > 0)
    {
      g_key_file_set_integer (file, GROUP, "ImageWidth", (int) card->image_width);
      g_key_file_set_integer (file, GROUP, "ImageHeight", (int) card->image_height);
    }
  if (card->n_crops > 1)
    g_key_file_set_integer (file, GROUP, "Crops", (int) card->n_crops);
  if (card->stretch)
    g_key_file_set_string (file, GROUP, "Resize", "stretch");
  g_key_file_set_integer (file, GROUP, "Channels", (int) card->channels);
  g_key_file_set_string (file, GROUP, "ChannelOrder", card->bgr ? "BGR" : "RGB");
  g_key_file_set_double_list (file, GROUP, "Mean", (double *) card->mean, card->channels);
  write_text (file, "MeanImage", card->mean_image);
  write_scale (file, card);
}

static void
write_weights (GKeyFile *file, const FmtCard *card)
{
  write_text (file, "Weights", card->weights);
  write_text (file, "Format", card->format != NULL ? card->format->name : NULL);
  write_text (file, "Architecture", card->architecture);
  write_text (file, "Output", card->output);
  write_text (file, "Checksum", card->checksum);
  if (card->size > 0)
    g_key_file_set_uint64 (file, GROUP, "Size", card->size);
  if (card->size_approximate > 0)
    g_key_file_set_uint64 (file, GROUP, "SizeApproximate", card->size_approximate);
  if (card->sources != NULL)
    write_list (file, "Sources", card->sources, g_strv_length (card->sources));
}

gboolean
fmt_card_save (const FmtCard *card, const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = NULL;
  char *data;
  gsize size;

  g_return_val_if_fail (card != NULL && path != NULL, FALSE);

  write_text (file, "Name", card->name);
  write_text (file, "DataSet", card->data_set);
  write_text (file, "Description", card->description);
  if (card->place > 0)
    g_key_file_set_integer (file, GROUP, "Place", (int) card->place);
  if (card->characters != NULL)
    write_list (file, "Characters", card->characters, card->n_labels);
  write_input (file, card);
  write_weights (file, card);
  if (card->test_error >= 0)
    g_key_file_set_double (file, GROUP, "TestError", card->test_error);
  write_text (file, "Licence", card->licence);
  write_text (file, "Citation", card->citation);
  if (card->guessed != NULL)
    write_list (file, "Guessed", card->guessed, g_strv_length (card->guessed));
  if (card->labels_file != NULL)
    write_text (file, "LabelsFile", card->labels_file);
  else
    write_list (file, "Labels", card->labels, card->n_labels);
  data = g_key_file_to_data (file, &size, NULL);
  bytes = g_bytes_new_take (data, size);
  return base_file_write (path, bytes, error);
}

FmtCard *
fmt_card_copy (const FmtCard *card)
{
  FmtCard *copy;

  g_return_val_if_fail (card != NULL, NULL);

  copy = g_memdup2 (card, sizeof *card);
  copy->id = g_strdup (card->id);
  copy->name = g_strdup (card->name);
  copy->data_set = g_strdup (card->data_set);
  copy->description = g_strdup (card->description);
  copy->labels = g_strdupv (card->labels);
  copy->synonyms = g_strdupv (card->synonyms);
  copy->characters = g_strdupv (card->characters);
  copy->labels_file = g_strdup (card->labels_file);
  copy->mean_image = g_strdup (card->mean_image);
  copy->weights = g_strdup (card->weights);
  copy->output = g_strdup (card->output);
  copy->guessed = g_strdupv (card->guessed);
  copy->architecture = g_strdup (card->architecture);
  copy->checksum = g_strdup (card->checksum);
  copy->sources = g_strdupv (card->sources);
  copy->licence = g_strdup (card->licence);
  copy->citation = g_strdup (card->citation);
  copy->path = g_strdup (card->path);
  return copy;
}

void
fmt_card_set_scale (FmtCard *card, double scale)
{
  g_return_if_fail (card != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (card->scale); i++)
    card->scale[i] = scale;
}

gboolean
fmt_card_can_crop (const FmtCard *card)
{
  g_return_val_if_fail (card != NULL, FALSE);

  return card->image_width > card->width || card->image_height > card->height;
}

void
fmt_card_free (FmtCard *card)
{
  if (card == NULL)
    return;
  g_free (card->id);
  g_free (card->name);
  g_free (card->data_set);
  g_free (card->description);
  g_strfreev (card->labels);
  g_strfreev (card->synonyms);
  g_strfreev (card->characters);
  g_free (card->labels_file);
  g_free (card->mean_image);
  g_free (card->weights);
  g_free (card->output);
  g_strfreev (card->guessed);
  g_free (card->architecture);
  g_free (card->checksum);
  g_strfreev (card->sources);
  g_free (card->licence);
  g_free (card->citation);
  g_free (card->path);
  g_free (card);
}
