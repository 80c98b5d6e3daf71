// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/image.h"

#include <math.h>
#include <string.h>

BaseImage *
base_image_new (guint width, guint height, guint channels)
{
  BaseImage *image;

  g_return_val_if_fail (width >= 1 && width <= BASE_IMAGE_MAX_SIDE, NULL);
  g_return_val_if_fail (height >= 1 && height <= BASE_IMAGE_MAX_SIDE, NULL);
  g_return_val_if_fail (channels == 1 || channels == 3, NULL);

  image = g_new0 (BaseImage, 1);
  g_atomic_ref_count_init (&image->ref_count);
  image->width = width;
  image->height = height;
  image->channels = channels;
  image->pixels = g_malloc0 (base_image_size (image));
  return image;
}

BaseImage *
base_image_copy (const BaseImage *image)
{
  BaseImage *copy = base_image_new (image->width, image->height, image->channels);

  memcpy (copy->pixels, image->pixels, base_image_size (image));
  return copy;
}

BaseImage *
base_image_ref (BaseImage *image)
{
  g_atomic_ref_count_inc (&image->ref_count);
  return image;
}

void
base_image_unref (BaseImage *image)
{
  if (image == NULL || !g_atomic_ref_count_dec (&image->ref_count))
    return;
  g_free (image->pixels);
  g_free (image);
}

gsize
base_image_size (const BaseImage *image)
{
  return (gsize) image->width * image->height * image->channels;
}

BaseImage *
base_image_enlarge_rgb (const BaseImage *image, guint factor)
{
  BaseImage *result;
  gsize row_size;

  g_return_val_if_fail (factor >= 1, NULL);
  g_return_val_if_fail (factor <= BASE_IMAGE_MAX_SIDE / MAX (image->width, image->height), NULL);

  result = base_image_new (image->width * factor, image->height * factor, 3);
  row_size = (gsize) result->width * 3;
  for (guint y = 0; y < image->height; y++)
    {
      const guint8 *in = image->pixels + (gsize) y * image->width * image->channels;
      guint8 *first = result->pixels + (gsize) y * factor * row_size;
      guint8 *out = first;

      for (guint x = 0; x < image->width; x++, in += image->channels)
        for (guint k = 0; k < factor; k++, out += 3)
          {
            out[0] = in[0];
            out[1] = image->channels == 3 ? in[1] : in[0];
            out[2] = image->channels == 3 ? in[2] : in[0];
          }
      for (guint k = 1; k < factor; k++)
        memcpy (first + k * row_size, first, row_size);
    }
  return result;
}

/* What one side of a smaller picture takes from the larger one: entry i is the mean of the pixels
 * first[i] .. first[i] + n_weights - 1, weighted by the share of each that it covers. */
typedef struct
{
  guint n_weights;
  guint *first;    /* (to) */
  double *weights; /* (to, n_weights), each row adds up to 1 */
} Shares;

static void
shares_init (Shares *shares, guint from, guint to)
{
  double step = (double) from / to;

  shares->n_weights = MIN ((guint) ceil (step) + 1, from);
  shares->first = g_new (guint, to);
  shares->weights = g_new0 (double, (gsize) to * shares->n_weights);
  for (guint i = 0; i < to; i++)
    {
      double *weights = shares->weights + (gsize) i * shares->n_weights;
      double begin = i * step, end = begin + step;
      double sum = 0;

      shares->first[i] = MIN ((guint) begin, from - shares->n_weights);
      for (guint k = 0; k < shares->n_weights; k++)
        {
          guint pixel = shares->first[i] + k;

          weights[k] = MAX (MIN (end, pixel + 1.0) - MAX (begin, (double) pixel), 0);
          sum += weights[k];
        }
      for (guint k = 0; k < shares->n_weights; k++)
        weights[k] /= sum;
    }
}

static void
shares_clear (Shares *shares)
{
  g_free (shares->first);
  g_free (shares->weights);
}

/* in: a row of the larger picture; out: (width, channels). */
static void
shrink_row (const guint8 *in, guint channels, const Shares *shares, guint width, double *out)
{
  for (guint x = 0; x < width; x++, out += channels)
    {
      const double *weights = shares->weights + (gsize) x * shares->n_weights;
      const guint8 *pixel = in + (gsize) shares->first[x] * channels;

      for (guint c = 0; c < channels; c++)
        {
          double sum = 0;

          for (guint k = 0; k < shares->n_weights; k++)
            sum += weights[k] * pixel[k * channels + c];
          out[c] = sum;
        }
    }
}

/* Both sides shrink or stay: area averaging, first along the rows and then across them. */
static BaseImage *
shrink (const BaseImage *image, guint width, guint height)
{
  BaseImage *result = base_image_new (width, height, image->channels);
  gsize n = (gsize) width * image->channels;
  gsize row_size = (gsize) image->width * image->channels;
  g_autofree double *row = g_new (double, n);
  g_autofree double *sums = g_new (double, n);
  guint row_y = G_MAXUINT; /* the row of the larger picture that `row` was made from */
  Shares along, across;

  shares_init (&along, image->width, width);
  shares_init (&across, image->height, height);
  for (guint y = 0; y < height; y++)
    {
      guint8 *out = result->pixels + y * n;

      memset (sums, 0, n * sizeof *sums);
      for (guint k = 0; k < across.n_weights; k++)
        {
          double weight = across.weights[(gsize) y * across.n_weights + k];

          if (weight == 0)
            continue;
          if (row_y != across.first[y] + k) /* neighbours share a row */
            {
              row_y = across.first[y] + k;
              shrink_row (image->pixels + row_y * row_size, image->channels, &along, width, row);
            }
          for (gsize i = 0; i < n; i++)
            sums[i] += weight * row[i];
        }
      for (gsize i = 0; i < n; i++)
        out[i] = (guint8) (MIN (sums[i], 255) + 0.5);
    }
  shares_clear (&along);
  shares_clear (&across);
  return result;
}

BaseImage *
base_image_shrink_rgb (const BaseImage *image, guint width, guint height)
{
  g_autoptr (BaseImage) small = NULL;

  g_return_val_if_fail (width <= image->width && height <= image->height, NULL);

  small = shrink (image, width, height);
  return base_image_convert (small, 3);
}

BaseImage *
base_image_for_cell (const BaseImage *image, guint cell)
{
  guint longest = MAX (image->width, image->height);

  g_return_val_if_fail (cell >= 1, NULL);

  if (longest <= cell)
    return base_image_enlarge_rgb (image,
                                   MIN ((cell - 1) / longest + 1, BASE_IMAGE_MAX_SIDE / longest));
  return base_image_shrink_rgb (image, MAX (1, image->width * cell / longest),
                                MAX (1, image->height * cell / longest));
}

BaseImage *
base_image_convert (const BaseImage *image, guint channels)
{
  BaseImage *result;
  gsize n = (gsize) image->width * image->height;

  g_return_val_if_fail (channels == 1 || channels == 3, NULL);

  if (channels == image->channels)
    return base_image_copy (image);

  result = base_image_new (image->width, image->height, channels);
  for (gsize i = 0; i < n; i++)
    if (channels == 3)
      memset (result->pixels + 3 * i, image->pixels[i], 3);
    else
      {
        const guint8 *p = image->pixels + 3 * i;

        result->pixels[i] = (299 * p[0] + 587 * p[1] + 114 * p[2] + 500) / 1000;
      }
  return result;
}
