// SPDX-License-Identifier: GPL-3.0-or-later
/* What follows from an order: where its networks go, what they are called, and all seeds. */
#include "run/retraining-private.h"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "formats/card-names.h"
#include "formats/card.h"
#include "nn/architectures.h"

/* With "-dnn-99" it is an id, too. */
#define MAX_PREFIX 57

static char *
id_of (const RunRetraining *retraining, const char *prefix, guint round)
{
  return g_strdup_printf ("%s-dnn-%u", prefix != NULL ? prefix : retraining->prefix, round);
}

static char *
path_of (const RunRetraining *retraining, const char *prefix, guint round, const char *ending)
{
  g_autofree char *id = id_of (retraining, prefix, round);
  g_autofree char *name = g_strconcat (id, ending, NULL);

  return g_build_filename (retraining->training.output, name, NULL);
}

/* A file that is there already; NULL = none. Caller frees. */
static char *
find_existing (const RunRetraining *retraining, const char *prefix)
{
  const char *const endings[] = { ".onnx", FMT_CARD_SUFFIX };

  for (guint round = 1; round <= retraining->n_rounds; round++)
    for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
      {
        g_autofree char *path = path_of (retraining, prefix, round, endings[i]);

        if (g_file_test (path, G_FILE_TEST_EXISTS))
          return g_steal_pointer (&path);
      }
  return NULL;
}

/* What the files are called after: the architecture, or the network that each begins as. Caller
 * frees. */
static char *
kind_of (const RunTraining *training)
{
  g_autofree char *name = NULL;
  char *dot;

  if (training->network == NULL)
    return g_strdup (training->architecture);
  name = g_path_get_basename (training->network);
  dot = strrchr (name, '.');
  /* An id may have a dot; a file's ending is no part of its name. */
  if (dot != NULL && dot != name && g_file_test (training->network, G_FILE_TEST_EXISTS))
    *dot = '\0';
  return g_steal_pointer (&name);
}

/* In small letters, with a dash for all that cannot be in an id. */
static char *
make_prefix (const RunRetraining *retraining)
{
  g_autofree char *kind = kind_of (&retraining->training);
  g_autofree char *text = g_strdup_printf ("%s-%s-%s%s", kind, retraining->training.data_set,
                                           run_method (retraining->method)->name,
                                           retraining->control ? "-control" : "");
  g_autofree char *small = g_ascii_strdown (text, MAX_PREFIX - 4);
  g_autofree char *plain =
      g_strcanon (g_steal_pointer (&small), G_CSET_a_2_z G_CSET_DIGITS "-_.", '-');
  char *prefix = g_strdup (plain);

  for (guint i = 2; i < 1000; i++)
    {
      g_autofree char *existing = find_existing (retraining, prefix);

      if (existing == NULL)
        break;
      g_free (prefix);
      prefix = g_strdup_printf ("%s-%u", plain, i);
    }
  return prefix;
}

static char **
number_labels (guint n)
{
  char **labels = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    labels[i] = g_strdup_printf ("%u", i);
  return labels;
}

/* As a network calls them that was trained on the same data: IDX files name no classes. NULL =
 * there is none. */
static char **
known_labels (const char *data_set, guint n)
{
  g_autoptr (GPtrArray) cards = fmt_card_list ();

  for (guint i = 0; i < cards->len; i++)
    {
      const FmtCard *card = g_ptr_array_index (cards, i);

      if (card->n_labels == n && g_strcmp0 (card->data_set, data_set) == 0)
        return g_strdupv (card->labels);
    }
  return NULL;
}

/* The first argument is what the second one owns. */
static void
fill_in (const char **text, char *value)
{
  if (*text == NULL)
    *text = value;
  else
    g_free (value);
}

static char *
own_folder (void)
{
  g_auto (GStrv) folders = fmt_card_folders ();

  return g_strdup (folders[g_strv_length (folders) - 1]);
}

static gboolean
make_folder (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  int code;

  if (g_mkdir_with_parents (path, 0755) == 0)
    return TRUE;
  code = errno;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), _ ("Cannot write “%s”: %s"),
               name, g_strerror (code));
  return FALSE;
}

