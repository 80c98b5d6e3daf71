// SPDX-License-Identifier: GPL-3.0-or-later
/* The pictures of a retraining experiment: the real ones, and the rubbish of all rounds. */
#include "run/retraining-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"

/* Of the streams of a round; its runs' seeds have lower ones. */
#define NOISE_STREAM ((guint64) 1 << 32)

#define LEVELS 256

/* Room for n pictures, which the system gives only as they are filled in. */
static gboolean
make_room (NnDataset *data, gsize n, gsize size, GError **error)
{
  guint8 *pixels = g_try_realloc_n (data->pixels, MAX (n, 1), size), *labels;

  if (pixels != NULL)
    data->pixels = pixels;
  labels = g_try_realloc (data->labels, MAX (n, 1));
  if (labels != NULL)
    data->labels = labels;
  if (pixels != NULL && labels != NULL)
    return TRUE;
  g_set_error_literal (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                       _ ("There is not enough memory for the images of all rounds: choose fewer "
                          "rounds, or fewer images a round."));
  return FALSE;
}

/* Pictures of the same kind, none of which is there yet. */
static NnDataset
empty_like (const NnDataset *data, guint n_classes)
{
  return (NnDataset){
    .width = data->width, .height = data->height, .channels = data->channels, .n_classes = n_classes
  };
}

gboolean
run_retraining_images_begin (RunRetrainingImages *images,
                             const RunRetraining *retraining,
                             NnDataset *train,
                             NnDataset *test,
                             GError **error)
{
  guint n_later = retraining->n_rounds - 1;

  *images = (RunRetrainingImages){ .train = train,
                                   .test = test,
                                   .counts = g_array_new (FALSE, FALSE, sizeof (guint)) };
  images->n_classes = MAX (train->n_classes, test->n_classes);
  if (retraining->training.labels != NULL)
    images->n_classes = MAX (images->n_classes, g_strv_length (retraining->training.labels));
  images->size = (gsize) train->width * train->height * train->channels;
  images->max_rubbish = n_later * retraining->n_train_images;
  images->max_held_out = n_later * retraining->n_test_images;
  images->held_out = empty_like (train, images->n_classes + 1);
  images->noise = empty_like (train, images->n_classes + 1);
  return make_room (train, (gsize) train->n + images->max_rubbish, images->size, error) &&
         make_room (&images->held_out, images->max_held_out, images->size, error) &&
         (!retraining->control ||
          make_room (&images->noise, images->max_held_out, images->size, error));
}

void
run_retraining_images_clear (RunRetrainingImages *images)
{
  g_clear_pointer (&images->train, nn_dataset_free);
  g_clear_pointer (&images->test, nn_dataset_free);
  g_clear_pointer (&images->held_out.pixels, g_free);
  g_clear_pointer (&images->held_out.labels, g_free);
  g_clear_pointer (&images->noise.pixels, g_free);
  g_clear_pointer (&images->noise.labels, g_free);
  g_clear_pointer (&images->counts, g_array_unref);
  g_clear_pointer (&images->unsaved, g_ptr_array_unref);
}

NnDataset
run_retraining_images_for (const RunRetrainingImages *images, guint round)
{
  NnDataset data = empty_like (images->train, images->n_classes + (round > 1 ? 1 : 0));

  data.n = images->train->n + (round > 1 ? images->n_rubbish : 0);
  data.pixels = images->train->pixels;
  data.labels = images->train->labels;
  return data;
}

BaseImage *
run_retraining_image (const NnDataset *data, guint index)
{
  BaseImage *image = base_image_new (data->width, data->height, data->channels);
  gsize size = base_image_size (image);

  memcpy (image->pixels, data->pixels + index * size, size);
  return image;
}

/* Where the next rubbish for training goes. */
static guint8 *
next_rubbish (RunRetrainingImages *images)
{
  gsize at = (gsize) images->train->n + images->n_rubbish;

  g_assert (images->n_rubbish < images->max_rubbish);
  images->train->labels[at] = (guint8) images->n_classes;
  images->n_rubbish++;
  return images->train->pixels + at * images->size;
}

static guint8 *
next_of (RunRetrainingImages *images, NnDataset *data)
{
  g_assert (data->n < images->max_held_out);
  data->labels[data->n] = (guint8) images->n_classes;
  return data->pixels + (gsize) data->n++ * images->size;
}

/* Of a run, which comes after those that are there. */
static gboolean
is_held_out (const RunRetrainingImages *images, const RunRetraining *retraining)
{
  guint run = images->counts->len % retraining->n_runs + 1;

  return run > retraining->n_runs - run_retraining_n_held_runs (retraining);
}

static guint8 *
next_place (RunRetrainingImages *images, gboolean is_held_out)
{
  return is_held_out ? next_of (images, &images->held_out) : next_rubbish (images);
}

