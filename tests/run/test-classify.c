// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "datasets/dataset.h"
#include "formats/card.h"
#include "run/classify.h"

static BaseImage *
random_image (guint side, guint channels, guint number)
{
  BaseImage *image = base_image_new (side, side, channels);
  BaseRandom random;

  base_random_init (&random, 31, 0, number);
  for (gsize i = 0; i < base_image_size (image); i++)
    image->pixels[i] = (guint8) base_random_next (&random);
  return image;
}

static RunClassifier *
load (const char *network)
{
  g_autoptr (GError) error = NULL;
  RunClassifier *classifier = run_classifier_new (network, 0, &error);

  g_assert_no_error (error);
  g_assert_nonnull (classifier);
  return classifier;
}

static void
test_info (void)
{
  g_autoptr (RunClassifier) classifier = load (TEST_NETWORK);
  RunNetworkInfo *info = run_classifier_info (classifier);

  g_assert_cmpstr (info->id, ==, TEST_NETWORK);
  g_assert_cmpuint (info->n_classes, ==, TEST_N_CLASSES);
  g_assert_cmpuint (info->width, ==, TEST_SIDE);
  g_assert_cmpuint (info->channels, ==, 1);
  g_assert_cmpuint (info->n_parameters, ==, 4 * 9 + TEST_N_CLASSES * 4 * 6 * 6);
}

static void
test_list (void)
{
  g_autoptr (GPtrArray) networks = run_networks_list ();
  const RunNetworkInfo *info;

  g_assert_cmpuint (networks->len, ==, 1);
  info = g_ptr_array_index (networks, 0);
  g_assert_cmpstr (info->id, ==, TEST_NETWORK);
  g_assert_cmpstr (info->labels[TEST_N_CLASSES - 1], ==, "5");
  g_assert_cmpuint (info->n_parameters, ==, 0);
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (run_classifier_new ("no-such-network", 0, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
}

/* More images than a batch, and a last batch that is not full: every row is a distribution, and
 * what one image gets does not depend on its neighbours. */
static void
test_confidences (void)
{
  enum
  {
    N = 101
  };
  g_autoptr (RunClassifier) classifier = load (TEST_NETWORK);
  BaseImage *images[N];
  float all[N][TEST_N_CLASSES], single[TEST_N_CLASSES];

  for (guint i = 0; i < N; i++)
    images[i] = random_image (TEST_SIDE, 1, i);
  run_classifier_confidences (classifier, images, N, all[0]);
  for (guint i = 0; i < N; i++)
    {
      double sum = 0;

      for (guint c = 0; c < TEST_N_CLASSES; c++)
        sum += all[i][c];
      g_assert_cmpfloat_with_epsilon (sum, 1, 1e-5);
      run_classifier_confidences (classifier, &images[i], 1, single);
      for (guint c = 0; c < TEST_N_CLASSES; c++)
        g_assert_cmpfloat_with_epsilon (single[c], all[i][c], 1e-5);
    }
  g_assert_cmpfloat (fabsf (all[0][0] - all[1][0]), >, 0);
  for (guint i = 0; i < N; i++)
    base_image_unref (images[i]);
}

static void
test_top (void)
{
  g_autoptr (RunClassifier) classifier = load (TEST_NETWORK);
  g_autoptr (BaseImage) image = random_image (TEST_SIDE, 1, 7);
  float confidences[TEST_N_CLASSES];
  EvoRanking top[EVO_TOP];

  run_classifier_confidences (classifier, &image, 1, confidences);
  g_assert_cmpuint (run_classifier_classify (classifier, image, top), ==, EVO_TOP);
  for (guint i = 0; i < EVO_TOP; i++)
    {
      g_assert_cmpfloat (top[i].confidence, ==, confidences[top[i].class_index]);
      if (i > 0)
        g_assert_cmpfloat (top[i].confidence, <=, top[i - 1].confidence);
    }
}

/* A colour picture of another size is what it is after it was made to fit. */
static void
test_other_size (void)
{
  g_autoptr (RunClassifier) classifier = load (TEST_NETWORK);
  g_autoptr (BaseImage) image = random_image (3 * TEST_SIDE, 3, 8);
  g_autoptr (BaseImage) grey = base_image_convert (image, 1);
  g_autoptr (BaseImage) fitted = base_image_resize (grey, TEST_SIDE, TEST_SIDE);
  EvoRanking of_image[EVO_TOP], of_fitted[EVO_TOP];

  run_classifier_classify (classifier, image, of_image);
  run_classifier_classify (classifier, fitted, of_fitted);
  g_assert_cmpmem (of_image, sizeof of_image, of_fitted, sizeof of_fitted);
}

/* The test's network with a card of its own, which says that pictures are larger than its input. */
static char *
write_cropped_card (guint n_crops)
{
  g_autofree char *given = g_build_filename (test_network_folder (), TEST_NETWORK ".card", NULL);
  g_autofree char *path = g_build_filename (test_network_folder (), "cropped.card", NULL);
  g_autoptr (FmtCard) card = fmt_card_load (given, NULL);

  card->image_width = TEST_SIDE + 3;
  card->image_height = TEST_SIDE + 4;
  card->n_crops = n_crops;
  g_assert_true (fmt_card_save (card, path, NULL));
  return g_steal_pointer (&path);
}

static BaseImage *
crop (const BaseImage *image, guint left, guint top, gboolean mirrored)
{
  BaseImage *part = base_image_new (TEST_SIDE, TEST_SIDE, 1);

  for (guint y = 0; y < TEST_SIDE; y++)
    for (guint x = 0; x < TEST_SIDE; x++)
      part->pixels[y * TEST_SIDE + x] =
          image->pixels[(top + y) * image->width + left + (mirrored ? TEST_SIDE - 1 - x : x)];
  return part;
}

/* Ten crops are scored each as a picture of its own, and the mean counts; one is the middle. */
static void
test_crops (void)
{
  static const guint places[5][2] = { { 1, 2 }, { 0, 0 }, { 3, 0 }, { 0, 4 }, { 3, 4 } };
  g_autoptr (RunClassifier) plain = load (TEST_NETWORK);
  g_autoptr (BaseImage) image = base_image_new (TEST_SIDE + 3, TEST_SIDE + 4, 1);
  double mean[TEST_N_CLASSES] = { 0 };
  float middle[TEST_N_CLASSES] = { 0 }, confidences[TEST_N_CLASSES];

  for (gsize i = 0; i < base_image_size (image); i++)
    image->pixels[i] = (guint8) (i * i * 7);
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (BaseImage) part = crop (image, places[i % 5][0], places[i % 5][1], i >= 5);

      run_classifier_confidences (plain, &part, 1, confidences);
      if (i == 0)
        memcpy (middle, confidences, sizeof middle);
      for (guint c = 0; c < TEST_N_CLASSES; c++)
        mean[c] += (double) confidences[c] / 10;
    }
  for (guint on_card = 1; on_card <= 10; on_card += 9)
    {
      g_autofree char *path = write_cropped_card (on_card);
      const guint wanted[] = { 0, 1, 10 };

      for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (RunClassifier) classifier = run_classifier_new (path, wanted[i], &error);
          guint n_crops = wanted[i] > 0 ? wanted[i] : on_card;

          g_assert_no_error (error);
          g_assert_cmpuint (run_classifier_info (classifier)->n_crops, ==, on_card);
          g_assert_cmpuint (run_classifier_info (classifier)->image_height, ==, TEST_SIDE + 4);
          g_assert_true (run_network_info_can_crop (run_classifier_info (classifier)));
          run_classifier_confidences (classifier, &image, 1, confidences);
          for (guint c = 0; c < TEST_N_CLASSES; c++)
            g_assert_cmpfloat_with_epsilon ((double) confidences[c],
                                            n_crops == 10 ? mean[c] : (double) middle[c], 1e-5);
        }
      g_unlink (path);
    }
}

