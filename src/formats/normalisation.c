// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/normalisation.h"

#include "nn/ops.h"

#include <math.h>

/* Means and deviations beyond this are of grey levels: those of pictures from 0 to 1 are within 1.
 */
#define LEAST_BYTES 3

/* A batch normalisation that learnt to leave what was normalised before it as it is. */
#define MOST_LEARNT_SCALE 1.5
#define MOST_LEARNT_MEAN  0.25

/* The colours of a picture, and one more. */
#define MOST_CHANNELS 4

/* How far the ends of what a quantised network takes may lie from those of pictures. */
#define END_TOLERANCE 0.02

#define MOST_END 1e4 /* no picture has larger numbers */

/* A value of which each number is scale * x + shift of one number x of the picture; of several
 * channels both are the mean. */
typedef struct
{
  gboolean known, any; /* any: more than the picture itself */
  double scale, shift;
} Line;

/* What the network is told of the numbers that it is given: by a Clip, or by its first code. */
typedef struct
{
  gboolean known;
  double min, max;
  gboolean has_min, has_max; /* one end alone */
} Ends;

static double
mean_of (const NnTensor *tensor)
{
  gsize n = nn_shape_size (&tensor->shape);
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) tensor->data[i];
  return sum / (double) n;
}

/* y = scale * x + shift so far, and now this node. */
static void
add_scale_shift (const NnNode *node, Line *line)
{
  double own_scale = node->n_parameters > 0 ? mean_of (node->parameters[0]) : 1;
  double own_shift = node->n_parameters > 1 ? mean_of (node->parameters[1]) : 0;

  line->scale *= own_scale;
  line->shift = line->shift * own_scale + own_shift;
  line->any = TRUE;
}

/* The same with a constant that has numbers for each channel, wherever the channels are. */
static void
add_binary (const NnGraph *graph, const NnNode *node, const Line *lines, Line *line)
{
  const NnNode *left = nn_graph_node (graph, node->inputs[0]);
  const NnNode *right = nn_graph_node (graph, node->inputs[1]);
  gboolean first = left->op == &nn_op_constant;
  double number;

  *line = (Line){ 0 };
  if (first == (right->op == &nn_op_constant))
    return;
  *line = lines[node->inputs[first ? 1 : 0]];
  number = mean_of ((first ? left : right)->parameters[0]);
  line->any = TRUE;
  switch (node->attributes.binary.kind)
    {
    case NN_BINARY_ADD:
      line->shift += number;
      break;
    case NN_BINARY_SUB:
      line->shift = first ? number - line->shift : line->shift - number;
      line->scale *= first ? -1 : 1;
      break;
    case NN_BINARY_MUL:
      line->scale *= number;
      line->shift *= number;
      break;
    case NN_BINARY_DIV:
      line->scale /= number;
      line->shift /= number;
      line->known = line->known && !first;
      break;
    default:
      line->known = FALSE;
    }
}

/* A convolution of single pixels in which each channel is made of one: it puts the colours into
 * another order, or normalises them. */
static void
add_conv (const NnNode *node, Line *line)
{
  const NnTensor *weights = node->n_parameters > 0 ? node->parameters[0] : NULL;
  const NnShape *shape = weights != NULL ? &weights->shape : NULL;
  gsize n_in;
  double sum = 0;

  if (!line->known || shape == NULL || shape->rank != 4 || shape->dims[0] > MOST_CHANNELS ||
      shape->dims[2] != 1 || shape->dims[3] != 1)
    {
      line->known = FALSE;
      return;
    }
  n_in = (gsize) shape->dims[1];
  for (gsize i = 0; i < (gsize) shape->dims[0]; i++)
    {
      guint n_used = 0;

      for (gsize j = 0; j < n_in; j++)
        {
          sum += (double) weights->data[i * n_in + j];
          n_used += weights->data[i * n_in + j] < 0 || weights->data[i * n_in + j] > 0;
        }
      line->known = line->known && n_used == 1;
    }
  sum /= shape->dims[0];
  line->scale *= sum;
  line->shift = line->shift * sum + (node->n_parameters > 1 ? mean_of (node->parameters[1]) : 0);
  line->any = TRUE;
}

/* Several side by side, as after each channel was normalised on its own. */
static void
add_concat (const NnNode *node, const Line *lines, Line *line)
{
  *line = (Line){ .known = TRUE };
  for (int i = 0; i < node->n_inputs; i++)
    {
      const Line *part = &lines[node->inputs[i]];

      line->known = line->known && part->known;
      line->any = line->any || part->any;
      line->scale += part->scale / node->n_inputs;
      line->shift += part->shift / node->n_inputs;
    }
}

/* Whether the numbers only change their places, or are cut off; of a picture as it is below 0, too.
 */
static gboolean
only_moves (const NnNode *node, const Line *line)
{
  if (node->op == &nn_op_relu)
    return !line->any;
  return node->op == &nn_op_reshape || node->op == &nn_op_flatten || node->op == &nn_op_transpose ||
         node->op == &nn_op_clip || node->op == &nn_op_pad || node->op == &nn_op_resample ||
         node->op == &nn_op_slice;
}

