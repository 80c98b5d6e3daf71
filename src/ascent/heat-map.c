// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/heat-map.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ascent/blur.h"
#include "ascent/gradient.h"
#include "nn/executor.h"

/* Squares next to each other along the longer side, and one more. */
#define SQUARES_ALONG 14

/* Every pixel has so many squares above it. */
#define COVERS 4

/* Images of a batch of occluded pictures: whoever looks waits for an answer to an interrupt. */
#define MAX_BATCH 16

struct _AscHeatMapper
{
  const AscNetwork *network;
  AscLender lender;      /* lend NULL = none */
  AscGradient *gradient; /* one picture; made when it is needed first, as is the next */
  NnExecutor *executor;  /* `batch` pictures, forward only */
  guint batch;

  AscHeat heat; /* of the map that was begun */
  guint class_index;
  guint8 *levels; /* (size) */
  gboolean fed;   /* the pass under way has its pictures; of either kind */
  gboolean forward_done;
  guint n_done; /* occluded pictures, the picture itself being the first */
  float confidence;
  float *losses; /* (asc_heat_n_squares), what each square takes from the confidence */
  float *values; /* (height, width) */
  float strongest;
};

static const AscHeatInfo infos[ASC_N_HEATS] = {
  [ASC_HEAT_GRADIENT] = { "gradient", N_ ("Gradient"),
                          N_ ("Asks the network how its answer changes with each pixel (gradient "
                              "times input): at once, but a little noisy.") },
  [ASC_HEAT_OCCLUSION] = { "occlusion", N_ ("Occlusion (slower: covers parts)"),
                           N_ ("Covers one part of the picture after the other and sees how much "
                               "less sure the network becomes (occlusion): slower, but without "
                               "gradients.") },
};

const AscHeatInfo *
asc_heat_info (AscHeat heat)
{
  g_return_val_if_fail (heat < ASC_N_HEATS, NULL);
  return &infos[heat];
}

gboolean
asc_heat_from_string (const char *text, AscHeat *heat)
{
  g_return_val_if_fail (text != NULL && heat != NULL, FALSE);

  for (AscHeat i = 0; i < ASC_N_HEATS; i++)
    if (g_str_equal (text, infos[i].name))
      {
        *heat = i;
        return TRUE;
      }
  return FALSE;
}

guint
asc_heat_stride (guint height, guint width)
{
  return MAX (1, (MAX (height, width) + SQUARES_ALONG / 2) / SQUARES_ALONG);
}

/* The first square hangs over by one step, the last one by up to as much. */
static guint
squares_along (guint side, guint stride)
{
  return (side + stride - 1) / stride + 1;
}

guint
asc_heat_n_squares (guint height, guint width)
{
  guint stride = asc_heat_stride (height, width);

  return squares_along (height, stride) * squares_along (width, stride);
}

AscHeatMapper *
asc_heat_mapper_new (const AscNetwork *network)
{
  AscHeatMapper *mapper;

  g_return_val_if_fail (network != NULL, NULL);

  mapper = g_new0 (AscHeatMapper, 1);
  mapper->network = network;
  mapper->levels = g_new0 (guint8, network->size);
  mapper->losses = g_new0 (float, asc_heat_n_squares (network->height, network->width));
  mapper->values = g_new0 (float, (gsize) network->height * network->width);
  return mapper;
}

void
asc_heat_mapper_free (AscHeatMapper *mapper)
{
  if (mapper == NULL)
    return;
  g_clear_pointer (&mapper->gradient, asc_gradient_free);
  g_clear_pointer (&mapper->executor, nn_executor_free);
  g_free (mapper->levels);
  g_free (mapper->losses);
  g_free (mapper->values);
  g_free (mapper);
}

void
asc_heat_mapper_set_lender (AscHeatMapper *mapper, const AscLender *lender)
{
  mapper->lender = *lender;
}

static BasePool *
lend (const AscHeatMapper *mapper)
{
  return mapper->lender.lend != NULL ? mapper->lender.lend (mapper->lender.data) : NULL;
}

static void
give_back (const AscHeatMapper *mapper, BasePool *pool)
{
  if (pool != NULL)
    mapper->lender.give_back (mapper->lender.data);
}

static gboolean
make_gradient (AscHeatMapper *mapper, GError **error)
{
  if (mapper->gradient == NULL)
    mapper->gradient = asc_gradient_new (mapper->network, 1, error);
  return mapper->gradient != NULL;
}

static gboolean
make_executor (AscHeatMapper *mapper, GError **error)
{
  const NnGraph *graph = mapper->network->graph;

  if (mapper->executor != NULL)
    return TRUE;
  mapper->batch = (guint) MIN (nn_graph_recommended_batch (graph), MAX_BATCH);
  mapper->executor = nn_executor_new (graph, (int) mapper->batch, NN_FORWARD_ONLY, error);
  return mapper->executor != NULL;
}

