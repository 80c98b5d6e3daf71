// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/card.h"

#include "base/error.h"
#include "base/file.h"
#include "base/image.h"
#include "config.h"
#include "formats/card-keys.h"
#include "formats/card-names.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_CARD_SIZE ((gsize) 16 << 20)

/* Far beyond any preprocessing in use, and such that (grey - mean) * scale stays finite. */
#define MAX_NUMBER 1e6

#define MAX_PLACE 1000

static gboolean
read_mean (GKeyFile *file, FmtCard *card, GError **error)
{
  double values[3];
  guint n;

  if (!g_key_file_has_key (file, FMT_CARD_GROUP, "Mean", NULL))
    return TRUE;
  n = fmt_card_read_numbers (file, "Mean", MAX_NUMBER, values, G_N_ELEMENTS (values));
  if (n == card->channels)
    {
      memcpy (card->mean, values, n * sizeof *values);
      return TRUE;
    }
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("“Mean” has to have one number for each of the %u channels."), card->channels);
  return FALSE;
}

/* One number for all the channels or one for each. */
static gboolean
read_scale (GKeyFile *file, FmtCard *card, GError **error)
{
  double values[3];
  guint n;

  fmt_card_set_scale (card, 1);
  if (!g_key_file_has_key (file, FMT_CARD_GROUP, "Scale", NULL))
    return TRUE;
  n = fmt_card_read_numbers (file, "Scale", MAX_NUMBER, values, G_N_ELEMENTS (values));
  if (n != 1 && n != card->channels)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("“Scale” has to be one number, or one for each of the %u channels."),
                   card->channels);
      return FALSE;
    }
  for (guint i = 0; i < card->channels; i++)
    {
      card->scale[i] = values[i % n];
      if (card->scale[i] == 0)
        {
          g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("“Scale” is 0, so that every picture would look the same."));
          return FALSE;
        }
    }
  return TRUE;
}

/* The picture that is cropped; nothing is cropped where neither key is there. */
static gboolean
read_image_size (GKeyFile *file, FmtCard *card, GError **error)
{
  if (!g_key_file_has_key (file, FMT_CARD_GROUP, "ImageWidth", NULL) &&
      !g_key_file_has_key (file, FMT_CARD_GROUP, "ImageHeight", NULL))
    return TRUE;
  if (!fmt_card_read_side (file, "ImageWidth", BASE_IMAGE_MAX_SIDE, &card->image_width, error) ||
      !fmt_card_read_side (file, "ImageHeight", BASE_IMAGE_MAX_SIDE, &card->image_height, error))
    return FALSE;
  if (card->image_width >= card->width && card->image_height >= card->height)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("“ImageWidth” and “ImageHeight” are less than the network's input; they have to "
                  "be the size before cropping."));
  return FALSE;
}

/* How many crops of a picture are scored. */
static gboolean
read_crops (GKeyFile *file, FmtCard *card, GError **error)
{
  card->n_crops = 1;
  if (!g_key_file_has_key (file, FMT_CARD_GROUP, "Crops", NULL))
    return TRUE;
  if (!fmt_card_read_side (file, "Crops", 10, &card->n_crops, error))
    return FALSE;
  if (card->n_crops == 1 || (card->n_crops == 10 && fmt_card_can_crop (card)))
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("“Crops” has to be 1 or, of pictures larger than the network's input, 10."));
  return FALSE;
}

/* What becomes of pictures of other proportions. */
static gboolean
read_resize (GKeyFile *file, FmtCard *card, GError **error)
{
  g_autofree char *text = NULL;

  if (!fmt_card_read_text (file, "Resize", &text, error))
    return FALSE;
  card->stretch = g_strcmp0 (text, "stretch") == 0;
  if (text == NULL || card->stretch || g_str_equal (text, "crop"))
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("“Resize” has to be crop or stretch."));
  return FALSE;
}

