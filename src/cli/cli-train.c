// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "base/error.h"
#include "cli/cli-interrupt.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "cli/cli-progress.h"
#include "run/settings.h"
#include "run/training.h"

#define MAX_EPOCHS 100000
#define MAX_SHIFT  1000

/* The command line as it was given; NULL where an option was left out. */
typedef struct
{
  char *data;
  char *architecture;
  char *output;
  char *epochs;
  char *seed;
  char *rate;
  char *decay;
  char *shift;
  char *threads;
  char *name;
  char *data_set;
  char *labels;
  gboolean mirror;
} Options;

/* What the progress function needs. */
typedef struct
{
  CliProgress progress;
  GCancellable *cancellable;
  int n_epochs;
} Watch;

static void
options_clear (Options *options)
{
  g_free (options->data);
  g_free (options->architecture);
  g_free (options->output);
  g_free (options->epochs);
  g_free (options->seed);
  g_free (options->rate);
  g_free (options->decay);
  g_free (options->shift);
  g_free (options->threads);
  g_free (options->name);
  g_free (options->data_set);
  g_free (options->labels);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, char ***arguments)
{
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &options->data,
      N_ ("Folder with pictures and labels in MNIST's IDX format"), N_ ("DIR") },
    { "architecture", 0, 0, G_OPTION_ARG_STRING, &options->architecture,
      N_ ("Kind of network: lenet (lenet)"), N_ ("NAME") },
    { "epochs", 0, 0, G_OPTION_ARG_STRING, &options->epochs,
      N_ ("How often to go through all pictures"), N_ ("N") },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &options->seed,
      N_ ("The same seed gives the same network (1)"), N_ ("N") },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("Where the network goes; its card goes beside it"), N_ ("FILE.onnx") },
    { "rate", 0, 0, G_OPTION_ARG_STRING, &options->rate, N_ ("Learning rate at the start (0.01)"),
      N_ ("X") },
    { "decay", 0, 0, G_OPTION_ARG_STRING, &options->decay, N_ ("Weight decay (0.0005)"), N_ ("X") },
    { "mirror", 0, 0, G_OPTION_ARG_NONE, &options->mirror, N_ ("Show every other picture mirrored"),
      NULL },
    { "shift", 0, 0, G_OPTION_ARG_STRING, &options->shift,
      N_ ("Move pictures by up to so many pixels (0)"), N_ ("N") },
    { "threads", 0, 0, G_OPTION_ARG_STRING, &options->threads,
      N_ ("Compute threads (one a processor); they do not change the result"), N_ ("N") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options->name, N_ ("The network's name, for its card"),
      N_ ("TEXT") },
    { "data-set", 0, 0, G_OPTION_ARG_STRING, &options->data_set,
      N_ ("The data set's name, for the card"), N_ ("TEXT") },
    { "labels", 0, 0, G_OPTION_ARG_FILENAME, &options->labels,
      N_ ("Text file with the name of one class a line"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };

  return cli_parse_options (arguments, entries, NULL,
                            N_ ("Trains a network and writes it as ONNX with a network card. "
                                "Ctrl-C ends it, and nothing is written.")) &&
         cli_require ("data", options->data) && cli_require ("output", options->output);
}

static char **
read_labels (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *name = g_filename_display_name (path);
  g_auto (GStrv) lines = NULL;
  gsize size;
  guint n;

  if (!g_file_get_contents (path, &text, &size, error))
    return NULL;
  if (!g_utf8_validate (text, (gssize) size, NULL))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("“%s” is not a text file in UTF-8, with one label a line."), name);
      return NULL;
    }
  g_strchomp (text);
  lines = g_strsplit (text, "\n", -1);
  n = g_strv_length (lines);
  for (guint i = 0; i < n; i++)
    if (*g_strstrip (lines[i]) == '\0')
      {
        g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("Line %u of “%s” is empty."), i + 1,
                     name);
        return NULL;
      }
  if (n == 0)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("“%s” holds no labels."), name);
      return NULL;
    }
  return g_steal_pointer (&lines);
}

static gboolean
parse_numbers (const Options *options, RunTraining *training)
{
  NnTrainSettings *sgd = &training->sgd;
  guint epochs, shift;

  nn_train_settings_init (sgd);
  epochs = (guint) sgd->epochs;
  shift = (guint) sgd->shift;
  if (!cli_parse_uint ("epochs", options->epochs, 1, MAX_EPOCHS, &epochs) ||
      !cli_parse_number ("seed", options->seed, 0, G_MAXUINT64, &sgd->seed) ||
      !cli_parse_real ("rate", options->rate, 1e-9, 100, &sgd->base_rate) ||
      !cli_parse_real ("decay", options->decay, 0, 1, &sgd->weight_decay) ||
      !cli_parse_uint ("shift", options->shift, 0, MAX_SHIFT, &shift) ||
      !cli_parse_uint ("threads", options->threads, 1, RUN_MAX_THREADS, &training->n_threads))
    return FALSE;
  sgd->epochs = (int) epochs;
  sgd->shift = (int) shift;
  sgd->mirror = options->mirror;
  return TRUE;
}

static void
on_progress (const NnTrainProgress *step, gpointer data)
{
  Watch *watch = data;
  double done = step->total > 0 ? (double) step->done / step->total : 0;
  g_autofree char *text = NULL;

  if (cli_interrupted ())
    g_cancellable_cancel (watch->cancellable);
  if (step->test_error >= 0)
    {
      g_autofree char *test_error = cli_percent (step->test_error);

      cli_progress_clear (&watch->progress);
      g_printerr (_ ("epoch %d of %d: loss %.4f, test error %s"), step->epoch, watch->n_epochs,
                  step->loss, test_error);
      g_printerr ("\n");
      return;
    }
  text = g_strdup_printf (_ ("epoch %d of %d, %u of %u pictures, loss %.4f"), step->epoch,
                          watch->n_epochs, step->done, step->total, step->loss);
  cli_progress_show (&watch->progress, (step->epoch - 1 + done) / watch->n_epochs, text);
}

static CliStatus
train (const RunTraining *training)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_filename_display_name (training->output);
  g_autofree char *percent = NULL;
  Watch watch = { .cancellable = cancellable, .n_epochs = training->sgd.epochs };
  double test_error;
  gboolean done;

  cli_progress_init (&watch.progress, TRUE);
  cli_interrupt_catch ();
  done = run_train (training, on_progress, &watch, cancellable, &test_error, &error);
  cli_progress_clear (&watch.progress);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      cli_error (_ ("Interrupted; nothing was written."));
      return CLI_INTERRUPTED;
    }
  if (!done)
    return cli_fail (error);
  percent = cli_percent (test_error);
  cli_print (_ ("Wrote “%s”: test error %s."), name, percent);
  return CLI_OK;
}

CliStatus
cli_train (char ***arguments)
{
  g_auto (Options) options = { NULL };
  g_auto (GStrv) labels = NULL;
  g_autoptr (GError) error = NULL;
  RunTraining training = { NULL };

  if (!parse_options (&options, arguments) || !parse_numbers (&options, &training))
    return CLI_USAGE;
  if (options.labels != NULL)
    {
      labels = read_labels (options.labels, &error);
      if (labels == NULL)
        return cli_fail (error);
    }
  training.folder = options.data;
  training.architecture = options.architecture != NULL ? options.architecture : "lenet";
  training.output = options.output;
  training.name = options.name;
  training.data_set = options.data_set;
  training.labels = labels;
  return train (&training);
}
