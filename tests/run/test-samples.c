// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/samples.h"

#include <string.h>

#include "run/classify.h"

/* Every sample is what it claims to be to the network that comes along for such pictures: so many
 * at least are recognised, and none is missing from its classes. */
typedef struct
{
  const char *network;
  guint least; /* of the samples */
} Case;

static const Case cases[] = {
  { "lenet-mnist", 10 },
  { "lenet-fashion-mnist", 9 },
  { "emoji", 11 },
};

static void
test_recognised (gconstpointer data)
{
  const Case *wanted = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RunClassifier) classifier = run_classifier_new (wanted->network, 0, &error);
  RunNetworkInfo *info;
  guint right = 0;

  g_assert_no_error (error);
  info = run_classifier_info (classifier);
  for (guint i = 0; i < run_samples_n (info); i++)
    {
      g_autoptr (BaseImage) image = run_sample_draw (info, i);
      EvoRanking top[EVO_TOP];
      guint n = run_classifier_classify (classifier, image, top);
      const char *name = run_sample_name (info, i);

      g_assert_cmpuint (n, >, 0);
      g_assert_true (g_strv_contains ((const char *const *) info->labels, name));
      g_test_message ("%s: %s, %.4f", name, info->labels[top[0].class_index],
                      (double) top[0].confidence);
      right += g_str_equal (info->labels[top[0].class_index], name);
    }
  g_assert_cmpuint (right, >=, wanted->least);
}

/* What is drawn is the same each time, and no two are alike. */
static void
test_drawn (gconstpointer data)
{
  const Case *wanted = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RunClassifier) classifier = run_classifier_new (wanted->network, 0, &error);
  RunNetworkInfo *info;
  guint n;

  g_assert_no_error (error);
  info = run_classifier_info (classifier);
  n = run_samples_n (info);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BaseImage) image = run_sample_draw (info, i);
      g_autoptr (BaseImage) again = run_sample_draw (info, i);
      g_autoptr (BaseImage) next = run_sample_draw (info, (i + 1) % n);

      g_assert_cmpuint (image->channels, ==, info->channels);
      g_assert_cmpmem (image->pixels, base_image_size (image), again->pixels,
                       base_image_size (again));
      g_assert_cmpint (memcmp (image->pixels, next->pixels, base_image_size (image)), !=, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *recognised =
          g_strdup_printf ("/run/samples/%s/recognised", cases[i].network);
      g_autofree char *drawn = g_strdup_printf ("/run/samples/%s/drawn", cases[i].network);

      g_test_add_data_func (recognised, &cases[i], test_recognised);
      g_test_add_data_func (drawn, &cases[i], test_drawn);
    }
  return g_test_run ();
}
