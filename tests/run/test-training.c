// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/train-private.h"

#include "base/error.h"
#include "datasets/dataset.h"
#include "formats/network.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "store/session.h"
#include "tests/folder.h"
#include "tests/thorough.h"
#include "thirds.h"

#define N_TRAIN 64
#define N_TEST  30

typedef struct
{
  char *folder; /* the data are in here */
  char *results;
  char *output; /* in results, as is the next */
  char *card;
  char *session;
  RunTraining training;
  RunHost *host;
  RunJob *job;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("fooled-data-XXXXXX", NULL);
  fixture->results = g_dir_make_tmp ("fooled-results-XXXXXX", NULL);
  fixture->output = g_build_filename (fixture->results, "thirds.onnx", NULL);
  fixture->card = g_build_filename (fixture->results, "thirds.card", NULL);
  fixture->session = g_build_filename (fixture->folder, "thirds" STORE_SESSION_SUFFIX, NULL);
  fixture->host = run_host_new ();
  fixture->job = run_training_job_new (fixture->host, NULL, NULL);
  thirds_write (fixture->folder, "train", N_TRAIN, 3);
  thirds_write (fixture->folder, "t10k", N_TEST, 3);
  fixture->training = (RunTraining){
    .folder = fixture->folder,
    .architecture = "lenet",
    .output = fixture->output,
    .n_threads = 2,
  };
  nn_train_settings_init (&fixture->training.sgd);
  fixture->training.sgd.epochs = 3;
  fixture->training.sgd.batch = 32;
  fixture->training.sgd.seed = 1;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  run_job_free (fixture->job);
  run_host_free (fixture->host);
  remove_folder (fixture->folder);
  remove_folder (fixture->results);
  g_free (fixture->folder);
  g_free (fixture->results);
  g_free (fixture->output);
  g_free (fixture->card);
  g_free (fixture->session);
}

static guint
count_results (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->results, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* The snapshot in which the job first stands still, or has no work. */
static RunTrainingSnapshot *
await_end (Fixture *fixture)
{
  for (;;)
    {
      RunTrainingSnapshot *snapshot = run_job_wait (fixture->job, 60000);

      g_assert_nonnull (snapshot);
      if (snapshot->job.state != RUN_STATE_RUNNING && snapshot->job.state != RUN_STATE_LOADING)
        return snapshot;
      g_assert_cmpint (snapshot->progress.epoch, <=, snapshot->n_epochs);
      g_assert_cmpfloat (snapshot->job.fraction, <=, 1);
      run_job_snapshot_unref (snapshot);
    }
}

static void
train_well (Fixture *fixture, double *test_error)
{
  g_autoptr (RunTrainingSnapshot) end = NULL;

  run_training_start (fixture->job, &fixture->training, NULL, FALSE);
  end = await_end (fixture);
  g_assert_cmpint (end->job.state, ==, RUN_STATE_FINISHED);
  g_assert_cmpfloat (end->job.fraction, ==, 1);
  g_assert_cmpuint (end->n_tested, ==, fixture->training.sgd.epochs);
  if (test_error != NULL)
    *test_error = end->tested[end->n_tested - 1].test_error;
}

/* In a job of its own, whose work none was before. */
static void
assert_fails (Fixture *fixture, const char *mentions)
{
  guint before = count_results (fixture);
  g_autoptr (RunTrainingSnapshot) end = NULL;

  run_job_free (fixture->job);
  fixture->job = run_training_job_new (fixture->host, NULL, NULL);
  run_training_start (fixture->job, &fixture->training, NULL, FALSE);
  end = await_end (fixture);
  g_assert_cmpint (end->job.state, ==, RUN_STATE_FAILED);
  g_assert_nonnull (strstr (end->job.message, mentions));
  g_assert_cmpuint (end->n_tested, ==, 0);
  g_assert_cmpuint (count_results (fixture), ==, before);
}

/* What is written can be loaded, says what was given, and classifies as was measured. */
static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) labels = g_strsplit ("upper middle lower nowhere", " ", 0);
  g_autoptr (FmtNetwork) network = NULL;
  g_autoptr (NnDataset) test = NULL;
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autofree char *weights = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf status;
  double test_error = -1;

  fixture->training.name = "Thirds";
  fixture->training.data_set = "Noise in thirds";
  fixture->training.labels = labels;
  train_well (fixture, &test_error);
  g_assert_cmpfloat (test_error, >=, 0);
  g_assert_cmpfloat (test_error, <, 0.4);
  g_assert_cmpuint (count_results (fixture), ==, 2);

  network = fmt_network_load (fixture->card, &error); /* checks the checksum */
  g_assert_no_error (error);
  g_assert_cmpstr (network->card->id, ==, "thirds");
  g_assert_cmpstr (network->card->name, ==, "Thirds");
  g_assert_cmpstr (network->card->data_set, ==, "Noise in thirds");
  g_assert_cmpuint (network->card->n_labels, ==, 4);
  g_assert_cmpstr (network->card->labels[2], ==, "lower");
  g_assert_cmpfloat (network->card->scale[0], ==, 1.0 / 256);
  g_assert_cmpfloat_with_epsilon (network->card->test_error, test_error, 1e-9);
  g_assert_nonnull (network->card->checksum);
  weights = fmt_card_find_weights (network->card, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (weights, &status), ==, 0);
  g_assert_cmpuint (network->card->size, ==, (guint64) status.st_size);

  data_set_load (fixture->folder, NULL, NULL, &test, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (nn_test_error (network->graph, test, 1.0 / 256, pool, &error), ==, test_error);
}

