// SPDX-License-Identifier: GPL-3.0-or-later
/* The methods side by side where any other class will do: what their texts claim holds, and none is
 * asked for more than the others. */
#include "ascent/perturb.h"
#include "formats/network.h"
#include "run/planes.h"
#include "run/samples.h"
#include "tests/thorough.h"

/* Between the methods that look for the smallest change neither is always ahead, nor far behind. */
#define NEAR 1.15

static const AscPerturbation *
search (const AscNetwork *network, const guint8 *levels, AscMethod method, AscPerturbRun **kept)
{
  g_autoptr (GError) error = NULL;
  AscPerturbSettings settings;
  AscPerturbRun *run;

  asc_perturb_settings_init (&settings, method);
  g_assert_cmpint (settings.target, ==, ASC_ANY_OTHER);
  g_assert_cmpfloat (settings.margin, ==, 0);
  g_assert_cmpfloat (settings.confidence, ==, 0);
  run = asc_perturb_run_new (network, levels, &settings, &error);
  g_assert_no_error (error);
  while (asc_perturb_run_advance (run, NULL, NULL, NULL, &error) == ASC_PERTURB_GOING_ON)
    ;
  g_assert_no_error (error);
  *kept = run;
  return asc_perturb_run_result (run);
}

static void
check_picture (const char *id, guint sample)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtNetwork) loaded = fmt_network_load (id, &error);
  g_autoptr (AscNetwork) network = NULL;
  RunNetworkInfo info = { .data_set = NULL };
  g_autoptr (BaseImage) image = NULL;
  g_autofree guint8 *levels = NULL;
  AscPerturbRun *runs[ASC_N_METHODS];
  const AscPerturbation *found[ASC_N_METHODS];

  g_assert_no_error (error);
  network = run_planes_network (loaded, &error);
  g_assert_no_error (error);
  info.data_set = loaded->card->data_set;
  info.channels = loaded->card->channels;
  image = run_sample_draw (&info, sample);
  levels = g_new (guint8, network->size);
  run_planes_from_image (loaded, image, levels);
  for (guint i = 0; i < ASC_N_METHODS; i++)
    {
      found[i] = search (network, levels, (AscMethod) i, &runs[i]);
      g_assert_true (found[i]->success);
      g_assert_cmpuint (found[i]->label, ==, found[0]->label);
      g_assert_cmpuint (found[i]->label_after, !=, found[i]->label);
      g_test_message ("%s %u %s: %.4f", id, sample, asc_method_to_string ((AscMethod) i),
                      found[i]->distortion);
    }
  /* "… finds smaller changes than one step", "… about as small": */
  g_assert_cmpfloat (found[ASC_METHOD_BIM]->distortion, <, found[ASC_METHOD_FGSM]->distortion);
  g_assert_cmpfloat (found[ASC_METHOD_LBFGS]->distortion, <, found[ASC_METHOD_BIM]->distortion);
  g_assert_cmpfloat (found[ASC_METHOD_CW]->distortion, <, found[ASC_METHOD_BIM]->distortion);
  g_assert_cmpfloat (found[ASC_METHOD_CW]->distortion, <,
                     NEAR * found[ASC_METHOD_LBFGS]->distortion);
  g_assert_cmpfloat (found[ASC_METHOD_LBFGS]->distortion, <,
                     NEAR * found[ASC_METHOD_CW]->distortion);
  for (guint i = 0; i < ASC_N_METHODS; i++)
    asc_perturb_run_free (runs[i]);
}

static void
test_digits (void)
{
  check_picture ("lenet-mnist", 1);
  if (!THOROUGH_SANITIZED)
    check_picture ("lenet-mnist", 7);
}

static void
test_garments (void)
{
  if (THOROUGH_SANITIZED)
    {
      g_test_skip ("as with digits");
      return;
    }
  check_picture ("lenet-fashion-mnist", 2);
  check_picture ("lenet-fashion-mnist", 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  if (WITH_THREAD_SANITIZER)
    {
      g_print ("1..0 # SKIP there is one thread only\n");
      return 0;
    }
  g_test_add_func ("/run/perturb-any/digits", test_digits);
  g_test_add_func ("/run/perturb-any/garments", test_garments);
  return g_test_run ();
}
