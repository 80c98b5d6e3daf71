// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/retrain-text.h"

static RunRetrainingRow first = {
  .number = 1,
  .test_error = 0.0102,
  .recognised = -1,
  .noise = -1,
  .false_rubbish = -1,
};
static RunRetrainingRow second = {
  .number = 2,
  .n_rubbish = 600,
  .n_held_out = 100,
  .test_error = 0.01,
  .recognised = 1,
  .noise = -1,
  .false_rubbish = 0.0003,
  .is_evolved = TRUE,
  .median = 0.9999f,
  .mean = 0.75f,
  .min = 0.5f,
};

static void
test_values (void)
{
  g_autofree char *none = fooled_retrain_value_text (&first, FOOLED_RETRAIN_RECOGNISED);
  g_autofree char *not_yet = fooled_retrain_value_text (&first, FOOLED_RETRAIN_MEDIAN);
  g_autofree char *error = fooled_retrain_value_text (&first, FOOLED_RETRAIN_TEST_ERROR);
  g_autofree char *all = fooled_retrain_value_text (&second, FOOLED_RETRAIN_RECOGNISED);

  g_assert_cmpstr (none, ==, "–");
  g_assert_cmpstr (not_yet, ==, "–");
  g_assert_cmpstr (error, ==, "1.02 %");
  g_assert_cmpstr (all, ==, "100 %");
}

/* The number that was cut stands in the tooltip, of confidences only. */
static void
test_tooltips (void)
{
  g_autofree char *none = fooled_retrain_value_tooltip (&first, FOOLED_RETRAIN_MEDIAN);
  g_autofree char *error = fooled_retrain_value_tooltip (&second, FOOLED_RETRAIN_TEST_ERROR);
  g_autofree char *median = fooled_retrain_value_tooltip (&second, FOOLED_RETRAIN_MEDIAN);

  g_assert_cmpstr (none, ==, fooled_retrain_column_explanation (FOOLED_RETRAIN_MEDIAN));
  g_assert_cmpstr (error, ==, fooled_retrain_column_explanation (FOOLED_RETRAIN_TEST_ERROR));
  g_assert_true (g_str_has_suffix (median, "\nConfidence: 99.99000 %"));
}

/* What is not there is not said, and the noise only where it is the control. */
static void
test_row (void)
{
  g_autofree char *text = fooled_retrain_row_text (&first, TRUE);
  g_autofree char *more = fooled_retrain_row_text (&second, FALSE);

  g_assert_cmpstr (text, ==, "DNN 1; Real pictures wrong 1.02 %");
  g_assert_nonnull (strstr (more, "Old fakes caught 100 %"));
  g_assert_nonnull (strstr (more, "New fakes: median 99.99 %"));
  g_assert_null (strstr (more, "Noise"));
}

static void
test_csv (void)
{
  RunRetrainingRow *const rows[] = { &first, &second };
  g_autofree char *csv = fooled_retrain_csv (rows, G_N_ELEMENTS (rows));

  g_assert_cmpstr (csv, ==,
                   "network,rubbish,held_out,test_error,recognised,noise,false_rubbish,median,mean,"
                   "min\r\n"
                   "1,0,0,0.010200,,,,,,\r\n"
                   "2,600,100,0.010000,1.000000,,0.000300,0.999900,0.750000,0.500000\r\n");
}

static void
test_stages (void)
{
  RunRetraining order;
  RunRetrainingSnapshot snapshot = { .order = &order, .round = 3, .n_epochs = 4 };
  g_autofree char *learns = NULL;
  g_autofree char *evolves = NULL;
  g_autofree char *paused = NULL;

  run_retraining_init (&order);
  snapshot.progress.epoch = 2;
  learns = fooled_retrain_stage_text (&snapshot);
  g_assert_cmpstr (learns, ==, "DNN 3 of 15 learns: epoch 2 of 4");
  snapshot.stage = RUN_RETRAINING_EVOLVING;
  snapshot.run = 5;
  evolves = fooled_retrain_stage_text (&snapshot);
  g_assert_cmpstr (evolves, ==, "Evolution tries to fool DNN 3 of 15: run 5 of 14");
  run_retraining_set_method (&order, RUN_METHOD_ASCENT);
  snapshot.job.state = RUN_STATE_PAUSED;
  paused = fooled_retrain_stage_text (&snapshot);
  g_assert_true (g_str_has_prefix (paused, "Paused. Gradient ascent tries to fool DNN 3"));
}

/* Before anything came out it says what is going on. */
static void
test_sentence (void)
{
  RunRetrainingSnapshot snapshot = { .stage = RUN_RETRAINING_TRAINING };
  g_autofree char *learns = fooled_retrain_sentence_text (&snapshot);
  g_autofree char *is_fooled = NULL, *result = NULL;

  g_assert_true (g_str_has_prefix (learns, "DNN 1 learns from real pictures."));
  snapshot.stage = RUN_RETRAINING_EVOLVING;
  is_fooled = fooled_retrain_sentence_text (&snapshot);
  g_assert_true (g_str_has_prefix (is_fooled, "DNN 1 has learned."));
  snapshot.sentence = (char *) "This came out.";
  result = fooled_retrain_sentence_text (&snapshot);
  g_assert_cmpstr (result, ==, "This came out.");
}

static void
test_label (void)
{
  char *labels[] = { (char *) "7", (char *) RUN_RETRAINING_LABEL, NULL };

  g_assert_cmpstr (fooled_retrain_label (labels, 2, 0), ==, "7");
  g_assert_cmpstr (fooled_retrain_label (labels, 2, 1), ==, "rubbish");
  g_assert_cmpstr (fooled_retrain_label (labels, 2, 2), ==, "–");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/retrain-text/values", test_values);
  g_test_add_func ("/retrain-text/tooltips", test_tooltips);
  g_test_add_func ("/retrain-text/row", test_row);
  g_test_add_func ("/retrain-text/csv", test_csv);
  g_test_add_func ("/retrain-text/stages", test_stages);
  g_test_add_func ("/retrain-text/sentence", test_sentence);
  g_test_add_func ("/retrain-text/label", test_label);
  return g_test_run ();
}
