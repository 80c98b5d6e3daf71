// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/settings.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

static void
test_defaults (void)
{
  RunSettings settings;
  g_autoptr (GError) error = NULL;

  run_settings_init (&settings, "lenet-mnist");
  g_assert_cmpstr (settings.network, ==, "lenet-mnist");
  g_assert_cmpint (settings.method, ==, RUN_METHOD_EVOLVE_CPPN);
  g_assert_cmpuint (settings.seed, ==, 1);
  g_assert_cmpuint (settings.batch, ==, 40);
  g_assert_cmpuint (settings.variation.n_strengths, ==, 3);
  g_assert_null (settings.wanted);
  g_assert_cmpuint (settings.stop_generations, ==, 0);
  g_assert_cmpfloat (settings.stop_confidence, ==, 0);
  g_assert_cmpfloat (settings.variation.eta, ==, 15);
  g_assert_true (run_settings_check (&settings, &error));
  g_assert_no_error (error);
  run_settings_clear (&settings);
  g_assert_null (settings.network);
}

static void
test_copy (void)
{
  RunSettings settings, copy;

  run_settings_init (&settings, "a");
  settings.wanted = g_new0 (gboolean, 3);
  settings.n_wanted = 3;
  settings.wanted[1] = TRUE;
  run_settings_copy (&settings, &copy);
  settings.network[0] = 'b';
  settings.wanted[1] = FALSE;
  g_assert_cmpstr (copy.network, ==, "a");
  g_assert_cmpuint (copy.n_wanted, ==, 3);
  g_assert_true (copy.wanted[1]);
  g_assert_false (copy.wanted[0]);
  run_settings_clear (&settings);
  run_settings_clear (&copy);
}

static void
test_need_restart (void)
{
  RunSettings a, b;
  gboolean all[] = { TRUE, TRUE };
  gboolean some[] = { TRUE, FALSE };

  run_settings_init (&a, "a");
  b = a;
  g_assert_false (run_settings_need_restart (&a, &b));

  b.batch = 10;
  b.n_threads = 3;
  b.stop_generations = 5;
  b.stop_confidence = 0.5;
  b.variation.pixel_chance = 0.5;
  b.wanted = all; /* the same as NULL */
  b.n_wanted = 2;
  g_assert_false (run_settings_need_restart (&a, &b));
  g_assert_false (run_settings_need_restart (&b, &a));

  b = a;
  b.network = (char *) "b";
  g_assert_true (run_settings_need_restart (&a, &b));
  b = a;
  b.method = RUN_METHOD_EVOLVE_PIXELS;
  g_assert_true (run_settings_need_restart (&a, &b));
  b = a;
  b.n_crops = 10;
  g_assert_true (run_settings_need_restart (&a, &b));
  b = a;
  b.screening = TRUE;
  g_assert_true (run_settings_need_restart (&a, &b));
  g_assert_false (run_settings_equal (&a, &b));
  b = a;
  b.seed = 2;
  g_assert_true (run_settings_need_restart (&a, &b));
  b = a;
  b.variation.coordinates = EVO_COORDINATES_PIXEL;
  g_assert_true (run_settings_need_restart (&a, &b));
  b = a;
  b.wanted = some;
  b.n_wanted = 2;
  g_assert_true (run_settings_need_restart (&a, &b));
  g_assert_true (run_settings_need_restart (&b, &a));
  run_settings_clear (&a);
}

/* Every setting out of its range is refused, with a sentence that names it. */
static void
test_check (void)
{
  RunSettings good;
  struct
  {
    RunSettings settings;
    const char *word;
  } cases[20];
  gboolean none[] = { FALSE, FALSE };
  guint n = 0;

  run_settings_init (&good, "a");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    cases[i].settings = good;

#define CASE(field, value, text)                                                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    cases[n].settings.field = value;                                                               \
    cases[n++].word = text;                                                                        \
  }                                                                                                \
  G_STMT_END
  CASE (network, NULL, "network");
  CASE (method, RUN_N_METHODS, "method");
  CASE (batch, RUN_MIN_BATCH - 1, "offspring");
  CASE (batch, RUN_MAX_BATCH + 1, "offspring");
  CASE (n_crops, 2, "crops");
  CASE (n_crops, 11, "crops");
  CASE (n_threads, RUN_MAX_THREADS + 1, "threads");
  CASE (stop_confidence, 1.5, "confidence");
  CASE (stop_confidence, NAN, "confidence");
  CASE (variation.eta, 0, "strength");
  CASE (variation.pixel_chance, -0.1, "pixel");
  CASE (variation.weight_chance, NAN, "weight");
  CASE (variation.add_link_chance, 1.1, "add link");
  CASE (variation.delete_node_chance, 2, "delete node");
  CASE (variation.gradient_share, 1.5, "gradient");
  CASE (variation.n_strengths, EVO_MAX_STRENGTHS + 1, "strengths");
  CASE (variation.parents, EVO_N_PARENT_CHOICES, "parents");
  CASE (variation.tournament, EVO_MAX_TOURNAMENT + 1, "newest");
  cases[n].settings.n_wanted = G_N_ELEMENTS (none);
  CASE (wanted, none, "class");
#undef CASE

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (run_settings_check (&cases[i].settings, &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
      g_assert_nonnull (strstr (error->message, cases[i].word));
    }
  run_settings_clear (&good);
}