/* A pass that was interrupted goes on where it was, whatever is in its input meanwhile: it is
 * brought to its end before there is another one. */
static void
end_pass (AscHeatMapper *mapper)
{
  if (mapper->fed && mapper->heat == ASC_HEAT_OCCLUSION)
    nn_executor_forward_until (mapper->executor, NULL);
  mapper->fed = FALSE; /* AscGradient does the same by itself */
}

gboolean
asc_heat_mapper_begin (AscHeatMapper *mapper,
                       const guint8 *levels,
                       guint class_index,
                       AscHeat heat,
                       GError **error)
{
  const AscNetwork *network;

  g_return_val_if_fail (mapper != NULL && levels != NULL && heat < ASC_N_HEATS, FALSE);
  network = mapper->network;
  g_return_val_if_fail (class_index < network->n_classes, FALSE);

  end_pass (mapper);
  if (heat == ASC_HEAT_GRADIENT ? !make_gradient (mapper, error) : !make_executor (mapper, error))
    return FALSE;
  mapper->heat = heat;
  mapper->class_index = class_index;
  memcpy (mapper->levels, levels, network->size);
  mapper->forward_done = FALSE;
  mapper->n_done = 0;
  return TRUE;
}

/* --- What both end with --- */

/* The strongest value becomes 1 or -1. Where a network computes what is no number, nothing is
 * shown. Returns what the strongest one was. */
static float
normalise (float *values, gsize n)
{
  float strongest = 0;

  for (gsize i = 0; i < n; i++)
    strongest = fmaxf (strongest, isfinite (values[i]) ? fabsf (values[i]) : INFINITY);
  if (!isfinite (strongest) || strongest == 0)
    {
      memset (values, 0, n * sizeof *values);
      return 0;
    }
  for (gsize i = 0; i < n; i++)
    values[i] /= strongest;
  return strongest;
}

static void
smooth (AscHeatMapper *mapper, double standard_deviation)
{
  guint height = mapper->network->height, width = mapper->network->width;
  g_autoptr (AscBlur) blur = asc_blur_new (standard_deviation);
  g_autofree float *scratch = g_new (float, asc_blur_scratch (blur, height, width));

  asc_blur (blur, 1, height, width, mapper->values, scratch);
}

/* --- Gradient times input --- */

static void
multiply (AscHeatMapper *mapper)
{
  const AscNetwork *network = mapper->network;
  gsize plane = (gsize) network->height * network->width;
  g_autofree float *slope = g_new (float, network->size);

  asc_gradient_get (mapper->gradient, 0, slope);
  memset (mapper->values, 0, plane * sizeof *mapper->values);
  for (gsize i = 0; i < network->size; i++)
    mapper->values[i % plane] += slope[i] * ((float) mapper->levels[i] - network->mean[i]);
  smooth (mapper, MAX (0.5, (double) MAX (network->height, network->width) / ASC_HEAT_BLUR));
  mapper->strongest = normalise (mapper->values, plane);
}

static gboolean
forward (AscHeatMapper *mapper, const gint *interrupt)
{
  if (mapper->forward_done)
    return TRUE;
  if (!mapper->fed)
    asc_gradient_feed_levels (mapper->gradient, 0, mapper->levels);
  mapper->fed = TRUE;
  mapper->forward_done = asc_gradient_forward (mapper->gradient, interrupt);
  if (mapper->forward_done)
    mapper->confidence = asc_gradient_confidences (mapper->gradient, 0)[mapper->class_index];
  return mapper->forward_done;
}

static gboolean
advance_gradient (AscHeatMapper *mapper, const gint *interrupt)
{
  const AscNetwork *network = mapper->network;
  BasePool *pool = lend (mapper);
  g_autofree float *wanted = g_new0 (float, network->n_classes);
  gboolean done;

  wanted[mapper->class_index] = 1;
  asc_gradient_set_pool (mapper->gradient, pool);
  done = forward (mapper, interrupt) &&
         asc_gradient_backward (mapper->gradient, network->scores, wanted, interrupt);
  asc_gradient_set_pool (mapper->gradient, NULL);
  give_back (mapper, pool);
  if (!done)
    return FALSE;
  mapper->fed = FALSE;
  multiply (mapper);
  return TRUE;
}

/* --- Occlusion --- */

/* The picture as the network is given it, under square number `square`; all of it for
 * `square` < 0. */
