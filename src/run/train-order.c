// SPDX-License-Identifier: GPL-3.0-or-later
/* What is to be trained, as a value and as text. */
#include "run/train-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "datasets/dataset.h"
#include "run/sessions.h"
#include "store/session.h"

#define GROUP "train"

static const struct
{
  const char *name;
  gsize offset;
} counts[] = {
  { "epochs", G_STRUCT_OFFSET (NnTrainSettings, epochs) },
  { "batch", G_STRUCT_OFFSET (NnTrainSettings, batch) },
  { "shift", G_STRUCT_OFFSET (NnTrainSettings, shift) },
  { "mirror", G_STRUCT_OFFSET (NnTrainSettings, mirror) },
  { "step_epochs", G_STRUCT_OFFSET (NnTrainSettings, step_epochs) },
  { "last_layer", G_STRUCT_OFFSET (NnTrainSettings, last_layer) },
};

static const struct
{
  const char *name;
  gsize offset;
} reals[] = {
  { "base_rate", G_STRUCT_OFFSET (NnTrainSettings, base_rate) },
  { "momentum", G_STRUCT_OFFSET (NnTrainSettings, momentum) },
  { "weight_decay", G_STRUCT_OFFSET (NnTrainSettings, weight_decay) },
  { "gamma", G_STRUCT_OFFSET (NnTrainSettings, gamma) },
  { "power", G_STRUCT_OFFSET (NnTrainSettings, power) },
  { "step_factor", G_STRUCT_OFFSET (NnTrainSettings, step_factor) },
  { "scale", G_STRUCT_OFFSET (NnTrainSettings, scale) },
  { "brightness", G_STRUCT_OFFSET (NnTrainSettings, brightness) },
  { "vary", G_STRUCT_OFFSET (NnTrainSettings, vary) },
};

RunTraining *
run_training_copy (const RunTraining *training)
{
  RunTraining *copy = g_memdup2 (training, sizeof *training);

  copy->folder = g_strdup (training->folder);
  copy->network = g_strdup (training->network);
  copy->architecture = g_strdup (training->architecture);
  copy->output = g_strdup (training->output);
  copy->name = g_strdup (training->name);
  copy->data_set = g_strdup (training->data_set);
  copy->labels = g_strdupv (training->labels);
  return copy;
}

void
run_training_free (RunTraining *training)
{
  if (training == NULL)
    return;
  g_free ((gpointer) training->folder);
  g_free ((gpointer) training->network);
  g_free ((gpointer) training->architecture);
  g_free ((gpointer) training->output);
  g_free ((gpointer) training->name);
  g_free ((gpointer) training->data_set);
  g_strfreev (training->labels);
  g_free (training);
}

/* Names of files need not be UTF-8, and hold good from any folder. */
static void
set_path (GKeyFile *file, const char *key, const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *uri = g_filename_to_uri (absolute, NULL, NULL);

  g_key_file_set_string (file, GROUP, key, uri);
}

static void
set_string (GKeyFile *file, const char *key, const char *text)
{
  if (text != NULL)
    g_key_file_set_string (file, GROUP, key, text);
}

static GKeyFile *
to_key_file (const RunTraining *training)
{
  GKeyFile *file = g_key_file_new ();
  const NnTrainSettings *sgd = &training->sgd;

  set_path (file, "folder", training->folder);
  set_path (file, "output", training->output);
  if (training->network != NULL && g_file_test (training->network, G_FILE_TEST_EXISTS))
    set_path (file, "network", training->network);
  else
    set_string (file, "network", training->network);
  set_string (file, "architecture", training->architecture);
  set_string (file, "name", training->name);
  set_string (file, "data_set", training->data_set);
  if (training->labels != NULL)
    g_key_file_set_string_list (file, GROUP, "labels", (const char *const *) training->labels,
                                g_strv_length (training->labels));
  g_key_file_set_uint64 (file, GROUP, "side", training->side);
  g_key_file_set_string (file, GROUP, "optimizer", nn_optimizer_names[sgd->optimizer]);
  g_key_file_set_string (file, GROUP, "schedule", nn_schedule_names[sgd->schedule]);
  g_key_file_set_uint64 (file, GROUP, "seed", sgd->seed);
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    g_key_file_set_integer (file, GROUP, counts[i].name,
                            G_STRUCT_MEMBER (int, sgd, counts[i].offset));
  for (gsize i = 0; i < G_N_ELEMENTS (reals); i++)
    {
      char text[G_ASCII_DTOSTR_BUF_SIZE];

      g_key_file_set_value (
          file, GROUP, reals[i].name,
          g_ascii_dtostr (text, sizeof text, G_STRUCT_MEMBER (double, sgd, reals[i].offset)));
    }
  return file;
}

