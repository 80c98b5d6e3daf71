// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* No picture in this program is wider or higher than this; readers check before they allocate. */
#define BASE_IMAGE_MAX_SIDE 16384

/* An 8-bit picture, rows from the top, no padding: pixel (x, y) of channel c is
 * pixels[(y * width + x) * channels + c], 0 = black. channels is 1 (grey) or 3 (sRGB).
 * Reference counted; once a second holder has a reference nobody writes to it. */
typedef struct
{
  gatomicrefcount ref_count;
  guint width;
  guint height;
  guint channels;
  guint8 *pixels; /* owned, (height, width, channels) */
} BaseImage;

/* A new black picture. 1 <= width, height <= BASE_IMAGE_MAX_SIDE; channels 1 or 3. */
BaseImage *base_image_new (guint width, guint height, guint channels);
BaseImage *base_image_copy (const BaseImage *image);
BaseImage *base_image_ref (BaseImage *image);
void base_image_unref (BaseImage *image);

/* Bytes of pixels: width * height * channels. */
gsize base_image_size (const BaseImage *image);

/* A new sRGB picture (3 channels), each pixel repeated factor times in both directions: what a
 * screen shows of a small picture without blurring it. factor >= 1. */
BaseImage *base_image_enlarge_rgb (const BaseImage *image, guint factor);

/* A new sRGB picture (3 channels) of the given size, each pixel the mean of the area that it
 * covers. width and height at most the picture's own. */
BaseImage *base_image_shrink_rgb (const BaseImage *image, guint width, guint height);

/* A new sRGB picture made for a cell of `cell` device pixels: enlarged by the smallest whole
 * factor that reaches the cell, or shrunk to fit into it, keeping the proportions. cell >= 1. */
BaseImage *base_image_for_cell (const BaseImage *image, guint cell);

/* A new picture of the same size with 1 or 3 channels. Grey from colour is the Rec. 601 luma. */
BaseImage *base_image_convert (const BaseImage *image, guint channels);

/* A new picture of another size, same channels: bilinear with antialiasing, to the bit as Pillow's
 * resize with Image.BILINEAR, which is what most networks were trained on. */
BaseImage *base_image_resize (const BaseImage *image, guint width, guint height);

/* A new picture of the same size and channels with the contrast stretched, so that faint ones are
 * seen: all channels by the same factor, the greatest that leaves all but one level of 200 at each
 * end within black and white, each around its own middle, which moves as little as possible. What
 * uses the whole range already, or has one level only, stays as it is. */
BaseImage *base_image_stretch (const BaseImage *image);

/* A new picture of a part, which has to lie within this one. */
BaseImage *
base_image_crop (const BaseImage *image, guint left, guint top, guint width, guint height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BaseImage, base_image_unref)

G_END_DECLS
