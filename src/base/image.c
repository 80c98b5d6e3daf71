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

/* The mean over the box [x0, x1) x [y0, y1) in pixel units, borders weighted by their share. */
static double
box_mean (const BaseImage *image, guint channel, double x0, double x1, double y0, double y1)
{
  double sum = 0, weight = 0;
  guint last_x = MIN ((guint) ceil (x1), image->width);
  guint last_y = MIN ((guint) ceil (y1), image->height);

  for (guint y = (guint) y0; y < last_y; y++)
    {
      double share_y = MIN (y1, y + 1.0) - MAX (y0, (double) y);

      for (guint x = (guint) x0; x < last_x; x++)
        {
          double share = share_y * (MIN (x1, x + 1.0) - MAX (x0, (double) x));

          sum += share * image->pixels[((gsize) y * image->width + x) * image->channels + channel];
          weight += share;
        }
    }
  return weight > 0 ? sum / weight : 0;
}

static double
bilinear (const BaseImage *image, guint channel, double x, double y)
{
  double cx = CLAMP (x - 0.5, 0, image->width - 1.0);
  double cy = CLAMP (y - 0.5, 0, image->height - 1.0);
  guint x0 = (guint) cx, y0 = (guint) cy;
  guint x1 = MIN (x0 + 1, image->width - 1), y1 = MIN (y0 + 1, image->height - 1);
  double fx = cx - x0, fy = cy - y0;
  const guint8 *p = image->pixels + channel;
  gsize row = (gsize) image->width * image->channels;
  guint n = image->channels;

  return (1 - fy) * ((1 - fx) * p[y0 * row + x0 * n] + fx * p[y0 * row + x1 * n]) +
         fy * ((1 - fx) * p[y1 * row + x0 * n] + fx * p[y1 * row + x1 * n]);
}

/* Either both sides shrink (or stay) or both grow (or stay). */
static BaseImage *
resize_one_way (const BaseImage *image, guint width, guint height, gboolean shrink)
{
  BaseImage *result = base_image_new (width, height, image->channels);
  double step_x = (double) image->width / width;
  double step_y = (double) image->height / height;
  guint8 *out = result->pixels;

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      for (guint c = 0; c < image->channels; c++)
        {
          double value = shrink ? box_mean (image, c, x * step_x, (x + 1) * step_x, y * step_y,
                                            (y + 1) * step_y)
                                : bilinear (image, c, (x + 0.5) * step_x, (y + 0.5) * step_y);

          *out++ = (guint8) (CLAMP (value, 0, 255) + 0.5);
        }
  return result;
}

BaseImage *
base_image_resize (const BaseImage *image, guint width, guint height)
{
  g_autoptr (BaseImage) shrunk = NULL;

  g_return_val_if_fail (width >= 1 && width <= BASE_IMAGE_MAX_SIDE, NULL);
  g_return_val_if_fail (height >= 1 && height <= BASE_IMAGE_MAX_SIDE, NULL);

  if (width <= image->width && height <= image->height)
    return resize_one_way (image, width, height, TRUE);
  if (width >= image->width && height >= image->height)
    return resize_one_way (image, width, height, FALSE);
  /* One side each way: average first, so that no pixel is passed over. */
  shrunk = resize_one_way (image, MIN (width, image->width), MIN (height, image->height), TRUE);
  return resize_one_way (shrunk, width, height, FALSE);
}

BaseImage *
base_image_shrink_rgb (const BaseImage *image, guint width, guint height)
{
  g_autoptr (BaseImage) small = NULL;

  g_return_val_if_fail (width <= image->width && height <= image->height, NULL);

  small = base_image_resize (image, width, height);
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
