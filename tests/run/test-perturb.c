// SPDX-License-Identifier: GPL-3.0-or-later
/* The workbench: pictures and searches that go as they should. */
#include "perturb-fixture.h"

#include <math.h>
#include <string.h>

#include "nn/executor.h"
#include "run/classify.h"
#include "run/planes.h"

static RunJob *
open_workbench (const char *network, BaseImage *picture)
{
  RunJob *perturb = perturb_job_new (NULL, NULL);

  run_perturb_set_network (perturb, network);
  if (picture != NULL)
    run_perturb_set_picture (perturb, picture);
  return perturb;
}

/* Of a workbench with picture `number`, of which nothing was taken. */
static RunPerturbSnapshot *
await_look (RunJob *perturb, guint64 number)
{
  for (;;)
    {
      g_autoptr (RunPerturbSnapshot) snapshot = perturb_await (perturb, RUN_PERTURB_IDLE, number);

      if (snapshot->before != NULL)
        return g_steal_pointer (&snapshot);
    }
}

static void
assert_same_picture (const BaseImage *a, const BaseImage *b)
{
  g_assert_cmpmem (a->pixels, base_image_size (a), b->pixels, base_image_size (b));
}

/* The network sees the levels as it sees the middle of a picture that fits. */
static void
check_planes (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtNetwork) network = fmt_network_load (name, &error);
  g_autoptr (AscNetwork) ascent = NULL;
  g_autoptr (BaseImage) picture = NULL, shown = NULL;
  g_autofree guint8 *levels = NULL, *again = NULL;
  g_autofree float *expected = NULL, *input = NULL;
  guint left, top, channels;

  g_assert_no_error (error);
  ascent = run_planes_network (network, &error);
  g_assert_no_error (error);
  channels = network->card->channels;
  picture = perturb_picture (fmt_network_image_width (network), fmt_network_image_height (network),
                             channels, 1);
  levels = g_new (guint8, ascent->size);
  again = g_new (guint8, ascent->size);
  expected = g_new (float, ascent->size);
  input = g_new (float, ascent->size);

  run_planes_from_image (network, picture, levels);
  asc_network_feed_levels (ascent, levels, input);
  fmt_network_preprocess (network, picture, 0, expected);
  g_assert_cmpmem (input, ascent->size * sizeof *input, expected, ascent->size * sizeof *expected);

  shown = run_planes_to_image (network, levels);
  g_assert_cmpuint (shown->width, ==, SIDE);
  g_assert_cmpuint (shown->height, ==, SIDE);
  fmt_network_crop_origin (network, 0, &left, &top);
  for (guint y = 0; y < SIDE; y++)
    g_assert_cmpmem (shown->pixels + (gsize) y * SIDE * channels, SIDE * channels,
                     picture->pixels + ((top + y) * (gsize) picture->width + left) * channels,
                     SIDE * channels);
  run_planes_from_image (network, shown, again);
  g_assert_cmpmem (again, ascent->size, levels, ascent->size);
}

static void
test_planes (void)
{
  check_planes (GREY);
  check_planes (COLOUR);
}

static void
test_look (void)
{
  g_autoptr (BaseImage) picture = perturb_picture (SIDE, SIDE, 1, 1);
  g_autoptr (RunJob) perturb = open_workbench (GREY, picture);
  g_autoptr (RunPerturbSnapshot) snapshot = await_look (perturb, 1);
  g_autoptr (FmtNetwork) network = fmt_network_load (GREY, NULL);
  g_autoptr (NnExecutor) executor = nn_executor_new (network->graph, 1, NN_FORWARD_ONLY, NULL);
  const float *expected;

  fmt_network_preprocess (network, picture, 0, nn_executor_input (executor));
  expected = nn_executor_forward (executor);
  assert_same_picture (snapshot->before->image, picture);
  for (guint i = 0; i < N_CLASSES; i++)
    g_assert_cmpfloat (snapshot->before->confidences[i], ==, expected[i]);
  g_assert_cmpstr (snapshot->network->id, ==, GREY);
  g_assert_null (snapshot->after);

  run_perturb_set_picture (perturb, NULL);
  g_clear_pointer (&snapshot, run_job_snapshot_unref);
  snapshot = perturb_await (perturb, RUN_PERTURB_IDLE, 2);
  g_assert_null (snapshot->before);
}

