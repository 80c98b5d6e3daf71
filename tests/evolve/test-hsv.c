// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/hsv.h"

#include <math.h>

/* Smith 1978, by sixths of the circle, in real numbers. */
static void
reference (guint hue, guint saturation, guint value, double *rgb)
{
  double h = hue / 256.0 * 6.0, s = saturation / 255.0, v = value;
  int sixth = (int) floor (h);
  double f = h - sixth;
  double p = v * (1 - s), q = v * (1 - s * f), t = v * (1 - s * (1 - f));
  const double table[6][3] = { { v, t, p }, { q, v, p }, { p, v, t },
                               { p, q, v }, { t, p, v }, { v, p, q } };

  for (int i = 0; i < 3; i++)
    rgb[i] = table[sixth][i];
}

static void
test_reference (void)
{
  for (guint h = 0; h < 256; h++)
    for (guint s = 0; s < 256; s += 15)
      for (guint v = 0; v < 256; v += 3)
        {
          guint8 hsv[3] = { (guint8) h, (guint8) s, (guint8) v }, rgb[3];
          double expected[3];

          reference (h, s, v, expected);
          evo_hsv_to_rgb (hsv, 1, rgb);
          for (int i = 0; i < 3; i++)
            g_assert_cmpfloat (fabs (rgb[i] - expected[i]), <=, 0.5 + 1e-9);
        }
}

static void
test_known (void)
{
  static const struct
  {
    guint8 hsv[3], rgb[3];
  } cases[] = {
    { { 0, 255, 255 }, { 255, 0, 0 } },     /* red */
    { { 128, 255, 255 }, { 0, 255, 255 } }, /* half a turn: cyan */
    { { 64, 255, 255 }, { 128, 255, 0 } },  /* a quarter: half way from yellow to green */
    { { 192, 255, 255 }, { 128, 0, 255 } }, /* three quarters: half way from blue to magenta */
    { { 85, 255, 255 }, { 2, 255, 0 } },    /* just before green */
    { { 86, 255, 255 }, { 0, 255, 4 } },    /* just behind it */
    { { 171, 255, 255 }, { 2, 0, 255 } },   /* just behind blue */
    { { 255, 255, 255 }, { 255, 0, 6 } },   /* one step before red again */
    { { 0, 128, 200 }, { 200, 100, 100 } },
    { { 77, 0, 93 }, { 93, 93, 93 } }, /* no saturation: grey, exactly the value */
    { { 77, 255, 0 }, { 0, 0, 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 rgb[3];

      evo_hsv_to_rgb (cases[i].hsv, 1, rgb);
      g_assert_cmpmem (rgb, 3, cases[i].rgb, 3);
    }
}

static void
test_planes (void)
{
  enum
  {
    N = 1003
  };
  guint8 hsv[3 * N], planes[3][N], expected[3 * N], rgb[3 * N];

  for (guint i = 0; i < N; i++)
    for (guint c = 0; c < 3; c++)
      hsv[3 * i + c] = planes[c][i] = (guint8) ((i * 37 + c * 101 + i * i) & 0xff);
  evo_hsv_to_rgb (hsv, N, expected);
  evo_hsv_planes_to_rgb (planes[0], planes[1], planes[2], N, rgb);
  g_assert_cmpmem (rgb, sizeof rgb, expected, sizeof expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evolve/hsv/reference", test_reference);
  g_test_add_func ("/evolve/hsv/known", test_known);
  g_test_add_func ("/evolve/hsv/planes", test_planes);
  return g_test_run ();
}
