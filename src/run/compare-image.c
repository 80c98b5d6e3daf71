// SPDX-License-Identifier: GPL-3.0-or-later
/* An image of a set: read from its file, made for a network's size. */
#include "run/compare-set-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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

static EvoGenome *
adapt (GBytes *bytes, const FmtNetwork *network)
{
  g_autoptr (EvoGenome) genome = evo_genome_deserialise (bytes, NULL);

  return genome != NULL
             ? evo_genome_adapt (genome, fmt_network_image_width (network),
                                 fmt_network_image_height (network), network->card->channels)
             : NULL;
}

void
run_source_image_find (const RunSourceImage *image,
                       const FmtNetwork *network,
                       RunUnfitted *unfitted)
{
  guint width = fmt_network_image_width (network), height = fmt_network_image_height (network);
  g_autoptr (BaseImage) whole = NULL;

  *unfitted = (RunUnfitted){ NULL };
  if (image->image != NULL)
    whole = base_image_ref (image->image);
  else if (image->path != NULL && !image->is_lost)
    whole = read_again (image);
  if (whole == NULL)
    return;
  if (image->genome == NULL || has_size (whole, width, height, network->card->channels))
    unfitted->image = g_steal_pointer (&whole);
  else
    {
      g_autoptr (EvoGenome) genome = evo_genome_deserialise (image->genome, NULL);

      unfitted->genome = genome != NULL ? g_bytes_ref (image->genome) : NULL;
    }
}

void
run_unfitted_clear (RunUnfitted *unfitted)
{
  g_clear_pointer (&unfitted->genome, g_bytes_unref);
  g_clear_pointer (&unfitted->image, base_image_unref);
}

gsize
run_unfitted_size (const RunUnfitted *unfitted)
{
  if (unfitted->genome != NULL)
    return g_bytes_get_size (unfitted->genome);
  return unfitted->image != NULL ? base_image_size (unfitted->image) : 0;
}

BaseImage *
run_unfitted_fit (const RunUnfitted *unfitted, const FmtNetwork *network)
{
  g_autoptr (EvoGenome) genome = NULL;
  BaseImage *image;

  if (unfitted->image != NULL)
    return fmt_network_fit (network, unfitted->image);
  if (unfitted->genome != NULL)
    genome = adapt (unfitted->genome, network);
  if (genome == NULL)
    return NULL;
  image = base_image_new (evo_genome_width (genome), evo_genome_height (genome),
                          evo_genome_channels (genome));
  evo_genome_render (genome, image);
  return image;
}

enum
{
  PACKED_NOTHING,
  PACKED_GENOME,
  PACKED_PIXELS,
};

void
run_unfitted_pack (const RunUnfitted *unfitted, GByteArray *out)
{
  const BaseImage *image = unfitted->image;
  gsize size;

  if (unfitted->genome != NULL)
    {
      gconstpointer data = g_bytes_get_data (unfitted->genome, &size);

      base_pack_u8 (out, PACKED_GENOME);
      base_pack_blob (out, data, size);
    }
  else if (image != NULL)
    {
      base_pack_u8 (out, PACKED_PIXELS);
      base_pack_u32 (out, image->width);
      base_pack_u32 (out, image->height);
      base_pack_u32 (out, image->channels);
      base_pack_blob (out, image->pixels, base_image_size (image));
    }
  else
    base_pack_u8 (out, PACKED_NOTHING);
}

static BaseImage *
unpack_pixels (BaseUnpack *in)
{
  guint width = base_unpack_u32 (in), height = base_unpack_u32 (in),
        channels = base_unpack_u32 (in);
  gsize size;
  const guint8 *pixels = base_unpack_blob (in, &size);
  BaseImage *image;

  if (!base_unpack_require (in, pixels != NULL && (channels == 1 || channels == 3) && width >= 1 &&
                                    height >= 1 && width <= BASE_IMAGE_MAX_SIDE &&
                                    height <= BASE_IMAGE_MAX_SIDE &&
                                    size == (gsize) width * height * channels))
    return NULL;
  image = base_image_new (width, height, channels);
  memcpy (image->pixels, pixels, size);
  return image;
}

void
run_unfitted_unpack (BaseUnpack *in, RunUnfitted *unfitted)
{
  guint8 what = base_unpack_u8 (in);

  *unfitted = (RunUnfitted){ NULL };
  base_unpack_require (in, what <= PACKED_PIXELS);
  if (what == PACKED_PIXELS)
    unfitted->image = unpack_pixels (in);
  else if (what == PACKED_GENOME)
    {
      gsize size;
      const guint8 *data = base_unpack_blob (in, &size);

      unfitted->genome = data != NULL ? g_bytes_new (data, size) : NULL;
    }
}
