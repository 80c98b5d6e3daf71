// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/poster.h"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/pool.h"

/* Pixels that one thread draws before it looks whether it goes on: some milliseconds, even of the
 * largest CPPN. */
#define PART_PIXELS (32u << 10)
#define BAND_PARTS  16

typedef struct
{
  const StoreSpecimen *specimen;
  EvoGenome *genome; /* of what is drawn again; else NULL */
  BasePool *pool;
  guint width, height;
  guint part; /* rows that are drawn at once */
} Poster;

/* One band is drawn while the one before is written. */
typedef struct
{
  const Poster *poster;
  guint top;
  BaseImage *drawn;         /* rows from `top` on; NULL after the last one */
  const BaseImage *written; /* NULL at first */
  StorePngWriter *writer;
  const gint *interrupt;
  gboolean failed;
  GError *error;
} Band;

static void
poster_clear (Poster *poster)
{
  g_clear_pointer (&poster->genome, evo_genome_free);
  base_pool_free (poster->pool);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Poster, poster_clear)

gboolean
run_poster_is_drawn (const StoreSpecimen *specimen)
{
  return specimen->genome != NULL && specimen->diagram != NULL;
}

void
run_poster_size (const StoreSpecimen *specimen, guint side, guint *width, guint *height)
{
  guint64 w = specimen->image->width, h = specimen->image->height, longest = MAX (w, h);
  guint64 wanted = MAX (side, longest);

  *width = (guint) MAX ((w * wanted + longest / 2) / longest, 1);
  *height = (guint) MAX ((h * wanted + longest / 2) / longest, 1);
}

static gboolean
prepare (Poster *poster, const StoreSpecimen *specimen, guint side, GError **error)
{
  poster->specimen = specimen;
  run_poster_size (specimen, side, &poster->width, &poster->height);
  poster->part = MAX (1, PART_PIXELS / poster->width);
  if (run_poster_is_drawn (specimen))
    {
      poster->genome = evo_genome_deserialise (specimen->genome, error);
      if (poster->genome == NULL)
        return FALSE;
      if (!evo_genome_is_scalable (poster->genome) ||
          evo_genome_channels (poster->genome) != specimen->image->channels)
        g_clear_pointer (&poster->genome, evo_genome_free);
    }
  poster->pool = base_pool_new (0);
  return TRUE;
}

/* Each pixel repeated, as often as its part of the side is long. */
static void
enlarge_rows (const Poster *poster, guint top, guint n_rows, guint8 *out)
{
  const BaseImage *image = poster->specimen->image;
  gsize pixel_size = image->channels, row_size = (gsize) poster->width * pixel_size;
  guint before = G_MAXUINT;

  for (guint i = 0; i < n_rows; i++, out += row_size)
    {
      guint y = (guint) ((guint64) (top + i) * image->height / poster->height);
      const guint8 *row = image->pixels + (gsize) y * image->width * pixel_size;

      if (i > 0 && y == before)
        {
          memcpy (out, out - row_size, row_size);
          continue;
        }
      before = y;
      for (guint x = 0; x < poster->width; x++)
        memcpy (out + x * pixel_size, row + (guint64) x * image->width / poster->width * pixel_size,
                pixel_size);
    }
}

static void
draw_part (const Band *band, guint part)
{
  const Poster *poster = band->poster;
  gsize row_size = (gsize) poster->width * band->drawn->channels;
  guint first = part * poster->part;
  BaseImage rows = *band->drawn; /* a part of it, which nobody else writes to */

  rows.height = MIN (poster->part, band->drawn->height - first);
  rows.pixels += first * row_size;
  if (poster->genome != NULL)
    evo_genome_render_rows (poster->genome, band->top + first, poster->height, &rows);
  else
    enlarge_rows (poster, band->top + first, rows.height, rows.pixels);
}

static void
do_task (gpointer data, guint task, guint worker)
{
  Band *band = data;

  if (task > 0)
    draw_part (band, task - 1);
  else if (band->written != NULL)
    band->failed =
        !store_png_writer_add (band->writer, band->written, band->interrupt, &band->error);
}

static gboolean
is_interrupted (const gint *interrupt)
{
  return interrupt != NULL && g_atomic_int_get (interrupt) != 0;
}

static gboolean
run_band (Band *band, GError **error)
{
  const Poster *poster = band->poster;
  guint n_rows = band->drawn != NULL ? band->drawn->height : 0;
  guint n_parts = (n_rows + poster->part - 1) / poster->part;

  base_pool_run (poster->pool, 1 + n_parts, do_task, band, band->interrupt);
  if (band->failed)
    g_propagate_error (error, g_steal_pointer (&band->error));
  else if (is_interrupted (band->interrupt))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The poster was not made."));
  return !band->failed && !is_interrupted (band->interrupt);
}

static gboolean
write_bands (const Poster *poster,
             StorePngWriter *writer,
             BaseProgress progress,
             gpointer progress_data,
             const gint *interrupt,
             GError **error)
{
  guint most = MIN (poster->height, poster->part * BAND_PARTS);
  guint channels = poster->specimen->image->channels;
  g_autoptr (BaseImage) written = NULL; /* the band before */
  guint top = 0;

  while (top < poster->height || written != NULL)
    {
      guint n_rows = MIN (most, poster->height - top);
      g_autoptr (BaseImage) drawn =
          n_rows > 0 ? base_image_new (poster->width, n_rows, channels) : NULL;
      Band band = { .poster = poster,
                    .top = top,
                    .drawn = drawn,
                    .written = written,
                    .writer = writer,
                    .interrupt = interrupt };

      if (!run_band (&band, error))
        return FALSE;
      g_clear_pointer (&written, base_image_unref);
      written = g_steal_pointer (&drawn);
      top += n_rows;
      if (progress != NULL)
        progress ((double) (top - (written != NULL ? n_rows : 0)) / poster->height, progress_data);
    }
  return TRUE;
}

gboolean
run_poster_save (const StoreSpecimen *specimen,
                 guint side,
                 const char *path,
                 BaseProgress progress,
                 gpointer progress_data,
                 const gint *interrupt,
                 GError **error)
{
  g_autoptr (StorePngWriter) writer = NULL;
  g_auto (Poster) poster = { NULL };

  g_return_val_if_fail (specimen != NULL && specimen->image != NULL && path != NULL, FALSE);
  g_return_val_if_fail (side >= 1 && side <= RUN_POSTER_MAX_SIDE, FALSE);

  if (!prepare (&poster, specimen, side, error))
    return FALSE;
  writer = store_specimen_begin_poster (specimen, poster.width, poster.height, path, error);
  return writer != NULL &&
         write_bands (&poster, writer, progress, progress_data, interrupt, error) &&
         store_png_writer_finish (writer, error);
}

BaseImage *
run_poster_draw (const StoreSpecimen *specimen, guint side, const gint *interrupt, GError **error)
{
  g_autoptr (BaseImage) image = NULL;
  g_auto (Poster) poster = { NULL };
  Band band = { .poster = &poster, .interrupt = interrupt };

  g_return_val_if_fail (specimen != NULL && specimen->image != NULL, NULL);
  g_return_val_if_fail (side >= 1 && side <= RUN_POSTER_MAX_SIDE, NULL);

  if (!prepare (&poster, specimen, side, error))
    return NULL;
  image = base_image_new (poster.width, poster.height, specimen->image->channels);
  band.drawn = image;
  return run_band (&band, error) ? g_steal_pointer (&image) : NULL;
}
