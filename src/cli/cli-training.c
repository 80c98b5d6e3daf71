// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-training.h"

#include "config.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "run/data-sets.h"

/* Caller frees. */
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

void
cli_training_texts_clear (CliTrainingTexts *texts)
{
  g_free (texts->data);
  g_free (texts->network);
  g_free (texts->architecture);
  g_free (texts->output);
  g_free (texts->name);
  g_free (texts->data_set);
  g_free (texts->labels);
  g_free (texts->folder);
  g_strfreev (texts->label_list);
}

gboolean
cli_training_texts_take (CliTrainingTexts *texts, RunTraining *training, GError **error)
{
  if (texts->data != NULL)
    {
      texts->folder = run_data_set_folder (texts->data, error);
      if (texts->folder == NULL)
        return FALSE;
      training->folder = texts->folder;
      if (training->data_set == NULL)
        training->data_set = run_data_set_name (texts->data);
    }
  if (texts->labels != NULL)
    {
      texts->label_list = read_labels (texts->labels, error);
      if (texts->label_list == NULL)
        return FALSE;
      training->labels = texts->label_list;
    }
  if (texts->network != NULL)
    training->network = texts->network;
  if (texts->architecture != NULL)
    training->architecture = texts->architecture;
  if (texts->output != NULL)
    training->output = texts->output;
  if (texts->name != NULL)
    training->name = texts->name;
  if (texts->data_set != NULL)
    training->data_set = texts->data_set;
  return TRUE;
}
