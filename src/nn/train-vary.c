// SPDX-License-Identifier: GPL-3.0-or-later
/* Pictures of training drawn anew each time: turned, sized, sheared and recoloured, on other
 * grounds where they are transparent. */
#include "nn/train-private.h"

#include <math.h>

/* How much at strength 1; what is drawn evenly from both sides of nothing is given as its end. */
#define TURN       (30 * G_PI / 180)
#define LEAST_SIZE 0.55
#define MOST_SIZE  1.15
#define STRETCH    0.25 /* of width against height */
#define SHEAR      0.2
#define MOVE       0.12 /* of the side */
#define HUE        (20 * G_PI / 180)
#define SATURATION 0.6
#define CONTRAST   0.35
#define GAIN       0.2 /* of each channel */
#define OFFSET     40  /* grey levels, of each channel */
#define NOISE      20  /* grey levels, in half of the pictures */
#define COVER      0.4 /* the chance that a rectangle is covered */
#define COVER_SIDE 0.45

/* Behind transparent pictures. */
#define WHITE_CHANCE 0.3
#define FLAT_CHANCE  0.3
#define SLOPE_CHANCE 0.25 /* the rest are stripes */
#define MOST_STRIPES 6
#define OPAQUE       255.0f

typedef struct
{
  double x, y, at; /* t = x across + y down + at; 0 is `from`, 1 is `to` */
  gboolean stripes;
  float from[3], to[3];
} Ground;

/* From pixels of what is drawn, counted from its middle, to those of the picture. */
typedef struct
{
  double move_x, move_y; /* first of all taken away */
  double xx, xy, yx, yy;
} Map;

typedef struct
{
  float matrix[3][3];
  float offset[3]; /* grey levels, times the coverage */
} Recolour;

static double
around (BaseRandom *random, double end)
{
  return end * (2 * base_random_uniform (random) - 1);
}

/* --- Where it comes from --- */

/* The reverse of turned, sheared, stretched and sized, mirrored and moved. */
static void
choose_map (BaseRandom *random,
            double vary,
            const NnTrainChange *change,
            const NnDataset *data,
            Map *map)
{
  double turn = around (random, vary * TURN);
  double least = 1 - vary * (1 - LEAST_SIZE), most = 1 + vary * (MOST_SIZE - 1);
  double size = least + (most - least) * base_random_uniform (random);
  double stretch = 1 + around (random, vary * STRETCH);
  double shear = around (random, vary * SHEAR);
  double across = 1 / (size * sqrt (stretch)), down = sqrt (stretch) / size;
  double cosine = cos (turn), sine = sin (turn), mirror = change->mirror ? -1 : 1;

  map->move_x = change->shift_x + around (random, vary * MOVE * data->width);
  map->move_y = change->shift_y + around (random, vary * MOVE * data->height);
  map->xx = mirror * across * (cosine + shear * sine);
  map->xy = mirror * across * (sine - shear * cosine);
  map->yx = -down * sine;
  map->yy = down * cosine;
}

/* --- What becomes of its colours --- */

/* Rec. 709's. */
static const float weight_of_grey[3] = { 0.2126f, 0.7152f, 0.0722f };

/* A turn of the colours around the greys, then their distance from grey, contrast and gains. */
static void
choose_colours (BaseRandom *random, double vary, guint channels, Recolour *colours)
{
  double hue = around (random, vary * HUE);
  double saturation = 1 + around (random, vary * SATURATION);
  double contrast = 1 + around (random, vary * CONTRAST);
  double third = (1 - cos (hue)) / 3, sideways = sin (hue) / sqrt (3);

  for (guint to = 0; to < 3; to++)
    {
      double gain = contrast * (1 + around (random, vary * GAIN));

      for (guint from = 0; from < 3; from++)
        {
          double turned = third + (from == to ? cos (hue) : 0) +
                          (from == (to + 1) % 3   ? -sideways
                           : from == (to + 2) % 3 ? sideways
                                                  : 0);

          if (channels == 3)
            colours->matrix[to][from] =
                (float) (gain * (saturation * turned + (1 - saturation) * weight_of_grey[from]));
          else
            colours->matrix[to][from] = from == 0 ? (float) gain : 0;
        }
      colours->offset[to] =
          (float) (around (random, vary * OFFSET) + 0.5 * (1 - contrast) * (double) OPAQUE);
    }
}

/* --- What is behind it --- */

static void
choose_colour (BaseRandom *random, float colour[3])
{
  for (guint i = 0; i < 3; i++)
    colour[i] = OPAQUE * (float) base_random_uniform (random);
}

static void
choose_ground (BaseRandom *random, double vary, guint side, Ground *ground)
{
  double kind = base_random_uniform (random) / vary; /* the weaker, the more often white */
  double angle = around (random, G_PI);
  double n = 1 + (MOST_STRIPES - 1) * base_random_uniform (random);

  *ground = (Ground){ .at = 0.5 };
  choose_colour (random, ground->from);
  choose_colour (random, ground->to);
  if (kind >= 1 - WHITE_CHANCE)
    {
      for (guint i = 0; i < 3; i++)
        ground->from[i] = ground->to[i] = OPAQUE;
      return;
    }
  if (kind < FLAT_CHANCE)
    return;
  ground->stripes = kind >= FLAT_CHANCE + SLOPE_CHANCE;
  ground->x = cos (angle) * (ground->stripes ? n : 1) / side;
  ground->y = sin (angle) * (ground->stripes ? n : 1) / side;
}

