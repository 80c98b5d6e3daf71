// SPDX-License-Identifier: GPL-3.0-or-later
/* Pictures as the network wants them: planes of numbers, and in training now and then a little
 * different. */
#include "nn/train-private.h"

/* Level by level. Pixels that the shift brings in are black. */
static void
write_channel (const NnDataset *data,
               const guint8 *pixels,
               const NnTrainChange *change,
               float *input)
{
  int width = (int) data->width, height = (int) data->height, step = (int) data->channels;

  if (!change->mirror && change->shift_x == 0 && change->shift_y == 0)
    {
      for (int i = 0; i < width * height; i++)
        input[i] = (float) pixels[i * step];
      return;
    }
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        int from_x = (change->mirror ? width - 1 - x : x) - change->shift_x;
        int from_y = y - change->shift_y;
        gboolean inside = from_x >= 0 && from_x < width && from_y >= 0 && from_y < height;

        *input++ = inside ? (float) pixels[(from_y * width + from_x) * step] : 0.0f;
      }
}

static void
write_levels (const NnDataset *data, guint index, const NnTrainChange *change, float *levels)
{
  gsize plane = (gsize) data->width * data->height;
  const guint8 *pixels = data->pixels + index * nn_dataset_picture_size (data);

  for (guint channel = 0; channel < data->channels; channel++, levels += plane)
    {
      write_channel (data, pixels + channel, change, levels);
      for (gsize i = 0; i < plane && change->factor != 1; i++)
        levels[i] = MIN (change->factor * levels[i], 255);
    }
}

/* Grey levels become what the network takes. */
static void
take_in (const NnDataset *data, const NnTrainInput *as, float *input)
{
  gsize plane = (gsize) data->width * data->height;

  if (as->bgr)
    for (gsize i = 0; i < plane && data->channels == 3; i++)
      {
        float red = input[i];

        input[i] = input[2 * plane + i];
        input[2 * plane + i] = red;
      }
  for (guint channel = 0; channel < data->channels; channel++, input += plane)
    for (gsize i = 0; i < plane; i++)
      input[i] = as->scale[channel] * (input[i] - as->mean[channel]);
}

NnTrainInput
nn_train_input (const NnTrainSettings *settings)
{
  NnTrainInput input = { .bgr = settings->bgr };

  for (int i = 0; i < 3; i++)
    {
      input.mean[i] = (float) settings->mean[i];
      input.scale[i] = (float) (settings->scales[i] != 0 ? settings->scales[i] : settings->scale);
    }
  return input;
}

void
nn_train_write_picture (const NnDataset *data, guint index, const NnTrainInput *as, float *input)
{
  write_levels (data, index, &(NnTrainChange){ .factor = 1 }, input);
  take_in (data, as, input);
}

void
nn_train_write_augmented (const NnTraining *training, guint place, float *input)
{
  const NnTrainSettings *settings = &training->settings;
  guint index = training->order[place];
  NnTrainChange change = { .factor = 1 };
  BaseRandom random;

  base_random_init (&random, settings->seed, (guint64) training->epoch,
                    NN_TRAIN_STREAM_AUGMENT + (guint64) place);
  if (settings->shift > 0 || settings->mirror || settings->brightness > 0)
    {
      guint32 bound = 2 * (guint32) settings->shift + 1;

      change.shift_x = (int) base_random_below (&random, bound) - settings->shift;
      change.shift_y = (int) base_random_below (&random, bound) - settings->shift;
      change.mirror = settings->mirror && base_random_chance (&random, 0.5);
      if (settings->brightness > 0)
        change.factor =
            (float) (1 + settings->brightness * (2 * base_random_uniform (&random) - 1));
    }
  if (settings->vary > 0)
    nn_train_vary (training->data, index, &random, settings->vary, &change, input);
  else
    write_levels (training->data, index, &change, input);
  take_in (training->data, &training->test.input, input);
}
