// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/training.h"

#include "base/error.h"
#include "base/random.h"
#include "formats/network.h"

#include <glib/gstdio.h>
#include <string.h>

#define SIDE    28
#define N_TRAIN 64
#define N_TEST  30

typedef struct
{
  char *folder; /* the data are in here */
  char *results;
  char *output; /* in results, as is the next */
  char *card;
  RunTraining training;
} Fixture;

static void
append_be32 (GByteArray *bytes, guint32 number)
{
  number = GUINT32_TO_BE (number);
  g_byte_array_append (bytes, (const guint8 *) &number, sizeof number);
}

static void
write_file (const char *folder, const char *name, const GByteArray *bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, (const char *) bytes->data, bytes->len, &error);
  g_assert_no_error (error);
}

/* Three classes: noise in the upper, middle and lower third. */
static void
write_data (const char *folder, const char *stem, guint n)
{
  g_autoptr (GByteArray) images = g_byte_array_new ();
  g_autoptr (GByteArray) labels = g_byte_array_new ();
  g_autofree char *images_name = g_strconcat (stem, "-images-idx3-ubyte", NULL);
  g_autofree char *labels_name = g_strconcat (stem, "-labels-idx1-ubyte", NULL);
  BaseRandom random;

  base_random_init (&random, 4, n, 0);
  append_be32 (images, 0x803);
  append_be32 (images, n);
  append_be32 (images, SIDE);
  append_be32 (images, SIDE);
  append_be32 (labels, 0x801);
  append_be32 (labels, n);
  for (guint i = 0; i < n; i++)
    {
      guint8 label = i % 3;

      g_byte_array_append (labels, &label, 1);
      for (guint y = 0; y < SIDE; y++)
        for (guint x = 0; x < SIDE; x++)
          {
            guint8 grey = y * 3 / SIDE == label ? base_random_below (&random, 256) : 0;

            g_byte_array_append (images, &grey, 1);
          }
    }
  write_file (folder, images_name, images);
  write_file (folder, labels_name, labels);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("fooled-data-XXXXXX", NULL);
  fixture->results = g_dir_make_tmp ("fooled-results-XXXXXX", NULL);
  fixture->output = g_build_filename (fixture->results, "thirds.onnx", NULL);
  fixture->card = g_build_filename (fixture->results, "thirds.card", NULL);
  write_data (fixture->folder, "train", N_TRAIN);
  write_data (fixture->folder, "t10k", N_TEST);
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
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_folder (fixture->folder);
  remove_folder (fixture->results);
  g_free (fixture->folder);
  g_free (fixture->results);
  g_free (fixture->output);
  g_free (fixture->card);
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

static void
train_well (Fixture *fixture, double *test_error)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = run_train (&fixture->training, NULL, NULL, NULL, test_error, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

static void
assert_fails (Fixture *fixture, GQuark domain, int code, const char *mentions)
{
  g_autoptr (GError) error = NULL;
  guint before = count_results (fixture);

  g_assert_false (run_train (&fixture->training, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, domain, code);
  g_assert_nonnull (strstr (error->message, mentions));
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
  g_autoptr (GError) error = NULL;
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

  test = nn_dataset_load_folder (fixture->folder, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (nn_test_error (network->graph, test, 1.0 / 256, pool, &error), ==, test_error);
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

static void
no_progress (const NnTrainProgress *progress, gpointer data)
{
  g_assert_not_reached ();
}

/* Found out before training begins. */
static void
test_cannot_write (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (fixture->results, "missing", "x.onnx", NULL);
  g_autoptr (GError) error = NULL;

  fixture->training.output = nowhere;
  g_assert_false (run_train (&fixture->training, no_progress, NULL, NULL, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, nowhere));
  g_clear_error (&error);

  fixture->training.output = fixture->output;
  g_mkdir (fixture->card, 0700);
  g_assert_false (run_train (&fixture->training, no_progress, NULL, NULL, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  g_assert_nonnull (strstr (error->message, fixture->card));
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
      assert_fails (fixture, BASE_ERROR, BASE_ERROR_ARGUMENT, output);
    }
  fixture->training.output = fixture->output;

  fixture->training.architecture = "alexnet";
  assert_fails (fixture, BASE_ERROR, BASE_ERROR_NOT_FOUND, "alexnet");
  fixture->training.architecture = "lenet";

  fixture->training.labels = labels;
  assert_fails (fixture, BASE_ERROR, BASE_ERROR_ARGUMENT, "labels");
  fixture->training.labels = too_many_labels;
  assert_fails (fixture, BASE_ERROR, BASE_ERROR_ARGUMENT, "256");
  fixture->training.labels = NULL;

  fixture->training.sgd.epochs = 0;
  assert_fails (fixture, BASE_ERROR, BASE_ERROR_ARGUMENT, "epochs");
  fixture->training.sgd.epochs = 1;

  fixture->training.folder = fixture->results;
  assert_fails (fixture, BASE_ERROR, BASE_ERROR_NOT_FOUND, fixture->results);
}

static void
cancel (const NnTrainProgress *progress, gpointer data)
{
  g_cancellable_cancel (data);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (run_train (&fixture->training, cancel, cancellable, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_results (fixture), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/run/training/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("round-trip", test_round_trip);
  ADD ("defaults", test_defaults);
  ADD ("reproducible", test_reproducible);
  ADD ("cannot-write", test_cannot_write);
  ADD ("bad-arguments", test_bad_arguments);
  ADD ("cancel", test_cancel);
#undef ADD
  return g_test_run ();
}
