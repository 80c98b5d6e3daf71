// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/caffe-import.h"

#include "base/image.h"
#include "formats/card-names.h"

#include <math.h>
#include <string.h>

/* What is known of a network's input, from one place and another: what is known already stays. */

static guint
side_or_unknown (gint64 side)
{
  return side >= 1 && side <= BASE_IMAGE_MAX_SIDE ? (guint) side : 0;
}

static void
add_side (guint *known, guint found)
{
  if (*known == 0)
    *known = found;
}

void
fmt_caffe_input_add_dims (FmtCaffeInput *input, const gint64 *dims, size_t n)
{
  if (n != 4)
    return;
  add_side (&input->channels, side_or_unknown (dims[1]));
  add_side (&input->height, side_or_unknown (dims[2]));
  add_side (&input->width, side_or_unknown (dims[3]));
}

void
fmt_caffe_input_add_crop (FmtCaffeInput *input, gint64 side)
{
  add_side (&input->height, side_or_unknown (side));
  add_side (&input->width, side_or_unknown (side));
}

void
fmt_caffe_input_add_scale (FmtCaffeInput *input, double scale)
{
  if (input->scale == 0 && isfinite (scale) && fabs (scale) <= 1e6)
    input->scale = scale;
}

void
fmt_caffe_input_add_means (FmtCaffeInput *input, const float *means, size_t n)
{
  if (input->n_means > 0 || (n != 1 && n != 3))
    return;
  for (size_t i = 0; i < n; i++)
    if (!isfinite (means[i]) || fabsf (means[i]) > 255)
      return;
  for (size_t i = 0; i < n; i++)
    input->means[i] = (double) means[i];
  input->n_means = (guint) n;
}

void
fmt_caffe_input_add_mean_file (FmtCaffeInput *input, const char *path)
{
  const char *name;

  if (path == NULL || *input->mean_file != '\0')
    return;
  name = MAX (strrchr (path, '/'), strrchr (path, '\\'));
  name = name != NULL ? name + 1 : path;
  if (strlen (name) <= FMT_CAFFE_MAX_NAME && g_utf8_validate (name, -1, NULL) &&
      fmt_card_is_plain_file_name (name))
    g_strlcpy (input->mean_file, name, sizeof input->mean_file);
}

void
fmt_caffe_input_add (FmtCaffeInput *input, const FmtCaffeInput *found)
{
  add_side (&input->channels, found->channels);
  add_side (&input->height, found->height);
  add_side (&input->width, found->width);
  if (input->has_data)
    return; /* what one place says of it goes together */
  if (found->has_data)
    memcpy (input->prepared_by, found->prepared_by, sizeof input->prepared_by);
  input->has_data = found->has_data;
  fmt_caffe_input_add_scale (input, found->scale);
  fmt_caffe_input_add_mean_file (input, found->mean_file);
  if (input->n_means == 0)
    {
      input->n_means = found->n_means;
      for (guint i = 0; i < found->n_means; i++)
        input->means[i] = found->means[i];
    }
}

/* A file of a training run may have two data layers; the first counts. */
static void
add_data_layer (const FmtCaffeLayer *layer, FmtCaffeInput *input)
{
  const Caffe__MemoryDataParameter *memory = layer->memory_data;

  if (layer->input != NULL && layer->input->n_shape > 0)
    fmt_caffe_input_add_dims (input, layer->input->shape[0]->dim, layer->input->shape[0]->n_dim);
  if (memory != NULL)
    fmt_caffe_input_add_dims (input,
                              (gint64[]){ 1, memory->channels, memory->height, memory->width }, 4);
  input->has_data = input->has_data || layer->transform != NULL || layer->data != NULL;
  if (layer->transform != NULL)
    {
      fmt_caffe_input_add_crop (input, layer->transform->crop_size);
      fmt_caffe_input_add_means (input, layer->transform->mean_value,
                                 layer->transform->n_mean_value);
      fmt_caffe_input_add_mean_file (input, layer->transform->mean_file);
      if (layer->transform->has_scale)
        fmt_caffe_input_add_scale (input, (double) layer->transform->scale);
    }
  if (layer->data != NULL)
    {
      fmt_caffe_input_add_crop (input, layer->data->crop_size);
      fmt_caffe_input_add_mean_file (input, layer->data->mean_file);
      if (layer->data->has_scale)
        fmt_caffe_input_add_scale (input, (double) layer->data->scale);
    }
}

void
fmt_caffe_find_input (const FmtCaffeFile *file, FmtCaffeInput *input)
{
  const Caffe__NetParameter *net = file->net;

  if (net->n_input_shape > 0)
    fmt_caffe_input_add_dims (input, net->input_shape[0]->dim, net->input_shape[0]->n_dim);
  if (net->n_input_dim >= 4)
    fmt_caffe_input_add_dims (
        input,
        (gint64[]){ net->input_dim[0], net->input_dim[1], net->input_dim[2], net->input_dim[3] },
        4);
  for (size_t i = 0; i < file->n_layers; i++)
    {
      FmtCaffeOperator function;

      if (fmt_caffe_kind (file->layers[i].type, &function) == FMT_CAFFE_DATA)
        add_data_layer (&file->layers[i], input);
    }
}
