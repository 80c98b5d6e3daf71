// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/card.h"

#include "base/error.h"
#include "base/image.h"
#include "config.h"
#include "formats/card-names.h"
#include "formats/file.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define GROUP         "Network"
#define MAX_CARD_SIZE ((gsize) 16 << 20)
#define MAX_LABELS    100000

/* Far beyond any preprocessing in use, and such that (grey - mean) * scale stays finite. */
#define MAX_NUMBER 1e6

static gboolean
is_missing (const GError *error)
{
  return g_error_matches (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND);
}

static gboolean
set_missing (GError **error, const char *key)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("“%s” is missing."), key);
  return FALSE;
}

/* An optional text; empty counts as missing. */
static gboolean
read_text (GKeyFile *file, const char *key, char **text, GError **error)
{
  g_autoptr (GError) local = NULL;

  *text = g_key_file_get_string (file, GROUP, key, &local);
  if (*text != NULL && **text == '\0')
    g_clear_pointer (text, g_free);
  if (local == NULL || is_missing (local))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
read_required_text (GKeyFile *file, const char *key, char **text, GError **error)
{
  if (!read_text (file, key, text, error))
    return FALSE;
  return *text != NULL || set_missing (error, key);
}

static gboolean
read_size (GKeyFile *file, const char *key, guint max, guint *size, GError **error)
{
  g_autoptr (GError) local = NULL;
  int value = g_key_file_get_integer (file, GROUP, key, &local);

  if (local == NULL && value >= 1 && (guint) value <= max)
    {
      *size = (guint) value;
      return TRUE;
    }
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("“%s” has to be a whole number from 1 to %u."), key, max);
  return FALSE;
}

/* An optional number within min .. max. */
static gboolean
read_number (GKeyFile *file,
             const char *key,
             double min,
             double max,
             double *number,
             GError **error)
{
  g_autoptr (GError) local = NULL;
  double value = g_key_file_get_double (file, GROUP, key, &local);

  if (is_missing (local))
    return TRUE;
  if (local == NULL && value >= min && value <= max)
    {
      *number = value;
      return TRUE;
    }
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("“%s” has to be a number from %g to %g."),
               key, min, max);
  return FALSE;
}

static gboolean
read_mean (GKeyFile *file, FmtCard *card, GError **error)
{
  g_autoptr (GError) local = NULL;
  gsize n;
  g_autofree double *values = g_key_file_get_double_list (file, GROUP, "Mean", &n, &local);
  gboolean ok = local == NULL && n == card->channels;

  if (is_missing (local))
    return TRUE;
  for (gsize i = 0; ok && i < n; i++)
    {
      card->mean[i] = values[i];
      ok = fabs (values[i]) <= MAX_NUMBER;
    }
  if (!ok)
    g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                 _ ("“Mean” has to have one number for each of the %u channels."), card->channels);
  return ok;
}

static gboolean
read_labels (GKeyFile *file, FmtCard *card, GError **error)
{
  gsize n;

  if (!g_key_file_has_key (file, GROUP, "Labels", NULL))
    return set_missing (error, "Labels");
  card->labels = g_key_file_get_string_list (file, GROUP, "Labels", &n, error);
  if (card->labels == NULL)
    return FALSE;
  if (n < 1 || n > MAX_LABELS)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("“Labels” has %" G_GSIZE_FORMAT " entries; 1 to %d are possible."), n,
                   MAX_LABELS);
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    if (*card->labels[i] == '\0')
      {
        g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                     _ ("“Labels” has no text for class %" G_GSIZE_FORMAT "."), i);
        return FALSE;
      }
  card->n_labels = (guint) n;
  return TRUE;
}