/* Grey for a colour network and the reverse, too. perturb_await checks the looks' sizes. */
static void
test_sizes (void)
{
  const struct
  {
    guint width, height, channels;
  } sizes[] = { { 1, 1, 1 },
                { 1, 1, 3 },
                { SIDE, SIDE, 3 },
                { 200, 3, 1 },
                { 3, 200, 3 },
                { BASE_IMAGE_MAX_SIDE, 1, 3 },
                { 1, BASE_IMAGE_MAX_SIDE, 1 },
                { 3000, 2000, 3 } };
  const char *networks[] = { GREY, COLOUR };

  for (guint n = 0; n < G_N_ELEMENTS (networks); n++)
    {
      g_autoptr (RunJob) perturb = open_workbench (networks[n], NULL);

      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          g_autoptr (BaseImage) picture =
              perturb_picture (sizes[i].width, sizes[i].height, sizes[i].channels, i);
          g_autoptr (RunPerturbSnapshot) snapshot = NULL;

          run_perturb_set_picture (perturb, picture);
          snapshot = await_look (perturb, i + 1);
          g_assert_cmpstr (snapshot->network->id, ==, networks[n]);
        }
    }
}

/* What the figures say is what the pictures show. */
static void
check_result (const RunPerturbSnapshot *snapshot)
{
  const RunPerturbResult *result = &snapshot->result;
  const BaseImage *before = snapshot->before->image, *after = snapshot->after->image;
  guint max_change = 0;
  double sum = 0;

  for (gsize i = 0; i < base_image_size (before); i++)
    {
      int change = (int) after->pixels[i] - (int) before->pixels[i];

      max_change = MAX (max_change, (guint) ABS (change));
      sum += change / 255.0 * (change / 255.0);
    }
  g_assert_cmpuint (result->max_change, ==, max_change);
  g_assert_cmpfloat_with_epsilon (result->distortion, sqrt (sum / base_image_size (before)), 1e-9);
  g_assert_cmpuint (result->label, ==, snapshot->before->top[0].class_index);
  g_assert_cmpuint (result->label_after, ==, snapshot->after->top[0].class_index);
  if (result->target == ASC_ANY_OTHER)
    g_assert_true (result->success == (result->label_after != result->label));
  else
    g_assert_true (result->success == (result->label_after == (guint) result->target));
  g_assert_cmpuint (result->iterations, >=, 1);
  g_assert_cmpfloat (result->seconds, >=, 0);
  g_assert_cmpfloat (snapshot->job.fraction, ==, 1);
  g_assert_cmpfloat (snapshot->blend, ==, 1);
  assert_same_picture (snapshot->between->image, after);
}

static void
check_search (RunJob *perturb, AscMethod method, gint target)
{
  g_autoptr (RunPerturbSnapshot) first = NULL, second = NULL;
  AscPerturbSettings settings;

  asc_perturb_settings_init (&settings, method);
  settings.target = target;
  run_perturb_search (perturb, &settings);
  first = perturb_await_result (perturb);
  check_result (first);
  g_assert_cmpint (first->result.target, ==, target);
  g_assert_cmpint (first->result.settings.method, ==, method);
  g_assert_true (first->result.success);

  /* Until the first result is gone, so that the second is not taken for it. */
  run_perturb_search (perturb, &settings);
  second = perturb_await_result (perturb);
  check_result (second);
  assert_same_picture (first->after->image, second->after->image);
}