static void
test_parse_classes (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree gboolean *wanted = NULL;
  const gboolean expected[] = { 1, 0, 0, 1, 1, 1, 0, 0, 0, 1 };

  g_assert_true (run_parse_classes ("0, 3-5,9", 10, &wanted, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (wanted, 10 * sizeof *wanted, expected, sizeof expected);
}

static void
test_parse_all_classes (void)
{
  const char *texts[] = { NULL, "", "  " };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      gboolean *wanted = &(gboolean){ TRUE };

      g_assert_true (run_parse_classes (texts[i], 10, &wanted, NULL));
      g_assert_null (wanted);
    }
}

/* Each message names the piece that is wrong. */
static void
test_parse_bad_classes (void)
{
  const struct
  {
    const char *text;
    const char *piece;
  } cases[] = {
    { "x", "“x”" },
    { "0,seven,3", "“seven”" },
    { "0,,x", "after “0,”" },
    { "1,", "after “1,”" },
    { "2-4, ", "after “2-4,”" },
    { ",", "before the first comma" },
    { " , 3", "before the first comma" },
    { "-1", "“-1”" },
    { "3-", "“3-”" },
    { "-", "“-”" },
    { "1-2-3", "“1-2-3”" },
    { "1 2", "“1 2”" },
    { "1.5", "“1.5”" },
    { "+1", "“+1”" },
    { "0x1", "“0x1”" },
    { "5-3", "“5-3” runs backwards: write 3-5" },
    { "0,10", "no class 10: the network's classes are 0 to 9" },
    { "0-10", "no class 10" },
    { "10-3", "no class 10" },
    { "99999999999999999999", "no class 99999999999999999999" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean *wanted = &(gboolean){ TRUE };

      g_assert_false (run_parse_classes (cases[i].text, 10, &wanted, &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].piece));
      g_assert_null (wanted);
    }
}

static void
test_format_classes (void)
{
  const char *texts[] = { "0", "9", "0,1", "0-2", "0,3-5,9", "7-9", "0-9", "0,2,4,6,8" };
  const gboolean none[10] = { FALSE };
  g_autofree char *nothing = run_format_classes (none, 10);

  g_assert_cmpstr (nothing, ==, "");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree gboolean *wanted = NULL;
      g_autofree char *text = NULL;

      g_assert_true (run_parse_classes (texts[i], 10, &wanted, NULL));
      text = run_format_classes (wanted, 10);
      g_assert_cmpstr (text, ==, texts[i]);
    }
}

/* A session's text has it; one of an older version has not, and one that is damaged is refused. */
static void
test_screening_text (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  RunSettings settings, same;

  run_settings_init (&settings, "a");
  settings.screening = TRUE;
  text = run_settings_to_text (&settings);
  g_assert_true (run_settings_from_text (text, &same, &error));
  g_assert_no_error (error);
  g_assert_true (same.screening);
  g_assert_true (run_settings_equal (&settings, &same));
  run_settings_clear (&same);
  g_assert_true (run_settings_from_text ("[run]\nnetwork=a\nmethod=cppn\n", &same, &error));
  g_assert_no_error (error);
  g_assert_false (same.screening);
  run_settings_clear (&same);
  g_assert_false (
      run_settings_from_text ("[run]\nnetwork=a\nmethod=cppn\nscreening=2\n", &same, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
  run_settings_clear (&settings);
}

/* Of many classes the newest of four champions, of few any; what is set stands. */
static void
test_tournament (void)
{
  RunSettings settings;

  run_settings_init (&settings, "a");
  g_assert_cmpuint (run_settings_variation (&settings, 10).tournament, ==, 1);
  g_assert_cmpuint (run_settings_variation (&settings, RUN_MANY_CLASSES).tournament, ==, 1);
  g_assert_cmpuint (run_settings_variation (&settings, RUN_MANY_CLASSES + 1).tournament, ==, 4);
  settings.variation.tournament = 2;
  g_assert_cmpuint (run_settings_variation (&settings, 10).tournament, ==, 2);
  g_assert_cmpuint (run_settings_variation (&settings, 1000).tournament, ==, 2);
  run_settings_clear (&settings);
}

/* A session that does not say, as older ones do not, was the paper's in what is asked of it. */
static void
test_paper (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  RunSettings settings, paper;

  g_assert_true (run_settings_from_text ("[run]\nnetwork=a\nmethod=cppn\n", &settings, &error));
  g_assert_no_error (error);
  run_settings_init (&paper, "a");
  g_assert_false (run_settings_equal (&settings, &paper));
  text = run_settings_to_text (&paper);
  run_settings_use_paper (&paper);
  g_assert_cmpuint (paper.batch, ==, 200);
  g_assert_cmpuint (paper.variation.tournament, ==, 1);
  g_assert_cmpuint (paper.variation.n_strengths, ==, 1);
  g_assert_true (run_settings_equal (&settings, &paper));
  run_settings_clear (&settings);
  /* One that says, is as it says. */
  g_assert_true (run_settings_from_text (text, &settings, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (settings.variation.tournament, ==, 0);
  g_assert_cmpuint (settings.variation.n_strengths, ==, 3);
  run_settings_clear (&settings);
  run_settings_clear (&paper);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/settings/defaults", test_defaults);
  g_test_add_func ("/run/settings/copy", test_copy);
  g_test_add_func ("/run/settings/need-restart", test_need_restart);
  g_test_add_func ("/run/settings/check", test_check);
  g_test_add_func ("/run/settings/parse-classes", test_parse_classes);
  g_test_add_func ("/run/settings/parse-all-classes", test_parse_all_classes);
  g_test_add_func ("/run/settings/parse-bad-classes", test_parse_bad_classes);
  g_test_add_func ("/run/settings/format-classes", test_format_classes);
  g_test_add_func ("/run/settings/screening-text", test_screening_text);
  g_test_add_func ("/run/settings/tournament", test_tournament);
  g_test_add_func ("/run/settings/paper", test_paper);
  return g_test_run ();
}
