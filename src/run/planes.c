// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/planes.h"

#include <string.h>

AscNetwork *
run_planes_network (const FmtNetwork *network, GError **error)
{
  g_autofree float *mean = NULL, *scale = NULL;
  gsize size;

  g_return_val_if_fail (network != NULL, NULL);

  size = nn_shape_size (nn_graph_shape (network->graph, 0));
  mean = g_new (float, size);
  scale = g_new (float, size);
  fmt_network_input_space (network, mean, scale);
  return asc_network_new (network->graph, mean, scale, error);
}

/* Where a channel of the network is in a pixel of a picture. */
static guint
place_of (const FmtCard *card, guint channel)
{
  return card->bgr ? card->channels - 1 - channel : channel;
}

BaseImage *
run_planes_fit (const FmtNetwork *network, const BaseImage *image)
{
  const FmtCard *card = network->card;

  if (image->width == card->width && image->height == card->height)
    return base_image_convert (image, card->channels);
  return fmt_network_fit (network, image);
}

gboolean
run_planes_fits (const FmtNetwork *network, const BaseImage *image)
{
  return image->width == fmt_network_image_width (network) &&
         image->height == fmt_network_image_height (network);
}

void
run_planes_from_image (const FmtNetwork *network, const BaseImage *image, guint8 *levels)
{
  const FmtCard *card;
  guint left = 0, top = 0;

  g_return_if_fail (network != NULL && image != NULL && levels != NULL);
  card = network->card;
  g_return_if_fail (image->channels == card->channels);

  if (image->width != card->width || image->height != card->height)
    {
      g_return_if_fail (image->width == fmt_network_image_width (network) &&
                        image->height == fmt_network_image_height (network));
      fmt_network_crop_origin (network, 0, &left, &top);
    }
  for (guint c = 0; c < card->channels; c++)
    for (guint y = 0; y < card->height; y++)
      {
        const guint8 *pixels = image->pixels +
                               ((gsize) (top + y) * image->width + left) * card->channels +
                               place_of (card, c);

        for (guint x = 0; x < card->width; x++)
          *levels++ = pixels[(gsize) x * card->channels];
      }
}

BaseImage *
run_planes_to_image (const FmtNetwork *network, const guint8 *levels)
{
  const FmtCard *card;
  gsize plane;
  BaseImage *image;

  g_return_val_if_fail (network != NULL && levels != NULL, NULL);

  card = network->card;
  plane = (gsize) card->width * card->height;
  image = base_image_new (card->width, card->height, card->channels);
  for (guint c = 0; c < card->channels; c++)
    for (gsize i = 0; i < plane; i++)
      image->pixels[i * card->channels + place_of (card, c)] = levels[c * plane + i];
  return image;
}

BaseImage *
run_planes_put_back (const FmtNetwork *network, const BaseImage *picture, BaseImage *middle)
{
  gsize row = (gsize) middle->width * middle->channels;
  BaseImage *whole;
  guint left, top;

  g_return_val_if_fail (picture->channels == middle->channels, NULL);
  g_return_val_if_fail (picture->width >= middle->width && picture->height >= middle->height, NULL);

  if (picture->width == middle->width && picture->height == middle->height)
    return base_image_ref (middle);
  whole = base_image_copy (picture);
  fmt_network_crop_origin (network, 0, &left, &top);
  for (gsize y = 0; y < middle->height; y++)
    memcpy (whole->pixels + ((top + y) * whole->width + left) * whole->channels,
            middle->pixels + y * row, row);
  return whole;
}
