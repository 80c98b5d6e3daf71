// SPDX-License-Identifier: GPL-3.0-or-later
#include "perturb-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/random.h"
#include "formats/card.h"
#include "formats/onnx.h"
#include "tests/folder.h"

#define PATIENCE 60000 /* milliseconds; only a broken workbench needs them */

static char *folder;
static RunHost *host;

static NnTensor *
random_tensor (const NnShape *shape, double deviation, BaseRandom *random)
{
  NnTensor *tensor = nn_tensor_new (shape);

  for (gsize i = 0; i < nn_shape_size (shape); i++)
    tensor->data[i] = (float) (deviation * base_random_normal (random));
  return tensor;
}

static NnGraph *
new_graph (int channels, guint64 seed)
{
  const NnShape input = NN_SHAPE_3 (channels, SIDE, SIDE);
  const NnShape kernels = { .rank = 4, .dims = { 4, channels, 3, 3 } };
  const NnShape matrix = { .rank = 2, .dims = { N_CLASSES, 4 * 6 * 6 } };
  const NnWindow window = nn_window_square (3, 1, 0);
  NnGraph *graph = nn_graph_new ("image", &input, NULL);
  BaseRandom random;
  NnValue value;

  base_random_init (&random, seed, 2, 3);
  value = nn_graph_add_conv (graph, "conv", 0, &window, 1, random_tensor (&kernels, 0.5, &random),
                             NULL, NULL);
  value = nn_graph_add_relu (graph, "relu", value, NULL);
  value = nn_graph_add_linear (graph, "scores", value, random_tensor (&matrix, 0.3, &random), NULL,
                               NULL);
  value = nn_graph_add_softmax (graph, "confidences", value, NULL);
  g_assert_cmpint (value, !=, NN_NO_VALUE);
  return graph;
}

static char *
path_of (const char *id, const char *suffix)
{
  g_autofree char *name = g_strconcat (id, suffix, NULL);

  return g_build_filename (folder, name, NULL);
}

static void
create (const char *id, int channels, void (*change) (FmtCard *card))
{
  g_autoptr (NnGraph) graph = new_graph (channels, 1);
  g_autofree char *weights = path_of (id, ".onnx");
  g_autofree char *path = path_of (id, ".card");
  g_autoptr (FmtCard) card = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (fmt_onnx_save (graph, weights, &error));
  g_assert_no_error (error);
  card = fmt_card_guess (weights, (guint) channels, SIDE, SIDE, N_CLASSES);
  if (change != NULL)
    change (card);
  g_assert_true (fmt_card_save (card, path, &error));
  g_assert_no_error (error);
}

static void
make_special (FmtCard *card)
{
  card->image_width = SIDE + 4;
  card->image_height = SIDE + 2;
  card->n_crops = 10;
  card->bgr = TRUE;
  for (guint c = 0; c < 3; c++)
    {
      card->mean[c] = 100 + 10 * c;
      card->scale[c] = (1 + c) / 256.0;
    }
}

void
perturb_networks_create (void)
{
  g_autoptr (GError) error = NULL;

  folder = g_dir_make_tmp ("fooled-perturb-XXXXXX", &error);
  g_assert_no_error (error);
  g_setenv ("FOOLED_WEIGHTS_DIR", folder, TRUE);
  create (GREY, 1, NULL);
  create (COLOUR, 3, make_special);
}

void
perturb_networks_break (void)
{
  g_autofree char *whole = path_of (GREY, ".onnx");
  g_autofree char *weights = path_of ("broken", ".onnx");
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (whole, &content, &size, NULL));
  g_assert_true (g_file_set_contents (weights, content, (gssize) size / 2, NULL));
}

char *
perturb_weights (const char *id)
{
  return path_of (id, ".onnx");
}

void
perturb_network_change (const char *id)
{
  g_autofree char *weights = path_of (id, ".onnx");
  g_autoptr (NnGraph) graph = new_graph (strcmp (id, COLOUR) == 0 ? 3 : 1, 2);

  g_assert_true (fmt_onnx_save (graph, weights, NULL));
}

