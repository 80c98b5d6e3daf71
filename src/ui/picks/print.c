// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/picks/print.h"

#include "config.h"

#include "run/pages.h"

typedef struct
{
  GWeakRef parent;
  GPtrArray *specimens;
  gboolean captions;
  FooledPrintDone done;
  StoreDocument *document; /* for the paper that was chosen */
} Print;

static void
print_free (gpointer data, GClosure *closure)
{
  Print *print = data;

  g_weak_ref_clear (&print->parent);
  g_ptr_array_unref (print->specimens);
  store_document_free (print->document);
  g_free (print);
}

static void
tell (Print *print, const char *path, const GError *error)
{
  g_autoptr (GObject) parent = g_weak_ref_get (&print->parent);

  if (parent != NULL)
    print->done (parent, path, error);
}

static void
begin_print (GtkPrintOperation *operation, GtkPrintContext *context, Print *print)
{
  g_autoptr (GError) error = NULL;
  double width = MAX (gtk_print_context_get_width (context), 100);
  double height = MAX (gtk_print_context_get_height (context), 100);

  g_clear_pointer (&print->document, store_document_free);
  print->document = run_pages_new (print->specimens, width, height, RUN_PAGES_DPI, print->captions,
                                   NULL, NULL, NULL, &error);
  if (print->document == NULL)
    {
      tell (print, NULL, error);
      gtk_print_operation_cancel (operation);
      return;
    }
  gtk_print_operation_set_n_pages (operation, (int) store_document_n_pages (print->document));
}

static void
draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int page, Print *print)
{
  if (print->document != NULL)
    store_document_draw (print->document, (guint) page,
                         gtk_print_context_get_cairo_context (context));
}

/* Only who prints to a file gets one. Caller frees; may be NULL. */
static char *
get_path (GtkPrintOperation *operation)
{
  GtkPrintSettings *settings = gtk_print_operation_get_print_settings (operation);
  const char *uri = gtk_print_settings_get (settings, GTK_PRINT_SETTINGS_OUTPUT_URI);

  return uri != NULL ? g_filename_from_uri (uri, NULL, NULL) : NULL;
}

static void
done (GtkPrintOperation *operation, GtkPrintOperationResult result, Print *print)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    gtk_print_operation_get_error (operation, &error);
  else if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    path = get_path (operation);
  if (error != NULL || result == GTK_PRINT_OPERATION_RESULT_APPLY)
    tell (print, path, error);
}

/* For who prints to a file: it is named and put like one that is saved. Caller unrefs. */
static GtkPrintSettings *
new_settings (const char *name, const char *folder)
{
  GtkPrintSettings *settings = gtk_print_settings_new ();

  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_BASENAME, name);
  if (g_mkdir_with_parents (folder, 0755) == 0) /* else the dialog begins elsewhere */
    gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_DIR, folder);
  return settings;
}

void
fooled_print (GtkWindow *parent,
              GPtrArray *specimens,
              gboolean captions,
              const char *name,
              const char *folder,
              FooledPrintDone on_done)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPrintSettings) settings = NULL;
  g_autoptr (GError) error = NULL;
  Print *print = g_new0 (Print, 1);

  g_return_if_fail (specimens != NULL && specimens->len > 0 && on_done != NULL);
  g_return_if_fail (name != NULL && folder != NULL);

  g_weak_ref_init (&print->parent, parent);
  print->specimens = g_ptr_array_ref (specimens);
  print->captions = captions;
  print->done = on_done;
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, name);
  settings = new_settings (name, folder);
  gtk_print_operation_set_print_settings (operation, settings);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_print), print);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page), print);
  g_signal_connect_data (operation, "done", G_CALLBACK (done), print, print_free, 0);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, NULL);
}