static void
test_search (void)
{
  const char *networks[] = { GREY, COLOUR };

  for (guint n = 0; n < G_N_ELEMENTS (networks); n++)
    {
      g_autoptr (BaseImage) picture = perturb_picture (SIDE, SIDE, 1, 5);
      g_autoptr (RunJob) perturb = open_workbench (networks[n], picture);
      g_autoptr (RunPerturbSnapshot) look = await_look (perturb, 1);

      for (AscMethod method = 0; method < ASC_N_METHODS; method++)
        check_search (perturb, method, ASC_ANY_OTHER);
      check_search (perturb, ASC_METHOD_LBFGS, (gint) look->before->top[1].class_index);
    }
}

/* A result that was saved and opened again is what it was, also where pictures are larger than the
 * network's input. */
static void
test_again (void)
{
  g_autoptr (BaseImage) picture = perturb_picture (SIDE + 4, SIDE + 2, 3, 5);
  g_autoptr (RunJob) perturb = open_workbench (COLOUR, picture);
  g_autoptr (RunPerturbSnapshot) result = NULL, again = NULL;
  AscPerturbSettings settings;

  asc_perturb_settings_init (&settings, ASC_METHOD_FGSM);
  run_perturb_search (perturb, &settings);
  result = perturb_await_result (perturb);
  run_perturb_set_picture (perturb, result->after->image);
  again = await_look (perturb, 2);
  assert_same_picture (again->before->image, result->after->image);
  g_assert_cmpmem (again->before->confidences, sizeof (float[N_CLASSES]),
                   result->after->confidences, sizeof (float[N_CLASSES]));
}

static BaseImage *
mix (const BaseImage *before, const BaseImage *after, double blend)
{
  BaseImage *mixed = base_image_copy (before);

  for (gsize i = 0; i < base_image_size (before); i++)
    mixed->pixels[i] = (guint8) lrint ((1 - blend) * before->pixels[i] + blend * after->pixels[i]);
  return mixed;
}

static void
test_blend (void)
{
  const double blends[] = { 0, 0.25, 1, 0.7 };
  g_autoptr (BaseImage) picture = perturb_picture (SIDE, SIDE, 3, 5);
  g_autoptr (RunJob) perturb = open_workbench (COLOUR, picture);
  g_autoptr (RunPerturbSnapshot) result = NULL;
  AscPerturbSettings settings;

  /* Ignored without a result. */
  run_perturb_set_blend (perturb, 0.5);
  asc_perturb_settings_init (&settings, ASC_METHOD_FGSM);
  run_perturb_search (perturb, &settings);
  result = perturb_await_result (perturb);
  check_result (result);
  for (guint i = 0; i < G_N_ELEMENTS (blends); i++)
    {
      g_autoptr (BaseImage) expected = mix (result->before->image, result->after->image, blends[i]);
      g_autoptr (RunPerturbSnapshot) snapshot = NULL;

      run_perturb_set_blend (perturb, blends[i]);
      snapshot = perturb_await_result (perturb);
      g_assert_cmpfloat (snapshot->blend, ==, blends[i]);
      assert_same_picture (snapshot->between->image, expected);
      assert_same_picture (snapshot->after->image, result->after->image);
      if (blends[i] == 0)
        g_assert_cmpfloat (snapshot->between->top[0].confidence, ==,
                           result->before->top[0].confidence);
    }
}

static void
test_change_image (void)
{
  g_autoptr (BaseImage) before = base_image_new (4, 1, 1), after = base_image_new (4, 1, 1);
  const guint8 levels_before[] = { 10, 10, 200, 0 }, levels_after[] = { 10, 13, 190, 255 };
  const guint8 expected[] = { 128, 134, 108, 255 };
  g_autoptr (BaseImage) change = NULL;

  memcpy (before->pixels, levels_before, 4);
  memcpy (after->pixels, levels_after, 4);
  change = run_perturb_change_image (before, after, 2);
  g_assert_cmpmem (change->pixels, 4, expected, 4);
}

