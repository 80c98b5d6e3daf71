// SPDX-License-Identifier: GPL-3.0-or-later
/* Whole planes of vectors: scaled, summed, added. Bound by memory. */

static void
finish (size_t n,
        const float *x,
        const float *scale,
        const float *shift,
        const NnFinish *how,
        float *y)
{
  Lanes a = scale != NULL ? load_lanes (scale) : spread_lanes (1);
  Lanes b = shift != NULL ? load_lanes (shift) : spread_lanes (0);

  for (size_t i = 0; i < n; i++, x += NN_LANES, y += NN_LANES)
    {
      Lanes value = load_lanes (x);

      FOR_PARTS PART (value) = PART (value) * PART (a) + PART (b);
      store_lanes (y, finish_lanes (value, how));
    }
  if (is_late (how))
    activate (n, y - n * NN_LANES, how, y - n * NN_LANES);
}

static void
scale_by (size_t n, const float *x, const float *factor, int add, float *y)
{
  Lanes f = load_lanes (factor);

  for (size_t i = 0; i < n; i++, x += NN_LANES, y += NN_LANES)
    {
      Lanes value = load_lanes (x);

      FOR_PARTS PART (value) *= PART (f);
      if (add)
        value = add_lanes (value, load_lanes (y));
      store_lanes (y, value);
    }
}

/* In four sums, always the same way. */
static void
sum (size_t n, const float *x, float *y)
{
  Lanes sums[4] = { spread_lanes (0), spread_lanes (0), spread_lanes (0), spread_lanes (0) };
  size_t i = 0;

  for (; i + 4 <= n; i += 4)
    for (int k = 0; k < 4; k++)
      sums[k] = add_lanes (sums[k], load_lanes (x + (i + k) * NN_LANES));
  for (; i < n; i++)
    sums[0] = add_lanes (sums[0], load_lanes (x + i * NN_LANES));
  store_lanes (y, add_lanes (add_lanes (sums[0], sums[1]), add_lanes (sums[2], sums[3])));
}

static void
add (size_t n, const float *x, float *y)
{
  for (size_t i = 0; i < n * PARTS; i++, x += VECTOR, y += VECTOR)
    store (y, load (x) + load (y));
}
