// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/pixels.h"

#include "evolve/hsv.h"
#include "evolve/pixel-steps.h"
#include "evolve/polynomial.h"

#include <math.h>
#include <string.h>

/* Halved this often, a chance is zero for every practical purpose. */
#define MAX_HALVINGS 1000

void
evo_pixels_randomise (guint8 *genes, gsize n_genes, BaseRandom *random)
{
  for (gsize i = 0; i < n_genes; i += 8)
    {
      guint64 bits = GUINT64_TO_LE (base_random_next (random));

      memcpy (genes + i, &bits, MIN (sizeof bits, n_genes - i));
    }
}

double
evo_pixels_chance (const EvoVariation *variation, guint64 generation)
{
  guint64 halvings;

  if (variation->pixel_half_life == 0)
    return variation->pixel_chance;
  halvings = generation / variation->pixel_half_life;
  return ldexp (variation->pixel_chance, -(int) MIN (halvings, MAX_HALVINGS));
}

static void
move (guint8 *genes, gsize i, guint channels, int step)
{
  int moved = genes[i] + step;

  if (channels == 3 && i % 3 == 0)
    genes[i] = (guint8) (moved & (EVO_HUE_TURN - 1));
  else
    genes[i] = (guint8) CLAMP (moved, 0, 255);
}

static void
mutate_many (guint8 *genes,
             gsize n_genes,
             guint channels,
             double eta,
             double chance,
             BaseRandom *random)
{
  EvoPixelSteps steps;

  evo_pixel_steps_init (&steps, eta, chance);
  for (gsize i = evo_pixel_steps_gap (&steps, n_genes, random); i < n_genes;
       i += 1 + evo_pixel_steps_gap (&steps, n_genes, random))
    move (genes, i, channels, evo_pixel_steps_step (&steps, random));
}

void
evo_pixels_mutate (guint8 *genes,
                   gsize n_genes,
                   guint channels,
                   double eta,
                   double chance,
                   BaseRandom *random)
{
  if (chance > 0 && chance < 1 && chance * (double) n_genes >= EVO_PIXEL_STEPS_PAY)
    {
      mutate_many (genes, n_genes, channels, eta, chance, random);
      return;
    }
  for (gsize i = evo_geometric_gap (chance, n_genes, random); i < n_genes;
       i += 1 + evo_geometric_gap (chance, n_genes, random))
    /* To the nearest: the mean step stays 255 / (eta + 2), and the signs stay balanced. */
    move (genes, i, channels, (int) lrint (255.0 * evo_polynomial_step (eta, random)));
}

/* The picture at the genome's own size. */
static void
draw (const guint8 *genes, BaseImage *image)
{
  if (image->channels == 3)
    evo_hsv_to_rgb (genes, (gsize) image->width * image->height, image->pixels);
  else
    memcpy (image->pixels, genes, base_image_size (image));
}

/* Each pixel becomes a rectangle of equal ones. */
static void
repeat (const BaseImage *small, BaseImage *image)
{
  guint channels = image->channels;
  guint8 *out = image->pixels;

  for (guint y = 0; y < image->height; y++)
    {
      gsize row = (gsize) ((guint64) y * small->height / image->height) * small->width;

      for (guint x = 0; x < image->width; x++, out += channels)
        {
          gsize column = (gsize) ((guint64) x * small->width / image->width);

          memcpy (out, small->pixels + (row + column) * channels, channels);
        }
    }
}

void
evo_pixels_render (const guint8 *genes, guint width, guint height, BaseImage *image)
{
  g_autoptr (BaseImage) own = NULL;
  g_autoptr (BaseImage) small = NULL;

  if (image->width == width && image->height == height)
    {
      draw (genes, image);
      return;
    }

  /* Averaged in the direction that shrinks, repeated in the one that grows. */
  own = base_image_new (width, height, image->channels);
  draw (genes, own);
  small = base_image_resize (own, MIN (width, image->width), MIN (height, image->height));
  repeat (small, image);
}

void
evo_pixels_from_image (guint8 *genes, const BaseImage *image)
{
  if (image->channels == 3)
    evo_rgb_to_hsv (image->pixels, (gsize) image->width * image->height, genes);
  else
    memcpy (genes, image->pixels, base_image_size (image));
}