/* In a control nothing that evolved is trained on. */
static gboolean
keeps (const RunRetrainingImages *images, const RunRetraining *retraining)
{
  return !retraining->control || is_held_out (images, retraining);
}

void
run_retraining_images_add (RunRetrainingImages *images,
                           const RunRetraining *retraining,
                           const GPtrArray *collected)
{
  guint n = keeps (images, retraining) ? collected->len : 0;
  gboolean is_held = is_held_out (images, retraining);
  GByteArray *bytes = images->unsaved != NULL ? g_byte_array_new () : NULL;

  for (guint i = 0; i < n; i++)
    {
      const BaseImage *image = collected->pdata[i];

      memcpy (next_place (images, is_held), image->pixels, images->size);
      if (bytes != NULL)
        g_byte_array_append (bytes, image->pixels, (guint) images->size);
    }
  g_array_append_val (images->counts, n);
  if (bytes != NULL)
    g_ptr_array_add (images->unsaved, g_byte_array_free_to_bytes (bytes));
}

static void
draw_noise (guint8 *pixels, gsize size, const RunRetraining *retraining, guint round, guint index)
{
  BaseRandom random;

  base_random_init (&random, run_retraining_seed (retraining, round, 0), NOISE_STREAM, index);
  for (gsize i = 0; i < size; i++)
    pixels[i] = (guint8) base_random_below (&random, LEVELS);
}

void
run_retraining_images_add_noise (RunRetrainingImages *images,
                                 const RunRetraining *retraining,
                                 guint round)
{
  guint n = retraining->n_train_images;

  if (!retraining->control)
    return;
  for (guint i = 0; i < n; i++)
    draw_noise (next_rubbish (images), images->size, retraining, round, i);
  for (guint i = 0; i < retraining->n_test_images; i++)
    draw_noise (next_of (images, &images->noise), images->size, retraining, round, n + i);
}

static char *
name_of_part (guint index)
{
  return g_strdup_printf ("rubbish-%u", index);
}

void
run_retraining_images_save (RunRetrainingImages *images,
                            const RunRetraining *retraining,
                            GByteArray *out,
                            RunCheckpoint *checkpoint)
{
  base_pack_u32 (out, images->counts->len);
  base_pack_u32s (out, (const guint32 *) images->counts->data, images->counts->len);
  for (guint i = 0; images->unsaved != NULL && i < images->unsaved->len; i++)
    {
      g_autofree char *name = name_of_part (images->n_saved + i);

      if (g_bytes_get_size (images->unsaved->pdata[i]) > 0)
        run_checkpoint_add_part (checkpoint, name, images->unsaved->pdata[i]);
    }
  if (images->unsaved == NULL)
    return;
  images->n_saved += images->unsaved->len;
  g_ptr_array_set_size (images->unsaved, 0);
}

static gboolean
restore_run (RunRetrainingImages *images,
             const RunRetraining *retraining,
             StoreSession *session,
             guint n,
             GError **error)
{
  g_autofree char *name = name_of_part (images->counts->len);
  gboolean is_held = is_held_out (images, retraining);
  g_autoptr (GBytes) bytes = NULL;
  const guint8 *pixels;
  gsize size;

  if (n == 0)
    {
      g_array_append_val (images->counts, n);
      return TRUE;
    }
  bytes = store_session_read_part (session, name, n * images->size, error);
  if (bytes == NULL)
    return FALSE;
  pixels = g_bytes_get_data (bytes, &size);
  if (size != n * images->size)
    {
      g_set_error_literal (error, BASE_ERROR, BASE_ERROR_INVALID,
                           _ ("The session is damaged: its images do not fit its data."));
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    memcpy (next_place (images, is_held), pixels + i * images->size, images->size);
  g_array_append_val (images->counts, n);
  return TRUE;
}

gboolean
run_retraining_images_restore (RunRetrainingImages *images,
                               const RunRetraining *retraining,
                               StoreSession *session,
                               BaseUnpack *in,
                               GError **error)
{
  guint n_runs =
      base_unpack_count (in, (retraining->n_rounds - 1) * retraining->n_runs, sizeof (guint32));
  g_autofree guint32 *counts = g_new (guint32, n_runs + 1);

  base_unpack_u32s (in, counts, n_runs);
  for (guint i = 0; i < n_runs; i++)
    {
      guint run = i % retraining->n_runs + 1;

      base_unpack_require (in, counts[i] <= run_retraining_quota (retraining, run));
    }
  if (!base_unpack_check (in, error))
    return FALSE;
  for (guint i = 0; i < n_runs; i++)
    {
      guint round = i / retraining->n_runs + 1;

      if (!restore_run (images, retraining, session, counts[i], error))
        return FALSE;
      if (i % retraining->n_runs + 1 == retraining->n_runs)
        run_retraining_images_add_noise (images, retraining, round);
    }
  images->n_saved = n_runs;
  return TRUE;
}