static gboolean
read_size (GKeyFile *file, FmtCard *card, GError **error)
{
  if (!fmt_card_read_side (file, "Width", BASE_IMAGE_MAX_SIDE, &card->width, error) ||
      !fmt_card_read_side (file, "Height", BASE_IMAGE_MAX_SIDE, &card->height, error) ||
      !fmt_card_read_side (file, "Channels", 3, &card->channels, error))
    return FALSE;
  if (card->channels == 2)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("“Channels” has to be 1 (grey) or 3 (colour)."));
      return FALSE;
    }
  return read_image_size (file, card, error) && read_resize (file, card, error) &&
         read_crops (file, card, error);
}

static gboolean
read_input (GKeyFile *file, FmtCard *card, GError **error)
{
  g_autofree char *order = NULL;

  if (!read_size (file, card, error) || !fmt_card_read_text (file, "ChannelOrder", &order, error))
    return FALSE;
  card->bgr = g_strcmp0 (order, "BGR") == 0;
  if (order != NULL && !card->bgr && !g_str_equal (order, "RGB"))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("“ChannelOrder” has to be RGB or BGR."));
      return FALSE;
    }
  return read_mean (file, card, error) &&
         fmt_card_read_file_name (file, "MeanImage", &card->mean_image, error) &&
         read_scale (file, card, error);
}

/* Which of the networks comes first in a list. */
static gboolean
read_place (GKeyFile *file, FmtCard *card, GError **error)
{
  return !g_key_file_has_key (file, FMT_CARD_GROUP, "Place", NULL) ||
         fmt_card_read_side (file, "Place", MAX_PLACE, &card->place, error);
}

/* For people only. */
static gboolean
read_guessed (GKeyFile *file, FmtCard *card, GError **error)
{
  if (!g_key_file_has_key (file, FMT_CARD_GROUP, "Guessed", NULL))
    return TRUE;
  card->guessed = g_key_file_get_string_list (file, FMT_CARD_GROUP, "Guessed", NULL, error);
  return card->guessed != NULL;
}

static gboolean
read_card (GKeyFile *file, FmtCard *card, GError **error)
{
  card->test_error = -1;
  return fmt_card_read_required_text (file, "Name", &card->name, error) &&
         fmt_card_read_text (file, "DataSet", &card->data_set, error) &&
         fmt_card_read_text (file, "Description", &card->description, error) &&
         fmt_card_read_labels (file, card, error) && fmt_card_read_characters (file, card, error) &&
         read_place (file, card, error) && read_input (file, card, error) &&
         fmt_card_read_weights (file, card, error) &&
         fmt_card_read_number (file, "TestError", 0, 1, &card->test_error, error) &&
         fmt_card_read_text (file, "Licence", &card->licence, error) &&
         fmt_card_read_text (file, "Citation", &card->citation, error) &&
         read_guessed (file, card, error);
}

/* A value that was cut off may still be one: a mean of 12 instead of 123. Cards end with a key that
 * has to be there, so that none is cut off between two lines. */
static gboolean
check_end (GBytes *bytes, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (size > 0 && data[size - 1] == '\n')
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("its last line does not end with a line break; it may be incomplete."));
  return FALSE;
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
                   _ ("its file name has to be letters, digits, “-”, “_” and “.”, and "
                      "then “.card”."));
      return FALSE;
    }
  bytes = base_file_read (path, MAX_CARD_SIZE, error);
  return bytes != NULL && check_end (bytes, error) &&
         g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, error) &&
         fmt_card_check_backslashes (file, error) && read_card (file, card, error);
}

/* Not all of GLib's messages are whole sentences, and they repeat whatever bytes the file has. */
static GError *
make_sentence (GError *error)
{
  g_autofree char *text = NULL;

  if (error->domain != G_KEY_FILE_ERROR)
    return error;
  text = g_utf8_make_valid (error->message, -1);
  g_error_free (error);
  return g_error_new (BASE_ERROR, BASE_ERROR_INVALID, "%s%s", text,
                      g_str_has_suffix (text, ".") ? "" : ".");
}

FmtCard *
fmt_card_load (const char *path, GError **error)
{
  g_autoptr (FmtCard) card = g_new0 (FmtCard, 1);
  GError *local = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  if (!load (path, card, &local))
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_propagate_error (error, make_sentence (local));
      g_prefix_error (error, _ ("The network card “%s” cannot be used: "), shown);
      return NULL;
    }
  return g_steal_pointer (&card);
}