/* How much of `to` is at a pixel, counted from the middle: 0 .. 1. */
static float
ground_at (const Ground *ground, double x, double y)
{
  double t = ground->x * x + ground->y * y + ground->at;

  if (ground->stripes)
    return t - floor (t) < 0.5 ? 0.0f : 1.0f;
  return (float) CLAMP (t, 0, 1);
}

/* --- Drawing --- */

/* Between the four pixels around a place; beyond the picture `outside`. */
static float
sample (const guint8 *pixels, const NnDataset *data, gsize step, double x, double y, float outside)
{
  int left = (int) floor (x), top = (int) floor (y);
  int width = (int) data->width, height = (int) data->height;
  float across = (float) (x - left), down = (float) (y - top);
  float corners[2][2];

  for (int j = 0; j < 2; j++)
    for (int i = 0; i < 2; i++)
      {
        gboolean inside = left + i >= 0 && left + i < width && top + j >= 0 && top + j < height;

        corners[j][i] =
            inside ? (float) pixels[((gsize) (top + j) * data->width + (gsize) (left + i)) * step]
                   : outside;
      }
  return (1 - down) * ((1 - across) * corners[0][0] + across * corners[0][1]) +
         down * ((1 - across) * corners[1][0] + across * corners[1][1]);
}

/* Pixels are on white: what is in front is what they have less of white than their transparency
 * lets through. That is so between pixels, too. */
static void
draw_pixel (const NnDataset *data,
            guint index,
            const Map *map,
            double x,
            double y,
            const Recolour *colours,
            float factor,
            const float behind[3],
            float *pixel)
{
  const guint8 *pixels = data->pixels + index * nn_dataset_picture_size (data);
  gsize plane = (gsize) data->width * data->height;
  double from_x = map->xx * x + map->xy * y + 0.5 * (data->width - 1.0);
  double from_y = map->yx * x + map->yy * y + 0.5 * (data->height - 1.0);
  float coverage = OPAQUE, front[3] = { 0 };

  if (data->coverage != NULL)
    coverage = sample (data->coverage + index * plane, data, 1, from_x, from_y, 0);
  for (guint c = 0; c < data->channels; c++)
    {
      float value = sample (pixels + c, data, data->channels, from_x, from_y,
                            data->coverage != NULL ? OPAQUE : 0);

      front[c] = factor * (value - (OPAQUE - coverage));
    }
  for (guint c = 0; c < data->channels; c++)
    {
      float value = colours->offset[c] * coverage / OPAQUE;

      for (guint from = 0; from < data->channels; from++)
        value += colours->matrix[c][from] * front[from];
      pixel[c] = CLAMP (value, 0, coverage) + (1 - coverage / OPAQUE) * behind[c];
    }
}

/* A rectangle of one colour somewhere (DeVries and Taylor 2017, "cutout"). */
static void
cover (BaseRandom *random, const NnDataset *data, float *levels)
{
  guint width = 1 + base_random_below (random, (guint32) ceil (COVER_SIDE * data->width));
  guint height = 1 + base_random_below (random, (guint32) ceil (COVER_SIDE * data->height));
  guint left = base_random_below (random, data->width - MIN (width, data->width) + 1);
  guint top = base_random_below (random, data->height - MIN (height, data->height) + 1);
  float colour[3];

  choose_colour (random, colour);
  for (guint c = 0; c < data->channels; c++)
    for (guint y = top; y < MIN (top + height, data->height); y++)
      for (guint x = left; x < MIN (left + width, data->width); x++)
        levels[((gsize) c * data->height + y) * data->width + x] = colour[c];
}

static void
add_noise (BaseRandom *random, double most, gsize n, float *levels)
{
  double amount = most * base_random_uniform (random);

  for (gsize i = 0; i < n; i++)
    {
      float level = levels[i] + (float) around (random, amount);

      levels[i] = CLAMP (level, 0, OPAQUE);
    }
}

void
nn_train_vary (const NnDataset *data,
               guint index,
               BaseRandom *random,
               double vary,
               const NnTrainChange *change,
               float *levels)
{
  gsize plane = (gsize) data->width * data->height;
  Map map;
  Recolour colours;
  Ground ground;

  choose_map (random, vary, change, data, &map);
  choose_colours (random, vary, data->channels, &colours);
  choose_ground (random, vary, MAX (data->width, data->height), &ground);
  for (guint y = 0; y < data->height; y++)
    for (guint x = 0; x < data->width; x++)
      {
        double across = x - 0.5 * (data->width - 1.0), down = y - 0.5 * (data->height - 1.0);
        float t = ground_at (&ground, across, down);
        float behind[3], pixel[3];

        for (guint c = 0; c < 3; c++)
          behind[c] = (1 - t) * ground.from[c] + t * ground.to[c];
        draw_pixel (data, index, &map, across - map.move_x, down - map.move_y, &colours,
                    change->factor, behind, pixel);
        for (guint c = 0; c < data->channels; c++)
          levels[c * plane + (gsize) y * data->width + x] = pixel[c];
      }
  if (base_random_chance (random, vary * COVER))
    cover (random, data, levels);
  if (base_random_chance (random, 0.5))
    add_noise (random, vary * NOISE, plane * data->channels, levels);
}
