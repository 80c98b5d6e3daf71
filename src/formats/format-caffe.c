// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "config.h"
#include "formats/caffe-import.h"
#include "formats/card-names.h"
#include "formats/format.h"
#include "formats/guess.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_TEXT_SIZE ((gsize) 16 << 20)

/* How a Caffe file begins: its name, field 1, as text. In an ONNX file field 1 is a number. */
#define CAFFE_NAME (1 << 3 | 2)

/* ImageNet's mean as Caffe's users write it (blue, green, red). */
static const double caffe_mean[] = { 104, 117, 123 };

static gboolean
fits (const char *path, const guint8 *data, gsize size)
{
  return !g_str_has_suffix (path, ".onnx") &&
         (g_str_has_suffix (path, ".caffemodel") || (size > 0 && data[0] == CAFFE_NAME));
}

/* People give it the same name, or keep the one that most networks come with. */
static const char *const deploy_names[] = { ".prototxt", "_deploy.prototxt", "-deploy.prototxt",
                                            "deploy.prototxt", NULL };

/* What a network was trained by. */
static const char *const training_names[] = {
  "_train_val.prototxt", "-train_val.prototxt", "_train_test.prototxt",
  "_train.prototxt",     "train_val.prototxt",  "train_test.prototxt",
  "trainval.prototxt",   "train.prototxt",      NULL
};

/* The name without what Caffe writes behind it while it trains: "lenet_iter_10000.caffemodel". */
static char *
without_iteration (const char *path)
{
  const char *mark = g_strrstr (path, "_iter_");

  if (mark == NULL || strchr (mark, G_DIR_SEPARATOR) != NULL)
    return NULL;
  return g_strdup_printf ("%.*s.caffemodel", (int) (mark - path), path);
}

/* The first of the names that is there: one that begins with a letter is whole, others are the ends
 * of the network's own. NULL = none. Caller frees. */
