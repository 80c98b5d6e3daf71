// SPDX-License-Identifier: GPL-3.0-or-later
/* Pictures as the network wants them: planes of numbers, and in training now and then a little
 * different. */
#include "nn/train-private.h"

#include "base/random.h"

/* How one picture is changed. */
typedef struct
{
  int shift_x, shift_y;
  gboolean mirror;
  float factor; /* of the levels */
} Change;

/* Level by level. Pixels that the shift brings in are black. */
static void
write_channel (const NnDataset *data, const guint8 *pixels, const Change *change, float *input)
{
  int width = (int) data->width, height = (int) data->height, step = (int) data->channels;

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
write_changed (const NnDataset *data, guint index, const Change *change, float scale, float *input)
{
  gsize plane = (gsize) data->width * data->height;
  const guint8 *pixels = data->pixels + index * nn_dataset_picture_size (data);

  for (guint channel = 0; channel < data->channels; channel++)
    write_channel (data, pixels + channel, change, input + channel * plane);
  if (change->factor != 1)
    for (gsize i = 0; i < plane * data->channels; i++)
      input[i] = scale * MIN (change->factor * input[i], 255);
  else
    for (gsize i = 0; i < plane * data->channels; i++)
      input[i] = scale * input[i];
}

void
nn_train_write_picture (const NnDataset *data, guint index, float scale, float *input)
{
  write_changed (data, index, &(Change){ .factor = 1 }, scale, input);
}

void
nn_train_write_augmented (const NnTraining *training, guint place, float *input)
{
  const NnTrainSettings *settings = &training->settings;
  Change change = { .factor = 1 };

  if (settings->shift > 0 || settings->mirror || settings->brightness > 0)
    {
      BaseRandom random;
      guint32 bound = 2 * (guint32) settings->shift + 1;

      base_random_init (&random, settings->seed, (guint64) training->epoch,
                        NN_TRAIN_STREAM_AUGMENT + (guint64) place);
      change.shift_x = (int) base_random_below (&random, bound) - settings->shift;
      change.shift_y = (int) base_random_below (&random, bound) - settings->shift;
      change.mirror = settings->mirror && base_random_chance (&random, 0.5);
      if (settings->brightness > 0)
        change.factor =
            (float) (1 + settings->brightness * (2 * base_random_uniform (&random) - 1));
    }
  write_changed (training->data, training->order[place], &change, (float) settings->scale, input);
}
