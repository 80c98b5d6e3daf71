// SPDX-License-Identifier: GPL-3.0-or-later
/* A folder of pictures for each class: what is in them. */
#include "datasets/class-folders.h"

#include "base/image.h"
#include "datasets/picture.h"

#include <string.h>

/* When nothing is said: as MNIST and as CIFAR-10. */
#define GREY_SIDE   28
#define COLOUR_SIDE 32

static gboolean
is_grey (const BaseImage *image)
{
  gsize size = base_image_size (image);

  for (gsize i = 0; i < size; i += 3)
    if (image->pixels[i] != image->pixels[i + 1] || image->pixels[i] != image->pixels[i + 2])
      return FALSE;
  return TRUE;
}

/* The square in the middle, side x side. */
static void
write_square (const BaseImage *image, guint side, guint channels, guint8 *pixels)
{
  guint square = MIN (image->width, image->height);
  g_autoptr (BaseImage) middle = NULL, converted = NULL, resized = NULL;

  middle = base_image_crop (image, (image->width - square) / 2, (image->height - square) / 2,
                            square, square);
  converted = base_image_convert (middle, channels);
  resized = base_image_resize (converted, side, side);
  memcpy (pixels, resized->pixels, base_image_size (resized));
}

static gboolean
write_picture (const DataLoading *loading,
               const BaseImage *image,
               const BaseImage *coverage,
               NnDataset *part,
               guint place,
               GError **error)
{
  gsize plane = (gsize) part->width * part->height;

  write_square (image, part->width, part->channels,
                part->pixels + place * nn_dataset_picture_size (part));
  if (coverage == NULL)
    return TRUE;
  if (nn_dataset_need_coverage (part) == NULL)
    {
      g_autofree char *shown = g_filename_display_name (loading->folder);

      data_set_no_memory (shown, error);
      return FALSE;
    }
  write_square (coverage, part->width, 1, part->coverage + place * plane);
  return TRUE;
}

/* Room for the part for training [0] and that for testing [1]. */
static gboolean
make_room (const DataLoading *loading,
           const DataClassFolders *folders,
           const gboolean wanted[2],
           guint side,
           guint channels,
           NnDataset *parts[2],
           GError **error)
{
  g_autofree char *shown = g_filename_display_name (loading->folder);

  for (guint part = 0; part < 2; part++)
    {
      if (!wanted[part])
        continue;
      if (!data_check_size (folders->n[part], side, side, channels, shown, error))
        return FALSE;
      parts[part] = nn_dataset_new (folders->n[part], side, side, channels, folders->n_classes);
      if (parts[part] == NULL)
        {
          data_set_no_memory (shown, error);
          return FALSE;
        }
      parts[part]->class_names = g_strdupv (folders->class_names);
    }
  return TRUE;
}

/* Reads all pictures. Where they shall be grey if all are, `found_colour` is not NULL, those of a
 * part that is not wanted count, too, and the first in colour ends it. */
static gboolean
read_all (const DataLoading *loading,
          const DataClassFolders *folders,
          NnDataset *parts[2],
          gboolean *found_colour,
          GError **error)
{
  guint at[2] = { 0, 0 };

  for (guint i = 0; i < folders->pictures->len; i++)
    {
      const DataClassPicture *picture = &g_array_index (folders->pictures, DataClassPicture, i);
      NnDataset *part = parts[picture->is_test ? 1 : 0];
      guint place = at[picture->is_test ? 1 : 0]++;
      g_autoptr (BaseImage) image = NULL, coverage = NULL;

      if (!data_loading_at (loading, i, folders->pictures->len, error))
        return FALSE;
      if (part == NULL && found_colour == NULL)
        continue;
      image = data_picture_load_covering (picture->path, &coverage, error);
      if (image == NULL)
        return FALSE;
      if (found_colour != NULL && !is_grey (image))
        {
          *found_colour = TRUE;
          return TRUE;
        }
      if (part == NULL)
        continue;
      if (!write_picture (loading, image, coverage, part, place, error))
        return FALSE;
      part->labels[place] = (guint8) picture->label;
    }
  return data_loading_at (loading, folders->pictures->len, folders->pictures->len, error);
}

static void
clear_parts (NnDataset *parts[2])
{
  g_clear_pointer (&parts[0], nn_dataset_free);
  g_clear_pointer (&parts[1], nn_dataset_free);
}

static gboolean
read_parts (const DataLoading *loading,
            const DataClassFolders *folders,
            const gboolean wanted[2],
            NnDataset *parts[2],
            GError **error)
{
  const DataOptions *options = &loading->options;
  guint channels = options->channels == 3 ? 3 : 1;
  gboolean found_colour = FALSE;
  guint side = data_side (options, channels == 1 ? GREY_SIDE : COLOUR_SIDE);

  if (!make_room (loading, folders, wanted, side, channels, parts, error) ||
      !read_all (loading, folders, parts, options->channels == 0 ? &found_colour : NULL, error))
    return FALSE;
  if (!found_colour)
    return TRUE;
  clear_parts (parts);
  side = data_side (options, COLOUR_SIDE);
  return make_room (loading, folders, wanted, side, 3, parts, error) &&
         read_all (loading, folders, parts, NULL, error);
}

static gboolean
matches (const char *folder)
{
  return TRUE;
}

static gboolean
load (const DataLoading *loading, NnDataset **train, NnDataset **test, GError **error)
{
  const gboolean wanted[2] = { train != NULL, test != NULL };
  g_auto (DataClassFolders) folders = { 0 };
  NnDataset *parts[2] = { NULL, NULL };

  if (!data_class_folders_list (loading, &folders, error) ||
      !read_parts (loading, &folders, wanted, parts, error))
    {
      clear_parts (parts);
      return FALSE;
    }
  if (train != NULL)
    *train = parts[0];
  if (test != NULL)
    *test = parts[1];
  return TRUE;
}

const DataFormat data_format_class_folders = {
  .matches = matches,
  .load = load,
};