/* As much of CIFAR-10 as is needed, in place of what is there: the upper, middle or lower third is
 * red. */
static void
write_cifar (Fixture *fixture)
{
  static const char *const files[] = { "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                                       "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin" };
  const char *names = "upper\nmiddle\nlower\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n";
  g_autofree char *path = g_build_filename (fixture->folder, "batches.meta.txt", NULL);

  empty_folder (fixture->folder);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      g_byte_array_set_size (bytes, 6 * 3073);
      memset (bytes->data, 0, bytes->len);
      for (guint p = 0; p < 6; p++)
        {
          bytes->data[p * 3073] = (guint8) (p % 3);
          for (guint y = p % 3 * 32 / 3; y < (p % 3 + 1) * 32 / 3; y++)
            memset (bytes->data + p * 3073 + 1 + y * 32, 200 + (int) p, 32);
        }
      thirds_write_file (fixture->folder, files[i], bytes);
    }
  g_assert_true (g_file_set_contents (path, names, -1, NULL));
}

/* The data set's names are the network's labels, and in the file its batch normalisation computes
 * what it did in training. */
static void
test_colour (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FmtNetwork) network = NULL;
  g_autoptr (NnDataset) test = NULL;
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (GError) error = NULL;
  double test_error = -1;

  write_cifar (fixture);
  fixture->training.architecture = "vgg7";
  fixture->training.sgd.epochs = thorough (8, 8, 1);
  fixture->training.sgd.batch = 10;
  fixture->training.sgd.schedule = NN_SCHEDULE_CONSTANT;
  fixture->training.sgd.optimizer = NN_OPTIMIZER_ADAM;
  train_well (fixture, &test_error);
  network = fmt_network_load (fixture->card, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (network->card->n_labels, ==, 10);
  g_assert_cmpstr (network->card->labels[1], ==, "middle");
  g_assert_cmpuint (network->card->channels, ==, 3);
  g_assert_cmpuint (network->card->width, ==, 32);
  data_set_load (fixture->folder, NULL, NULL, &test, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (nn_test_error (network->graph, test, 1.0 / 256, pool, &error), ==, test_error);
  g_test_message ("test error %g", test_error);
  if (!THOROUGH_SANITIZED)
    g_assert_cmpfloat (test_error, <, 0.4);
}

/* A network that is here already learns two classes more, in a session that goes on. */
static void
test_further (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) labels = g_strsplit ("one two three", " ", 0);
  g_auto (GStrv) more = g_strsplit ("one two three four five", " ", 0);
  g_autofree char *first = g_build_filename (fixture->results, "first.onnx", NULL);
  g_autofree char *first_card = g_build_filename (fixture->results, "first.card", NULL);
  g_autoptr (RunTrainingSnapshot) end = NULL;
  g_autoptr (RunTraining) saved = NULL;
  g_autoptr (FmtCard) card = NULL;
  g_autoptr (GError) error = NULL;

  fixture->training.labels = labels;
  fixture->training.output = first;
  train_well (fixture, NULL);
  fixture->training.network = first;
  fixture->training.labels = NULL;
  fixture->training.output = fixture->output;
  fixture->training.sgd.last_layer = TRUE;
  train_well (fixture, NULL);
  card = fmt_card_load (fixture->card, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (card->n_labels, ==, 3);
  g_assert_cmpstr (card->labels[2], ==, "three");
  g_clear_pointer (&card, fmt_card_free);

  fixture->training.labels = more;
  run_training_start (fixture->job, &fixture->training, fixture->session, FALSE);
  end = await_end (fixture);
  g_assert_cmpint (end->job.state, ==, RUN_STATE_FINISHED);
  card = fmt_card_load (fixture->card, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (card->n_labels, ==, 5);
  g_assert_cmpstr (card->labels[4], ==, "five");
  run_job_free (fixture->job); /* waits until it is saved */
  fixture->job = run_training_job_new (fixture->host, NULL, NULL);
  saved = run_training_of_session (fixture->session, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (saved->network, ==, first);
  g_assert_true (run_training_equal (saved, &fixture->training));

  fixture->training.labels = labels;
  fixture->training.side = 32;
  assert_fails (fixture, "32");
  fixture->training.side = 0;
  fixture->training.network = "no-such-network";
  assert_fails (fixture, "no-such-network");
  g_remove (first);
  g_remove (first_card);
}

/* Names that contradict each other. */
static void
test_other_classes (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) labels = g_strsplit ("upper middle lower dog", " ", 0);
  g_autofree char *first = g_build_filename (fixture->results, "first.onnx", NULL);

  fixture->training.labels = labels;
  fixture->training.output = first;
  fixture->training.sgd.epochs = 1;
  train_well (fixture, NULL);
  write_cifar (fixture); /* the fourth is a cat */
  fixture->training.network = first;
  fixture->training.labels = NULL;
  fixture->training.output = fixture->output;
  assert_fails (fixture, "cat");
}

/* Pictures of other sizes and colours are made as the network wants them, or it says that it
 * cannot. */
static void
test_sizes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FmtCard) card = NULL;
  g_autoptr (GError) error = NULL;

  thirds_write (fixture->folder, "train", 20, 3);
  thirds_write (fixture->folder, "t10k", 5, 3);
  fixture->training.architecture = "vgg7"; /* pictures of 28 x 28 */
  fixture->training.sgd.epochs = 1;
  train_well (fixture, NULL);
  card = fmt_card_load (fixture->card, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (card->width, ==, 32);
  g_assert_cmpuint (card->channels, ==, 1);
  g_remove (fixture->output);
  g_remove (fixture->card);

  fixture->training.side = 100;
  assert_fails (fixture, "100");
  write_cifar (fixture);
  fixture->training.side = 0;
  fixture->training.architecture = "lenet";
  train_well (fixture, NULL);
}

static void
test_defaults (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder_name = g_path_get_basename (fixture->folder);
  g_autoptr (FmtCard) card = NULL;
  g_autoptr (GError) error = NULL;

  train_well (fixture, NULL);
  card = fmt_card_load (fixture->card, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (card->name, ==, "thirds");
  g_assert_cmpstr (card->data_set, ==, folder_name);
  g_assert_cmpuint (card->n_labels, ==, 3);
  g_assert_cmpstr (card->labels[2], ==, "2");
  g_assert_cmpstr (card->weights, ==, "thirds.onnx");
}

static void
test_reproducible (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;

  for (guint n_threads = 1; n_threads <= 3; n_threads++)
    {
      g_autoptr (FmtCard) card = NULL;
      g_autoptr (GError) error = NULL;

      fixture->training.n_threads = n_threads;
      train_well (fixture, NULL); /* over the last one's results */
      card = fmt_card_load (fixture->card, &error);
      g_assert_no_error (error);
      if (first == NULL)
        first = g_strdup (card->checksum);
      g_assert_cmpstr (card->checksum, ==, first);
    }
}

/* Found out before training begins. */
static void
test_cannot_write (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (fixture->results, "missing", "x.onnx", NULL);
  g_autoptr (GError) error = NULL;

  fixture->training.output = nowhere;
  g_assert_false (run_training_check (&fixture->training, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  assert_fails (fixture, nowhere);
  g_clear_error (&error);

  fixture->training.output = fixture->output;
  g_assert_true (run_training_check (&fixture->training, &error));
  g_mkdir (fixture->card, 0700);
  g_assert_false (run_training_check (&fixture->training, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  assert_fails (fixture, fixture->card);
}

/* The folder vanishes while it trains: nothing that was learned is lost. */
static void
test_writes_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunTrainingSnapshot) paused = NULL;
  g_autoptr (RunTrainingSnapshot) failed = NULL;
  g_autoptr (RunTrainingSnapshot) end = NULL;

  run_training_start (fixture->job, &fixture->training, NULL, TRUE);
  paused = await_end (fixture);
  g_assert_cmpint (paused->job.state, ==, RUN_STATE_PAUSED);
  g_assert_cmpint (g_rmdir (fixture->results), ==, 0);
  run_job_resume (fixture->job);
  failed = await_end (fixture);
  g_assert_cmpint (failed->job.state, ==, RUN_STATE_PAUSED);
  g_assert_nonnull (strstr (failed->job.message, fixture->results));
  g_assert_cmpint (g_mkdir (fixture->results, 0700), ==, 0);
  run_job_resume (fixture->job);
  end = await_end (fixture);
  g_assert_cmpint (end->job.state, ==, RUN_STATE_FINISHED);
  g_assert_cmpuint (end->n_tested, ==, 3);
  g_assert_cmpuint (count_results (fixture), ==, 2);
}

static void
test_bad_arguments (Fixture *fixture, gconstpointer data)
{
  static const char *const outputs[] = {
    "thirds", "thirds.card", ".onnx", "the thirds.onnx",
    "a-name-that-no-card-can-have-because-it-is-longer-than-64-letters.onnx"
  };
  g_auto (GStrv) labels = g_strsplit ("upper middle", " ", 0);
  g_autofree char *commas = g_strnfill (70000, ',');
  g_auto (GStrv) too_many_labels = g_strsplit (commas, ",", 0);

  for (gsize i = 0; i < G_N_ELEMENTS (outputs); i++)
    {
      g_autofree char *output = g_build_filename (fixture->results, outputs[i], NULL);

      fixture->training.output = output;
      assert_fails (fixture, output);
    }
  fixture->training.output = fixture->output;

  fixture->training.architecture = "alexnet";
  assert_fails (fixture, "alexnet");
  fixture->training.architecture = "lenet";

  fixture->training.labels = labels;
  assert_fails (fixture, "labels");
  fixture->training.labels = too_many_labels;
  assert_fails (fixture, "256");
  fixture->training.labels = NULL;

  fixture->training.sgd.epochs = 0;
  assert_fails (fixture, "epochs");
  fixture->training.sgd.epochs = 1;

  fixture->training.folder = fixture->results;
  assert_fails (fixture, fixture->results);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunTrainingSnapshot) end = NULL;

  fixture->training.sgd.epochs = 100000;
  run_training_start (fixture->job, &fixture->training, NULL, FALSE);
  run_job_cancel (fixture->job);
  end = await_end (fixture);
  g_assert_cmpint (end->job.state, ==, RUN_STATE_IDLE);
  g_assert_cmpuint (count_results (fixture), ==, 0);
}

static char *
read_results (Fixture *fixture)
{
  g_autoptr (FmtCard) card = NULL;
  g_autoptr (GError) error = NULL;

  card = fmt_card_load (fixture->card, &error);
  g_assert_no_error (error);
  return g_strdup_printf ("%s %.17g", card->checksum, card->test_error);
}

/* Step by step, each in a job of its own that goes on with the session, on another number of
 * threads: the same weights as in one go. */
static void
test_session (Fixture *fixture, gconstpointer data)
{
  const guint n_steps = 3 * (N_TRAIN / 32 + 1); /* batches, and a test each epoch */
  g_autofree char *expected = NULL, *found = NULL;
  g_autoptr (RunTraining) saved = NULL;
  g_autoptr (GError) error = NULL;

  train_well (fixture, NULL);
  expected = read_results (fixture);
  g_remove (fixture->output);
  g_remove (fixture->card);
  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (RunTrainingSnapshot) at = NULL;
      g_autoptr (RunTrainingSnapshot) end = NULL;

      g_assert_cmpuint (count_results (fixture), ==, 0);
      run_job_free (fixture->job);
      fixture->job = run_training_job_new (fixture->host, NULL, NULL);
      if (i == 0)
        run_training_start (fixture->job, &fixture->training, fixture->session, TRUE);
      else
        run_job_open (fixture->job, fixture->session, TRUE);
      at = await_end (fixture);
      g_assert_cmpint (at->job.state, ==, RUN_STATE_PAUSED);
      g_assert_cmpuint (at->n_tested, ==, i * 3 / n_steps);
      run_training_set_threads (fixture->job, 1 + i % 3);
      run_job_step (fixture->job);
      do
        {
          g_clear_pointer (&end, run_job_snapshot_unref);
          end = await_end (fixture);
        }
      while (end->progress.done == at->progress.done && end->n_tested == at->n_tested);
      g_assert_cmpint (end->job.state, ==, i + 1 < n_steps ? RUN_STATE_PAUSED : RUN_STATE_FINISHED);
    }
  found = read_results (fixture);
  g_assert_cmpstr (found, ==, expected);

  run_job_free (fixture->job); /* waits until it is saved */
  fixture->job = run_training_job_new (fixture->host, NULL, NULL);
  saved = run_training_of_session (fixture->session, &error);
  g_assert_no_error (error);
  g_assert_true (run_training_equal (saved, &fixture->training));
  fixture->training.sgd.momentum = 0.5;
  g_assert_false (run_training_equal (saved, &fixture->training));
}

/* Other pictures under the same names are no way to go on. */
static void
test_other_pictures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunTrainingSnapshot) end = NULL;
  g_autoptr (RunTrainingSnapshot) again = NULL;

  run_training_start (fixture->job, &fixture->training, fixture->session, FALSE);
  end = await_end (fixture);
  g_assert_cmpint (end->job.state, ==, RUN_STATE_FINISHED);
  run_job_free (fixture->job);
  thirds_write (fixture->folder, "train", N_TRAIN + 1, 3);
  fixture->job = run_training_job_new (fixture->host, NULL, NULL);
  run_job_open (fixture->job, fixture->session, TRUE);
  again = await_end (fixture);
  g_assert_cmpint (again->job.state, ==, RUN_STATE_FAILED);
  g_assert_nonnull (again->job.message);
}