static void
cover (const AscHeatMapper *mapper, int square, float *input)
{
  const AscNetwork *network = mapper->network;
  int stride = (int) asc_heat_stride (network->height, network->width);
  int across = (int) squares_along (network->width, (guint) stride);
  int top = (square / across - 1) * stride, left = (square % across - 1) * stride;
  int right = MIN (left + 2 * stride, (int) network->width);
  int bottom = MIN (top + 2 * stride, (int) network->height);

  asc_network_feed_levels (network, mapper->levels, input);
  if (square < 0)
    return;
  top = MAX (top, 0);
  left = MAX (left, 0);
  for (guint c = 0; c < network->channels; c++)
    for (int y = top; y < bottom; y++)
      for (int x = left; x < right; x++)
        input[((gsize) c * network->height + (guint) y) * network->width + (guint) x] = 0;
}

static void
keep_losses (AscHeatMapper *mapper, const float *confidences, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      float confidence = confidences[(gsize) i * mapper->network->n_classes + mapper->class_index];
      guint picture = mapper->n_done + i;

      if (picture == 0)
        mapper->confidence = confidence;
      else
        mapper->losses[picture - 1] = mapper->confidence - confidence;
    }
}

/* One batch; FALSE when it was interrupted. */
static gboolean
cover_batch (AscHeatMapper *mapper, guint n, const gint *interrupt)
{
  const gsize size = mapper->network->size;
  float *input = nn_executor_input (mapper->executor);
  BasePool *pool = NULL;
  const float *confidences;

  if (!mapper->fed)
    for (guint i = 0; i < n; i++)
      cover (mapper, (int) (mapper->n_done + i) - 1, input + i * size);
  mapper->fed = TRUE;
  if (nn_graph_is_worth_sharing (mapper->network->graph, (int) mapper->batch))
    pool = lend (mapper);
  nn_executor_set_pool (mapper->executor, pool, NULL); /* without memory for it: alone */
  confidences = nn_executor_forward_until (mapper->executor, interrupt);
  nn_executor_set_pool (mapper->executor, NULL, NULL);
  give_back (mapper, pool);
  if (confidences == NULL)
    return FALSE;
  mapper->fed = FALSE;
  keep_losses (mapper, confidences, n);
  mapper->n_done += n;
  return TRUE;
}

static void
share_losses (AscHeatMapper *mapper)
{
  const guint height = mapper->network->height, width = mapper->network->width;
  const guint stride = asc_heat_stride (height, width);
  const guint across = squares_along (width, stride);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        const float *above = mapper->losses + (gsize) (y / stride) * across + x / stride;
        const float *below = above + across;

        mapper->values[(gsize) y * width + x] =
            (above[0] + above[1] + below[0] + below[1]) / COVERS;
      }
  smooth (mapper, stride / 2.0);
}

/* After the last square. */
static void
finish_occlusion (AscHeatMapper *mapper)
{
  const AscNetwork *network = mapper->network;
  const guint n_squares = asc_heat_n_squares (network->height, network->width);
  float most = -INFINITY, least = INFINITY;

  for (guint i = 0; i < n_squares; i++)
    {
      most = fmaxf (most, mapper->losses[i]);
      least = fminf (least, mapper->losses[i]);
    }
  mapper->strongest = MAX (most, 0);
  share_losses (mapper);
  if (MAX (most, -least) < (float) ASC_HEAT_LEAST_LOSS)
    memset (mapper->values, 0, (gsize) network->height * network->width * sizeof *mapper->values);
  normalise (mapper->values, (gsize) network->height * network->width);
}

gboolean
asc_heat_mapper_step (AscHeatMapper *mapper, const gint *interrupt, gboolean *done)
{
  const AscNetwork *network = mapper->network;
  const guint n_pictures = asc_heat_n_squares (network->height, network->width) + 1;

  *done = FALSE;
  if (mapper->heat == ASC_HEAT_GRADIENT)
    return *done = advance_gradient (mapper, interrupt);
  if (mapper->n_done < n_pictures &&
      !cover_batch (mapper, MIN (mapper->batch, n_pictures - mapper->n_done), interrupt))
    return FALSE;
  *done = mapper->n_done == n_pictures;
  if (*done)
    finish_occlusion (mapper);
  return TRUE;
}

gboolean
asc_heat_mapper_advance (AscHeatMapper *mapper, const gint *interrupt)
{
  gboolean done = FALSE;

  while (!done)
    if (!asc_heat_mapper_step (mapper, interrupt, &done))
      return FALSE;
  return TRUE;
}

double
asc_heat_mapper_fraction (const AscHeatMapper *mapper)
{
  const AscNetwork *network = mapper->network;

  if (mapper->heat == ASC_HEAT_GRADIENT)
    return mapper->forward_done ? 0.5 : 0;
  return (double) mapper->n_done / (asc_heat_n_squares (network->height, network->width) + 1);
}

AscHeatMap
asc_heat_mapper_map (const AscHeatMapper *mapper)
{
  return (AscHeatMap){ mapper->values, mapper->strongest, mapper->confidence };
}
