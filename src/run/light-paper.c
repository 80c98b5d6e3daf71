// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/light-paper.h"

#include <string.h>

/* Paper is at least as light as this, of 255, on average along the picture's edge; of the whole
 * picture at most such a share is dark: strokes, not a dark scene in a frame. */
#define PAPER      160
#define DARK       110
#define MOST_DARK  0.4
#define LEAST_DARK 0.005

static gboolean
knows_light_on_dark (const RunNetworkInfo *network)
{
  g_autofree char *data_set = NULL;

  if (network == NULL || network->data_set == NULL || network->channels != 1)
    return FALSE;
  data_set = g_ascii_strup (network->data_set, -1);
  return strstr (data_set, "MNIST") != NULL;
}

/* The mean of the channels of pixel (x, y). */
static guint
level (const BaseImage *image, guint x, guint y)
{
  const guint8 *pixel = image->pixels + ((gsize) y * image->width + x) * image->channels;
  guint sum = 0;

  for (guint c = 0; c < image->channels; c++)
    sum += pixel[c];
  return sum / image->channels;
}

gboolean
run_is_light_paper (const BaseImage *image, const RunNetworkInfo *network)
{
  guint64 edge = 0, n_edge = 0, n_dark = 0, n;

  g_return_val_if_fail (image != NULL, FALSE);

  if (!knows_light_on_dark (network))
    return FALSE;
  n = (guint64) image->width * image->height;
  for (guint y = 0; y < image->height; y++)
    for (guint x = 0; x < image->width; x++)
      {
        guint value = level (image, x, y);

        if (x == 0 || y == 0 || x + 1 == image->width || y + 1 == image->height)
          {
            edge += value;
            n_edge++;
          }
        n_dark += value < DARK ? 1 : 0;
      }
  return edge >= PAPER * n_edge && (double) n_dark <= MOST_DARK * (double) n &&
         (double) n_dark >= LEAST_DARK * (double) n;
}

BaseImage *
run_inverted (const BaseImage *image)
{
  BaseImage *inverted;
  gsize size;

  g_return_val_if_fail (image != NULL, NULL);

  inverted = base_image_copy (image);
  size = base_image_size (inverted);
  for (gsize i = 0; i < size; i++)
    inverted->pixels[i] = (guint8) (255 - inverted->pixels[i]);
  return inverted;
}
