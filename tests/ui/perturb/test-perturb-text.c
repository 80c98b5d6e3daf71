// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/perturb/perturb-text.h"

#include <string.h>

#include "ui/perturb/look-view.h"
#include "ui/widgets/class-labels.h"

static char *labels[] = { (char *) "hen", (char *) "school bus", (char *) "snail", NULL };
static RunNetworkInfo network = { .labels = labels, .n_classes = 3 };

static RunLook
look (float *confidences, guint top)
{
  return (RunLook){
    .n_classes = 3, .confidences = confidences, .n_top = 1, .top = { { top, confidences[top] } }
  };
}

static void
assert_sentence (const RunPerturbSnapshot *snapshot, int target, const char *text)
{
  g_autofree char *actual = fooled_perturb_sentence (snapshot, target);

  g_assert_cmpstr (actual, ==, text);
}

static void
test_look (void)
{
  float confidences[] = { 0.9995f, 0.0003f, 0.0002f };
  RunLook before = look (confidences, 0);
  RunPerturbSnapshot snapshot = { .network = &network };

  assert_sentence (NULL, ASC_ANY_OTHER, "The network is being loaded…");
  assert_sentence (&snapshot, ASC_ANY_OTHER, "");
  snapshot.before = &before;
  assert_sentence (&snapshot, ASC_ANY_OTHER,
                   "The network takes this for “hen”, 99.95 % sure. Can you fool it?");
  assert_sentence (&snapshot, 1,
                   "The network takes this for “hen”, 99.95 % sure. Can you fool it?");
  assert_sentence (&snapshot, 0,
                   "The network says “hen” already: choose another class that it is to say.");
}

/* The next label with its own confidence, and a note that it is not the first. */
static void
test_left_out (void)
{
  char *names[] = { (char *) "hen", (char *) "rifle", (char *) "snail", NULL };
  RunNetworkInfo armed = { .labels = names, .n_classes = 3 };
  float confidences[] = { 0.25f, 0.70f, 0.05f };
  RunLook before = { .n_classes = 3,
                     .confidences = confidences,
                     .n_top = 3,
                     .top = { { 1, 0.70f }, { 0, 0.25f }, { 2, 0.05f } } };
  RunPerturbSnapshot snapshot = { .network = &armed, .before = &before };
  g_autofree char *all = fooled_look_text (&armed, &before);
  g_autofree char *some = NULL;

  g_assert_cmpstr (all, ==, "rifle, 70.00 %");
  fooled_classroom_hold ();
  assert_sentence (&snapshot, ASC_ANY_OTHER,
                   "The network takes this for “hen”, 25.00 % sure (another label is left out). "
                   "Can you fool it?");
  some = fooled_look_text (&armed, &before);
  g_assert_cmpstr (some, ==, "hen, 25.00 % (another label is left out)");
  fooled_classroom_release ();
  assert_sentence (&snapshot, ASC_ANY_OTHER,
                   "The network takes this for “rifle”, 70.00 % sure. Can you fool it?");
}

static void
test_searching (void)
{
  float confidences[] = { 0.9995f, 0.0003f, 0.0002f };
  RunLook before = look (confidences, 0);
  RunPerturbSnapshot snapshot = {
    .network = &network, .before = &before, .state = RUN_PERTURB_SEARCHING, .iterations = 1
  };

  assert_sentence (&snapshot, 1, "Looking for a small change that fools it… 1 step");
  snapshot.iterations = 12;
  assert_sentence (&snapshot, 1, "Looking for a small change that fools it… 12 steps");
}

static void
test_success (void)
{
  float confidences_before[] = { 0.9995f, 0.0003f, 0.0002f };
  float confidences_after[] = { 0.1f, 0.8725f, 0.0275f };
  RunLook before = look (confidences_before, 0), after = look (confidences_after, 1);
  g_autoptr (BaseImage) image = base_image_new (227, 227, 3);
  RunPerturbSnapshot snapshot = { .network = &network,
                                  .before = &before,
                                  .after = &after,
                                  .between = &after,
                                  .has_result = TRUE,
                                  .result = { .success = TRUE,
                                              .label = 0,
                                              .label_after = 1,
                                              .target = 1,
                                              .distortion = 0.0041,
                                              .max_change = 5 } };
  g_autofree char *change = NULL;
  g_autofree char *tooltip = fooled_perturb_change_tooltip (&snapshot.result);
  g_autofree char *between = fooled_perturb_between_text (&snapshot);

  assert_sentence (&snapshot, 1,
                   "Fooled: the network was 99.95 % sure of “hen”; now it is 87.25 % sure of "
                   "“school bus”.");
  after.image = image;
  change = fooled_perturb_change_text (&snapshot);
  g_assert_cmpstr (change, ==,
                   "Small change (L-BFGS): on average a pixel changed by 1.0 of 255 grey levels, "
                   "at most by 5. In a picture of 227 × 227 pixels hardly anyone sees that.");
  g_assert_nonnull (strstr (tooltip, " 0.0041 "));
  g_assert_cmpstr (between, ==, "hen: 10.00 % · school bus: 87.25 %");

  /* Nobody is “3.97 % sure”. */
  after.confidences[1] = 0.0397f;
  assert_sentence (&snapshot, 1,
                   "Fooled: the network was 99.95 % sure of “hen”; now its first guess is “school "
                   "bus”, at 3.97 %.");
}

