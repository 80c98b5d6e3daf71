// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/image.h"

#include <math.h>
#include <string.h>

/* Bilinear resizing with antialiasing, as networks were trained on pictures made smaller with
 * Pillow: along each side a triangle, as wide as two pixels of the coarser picture, weighs the
 * pixels around, and its weights are whole numbers so that the result is the same to the bit. Rows
 * first, rounded to 8 bits, then columns. */

#define PRECISION 22 /* bits of the weights below the point */
#define HALF      (1 << (PRECISION - 1))

/* What each pixel of one side is made from: weights[i * n_weights + k] of pixel first[i] + k. */
typedef struct
{
  guint n_weights;
  guint *first;
  guint *count;
  gint32 *weights;
} Kernel;

static double
triangle (double x)
{
  return MAX (0, 1 - fabs (x));
}

static void
kernel_init (Kernel *kernel, guint from, guint to)
{
  double step = (double) from / to;
  double support = MAX (step, 1);
  g_autofree double *row = NULL;

  kernel->n_weights = 2 * (guint) ceil (support) + 1;
  kernel->first = g_new (guint, to);
  kernel->count = g_new (guint, to);
  kernel->weights = g_new0 (gint32, (gsize) to * kernel->n_weights);
  row = g_new (double, kernel->n_weights);
  for (guint i = 0; i < to; i++)
    {
      double center = (i + 0.5) * step, sum = 0;
      int begin = MAX ((int) (center - support + 0.5), 0);
      int end = MIN ((int) (center + support + 0.5), (int) from);

      kernel->first[i] = (guint) begin;
      kernel->count[i] = (guint) (end - begin);
      for (int k = 0; k < end - begin; k++)
        {
          row[k] = triangle ((k + begin - center + 0.5) / support);
          sum += row[k];
        }
      for (int k = 0; k < end - begin; k++)
        kernel->weights[(gsize) i * kernel->n_weights + k] =
            (gint32) (0.5 + row[k] / sum * (1 << PRECISION));
    }
}

static void
kernel_clear (Kernel *kernel)
{
  g_free (kernel->first);
  g_free (kernel->count);
  g_free (kernel->weights);
}

static guint8
to_byte (gint64 sum)
{
  return (guint8) CLAMP (sum >> PRECISION, 0, 255);
}

/* Makes n rows of another width. */
static void
resize_rows (const guint8 *in, guint in_width, guint n, guint channels, guint width, guint8 *out)
{
  Kernel kernel;

  kernel_init (&kernel, in_width, width);
  for (guint y = 0; y < n; y++, in += (gsize) in_width * channels)
    for (guint x = 0; x < width; x++)
      {
        const gint32 *weights = kernel.weights + (gsize) x * kernel.n_weights;
        const guint8 *pixel = in + (gsize) kernel.first[x] * channels;

        for (guint c = 0; c < channels; c++)
          {
            gint64 sum = HALF;

            for (guint k = 0; k < kernel.count[x]; k++)
              sum += (gint64) weights[k] * pixel[k * channels + c];
            *out++ = to_byte (sum);
          }
      }
  kernel_clear (&kernel);
}

/* Makes another number of rows of n bytes. */
static void
resize_columns (const guint8 *in, guint in_height, gsize n, guint height, guint8 *out)
{
  g_autofree gint64 *sums = g_new (gint64, n);
  Kernel kernel;

  kernel_init (&kernel, in_height, height);
  for (guint y = 0; y < height; y++, out += n)
    {
      const gint32 *weights = kernel.weights + (gsize) y * kernel.n_weights;

      for (gsize i = 0; i < n; i++)
        sums[i] = HALF;
      for (guint k = 0; k < kernel.count[y]; k++)
        {
          const guint8 *row = in + (kernel.first[y] + k) * n;

          for (gsize i = 0; i < n; i++)
            sums[i] += (gint64) weights[k] * row[i];
        }
      for (gsize i = 0; i < n; i++)
        out[i] = to_byte (sums[i]);
    }
  kernel_clear (&kernel);
}

BaseImage *
base_image_resize (const BaseImage *image, guint width, guint height)
{
  g_autoptr (BaseImage) between = NULL;
  BaseImage *result;

  g_return_val_if_fail (width >= 1 && width <= BASE_IMAGE_MAX_SIDE, NULL);
  g_return_val_if_fail (height >= 1 && height <= BASE_IMAGE_MAX_SIDE, NULL);

  between = base_image_new (width, image->height, image->channels);
  resize_rows (image->pixels, image->width, image->height, image->channels, width, between->pixels);
  result = base_image_new (width, height, image->channels);
  resize_columns (between->pixels, image->height, (gsize) width * image->channels, height,
                  result->pixels);
  return result;
}

BaseImage *
base_image_crop (const BaseImage *image, guint left, guint top, guint width, guint height)
{
  BaseImage *result;
  gsize row;

  g_return_val_if_fail (width >= 1 && width <= image->width && left <= image->width - width, NULL);
  g_return_val_if_fail (height >= 1 && height <= image->height && top <= image->height - height,
                        NULL);

  result = base_image_new (width, height, image->channels);
  row = (gsize) width * image->channels;
  for (guint y = 0; y < height; y++)
    memcpy (result->pixels + y * row,
            image->pixels + (((gsize) top + y) * image->width + left) * image->channels, row);
  return result;
}
