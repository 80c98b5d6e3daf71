// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/network.h"

#include "base/error.h"
#include "base/multiversion.h"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* The crops of each kind: the centre and the corners. */
#define N_PLACES 5

guint
fmt_network_image_width (const FmtNetwork *network)
{
  g_return_val_if_fail (network != NULL, 0);
  return network->card->image_width > 0 ? network->card->image_width : network->card->width;
}

guint
fmt_network_image_height (const FmtNetwork *network)
{
  g_return_val_if_fail (network != NULL, 0);
  return network->card->image_height > 0 ? network->card->image_height : network->card->height;
}

/* Of a picture that is far longer than it is wide the middle. */
#define MAX_PROPORTION 8

static BaseImage *
crop_long (const BaseImage *image)
{
  guint width = MIN (image->width, MAX_PROPORTION * image->height);
  guint height = MIN (image->height, MAX_PROPORTION * image->width);

  return base_image_crop (image, (image->width - width) / 2, (image->height - height) / 2, width,
                          height);
}

/* The short side, as it has to be, and the middle of the long one: sizes and rounding as in
 * torchvision's Resize and CenterCrop. */
static BaseImage *
resize_and_crop (const BaseImage *image, guint width, guint height)
{
  g_autoptr (BaseImage) cropped = crop_long (image), resized = NULL;
  double factor = MAX ((double) width / cropped->width, (double) height / cropped->height);
  guint all_width = MAX ((guint) (factor * cropped->width + 1e-6), width);
  guint all_height = MAX ((guint) (factor * cropped->height + 1e-6), height);

  if (all_width > BASE_IMAGE_MAX_SIDE || all_height > BASE_IMAGE_MAX_SIDE)
    return base_image_resize (image, width, height);
  resized = base_image_resize (cropped, all_width, all_height);
  return base_image_crop (resized, (guint) lrint ((all_width - width) / 2.0),
                          (guint) lrint ((all_height - height) / 2.0), width, height);
}

BaseImage *
fmt_network_fit (const FmtNetwork *network, const BaseImage *image)
{
  guint width = fmt_network_image_width (network), height = fmt_network_image_height (network);
  g_autoptr (BaseImage) converted = base_image_convert (image, network->card->channels);

  if (converted->width == width && converted->height == height)
    return g_steal_pointer (&converted);
  if (network->card->stretch)
    return base_image_resize (converted, width, height);
  return resize_and_crop (converted, width, height);
}

guint
fmt_network_n_crops (const FmtNetwork *network, guint wanted, GError **error)
{
  const FmtCard *card;

  g_return_val_if_fail (network != NULL, 0);
  g_return_val_if_fail (wanted == 0 || wanted == 1 || wanted == 2 * N_PLACES, 0);

  card = network->card;
  if (wanted <= 1 || fmt_card_can_crop (card))
    return wanted > 0 ? wanted : card->n_crops;
  g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
               _ ("There are no ten crops for the network “%s”: its pictures are just as large as "
                  "its input, %u × %u pixels. Score one crop."),
               card->name, card->width, card->height);
  return 0;
}

/* Where a crop begins along one side with `room` beside it. */
static guint
crop_offset (guint room, guint place, guint far_places)
{
  if (place == 0)
    return room / 2;
  return (far_places >> place & 1) != 0 ? room : 0;
}

static guint
crop_left (guint room, guint place)
{
  return crop_offset (room, place, 1 << 2 | 1 << 4);
}

static guint
crop_top (guint room, guint place)
{
  return crop_offset (room, place, 1 << 3 | 1 << 4);
}

/* One row of one channel: every `step`-th byte. A loop for each step, so that they compile to whole
 * vectors. */
BASE_MULTIVERSION static void
preprocess_row (const guint8 *pixels, gsize n, guint step, float mean, float scale, float *out)
{
  if (step == 1)
    for (gsize i = 0; i < n; i++)
      out[i] = ((float) pixels[i] - mean) * scale;
  else if (step == 3)
    for (gsize i = 0; i < n; i++)
      out[i] = ((float) pixels[i * 3] - mean) * scale;
  else
    g_assert_not_reached ();
}

static void
preprocess_row_with (const guint8 *pixels,
                     gsize n,
                     guint step,
                     const float *mean,
                     float scale,
                     float *out)
{
  for (gsize i = 0; i < n; i++)
    out[i] = ((float) pixels[i * step] - mean[i]) * scale;
}

/* The mean picture is either as large as the pictures and cropped with them, or it covers the input
 * from the middle. */
static const float *
mean_row (const FmtNetwork *network, guint channel, guint y, guint place)
{
  const NnTensor *mean = network->mean;
  guint height = (guint) mean->shape.dims[1], width = (guint) mean->shape.dims[2];

  if (width != fmt_network_image_width (network) || height != fmt_network_image_height (network))
    place = 0;
  y += crop_top (height - network->card->height, place);
  return mean->data + ((gsize) channel * height + y) * width +
         crop_left (width - network->card->width, place);
}

static void
mirror_row (gsize n, float *row)
{
  for (gsize i = 0; i < n / 2; i++)
    {
      float kept = row[i];

      row[i] = row[n - 1 - i];
      row[n - 1 - i] = kept;
    }
}

void
fmt_network_crop_origin (const FmtNetwork *network, guint crop, guint *x, guint *y)
{
  g_return_if_fail (network != NULL && crop < 2 * N_PLACES);

  *x = crop_left (fmt_network_image_width (network) - network->card->width, crop % N_PLACES);
  *y = crop_top (fmt_network_image_height (network) - network->card->height, crop % N_PLACES);
}

void
fmt_network_input_space (const FmtNetwork *network, float *mean, float *scale)
{
  const FmtCard *card;

  g_return_if_fail (network != NULL && mean != NULL && scale != NULL);

  card = network->card;
  for (guint c = 0; c < card->channels; c++)
    for (guint y = 0; y < card->height; y++)
      {
        gsize first = ((gsize) c * card->height + y) * card->width;
        const float *row = network->mean != NULL ? mean_row (network, c, y, 0) : NULL;

        for (guint x = 0; x < card->width; x++)
          {
            mean[first + x] = row != NULL ? row[x] : (float) card->mean[c];
            scale[first + x] = (float) card->scale[c];
          }
      }
}

void
fmt_network_preprocess (const FmtNetwork *network, const BaseImage *image, guint crop, float *input)
{
  const FmtCard *card = network->card;
  guint place = crop % N_PLACES, step = card->channels;
  guint left, top;

  g_return_if_fail (image->width == fmt_network_image_width (network) &&
                    image->height == fmt_network_image_height (network) &&
                    image->channels == card->channels);
  g_return_if_fail (crop < 2 * N_PLACES);

  fmt_network_crop_origin (network, crop, &left, &top);
  for (guint c = 0; c < card->channels; c++)
    for (guint y = 0; y < card->height; y++)
      {
        float *row = input + ((gsize) c * card->height + y) * card->width;
        const guint8 *pixels = image->pixels + ((gsize) (top + y) * image->width + left) * step +
                               (card->bgr ? card->channels - 1 - c : c);

        if (network->mean != NULL)
          preprocess_row_with (pixels, card->width, step, mean_row (network, c, y, place),
                               (float) card->scale[c], row);
        else
          preprocess_row (pixels, card->width, step, (float) card->mean[c], (float) card->scale[c],
                          row);
        if (crop >= N_PLACES)
          mirror_row (card->width, row);
      }
}