static void
assert_change (guint side, double distortion, guint max_change, const char *end)
{
  g_autoptr (BaseImage) image = base_image_new (side, side, 1);
  float confidences[] = { 0.1f, 0.8725f, 0.0275f };
  RunLook after = look (confidences, 1);
  RunPerturbSnapshot snapshot = { .after = &after,
                                  .has_result = TRUE,
                                  .result = { .distortion = distortion,
                                              .max_change = max_change } };
  g_autofree char *text = NULL;

  after.image = image;
  text = fooled_perturb_change_text (&snapshot);
  g_assert_true (g_str_has_suffix (text, end));
}

/* It claims no more than what was measured allows: the same change shows in a digit and is hardly
 * seen in a photograph. */
static void
test_sight (void)
{
  assert_change (28, 0, 0, ": no pixel changed.");
  assert_change (28, 0.085, 97,
                 "changed by 21.7 of 255 grey levels, at most by 97. In a picture of 28 × 28 "
                 "pixels that is plain to see.");
  assert_change (28, 0.0078, 9, "In a picture of 28 × 28 pixels who looks closely sees that.");
  assert_change (227, 0.0078, 9, "In a picture of 227 × 227 pixels hardly anyone sees that.");
  assert_change (227, 0.0023, 8,
                 "changed by 0.59 of 255 grey levels, at most by 8. In a picture of 227 × 227 "
                 "pixels hardly anyone sees that.");
}

/* What is neither of the two is told, too. */
static void
test_between_another (void)
{
  float confidences[] = { 0.3f, 0.2f, 0.5f };
  RunLook between = look (confidences, 2);
  RunPerturbSnapshot snapshot = { .network = &network,
                                  .between = &between,
                                  .has_result = TRUE,
                                  .result = { .label = 0, .label_after = 1 } };
  g_autofree char *text = fooled_perturb_between_text (&snapshot);

  g_assert_cmpstr (text, ==, "hen: 30.00 % · school bus: 20.00 % · snail: 50.00 %");
}

static void
test_failure (void)
{
  float confidences_before[] = { 0.9995f, 0.0003f, 0.0002f };
  float confidences_after[] = { 0.62f, 0.3f, 0.08f };
  RunLook before = look (confidences_before, 0), after = look (confidences_after, 0);
  RunPerturbSnapshot snapshot = { .network = &network,
                                  .before = &before,
                                  .after = &after,
                                  .has_result = TRUE,
                                  .result = { .settings.method = ASC_METHOD_FGSM,
                                              .label = 0,
                                              .label_after = 0,
                                              .target = ASC_ANY_OTHER } };

  assert_sentence (&snapshot, ASC_ANY_OTHER,
                   "Not fooled: the network still says “hen” (62.00 %). One step was not enough: "
                   "try the iterated method.");
  snapshot.result.target = 1;
  snapshot.result.settings.method = ASC_METHOD_CW;
  assert_sentence (&snapshot, 1,
                   "Not fooled: the network still says “hen” (62.00 %). Try the other methods, "
                   "another class, or “Any other”.");
  snapshot.result.label_after = 2;
  assert_sentence (&snapshot, 1,
                   "Not there yet: the network says “snail” (8.00 %). Try the other methods, "
                   "another class, or “Any other”.");
}

static void
test_rubbish (void)
{
  RunRubbish rubbish = { .n_scored = 1000, .n_accepted = 963 };
  g_autofree char *text = fooled_rubbish_text (&rubbish);

  g_assert_cmpstr (text, ==,
                   "963 of 1\302\240000 noise images were taken for something: the network was "
                   "more than 50 % sure.");
}

/* Each method has a name and an explanation of its own. */
static void
test_methods (void)
{
  for (int i = 0; i < ASC_N_METHODS; i++)
    for (int j = 0; j < i; j++)
      {
        g_assert_cmpstr (asc_method_info (i)->title, !=, asc_method_info (j)->title);
        g_assert_cmpstr (asc_method_info (i)->explanation, !=, asc_method_info (j)->explanation);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/perturb-text/look", test_look);
  g_test_add_func ("/ui/perturb-text/left-out", test_left_out);
  g_test_add_func ("/ui/perturb-text/searching", test_searching);
  g_test_add_func ("/ui/perturb-text/success", test_success);
  g_test_add_func ("/ui/perturb-text/sight", test_sight);
  g_test_add_func ("/ui/perturb-text/between-another", test_between_another);
  g_test_add_func ("/ui/perturb-text/failure", test_failure);
  g_test_add_func ("/ui/perturb-text/rubbish", test_rubbish);
  g_test_add_func ("/ui/perturb-text/methods", test_methods);
  return g_test_run ();
}
