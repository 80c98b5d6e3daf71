// SPDX-License-Identifier: GPL-3.0-or-later
/* What a retraining experiment is, as a value and as text. */
#include "run/retraining-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "run/train-private.h"
#include "run/sessions.h"
#include "store/session.h"

#define GROUP "retrain"

/* On MNIST with two processors that have nothing else to do, 15 rounds of LeNet take a good quarter
 * of an hour. Images a round and a class that grows: as far as is known of the paper's MNIST
 * experiment; 200 generations of 200 are its evolution's. */
#define DEFAULT_ROUNDS       15
#define DEFAULT_EPOCHS       4
#define DEFAULT_TRAIN_IMAGES 6000
#define DEFAULT_TEST_IMAGES  1000
#define DEFAULT_RUNS         14
#define DEFAULT_GENERATIONS  200
#define DEFAULT_BATCH        200

/* An ascent has few climbs, each of which is short: more runs, of which each gives less. */
#define DEFAULT_ASCENT_RUNS       70
#define DEFAULT_ASCENT_ITERATIONS 100

static const struct
{
  const char *name;
  gsize offset;
} counts[] = {
  { "rounds", G_STRUCT_OFFSET (RunRetraining, n_rounds) },
  { "train_images", G_STRUCT_OFFSET (RunRetraining, n_train_images) },
  { "test_images", G_STRUCT_OFFSET (RunRetraining, n_test_images) },
  { "runs", G_STRUCT_OFFSET (RunRetraining, n_runs) },
  { "batch", G_STRUCT_OFFSET (RunRetraining, batch) },
};

void
run_retraining_init (RunRetraining *retraining)
{
  *retraining = (RunRetraining){
    .training = { .architecture = "lenet" },
    .n_rounds = DEFAULT_ROUNDS,
    .n_train_images = DEFAULT_TRAIN_IMAGES,
    .n_test_images = DEFAULT_TEST_IMAGES,
    .batch = DEFAULT_BATCH,
  };
  nn_train_settings_init (&retraining->training.sgd);
  retraining->training.sgd.epochs = DEFAULT_EPOCHS;
  retraining->training.sgd.seed = 1;
  run_retraining_set_method (retraining, RUN_METHOD_EVOLVE_CPPN);
}

void
run_retraining_set_method (RunRetraining *retraining, RunMethod method)
{
  gboolean is_evolution = run_method (method)->is_evolution;

  retraining->method = method;
  retraining->n_runs = is_evolution ? DEFAULT_RUNS : DEFAULT_ASCENT_RUNS;
  retraining->generations = is_evolution ? DEFAULT_GENERATIONS : DEFAULT_ASCENT_ITERATIONS;
}

RunRetraining *
run_retraining_copy (const RunRetraining *retraining)
{
  RunRetraining *copy = g_memdup2 (retraining, sizeof *retraining);
  g_autofree RunTraining *training = run_training_copy (&retraining->training);

  copy->training = *training; /* with what it owns */
  copy->prefix = g_strdup (retraining->prefix);
  copy->network_sha256 = g_strdup (retraining->network_sha256);
  return copy;
}

void
run_retraining_free (RunRetraining *retraining)
{
  if (retraining == NULL)
    return;
  run_training_free (g_memdup2 (&retraining->training, sizeof retraining->training));
  g_free (retraining->prefix);
  g_free (retraining->network_sha256);
  g_free (retraining);
}

static GKeyFile *
to_key_file (const RunRetraining *retraining)
{
  GKeyFile *file = g_key_file_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    g_key_file_set_uint64 (file, GROUP, counts[i].name,
                           G_STRUCT_MEMBER (guint, retraining, counts[i].offset));
  g_key_file_set_uint64 (file, GROUP, "generations", retraining->generations);
  g_key_file_set_string (file, GROUP, "method", run_method (retraining->method)->name);
  g_key_file_set_boolean (file, GROUP, "go_on", retraining->go_on);
  g_key_file_set_boolean (file, GROUP, "control", retraining->control);
  if (retraining->prefix != NULL)
    g_key_file_set_string (file, GROUP, "prefix", retraining->prefix);
  if (retraining->network_sha256 != NULL)
    g_key_file_set_string (file, GROUP, "network_sha256", retraining->network_sha256);
  return file;
}

gboolean
run_retraining_equal (const RunRetraining *a, const RunRetraining *b)
{
  g_autoptr (GKeyFile) file_a = to_key_file (a);
  g_autoptr (GKeyFile) file_b = to_key_file (b);
  g_autofree char *text_a = g_key_file_to_data (file_a, NULL, NULL);
  g_autofree char *text_b = g_key_file_to_data (file_b, NULL, NULL);

  return strcmp (text_a, text_b) == 0 && run_training_equal (&a->training, &b->training);
}