static void
test_no_crops (void)
{
  g_autoptr (RunClassifier) one = run_classifier_new (TEST_NETWORK, 1, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (one);
  g_assert_false (run_network_info_can_crop (run_classifier_info (one)));
  g_assert_null (run_classifier_new (TEST_NETWORK, 10, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "crops"));
}

/* The shipped LeNet reads the digits that it was tested on. */
static void
test_mnist (gconstpointer data)
{
  enum
  {
    N = 1000
  };
  const char *shared = g_getenv ("FOOLED_TEST_SHARED");
  g_autofree char *folder = NULL, *path = NULL;
  g_autoptr (RunClassifier) classifier = NULL;
  g_autoptr (NnDataset) digits = NULL;
  g_autofree float *confidences = NULL;
  BaseImage *images[N];
  guint n_right = 0;

  folder = shared != NULL ? g_build_filename (shared, "mnist", NULL) : NULL;
  if (folder != NULL)
    data_set_load (folder, NULL, NULL, &digits, NULL, NULL, NULL, NULL);
  if (digits == NULL || data == NULL)
    {
      g_test_skip ("MNIST is not there");
      return;
    }
  path = g_build_filename (data, "lenet-mnist.card", NULL);
  classifier = load (path);
  confidences = g_new (float, N * 10);
  for (guint i = 0; i < N; i++)
    {
      images[i] = base_image_new (28, 28, 1);
      memcpy (images[i]->pixels, digits->pixels + (gsize) i * 784, 784);
    }
  run_classifier_confidences (classifier, images, N, confidences);
  for (guint i = 0; i < N; i++)
    {
      EvoRanking top[EVO_TOP];

      evo_top (confidences + i * 10, 10, top);
      n_right += top[0].class_index == digits->labels[i];
      base_image_unref (images[i]);
    }
  g_assert_cmpuint (n_right, >=, N * 98 / 100);
}

int
main (int argc, char **argv)
{
  g_autofree char *weights = g_strdup (g_getenv ("FOOLED_WEIGHTS_DIR"));
  int result;

  g_test_init (&argc, &argv, NULL);
  g_setenv ("XDG_DATA_HOME", "/nowhere", TRUE);
  test_network_create ();
  g_test_add_func ("/classify/info", test_info);
  g_test_add_func ("/classify/list", test_list);
  g_test_add_func ("/classify/missing", test_missing);
  g_test_add_func ("/classify/confidences", test_confidences);
  g_test_add_func ("/classify/top", test_top);
  g_test_add_func ("/classify/other-size", test_other_size);
  g_test_add_func ("/classify/crops", test_crops);
  g_test_add_func ("/classify/no-crops", test_no_crops);
  g_test_add_data_func ("/classify/mnist", weights, test_mnist);
  result = g_test_run ();
  test_network_remove ();
  return result;
}