/* The ends of the picture's numbers, told by what becomes of them. */
static void
add_ends (const NnNode *node, const Line *line, Ends *ends)
{
  double min, max;

  if (node->op == &nn_op_clip || node->op == &nn_op_relu)
    {
      min = node->op == &nn_op_clip ? (double) node->attributes.clip.min : 0;
      max = node->op == &nn_op_clip ? (double) node->attributes.clip.max : G_MAXFLOAT;
    }
  else if (node->op == &nn_op_quantize && nn_shape_size (&node->parameters[0]->shape) == 1)
    {
      double scale = (double) node->parameters[0]->data[0];
      double zero = (double) node->parameters[1]->data[0];

      min = ((double) node->attributes.quantize.min - zero) * scale;
      max = ((double) node->attributes.quantize.max - zero) * scale;
    }
  else
    return;
  if (ends->known || !line->known || line->scale <= 0)
    return;
  /* What is cut off at the least and the greatest number that there is tells nothing. */
  if (fabs (min) < MOST_END)
    {
      ends->min = (min - line->shift) / line->scale;
      ends->has_min = TRUE;
    }
  if (fabs (max) < MOST_END)
    {
      ends->max = (max - line->shift) / line->scale;
      ends->has_max = TRUE;
    }
  ends->known = ends->has_min && ends->has_max;
}

/* Whole numbers: round (x / scale) + zero point. */
static void
add_code (const NnNode *node, Line *line, Ends *ends)
{
  double scale;

  add_ends (node, line, ends);
  line->known = line->known && nn_shape_size (&node->parameters[0]->shape) == 1;
  scale = (double) node->parameters[0]->data[0];
  line->scale /= scale;
  line->shift = line->shift / scale + mean_of (node->parameters[1]);
}

/* -1 to 1 brought to 0 to 1, or to grey levels, before something else. */
static void
add_step (const Line *line, Ends *ends)
{
  double unit = line->scale > LEAST_BYTES ? 255 : 1;

  if (!ends->known && line->known && fabs (line->scale / unit - 0.5) <= END_TOLERANCE &&
      fabs (line->shift / unit - 0.5) <= END_TOLERANCE)
    *ends = (Ends){ .known = TRUE, .min = -1, .max = 1 };
}

static void
add_node (const NnGraph *graph, const NnNode *node, const Line *lines, Line *line, Ends *ends)
{
  *line = node->n_inputs > 0 ? lines[node->inputs[0]] : (Line){ 0 };
  if (node->op == &nn_op_input)
    *line = (Line){ .known = TRUE, .scale = 1 };
  else if (node->op == &nn_op_scale_shift)
    add_scale_shift (node, line);
  else if (node->op == &nn_op_binary)
    add_binary (graph, node, lines, line);
  else if (node->op == &nn_op_conv)
    add_conv (node, line);
  else if (node->op == &nn_op_concat || node->op == &nn_op_concat_along)
    add_concat (node, lines, line);
  else if (node->op == &nn_op_quantize)
    add_code (node, line, ends);
  else if (only_moves (node, line))
    add_ends (node, line, ends);
  else
    line->known = FALSE;
  add_step (line, ends);
}

/* The mean of the lines where they end: of those that something else reads. FALSE where the picture
 * as it is is one of them. */
static gboolean
find_end (const NnGraph *graph, const Line *lines, double *scale, double *shift)
{
  NnValue n = nn_graph_n_nodes (graph);
  guint n_ends = 0;

  *scale = *shift = 0;
  for (NnValue i = 0; i < n; i++)
    for (int j = 0; !lines[i].known && j < nn_graph_node (graph, i)->n_inputs; j++)
      {
        const Line *line = &lines[nn_graph_node (graph, i)->inputs[j]];

        if (!line->known)
          continue;
        if (!line->any)
          return FALSE;
        *scale += line->scale;
        *shift += line->shift;
        n_ends++;
      }
  if (n_ends == 0)
    return FALSE;
  *scale /= n_ends;
  *shift /= n_ends;
  return isfinite (*scale) && isfinite (*shift) && fabs (*scale) > 0;
}

static FmtRange
range_of_ends (const Ends *ends)
{
  double length = ends->max - ends->min;

  if (ends->known && fabs (ends->max - 1) <= END_TOLERANCE && fabs (ends->min + 1) <= END_TOLERANCE)
    return FMT_RANGE_SIGNED;
  if (!ends->known || fabs (ends->min) > END_TOLERANCE * length)
    return FMT_RANGE_UNKNOWN;
  if (fabs (ends->max - 1) <= END_TOLERANCE)
    return FMT_RANGE_UNIT;
  return fabs (ends->max - 255) <= 255 * END_TOLERANCE ? FMT_RANGE_BYTES : FMT_RANGE_UNKNOWN;
}

FmtRange
fmt_normalisation_range (const NnGraph *graph, double *mean)
{
  g_autofree Line *lines = NULL;
  Ends ends = { 0 };
  double scale, shift;

  g_return_val_if_fail (graph != NULL && mean != NULL, FMT_RANGE_UNKNOWN);

  *mean = 0;
  lines = g_new0 (Line, nn_graph_n_nodes (graph));
  for (NnValue i = 0; i < nn_graph_n_nodes (graph); i++)
    add_node (graph, nn_graph_node (graph, i), lines, &lines[i], &ends);
  if (range_of_ends (&ends) != FMT_RANGE_UNKNOWN)
    {
      if (find_end (graph, lines, &scale, &shift))
        *mean = -shift / scale;
      return range_of_ends (&ends);
    }
  if (!find_end (graph, lines, &scale, &shift))
    return FMT_RANGE_UNKNOWN;
  *mean = -shift / scale;
  if (fabs (*mean) >= LEAST_BYTES || fabs (1 / scale) >= LEAST_BYTES)
    return FMT_RANGE_BYTES;
  if (fabs (*mean) <= MOST_LEARNT_MEAN && fabs (scale) <= MOST_LEARNT_SCALE &&
      fabs (scale) >= 1 / MOST_LEARNT_SCALE)
    return FMT_RANGE_UNKNOWN;
  /* No pictures from 0 to 1 have a mean below 0. */
  return *mean <= -END_TOLERANCE ? FMT_RANGE_SIGNED : FMT_RANGE_UNIT;
}