static gboolean
read_input (GKeyFile *file, FmtCard *card, GError **error)
{
  g_autofree char *order = NULL;

  if (!read_size (file, "Width", BASE_IMAGE_MAX_SIDE, &card->width, error) ||
      !read_size (file, "Height", BASE_IMAGE_MAX_SIDE, &card->height, error) ||
      !read_size (file, "Channels", 3, &card->channels, error) ||
      !read_text (file, "ChannelOrder", &order, error))
    return FALSE;
  if (card->channels == 2)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("“Channels” has to be 1 (grey) or 3 (colour)."));
      return FALSE;
    }
  card->bgr = g_strcmp0 (order, "BGR") == 0;
  if (order != NULL && !card->bgr && !g_str_equal (order, "RGB"))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("“ChannelOrder” has to be RGB or BGR."));
      return FALSE;
    }
  card->scale = 1;
  if (!read_mean (file, card, error) ||
      !read_number (file, "Scale", -MAX_NUMBER, MAX_NUMBER, &card->scale, error))
    return FALSE;
  if (card->scale == 0)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("“Scale” is 0, so that every picture would look the same."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_sha256 (const char *text)
{
  return strlen (text) == 64 && strspn (text, "0123456789abcdefABCDEF") == 64;
}

static gboolean
read_weights (GKeyFile *file, FmtCard *card, GError **error)
{
  char *lower;

  if (!read_required_text (file, "Weights", &card->weights, error) ||
      !read_text (file, "Checksum", &card->checksum, error))
    return FALSE;
  if (!fmt_card_is_plain_file_name (card->weights))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("“Weights” has to be the name of a file beside the card, without a folder."));
      return FALSE;
    }
  if (card->checksum == NULL)
    return TRUE;
  if (!is_sha256 (card->checksum))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("“Checksum” is not a SHA-256 of 64 hexadecimal digits."));
      return FALSE;
    }
  lower = g_ascii_strdown (card->checksum, -1);
  g_free (card->checksum);
  card->checksum = lower;
  return TRUE;
}

static gboolean
read_card (GKeyFile *file, FmtCard *card, GError **error)
{
  card->test_error = -1;
  return read_required_text (file, "Name", &card->name, error) &&
         read_text (file, "DataSet", &card->data_set, error) &&
         read_text (file, "Description", &card->description, error) &&
         read_labels (file, card, error) && read_input (file, card, error) &&
         read_weights (file, card, error) &&
         read_number (file, "TestError", 0, 1, &card->test_error, error) &&
         read_text (file, "Licence", &card->licence, error) &&
         read_text (file, "Citation", &card->citation, error);
}

static gboolean
load (const char *path, FmtCard *card, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = NULL;

  card->path = g_strdup (path);
  card->id = fmt_card_id_from_path (path);
  if (card->id == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("its file name has to be letters, digits, “-” and “_”, and then “.card”."));
      return FALSE;
    }
  bytes = fmt_file_read (path, MAX_CARD_SIZE, error);
  return bytes != NULL && g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, error) &&
         read_card (file, card, error);
}

FmtCard *
fmt_card_load (const char *path, GError **error)
{
  g_autoptr (FmtCard) card = g_new0 (FmtCard, 1);

  g_return_val_if_fail (path != NULL, NULL);

  if (!load (path, card, error))
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_prefix_error (error, _ ("The network card “%s” cannot be used: "), shown);
      return NULL;
    }
  return g_steal_pointer (&card);
}

static void
write_text (GKeyFile *file, const char *key, const char *text)
{
  if (text != NULL && *text != '\0')
    g_key_file_set_string (file, GROUP, key, text);
}

gboolean
fmt_card_save (const FmtCard *card, const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *data = NULL;
  gsize size;

  g_return_val_if_fail (card != NULL && path != NULL, FALSE);

  write_text (file, "Name", card->name);
  write_text (file, "DataSet", card->data_set);
  write_text (file, "Description", card->description);
  g_key_file_set_integer (file, GROUP, "Width", (int) card->width);
  g_key_file_set_integer (file, GROUP, "Height", (int) card->height);
  g_key_file_set_integer (file, GROUP, "Channels", (int) card->channels);
  g_key_file_set_string (file, GROUP, "ChannelOrder", card->bgr ? "BGR" : "RGB");
  g_key_file_set_double_list (file, GROUP, "Mean", (double *) card->mean, card->channels);
  g_key_file_set_double (file, GROUP, "Scale", card->scale);
  write_text (file, "Weights", card->weights);
  write_text (file, "Checksum", card->checksum);
  if (card->test_error >= 0)
    g_key_file_set_double (file, GROUP, "TestError", card->test_error);
  write_text (file, "Licence", card->licence);
  write_text (file, "Citation", card->citation);
  g_key_file_set_string_list (file, GROUP, "Labels", (const char *const *) card->labels,
                              card->n_labels);
  data = g_key_file_to_data (file, &size, NULL);
  return g_file_set_contents_full (path, data, (gssize) size, G_FILE_SET_CONTENTS_CONSISTENT, 0644,
                                   error);
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
  copy->weights = g_strdup (card->weights);
  copy->checksum = g_strdup (card->checksum);
  copy->licence = g_strdup (card->licence);
  copy->citation = g_strdup (card->citation);
  copy->path = g_strdup (card->path);
  return copy;
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
  g_free (card->weights);
  g_free (card->checksum);
  g_free (card->licence);
  g_free (card->citation);
  g_free (card->path);
  g_free (card);
}