static char *
find_beside (const char *path, const char *const *names)
{
  g_autofree char *folder = g_path_get_dirname (path), *shorter = without_iteration (path);

  for (; *names != NULL; names++)
    {
      gboolean is_whole = g_ascii_isalpha (**names);
      g_autofree char *beside = is_whole ? g_build_filename (folder, *names, NULL)
                                         : fmt_card_replace_suffix (path, *names);
      g_autofree char *other =
          is_whole || shorter == NULL ? NULL : fmt_card_replace_suffix (shorter, *names);

      if (g_file_test (beside, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&beside);
      if (other != NULL && g_file_test (other, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&other);
    }
  return NULL;
}

/* NULL with an error. */
static FmtCaffeFile *
read_text (const char *path, FmtCaffeInput *input, GError **error)
{
  g_autoptr (GBytes) bytes = base_file_read (path, MAX_TEXT_SIZE, error);
  g_autofree char *shown = g_filename_display_name (path);
  FmtCaffeFile *file;
  const char *text;
  gsize size;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &size);
  file = fmt_caffe_parse_prototxt (text, size, input, error);
  if (file == NULL)
    g_prefix_error (error, _ ("The file “%s” cannot be read: "), shown);
  return file;
}

/* How pictures were prepared when the network was trained. */
static gboolean
read_training (const char *path, FmtCaffeInput *input, GError **error)
{
  g_autofree char *beside = find_beside (path, training_names);
  g_autofree char *name = NULL, *shown = NULL;
  g_autoptr (FmtCaffeFile) file = NULL;
  FmtCaffeInput found;
  const char *end;

  if (beside == NULL)
    return TRUE;
  file = read_text (beside, &found, error);
  if (file == NULL)
    return FALSE;
  name = g_path_get_basename (beside);
  shown = g_filename_display_name (name);
  g_strlcpy (found.prepared_by, shown, sizeof found.prepared_by);
  if (!g_utf8_validate (found.prepared_by, -1, &end)) /* it was cut within a letter */
    found.prepared_by[end - found.prepared_by] = '\0';
  fmt_caffe_input_add (input, &found);
  return TRUE;
}

/* What files with the layers, as Caffe's users keep them, say where they lie beside the weights. */
static gboolean
read_prototxts (const char *path, FmtCaffeInput *input, FmtCaffeFile **described, GError **error)
{
  g_autofree char *deploy = find_beside (path, deploy_names);

  *input = (FmtCaffeInput){ 0 };
  *described = NULL;
  if (deploy != NULL)
    {
      *described = read_text (deploy, input, error);
      if (*described == NULL)
        return FALSE;
    }
  return read_training (path, input, error);
}

static gboolean
read_network (FmtReading *reading, GBytes *bytes, GError **error)
{
  const FmtCard *card = reading->card;
  FmtCaffeInput *input = g_new0 (FmtCaffeInput, 1);
  g_autoptr (FmtCaffeFile) described = NULL;
  FmtCaffeInput beside;

  reading->own = input;
  reading->free_own = g_free;
  input->channels = card != NULL ? card->channels : 0;
  input->height = reading->height;
  input->width = reading->width;
  if (!read_prototxts (reading->path, &beside, &described, error))
    {
      g_bytes_unref (bytes);
      return FALSE;
    }
  reading->graph = fmt_caffe_parse_bytes (bytes, reading->shown, input, &beside, described, error);
  return reading->graph != NULL;
}

void
fmt_guess_caffe (const FmtCaffeInput *caffe, FmtCard *card, GPtrArray *notes)
{
  gboolean has_scale = caffe != NULL && caffe->scale != 0;
  gboolean has_means = caffe != NULL && caffe->n_means > 0;
  gboolean is_large = card->channels == 3 && MIN (card->width, card->height) >= FMT_LEAST_CROP;

  card->bgr = card->channels == 3;
  card->stretch = TRUE;
  if (card->channels == 3 || has_scale)
    fmt_card_set_scale (card, has_scale ? caffe->scale : 1);
  else
    fmt_card_set_scale (card, 1.0 / 256);
  for (guint i = 0; i < card->channels; i++)
    if (has_means)
      card->mean[i] = caffe->means[i % caffe->n_means];
    else if (is_large)
      card->mean[i] = caffe_mean[i];
  if (caffe != NULL && *caffe->prepared_by != '\0')
    /* Translators: the following sentences say how. */
    fmt_guess_note (notes, _ ("Pictures are prepared as “%s”, which lies beside the file, says."),
                    caffe->prepared_by);
  if (card->bgr)
    fmt_guess_note (notes,
                    _ ("Order of colours: blue, green, red, as Caffe's networks take them."));
  if (has_means)
    fmt_guess_note (notes, _ ("Mean: as the file says."));
  else if (is_large && (caffe == NULL || *caffe->mean_file == '\0'))
    fmt_guess_note (
        notes, _ ("Mean: 123, 117, 104 (red, green, blue) is subtracted, as is usual for Caffe's "
                  "networks of this size; the file does not say."));
  else if (caffe == NULL || *caffe->mean_file == '\0')
    fmt_guess_note (notes, _ ("Mean: nothing is subtracted; the file does not say."));
  if (has_scale)
    fmt_guess_note (notes, _ ("Scale: grey levels times %g, as the file says."), caffe->scale);
  else if (card->channels == 3)
    fmt_guess_note (
        notes, _ ("Scale: grey levels are 0 to 255, as is usual for Caffe's colour networks."));
  else
    fmt_guess_note (notes, _ ("Scale: grey levels are divided by 256, as is usual for Caffe's grey "
                              "networks."));
}

/* The mean that a Caffe file names, where it is beside the network. */
static void
use_mean_file (const FmtCaffeInput *caffe, gboolean is_named, FmtCard *card, GPtrArray *notes)
{
  g_autofree char *name = NULL, *path = NULL;

  if (*caffe->mean_file == '\0')
    return;
  name = g_path_get_basename (caffe->mean_file);
  path = fmt_card_find_file (card, name);
  if (path != NULL)
    {
      card->mean_image = g_steal_pointer (&name);
      fmt_guess_note (notes,
                      is_named ? _ ("Mean: the picture “%s”, which the file names.")
                               : _ ("Mean: the picture “%s”, which lies beside the file; the file "
                                    "does not say."),
                      card->mean_image);
    }
  else
    fmt_guess_note (
        notes,
        _ ("Attention: the network was trained with the mean picture “%s”, which is not "
           "beside it; without it the confidences are wrong. Put the file there."),
        name);
}

static gboolean
covers (const char *path, const FmtCard *card)
{
  g_autoptr (GBytes) bytes = base_file_read (path, MAX_TEXT_SIZE, NULL);
  g_autoptr (NnTensor) mean = NULL;

  if (bytes == NULL)
    return FALSE;
  mean = fmt_caffe_parse_mean (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  return mean != NULL && mean->shape.dims[0] == (int) card->channels &&
         mean->shape.dims[1] >= (int) card->height && mean->shape.dims[2] >= (int) card->width;
}

/* The only mean picture beside a network for colours that says nothing of how pictures are
 * prepared, as NVIDIA's DIGITS packs them, if it is large enough. */
static void
find_mean_beside (const char *path, const FmtCard *card, FmtCaffeInput *caffe)
{
  g_autofree char *folder_name = g_path_get_dirname (path), *found = NULL, *beside = NULL;
  g_autoptr (GDir) folder = g_dir_open (folder_name, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, ".binaryproto") && strlen (name) <= FMT_CAFFE_MAX_NAME &&
        g_utf8_validate (name, -1, NULL))
      {
        if (found != NULL)
          return;
        found = g_strdup (name);
      }
  if (found == NULL)
    return;
  beside = g_build_filename (folder_name, found, NULL);
  if (covers (beside, card))
    g_strlcpy (caffe->mean_file, found, sizeof caffe->mean_file);
}

static void
guess (const FmtReading *reading, FmtCard *card, GPtrArray *notes)
{
  FmtCaffeInput caffe = *(const FmtCaffeInput *) reading->own;
  gboolean is_named = *caffe.mean_file != '\0';

  if (!is_named && caffe.n_means == 0 && !caffe.has_data && card->channels == 3)
    find_mean_beside (reading->path, card, &caffe);
  fmt_guess_caffe (&caffe, card, notes);
  use_mean_file (&caffe, is_named, card, notes);
}

const FmtFormat fmt_format_caffemodel = {
  .name = "caffemodel",
  .fits = fits,
  .read = read_network,
  .guess = guess,
};