/* Both groups, one after the other. */
char *
run_retraining_to_text (const RunRetraining *retraining)
{
  g_autoptr (GKeyFile) file = to_key_file (retraining);
  g_autofree char *training = run_training_to_text (&retraining->training);
  g_autofree char *rest = g_key_file_to_data (file, NULL, NULL);

  return g_strconcat (training, "\n", rest, NULL);
}

static guint64
get_number (GKeyFile *file, const char *key, guint64 most, GError **error)
{
  guint64 value = *error == NULL ? g_key_file_get_uint64 (file, GROUP, key, error) : 0;

  if (*error == NULL && value > most)
    g_set_error_literal (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE, key);
  return value;
}

static gboolean
get_boolean (GKeyFile *file, const char *key, GError **error)
{
  return *error == NULL && g_key_file_get_boolean (file, GROUP, key, error);
}

static void
read_rest (GKeyFile *file, RunRetraining *retraining, GError **error)
{
  g_autofree char *method = g_key_file_get_string (file, GROUP, "method", error);

  if (method != NULL && !run_method_find (method, &retraining->method))
    g_set_error_literal (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE, "method");
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    G_STRUCT_MEMBER (guint, retraining, counts[i].offset) =
        (guint) get_number (file, counts[i].name, G_MAXUINT, error);
  retraining->generations = get_number (file, "generations", G_MAXUINT64, error);
  retraining->go_on = get_boolean (file, "go_on", error);
  retraining->control = get_boolean (file, "control", error);
  retraining->prefix = g_key_file_get_string (file, GROUP, "prefix", NULL);
  retraining->network_sha256 = g_key_file_get_string (file, GROUP, "network_sha256", NULL);
}

RunRetraining *
run_retraining_from_text (const char *text, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree RunTraining *training = run_training_from_text (text, error);
  g_autoptr (RunRetraining) retraining = g_new0 (RunRetraining, 1);
  g_autoptr (GError) failure = NULL;

  if (training == NULL)
    return NULL;
  retraining->training = *training; /* with what it owns */
  if (g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, &failure))
    read_rest (file, retraining, &failure);
  if (failure == NULL)
    return run_retraining_check (retraining, error) ? g_steal_pointer (&retraining) : NULL;
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("The session's settings cannot be read: %s"), failure->message);
  return NULL;
}

RunRetraining *
run_retraining_of_session (const char *path, GError **error)
{
  g_autoptr (StoreSession) session = store_session_open (path, TRUE, error);
  g_autoptr (StoreSessionInfo) info = NULL;

  info = session != NULL ? store_session_info (session, error) : NULL;
  if (info == NULL)
    return NULL;
  if (run_session_kind (info) == RUN_SESSION_RETRAINING)
    return run_retraining_from_text (info->settings, error);
  g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
               _ ("The session “%s” holds no retraining experiment. Name another file."),
               info->name);
  return NULL;
}

static gboolean
check_number (guint64 number, guint64 least, guint64 most, const char *name, GError **error)
{
  g_autofree char *range = NULL;

  if (number >= least && number <= most)
    return TRUE;
  range = g_strdup_printf ("%" G_GUINT64_FORMAT "–%" G_GUINT64_FORMAT, least, most);
  /* Translators: the first %s is the name of a setting, e.g. "rounds", the other numbers: 1–99 */
  g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
               _ ("The setting “%s” is out of its range, %s."), name, range);
  return FALSE;
}

gboolean
run_retraining_check (const RunRetraining *retraining, GError **error)
{
  gboolean is_evolution;

  if (retraining->method >= RUN_N_METHODS)
    {
      g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT, _ ("There is no such method."));
      return FALSE;
    }
  is_evolution = run_method (retraining->method)->is_evolution;
  return check_number (retraining->n_rounds, RUN_RETRAINING_MIN_ROUNDS, RUN_RETRAINING_MAX_ROUNDS,
                       _ ("rounds"), error) &&
         check_number (retraining->n_runs, RUN_RETRAINING_MIN_RUNS, RUN_RETRAINING_MAX_RUNS,
                       _ ("runs"), error) &&
         check_number (retraining->n_train_images, 1, RUN_RETRAINING_MAX_IMAGES,
                       _ ("images a round"), error) &&
         check_number (retraining->n_test_images, 1, RUN_RETRAINING_MAX_IMAGES,
                       _ ("images held out"), error) &&
         check_number (retraining->generations, 1,
                       is_evolution ? G_MAXINT64 : (guint64) ASC_MAX_ITERATIONS, _ ("generations"),
                       error) &&
         (!is_evolution ||
          check_number (retraining->batch, RUN_MIN_BATCH, RUN_MAX_BATCH, _ ("offspring"), error));
}