void
perturb_forget_host (void)
{
  g_clear_pointer (&host, run_host_free);
}

RunJob *
perturb_job_new (RunNotify notify, gpointer notify_data)
{
  if (host == NULL)
    host = run_host_new ();
  return run_perturb_job_new (host, notify, notify_data);
}

void
perturb_networks_remove (void)
{
  remove_folder (folder);
  g_clear_pointer (&folder, g_free);
  g_clear_pointer (&host, run_host_free);
}

BaseImage *
perturb_picture (guint width, guint height, guint channels, guint64 seed)
{
  BaseImage *image = base_image_new (width, height, channels);
  BaseRandom random;

  base_random_init (&random, seed, 0, 0);
  for (gsize i = 0; i < base_image_size (image); i++)
    image->pixels[i] = (guint8) base_random_below (&random, 256);
  return image;
}

static void
check_look (const RunLook *look, const RunNetworkInfo *network)
{
  double sum = 0;

  if (look == NULL)
    return;
  g_assert_cmpuint (look->image->width, ==, network->width);
  g_assert_cmpuint (look->image->height, ==, network->height);
  g_assert_cmpuint (look->image->channels, ==, network->channels);
  g_assert_cmpuint (look->n_classes, ==, network->n_classes);
  g_assert_cmpuint (look->n_top, ==, MIN (EVO_TOP, network->n_classes));
  for (guint i = 0; i < look->n_classes; i++)
    sum += (double) look->confidences[i];
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-4);
  for (guint i = 0; i < look->n_top; i++)
    g_assert_cmpfloat (look->top[i].confidence, ==, look->confidences[look->top[i].class_index]);
  for (guint i = 1; i < look->n_top; i++)
    g_assert_cmpfloat (look->top[i].confidence, <=, look->top[i - 1].confidence);
}

static void
check_snapshot (const RunPerturbSnapshot *snapshot)
{
  check_look (snapshot->before, snapshot->network);
  check_look (snapshot->after, snapshot->network);
  check_look (snapshot->between, snapshot->network);
  g_assert_true (snapshot->has_result == (snapshot->between != NULL));
  g_assert_true (!snapshot->has_result || snapshot->after != NULL);
  g_assert_true (snapshot->after == NULL || snapshot->before != NULL);
  g_assert_true (snapshot->state != RUN_PERTURB_SEARCHING || snapshot->after != NULL);
  g_assert_false (snapshot->state == RUN_PERTURB_SEARCHING && snapshot->has_result);
  g_assert_true (snapshot->job.fraction >= 0 || snapshot->job.state == RUN_STATE_LOADING);
  g_assert_cmpfloat (snapshot->job.fraction, <=, 1);
}

static RunPerturbSnapshot *
take (RunJob *perturb)
{
  RunPerturbSnapshot *snapshot = run_job_wait (perturb, PATIENCE);

  if (snapshot == NULL)
    g_error ("no snapshot came");
  check_snapshot (snapshot);
  return snapshot;
}

RunPerturbSnapshot *
perturb_await (RunJob *perturb, RunPerturbState state, guint64 number)
{
  for (;;)
    {
      g_autoptr (RunPerturbSnapshot) snapshot = take (perturb);

      if (snapshot->state == state && snapshot->picture_number == number)
        return g_steal_pointer (&snapshot);
    }
}

RunPerturbSnapshot *
perturb_await_result (RunJob *perturb)
{
  for (;;)
    {
      g_autoptr (RunPerturbSnapshot) snapshot = take (perturb);

      g_assert_cmpstr (snapshot->job.message, ==, NULL);
      if (snapshot->has_result)
        return g_steal_pointer (&snapshot);
    }
}

RunPerturbSnapshot *
perturb_await_message (RunJob *perturb)
{
  for (;;)
    {
      g_autoptr (RunPerturbSnapshot) snapshot = take (perturb);

      if (snapshot->job.message != NULL)
        return g_steal_pointer (&snapshot);
    }
}
