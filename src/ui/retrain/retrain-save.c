// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/retrain-save.h"

#include "config.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "run/network-copy.h"
#include "ui/files/file-dialog.h"
#include "ui/threads/background.h"
#include "ui/widgets/news.h"

#define SUFFIX ".onnx"

typedef struct
{
  char *network;
  char *card;
  char *target;      /* NULL until it is chosen */
  gboolean is_asked; /* whether the user was asked about a file of that name */
} Copy;

static void
copy_free (gpointer data)
{
  Copy *copy = data;

  g_free (copy->network);
  g_free (copy->card);
  g_free (copy->target);
  g_free (copy);
}

static Copy *
copy_new (const char *network, const char *card)
{
  Copy *copy = g_new0 (Copy, 1);

  copy->network = g_strdup (network);
  copy->card = g_strdup (card);
  return copy;
}

static void
work (gpointer data, GCancellable *cancellable, GError **error)
{
  const Copy *copy = data;

  if (!copy->is_asked && g_file_test (copy->target, G_FILE_TEST_EXISTS))
    {
      g_autofree char *name = g_filename_display_basename (copy->target);

      g_set_error (error, BASE_ERROR, BASE_ERROR_EXISTS,
                   _ ("There is a file “%s” already; it was left as it is. Choose another name."),
                   name);
      return;
    }
  run_network_copy (copy->network, copy->card, copy->target, error);
}

static void
done (gpointer owner, gpointer data, const GError *error)
{
  fooled_news_saved (owner, ((const Copy *) data)->target, NULL, error);
}

static void
chosen (gpointer owner, GFile *file, gpointer data)
{
  const Copy *asked = data;
  g_autofree char *path = g_file_get_path (file);
  Copy *copy;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    {
      g_set_error_literal (&error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                           _ ("That place is not on this computer: choose another folder."));
      fooled_news_saved (owner, NULL, NULL, error);
      return;
    }
  copy = copy_new (asked->network, asked->card);
  copy->is_asked = g_str_has_suffix (path, SUFFIX);
  copy->target = copy->is_asked ? g_strdup (path) : g_strconcat (path, SUFFIX, NULL);
  fooled_background_queue (owner, copy, copy_free, work, done);
}

void
fooled_retrain_save (GtkWidget *owner, const RunRetrainingRow *row)
{
  g_autofree char *name = g_path_get_basename (row->network);
  FooledFileQuestion question = { .action = GTK_FILE_CHOOSER_ACTION_SAVE,
                                  .title = _ ("Save Network"),
                                  .filter = gtk_file_filter_new (),
                                  .name = name };

  gtk_file_filter_set_name (question.filter, _ ("Networks (ONNX)"));
  gtk_file_filter_add_suffix (question.filter, "onnx");
  fooled_file_dialog_ask (owner, &question, chosen, copy_new (row->network, row->card), copy_free);
}