gboolean
run_training_equal (const RunTraining *a, const RunTraining *b)
{
  g_autoptr (GKeyFile) file_a = to_key_file (a);
  g_autoptr (GKeyFile) file_b = to_key_file (b);
  g_autofree char *text_a = g_key_file_to_data (file_a, NULL, NULL);
  g_autofree char *text_b = g_key_file_to_data (file_b, NULL, NULL);

  return strcmp (text_a, text_b) == 0;
}

char *
run_training_to_text (const RunTraining *training)
{
  g_autoptr (GKeyFile) file = to_key_file (training);

  g_key_file_set_uint64 (file, GROUP, "threads", training->n_threads);
  return g_key_file_to_data (file, NULL, NULL);
}

/* Like g_key_file_get_integer; the first failure stays. */
static gint64
get_number (GKeyFile *file, const char *key, gint64 most, GError **error)
{
  gint64 value = *error == NULL ? g_key_file_get_int64 (file, GROUP, key, error) : 0;

  if (*error == NULL && (value < 0 || value > most))
    g_set_error_literal (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE, key);
  return value;
}

static char *
get_path (GKeyFile *file, const char *key, GError **error)
{
  g_autofree char *uri = *error == NULL ? g_key_file_get_string (file, GROUP, key, error) : NULL;

  return uri != NULL ? g_filename_from_uri (uri, NULL, error) : NULL;
}

/* Sessions that are older than a setting do without it: then the usual value counts. */
static gboolean
has (GKeyFile *file, const char *key, GError **error)
{
  return *error == NULL && g_key_file_has_key (file, GROUP, key, NULL);
}

/* The place of the text among the names. */
static guint
get_choice (GKeyFile *file, const char *key, const char *const *names, guint usual, GError **error)
{
  g_autofree char *text =
      has (file, key, error) ? g_key_file_get_string (file, GROUP, key, error) : NULL;

  for (guint i = 0; text != NULL && names[i] != NULL; i++)
    if (strcmp (text, names[i]) == 0)
      return i;
  if (text == NULL)
    return usual;
  if (*error == NULL)
    g_set_error_literal (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE, key);
  return 0;
}

/* An id, or a file. */
static char *
get_network (GKeyFile *file)
{
  g_autofree char *text = g_key_file_get_string (file, GROUP, "network", NULL);
  char *path = text != NULL ? g_filename_from_uri (text, NULL, NULL) : NULL;

  return path != NULL ? path : g_steal_pointer (&text);
}

static void
read_settings (GKeyFile *file, NnTrainSettings *sgd, GError **error)
{
  nn_train_settings_init (sgd);
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    if (has (file, counts[i].name, error))
      G_STRUCT_MEMBER (int, sgd, counts[i].offset) =
          (int) get_number (file, counts[i].name, G_MAXINT, error);
  sgd->optimizer =
      (NnOptimizer) get_choice (file, "optimizer", nn_optimizer_names, sgd->optimizer, error);
  sgd->schedule =
      (NnSchedule) get_choice (file, "schedule", nn_schedule_names, sgd->schedule, error);
  for (gsize i = 0; i < G_N_ELEMENTS (reals); i++)
    if (has (file, reals[i].name, error))
      G_STRUCT_MEMBER (double, sgd, reals[i].offset) =
          g_key_file_get_double (file, GROUP, reals[i].name, error);
  if (*error == NULL)
    sgd->seed = g_key_file_get_uint64 (file, GROUP, "seed", error);
}

RunTraining *
run_training_from_text (const char *text, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (RunTraining) training = g_new0 (RunTraining, 1);
  g_autoptr (GError) failure = NULL;

  g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, &failure);
  training->folder = get_path (file, "folder", &failure);
  training->output = get_path (file, "output", &failure);
  read_settings (file, &training->sgd, &failure);
  if (has (file, "side", &failure))
    training->side = (guint) get_number (file, "side", DATA_MAX_SIDE, &failure);
  training->n_threads = (guint) get_number (file, "threads", G_MAXINT, &failure);
  training->network = get_network (file);
  training->architecture = g_key_file_get_string (file, GROUP, "architecture", NULL);
  training->name = g_key_file_get_string (file, GROUP, "name", NULL);
  training->data_set = g_key_file_get_string (file, GROUP, "data_set", NULL);
  training->labels = g_key_file_get_string_list (file, GROUP, "labels", NULL, NULL);
  if (failure == NULL)
    return g_steal_pointer (&training);
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("The session's settings cannot be read: %s"), failure->message);
  return NULL;
}

RunTraining *
run_training_of_session (const char *path, GError **error)
{
  g_autoptr (StoreSession) session = store_session_open (path, TRUE, error);
  g_autoptr (StoreSessionInfo) info = NULL;

  info = session != NULL ? store_session_info (session, error) : NULL;
  if (info == NULL)
    return NULL;
  if (run_session_kind (info) == RUN_SESSION_TRAINING)
    return run_training_from_text (info->settings, error);
  g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
               _ ("The session “%s” holds no training. Name another file."), info->name);
  return NULL;
}
