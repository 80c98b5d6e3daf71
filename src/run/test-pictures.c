// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/test-pictures.h"

#include "base/error.h"
#include "config.h"
#include "formats/card-names.h"
#include "datasets/character.h"
#include "datasets/dataset.h"
#include "run/data-sets-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of characters; as large as pictures in fonts are. */
#define DRAWN_SIDE 128

struct _RunTestPictures
{
  NnDataset *data_set;
};

static void
set_not_found (const char *data_set, GError **error)
{
  if (run_test_pictures_can_get (data_set))
    g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                 _ ("The test pictures of “%s” are not here yet; download them first."), data_set);
  else
    g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                 _ ("There are no test pictures of “%s” here, and none are known to download. "
                    "Choose a picture of your own."),
                 data_set);
}

/* A folder that has not all of the files does not count, one with damaged files does. */
RunTestPictures *
run_test_pictures_open (const char *data_set, GError **error)
{
  g_auto (GStrv) folders = NULL;
  RunTestPictures *pictures;
  NnDataset *found = NULL;

  g_return_val_if_fail (data_set != NULL, NULL);

  if (fmt_card_is_plain_file_name (data_set)) /* "MNIST" is in "mnist" */
    {
      g_autofree char *id = g_ascii_strdown (data_set, -1);

      folders = run_data_set_folders (id);
    }
  for (guint i = 0; folders != NULL && folders[i] != NULL && found == NULL; i++)
    {
      g_autoptr (GError) local = NULL;

      if (!data_set_load (folders[i], NULL, NULL, &found, NULL, NULL, NULL, &local) &&
          !g_error_matches (local, BASE_ERROR, BASE_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
  if (found == NULL)
    {
      set_not_found (data_set, error);
      return NULL;
    }
  pictures = g_new (RunTestPictures, 1);
  pictures->data_set = found;
  return pictures;
}

void
run_test_pictures_free (RunTestPictures *pictures)
{
  if (pictures == NULL)
    return;
  nn_dataset_free (pictures->data_set);
  g_free (pictures);
}

guint
run_test_pictures_n (const RunTestPictures *pictures)
{
  g_return_val_if_fail (pictures != NULL, 0);
  return pictures->data_set->n;
}

guint
run_test_pictures_label (const RunTestPictures *pictures, guint index)
{
  g_return_val_if_fail (pictures != NULL && index < pictures->data_set->n, 0);
  return pictures->data_set->labels[index];
}

BaseImage *
run_test_pictures_image (const RunTestPictures *pictures, guint index)
{
  const NnDataset *data_set;
  BaseImage *image;
  gsize size;

  g_return_val_if_fail (pictures != NULL && index < pictures->data_set->n, NULL);

  data_set = pictures->data_set;
  image = base_image_new (data_set->width, data_set->height, data_set->channels);
  size = base_image_size (image);
  memcpy (image->pixels, data_set->pixels + index * size, size);
  return image;
}

BaseImage *
run_test_pictures_draw (const char *character, GError **error)
{
  g_return_val_if_fail (character != NULL, NULL);

  return data_character_draw (character, DRAWN_SIDE, error);
}

gboolean
run_test_pictures_can_get (const char *data_set)
{
  g_return_val_if_fail (data_set != NULL, FALSE);
  return run_data_source_find (data_set) != NULL;
}

gboolean
run_test_pictures_get (const char *data_set,
                       void (*progress) (gpointer data, guint64 n_bytes, guint64 total),
                       gpointer progress_data,
                       GCancellable *cancellable,
                       GError **error)
{
  const RunDataSource *source;
  g_autofree char *folder = NULL;

  g_return_val_if_fail (data_set != NULL, FALSE);

  source = run_data_source_find (data_set);
  if (source == NULL)
    {
      set_not_found (data_set, error);
      return FALSE;
    }
  folder = run_data_set_own_folder (source->id);
  return run_data_source_get (source, RUN_DATA_N_TEST_FILES, folder, progress, progress_data,
                              cancellable, error);
}