/* Whoever crops the picture that is saved finds what the network saw. */
static void
test_whole (void)
{
  g_autoptr (FmtNetwork) network = fmt_network_load (COLOUR, NULL);
  g_autoptr (BaseImage) picture = perturb_picture (100, 90, 3, 5);
  g_autoptr (BaseImage) fitted = fmt_network_fit (network, picture);
  g_autoptr (RunJob) perturb = open_workbench (COLOUR, picture);
  g_autoptr (RunClassifier) classifier = run_classifier_new (COLOUR, 1, NULL);
  g_autoptr (RunPerturbSnapshot) snapshot = await_look (perturb, 1);
  AscPerturbSettings settings;
  EvoRanking top[EVO_TOP];

  assert_same_picture (snapshot->before->whole, fitted);
  asc_perturb_settings_init (&settings, ASC_METHOD_FGSM);
  settings.largest_change = 8;
  run_perturb_search (perturb, &settings);
  while (!snapshot->has_result)
    {
      g_clear_pointer (&snapshot, run_job_snapshot_unref);
      snapshot = perturb_await (perturb, RUN_PERTURB_IDLE, 1);
    }
  g_assert_cmpuint (snapshot->after->whole->width, ==, fitted->width);
  g_assert_cmpuint (snapshot->after->whole->width, >, SIDE);
  g_assert_cmpint (
      memcmp (snapshot->after->whole->pixels, fitted->pixels, base_image_size (fitted)), !=, 0);
  g_assert_cmpmem (snapshot->after->whole->pixels, fitted->width * 3, fitted->pixels,
                   fitted->width * 3);
  run_classifier_classify (classifier, snapshot->after->whole, top);
  g_assert_cmpuint (top[0].class_index, ==, snapshot->after->top[0].class_index);
  g_assert_cmpfloat_with_epsilon (top[0].confidence, snapshot->after->top[0].confidence, 1e-6f);
}

/* What is saved of a result tells how it was made, and is the picture that misleads. */
static void
test_specimen (void)
{
  g_autoptr (BaseImage) picture = perturb_picture (SIDE, SIDE, 1, 3);
  g_autoptr (RunJob) perturb = open_workbench (GREY, picture);
  g_autoptr (RunPerturbSnapshot) before = await_look (perturb, 1);
  g_autoptr (RunPerturbSnapshot) snapshot = NULL;
  g_autoptr (StoreSpecimen) specimen = NULL, again = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  AscPerturbSettings settings;

  g_assert_null (run_perturb_specimen (before));
  asc_perturb_settings_init (&settings, ASC_METHOD_LBFGS);
  settings.target = before->before->top[0].class_index == 2 ? 4 : 2;
  run_perturb_search (perturb, &settings);
  snapshot = perturb_await_result (perturb);
  specimen = run_perturb_specimen (snapshot);
  bytes = store_specimen_encode (specimen, &error);
  g_assert_no_error (error);
  again = store_specimen_decode (bytes, "after", &error);
  g_assert_no_error (error);
  assert_same_picture (again->image, snapshot->after->whole);
  g_assert_cmpstr (again->network_id, ==, GREY);
  g_assert_cmpstr (again->encoding, ==, STORE_ENCODING_PERTURB);
  g_assert_cmpstr (again->method, ==, "lbfgs");
  g_assert_nonnull (strstr (again->rules, "iterations=150 "));
  g_assert_cmpuint (again->target, ==, settings.target);
  g_assert_cmpuint (again->original, ==, snapshot->before->top[0].class_index);
  g_assert_cmpuint (again->class_index, ==, snapshot->result.label_after);
  g_assert_cmpfloat (again->distortion, ==, snapshot->result.distortion);
  g_assert_cmpfloat (again->distortion, >, 0);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  perturb_networks_create ();
  g_test_add_func ("/run/perturb/specimen", test_specimen);
  g_test_add_func ("/perturb/planes", test_planes);
  g_test_add_func ("/perturb/look", test_look);
  g_test_add_func ("/perturb/sizes", test_sizes);
  g_test_add_func ("/perturb/search", test_search);
  g_test_add_func ("/perturb/again", test_again);
  g_test_add_func ("/perturb/blend", test_blend);
  g_test_add_func ("/perturb/whole", test_whole);
  g_test_add_func ("/perturb/change-image", test_change_image);
  result = g_test_run ();
  perturb_networks_remove ();
  return result;
}
