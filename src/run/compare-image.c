// SPDX-License-Identifier: GPL-3.0-or-later
/* An image of a set: read from its file, made for a network's size. */
#include "run/compare-set-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "run/picture.h"
#include "store/png.h"

#define PROGRAM "Fooled"

/* Sheets, strips and the pictures beside a perturbed one: a PNG that this program wrote and that
 * does not stand for an image. */
static gboolean
is_sheet (const char *path)
{
  g_autoptr (GHashTable) texts = NULL;
  g_autoptr (BaseImage) image = store_png_load (path, &texts, NULL);
  const char *software = image != NULL ? g_hash_table_lookup (texts, "Software") : NULL;

  return software != NULL && g_str_has_prefix (software, PROGRAM);
}

static void
read_file (RunSourceImage *image)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreSpecimen) specimen = NULL;

  /* Whoever opens a pipe waits for its writer. */
  if (g_file_test (image->path, G_FILE_TEST_EXISTS) &&
      !g_file_test (image->path, G_FILE_TEST_IS_REGULAR))
    {
      image->message = g_strdup_printf (_ ("“%s” is not a file."), image->shown.name);
      return;
    }
  specimen = store_specimen_load (image->path, &error);
  if (specimen != NULL)
    {
      run_source_image_take (image, specimen);
      return;
    }
  if (g_error_matches (error, BASE_ERROR, BASE_ERROR_NOT_FOUND) && is_sheet (image->path))
    {
      image->is_left_out = TRUE;
      return;
    }
  if (g_error_matches (error, BASE_ERROR, BASE_ERROR_NOT_FOUND) ||
      g_error_matches (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED))
    {
      g_clear_error (&error);
      image->image = run_picture_load (image->path, &error);
    }
  if (image->image == NULL)
    image->message = g_strdup (error->message);
}

void
run_source_image_read (RunSourceImage *image, gssize *room)
{
  const BaseImage *whole;
  gssize size;

  if (image->is_read)
    return;
  if (image->image == NULL && image->message == NULL)
    read_file (image);
  whole = image->image;
  image->is_read = TRUE;
  image->is_lost = whole == NULL;
  if (whole == NULL)
    return;
  image->shown.image = MAX (whole->width, whole->height) <= RUN_COMPARED_SIDE
                           ? base_image_ref (image->image)
                           : base_image_for_cell (whole, RUN_COMPARED_SIDE);
  size = (gssize) base_image_size (whole);
  if (image->path == NULL || g_atomic_pointer_add (room, -size) >= size)
    return;
  g_atomic_pointer_add (room, size);
  g_clear_pointer (&image->image, base_image_unref);
}

static BaseImage *
read_again (const RunSourceImage *image)
{
  g_autoptr (StoreSpecimen) specimen = NULL;

  if (image->made_for.label == NULL)
    return run_picture_load (image->path, NULL);
  specimen = store_specimen_load (image->path, NULL);
  /* Labels also come from what a network said of a plain picture. */
  return specimen != NULL ? base_image_ref (specimen->image) : run_picture_load (image->path, NULL);
}

static gboolean
has_size (const BaseImage *image, guint width, guint height, guint channels)
{
  return image->width == width && image->height == height && image->channels == channels;
}

static BaseImage *
draw_anew (GBytes *bytes, guint width, guint height, guint channels)
{
  g_autoptr (EvoGenome) genome = evo_genome_deserialise (bytes, NULL);
  g_autoptr (EvoGenome) adapted = NULL;
  BaseImage *image;

  if (genome == NULL)
    return NULL;
  adapted = evo_genome_adapt (genome, width, height, channels);
  image = base_image_new (width, height, channels);
  evo_genome_render (adapted, image);
  return image;
}

BaseImage *
run_source_image_fit (const RunSourceImage *image, const FmtNetwork *network)
{
  guint width = fmt_network_image_width (network), height = fmt_network_image_height (network);
  guint channels = network->card->channels;
  g_autoptr (BaseImage) again = NULL;
  const BaseImage *whole = image->image;

  if (whole == NULL && image->path != NULL && !image->is_lost)
    whole = again = read_again (image);
  if (whole == NULL)
    return NULL;
  if (image->genome != NULL && !has_size (whole, width, height, channels))
    return draw_anew (image->genome, width, height, channels);
  return fmt_network_fit (network, whole);
}
