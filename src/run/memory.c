// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/memory.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <sys/mman.h>

#include "base/error.h"
#include "evolve/encoding.h"

/* Two pictures of floats for each climb, see asc_ascent_memory. */
#define CLIMB_BYTES (2 * sizeof (float))

static guint64
product (guint64 a, guint64 b)
{
  guint64 result;

  return g_uint64_checked_mul (&result, a, b) ? result : G_MAXUINT64;
}

static guint64
sum (guint64 a, guint64 b)
{
  guint64 result;

  return g_uint64_checked_add (&result, a, b) ? result : G_MAXUINT64;
}

static guint64
pixels (guint width, guint height, guint channels)
{
  return product (product (width, height), channels);
}

guint64
run_memory_estimate (const RunSettings *settings, const RunNetworkInfo *network)
{
  guint64 image, n, n_images, genome = 0, confidences;

  g_return_val_if_fail (settings != NULL && network != NULL, 0);

  image = pixels (network->image_width, network->image_height, network->channels);
  n = n_images = run_settings_n_wanted (settings, network->n_classes);
  confidences = n;
  if (settings->method == RUN_METHOD_ASCENT)
    genome = product (pixels (network->width, network->height, network->channels), CLIMB_BYTES);
  else
    {
      if (evo_encoding_is_direct (run_method (settings->method)->encoding))
        genome = image; /* a byte for each byte of its image */
      n_images = product (settings->batch, 2);
      n = sum (n, n_images);
      confidences = settings->batch;
    }
  return sum (sum (product (n, genome), product (n_images, image)),
              product (product (confidences, network->n_classes), sizeof (float)));
}

static gboolean
can_be_had (guint64 bytes)
{
  void *place;

  if (bytes > G_MAXSSIZE)
    return FALSE;
  place = mmap (NULL, MAX ((gsize) bytes, 1), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                -1, 0);
  if (place == MAP_FAILED)
    return FALSE;
  munmap (place, MAX ((gsize) bytes, 1));
  return TRUE;
}

gboolean
run_memory_check (guint64 bytes, GError **error)
{
  g_autofree char *size = NULL;

  if (can_be_had (bytes))
    return TRUE;
  size = g_format_size (bytes);
  g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
               _ ("The images of this run would take about %s of memory, which the system does not "
                  "give. Choose fewer classes, fewer offspring or smaller pictures."),
               size);
  return FALSE;
}