static gboolean
check_files (const RunRetraining *retraining, GError **error)
{
  g_autofree char *existing = find_existing (retraining, NULL);
  g_autofree char *name = NULL;
  g_autoptr (RunTraining) first = NULL;

  if (existing != NULL)
    {
      name = g_filename_display_name (existing);
      g_set_error (error, BASE_ERROR, BASE_ERROR_EXISTS,
                   _ ("There is a file “%s” already; it was left as it is. Choose another folder "
                      "for the networks of this experiment."),
                   name);
      return FALSE;
    }
  first = run_retraining_of_round (retraining, 1);
  return run_training_check (first, error);
}

/* A network of one class is never wrong; and one class more has to be possible. */
static gboolean
check_classes (const RunTraining *training, const RunRetrainingImages *images, GError **error)
{
  guint n = g_strv_length (training->labels);

  if (n != images->n_classes)
    g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                 _ ("The data have %u classes, but there are only %u labels."), images->n_classes,
                 n);
  else if (n < 2 || n > G_MAXUINT8)
    g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                 _ ("The data have to have 2 to %d classes, and not %u: rubbish is one more."),
                 G_MAXUINT8, n);
  else
    return TRUE;
  return FALSE;
}

gboolean
run_retraining_settle (RunRetraining *retraining, const RunRetrainingImages *images, GError **error)
{
  RunTraining *training = &retraining->training;
  g_autofree char *folder = g_canonicalize_filename (training->folder, NULL);

  fill_in (&training->data_set, g_path_get_basename (folder));
  if (training->name == NULL)
    training->name = g_strdup_printf (
        "%s (%s)", nn_architecture_find (training->architecture)->name, training->data_set);
  fill_in (&training->output, own_folder ());
  if (training->labels == NULL && images->train->class_names != NULL)
    training->labels = g_strdupv (images->train->class_names);
  if (training->labels == NULL)
    training->labels = known_labels (training->data_set, images->n_classes);
  if (training->labels == NULL)
    training->labels = number_labels (images->n_classes);
  if (!check_classes (training, images, error))
    return FALSE;
  if (!make_folder (training->output, error))
    return FALSE;
  if (retraining->prefix == NULL)
    retraining->prefix = make_prefix (retraining);
  return check_files (retraining, error);
}

static char **
with_rubbish (char **labels)
{
  guint n = g_strv_length (labels);
  char **more = g_new0 (char *, n + 2);

  for (guint i = 0; i < n; i++)
    more[i] = g_strdup (labels[i]);
  more[n] = g_strdup (RUN_RETRAINING_LABEL);
  return more;
}

RunTraining *
run_retraining_of_round (const RunRetraining *retraining, guint round)
{
  const RunTraining *all = &retraining->training;
  g_autofree char *output = path_of (retraining, NULL, round, ".onnx");
  g_autofree char *name = g_strdup_printf ("%s, round %u", all->name, round);
  g_auto (GStrv) labels = round > 1 ? with_rubbish (all->labels) : g_strdupv (all->labels);
  RunTraining training = *all;

  training.output = output;
  training.name = name;
  training.labels = labels;
  training.sgd.seed = run_retraining_seed (retraining, round, 0);
  return run_training_copy (&training);
}

guint64
run_retraining_seed (const RunRetraining *retraining, guint round, guint purpose)
{
  BaseRandom random;

  base_random_init (&random, retraining->training.sgd.seed, round, purpose);
  return base_random_next (&random) >> 32; /* short enough to be typed */
}

guint
run_retraining_n_held_runs (const RunRetraining *retraining)
{
  guint64 held = retraining->n_test_images, all = held + retraining->n_train_images;
  guint64 n = (retraining->n_runs * held + all / 2) / all;

  return (guint) CLAMP (n, 1, retraining->n_runs - 1);
}

guint
run_retraining_quota (const RunRetraining *retraining, guint run)
{
  guint n_held = run_retraining_n_held_runs (retraining);
  guint n_others = retraining->n_runs - n_held;
  gboolean is_held = run > n_others;
  guint n_images = is_held ? retraining->n_test_images : retraining->n_train_images;
  guint n_runs = is_held ? n_held : n_others, index = is_held ? run - n_others : run;

  return n_images / n_runs + (index <= n_images % n_runs ? 1 : 0);
}