/* The loss stops being a number: it says so, each time, and goes nowhere. */
static void
test_diverges (Fixture *fixture, gconstpointer data)
{
  fixture->training.sgd.base_rate = 1e20;
  run_training_start (fixture->job, &fixture->training, fixture->session, FALSE);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (RunTrainingSnapshot) end = NULL;

      do
        {
          g_clear_pointer (&end, run_job_snapshot_unref);
          end = await_end (fixture);
        }
      while (end->job.message == NULL);
      g_assert_cmpint (end->job.state, ==, RUN_STATE_PAUSED);
      g_assert_nonnull (strstr (end->job.message, "rate"));
      run_job_resume (fixture->job);
    }
  g_assert_cmpuint (count_results (fixture), ==, 0);
}

/* A session may be older than a setting; what it has has to be sound. */
static void
test_older (void)
{
  const char *text = "[train]\nfolder=file:///data\noutput=file:///net.onnx\narchitecture=lenet\n"
                     "seed=1\nepochs=4\nbatch=64\nbase_rate=0.01\nthreads=0\n";
  g_autofree char *damaged = g_strconcat (text, "mirror=often\n", NULL);
  g_autofree char *unknown = g_strconcat (text, "schedule=never\n", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RunTraining) training = run_training_from_text (text, &error);

  g_assert_no_error (error);
  g_assert_cmpint (training->sgd.epochs, ==, 4);
  g_assert_cmpint (training->sgd.step_epochs, ==, 10);
  g_assert_cmpfloat (training->sgd.momentum, ==, 0.9);
  g_assert_cmpuint (training->side, ==, 0);
  g_assert_null (run_training_from_text (damaged, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (run_training_from_text (unknown, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/training/older", test_older);
#define ADD(path, function)                                                                        \
  g_test_add ("/run/training/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("round-trip", test_round_trip);
  ADD ("colour", test_colour);
  ADD ("further", test_further);
  ADD ("other-classes", test_other_classes);
  ADD ("sizes", test_sizes);
  ADD ("defaults", test_defaults);
  ADD ("reproducible", test_reproducible);
  ADD ("cannot-write", test_cannot_write);
  ADD ("bad-arguments", test_bad_arguments);
  ADD ("writes-again", test_writes_again);
  ADD ("cancel", test_cancel);
  ADD ("session", test_session);
  ADD ("other-pictures", test_other_pictures);
  ADD ("diverges", test_diverges);
#undef ADD
  return g_test_run ();
}
