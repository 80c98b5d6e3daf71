// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/picks/poster-window.h"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>
#include <math.h>

#include "base/error.h"
#include "run/pages.h"
#include "store/file-name.h"
#include "ui/files/saving-window.h"
#include "ui/picks/print.h"
#include "ui/widgets/focus-order.h"

#define POINTS_PER_INCH 72.0

typedef enum
{
  FORMAT_PNG,
  FORMAT_PDF,
  FORMAT_SVG,
  N_FORMATS,
} Format;

static const struct
{
  const char *title;
  const char *ending;
} formats[N_FORMATS] = {
  [FORMAT_PNG] = { N_ ("Picture (PNG)"), ".png" },
  [FORMAT_PDF] = { N_ ("Document (PDF)"), ".pdf" },
  [FORMAT_SVG] = { N_ ("Drawing (SVG)"), ".svg" },
};

/* Papers come first, then pictures of so many pixels. */
static const guint sides[] = { 1024, 2048, 4096, 8192, 16384 };

/* The other thread's. */
typedef struct
{
  GPtrArray *specimens;
  Format format;
  guint side;           /* pixels of the longer side */
  double width, height; /* of the page, in points */
  gboolean captions;
} Job;

struct _FooledPosterWindow
{
  AdwWindow parent_instance;
  GPtrArray *specimens;
  char *folder;
  gboolean ask;
  FooledOutputDone done;
  GWeakRef owner;

  GtkWidget *save_button;
  AdwComboRow *format_row;
  AdwComboRow *size_row;
  AdwActionRow *captions_row;
  GtkSwitch *captions_switch;
  GtkLabel *result_label;
};

G_DEFINE_FINAL_TYPE (FooledPosterWindow, fooled_poster_window, ADW_TYPE_WINDOW)

static void
job_free (gpointer data)
{
  Job *job = data;

  g_ptr_array_unref (job->specimens);
  g_free (job);
}

static void
save_pages (const Job *job,
            const char *path,
            BaseProgress progress,
            gpointer progress_data,
            const gint *interrupt,
            GError **error)
{
  g_autoptr (StoreDocument) document =
      run_pages_new (job->specimens, job->width, job->height, RUN_PAGES_DPI, job->captions,
                     progress, progress_data, interrupt, error);
  const StoreSpecimen *first = job->specimens->pdata[0];

  if (document != NULL)
    store_document_save (document, job->specimens->len == 1 ? first->label : NULL, path, interrupt,
                         error);
}

static void
save_job (gpointer data,
          const char *path,
          BaseProgress progress,
          gpointer progress_data,
          const gint *interrupt,
          GError **error)
{
  Job *job = data;
  guint n = job->specimens->len;

  if (job->format != FORMAT_PNG)
    save_pages (job, path, progress, progress_data, interrupt, error);
  else if (n == 1)
    run_poster_save (job->specimens->pdata[0], job->side, path, progress, progress_data, interrupt,
                     error);
  else
    run_sheet_save (job->specimens, MAX (16, job->side / (guint) ceil (sqrt (n))), path, interrupt,
                    error);
}

static const StorePaper *
chosen_paper (FooledPosterWindow *self)
{
  return store_paper (adw_combo_row_get_selected (self->size_row));
}

static guint
n_papers (void)
{
  guint n = 0;

  while (store_paper (n) != NULL)
    n++;
  return n;
}

/* Pixels of the longer side; on paper, of its shorter one. */
static guint
chosen_side (FooledPosterWindow *self)
{
  const StorePaper *paper = chosen_paper (self);
  guint selected = adw_combo_row_get_selected (self->size_row);

  if (paper != NULL)
    return (guint) lround (paper->width * RUN_PAGES_DPI / POINTS_PER_INCH);
  return sides[MIN (selected - n_papers (), G_N_ELEMENTS (sides) - 1)];
}

/* The choice is made: another window takes over. path: taken over. */
static void
start (FooledPosterWindow *self, Format format, char *path)
{
  const StorePaper *paper = chosen_paper (self);
  g_autoptr (GObject) owner = g_weak_ref_get (&self->owner);
  Job *job;

  if (owner == NULL)
    {
      g_free (path);
      return;
    }
  job = g_new0 (Job, 1);
  job->specimens = g_ptr_array_ref (self->specimens);
  job->format = format;
  job->side = chosen_side (self);
  job->width = paper != NULL ? paper->width : job->side * POINTS_PER_INCH / RUN_PAGES_DPI;
  job->height = paper != NULL ? paper->height : job->width;
  job->captions = gtk_switch_get_active (self->captions_switch);
  fooled_saving_window_begin (GTK_WINDOW (owner), gtk_window_get_title (GTK_WINDOW (self)), NULL,
                              save_job, job, job_free, path, self->done);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* FALSE when the name says nothing of it. */
static gboolean
format_of (const char *path, Format *format)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (*format = 0; *format < N_FORMATS; (*format)++)
    if (g_str_has_suffix (lower, formats[*format].ending))
      return TRUE;
  return FALSE;
}

static void
end (FooledPosterWindow *self, const char *path, const GError *error)
{
  g_autoptr (GObject) owner = g_weak_ref_get (&self->owner);

  if (owner != NULL)
    self->done (owner, path, NULL, error);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
fail (FooledPosterWindow *self, const GError *error)
{
  end (self, NULL, error);
}

/* The name decides what is written; where it says nothing the choice does, and then no other file
 * is written over, because nobody was asked. */
static void
path_chosen (gpointer owner, GFile *file, gpointer data)
{
  FooledPosterWindow *self = owner;
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GError) error = NULL;
  Format format;

  if (path == NULL)
    {
      error = g_error_new (BASE_ERROR, BASE_ERROR_UNSUPPORTED, "%s",
                           _ ("Images can only be saved on this computer: choose another folder."));
      fail (self, error);
      return;
    }
  if (!format_of (path, &format))
    {
      g_autofree char *folder = g_path_get_dirname (path);
      g_autofree char *base = g_path_get_basename (path);
      g_autofree char *name = NULL;

      format = (Format) adw_combo_row_get_selected (self->format_row);
      name = g_strconcat (base, formats[format].ending, NULL);
      g_free (path);
      path = fooled_output_free_path (folder, name, &error);
    }
  if (path != NULL)
    start (self, format, g_steal_pointer (&path));
  else
    fail (self, error);
}

/* "banana 99.98 % poster.png", "sheet.pdf" */
static char *
file_name (FooledPosterWindow *self, const char *ending)
{
  if (self->specimens->len > 1)
    return g_strconcat (_ ("sheet"), ending, NULL);
  return store_specimen_file_name (self->specimens->pdata[0], _ ("poster"), ending);
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPosterWindow *self = FOOLED_POSTER_WINDOW (widget);
  Format format = (Format) adw_combo_row_get_selected (self->format_row);
  g_autofree char *name = file_name (self, formats[format].ending);
  g_autoptr (GError) error = NULL;
  char *path;

  if (self->ask)
    {
      FooledFileQuestion question = { .action = GTK_FILE_CHOOSER_ACTION_SAVE,
                                      .title = _ ("Save Poster"),
                                      .accept = _ ("_Save"),
                                      .filter = gtk_file_filter_new (),
                                      .folder = self->folder,
                                      .name = name };

      gtk_file_filter_set_name (question.filter, _ ("PNG, PDF and SVG files"));
      for (Format i = 0; i < N_FORMATS; i++)
        gtk_file_filter_add_suffix (question.filter, formats[i].ending + 1);
      g_mkdir_with_parents (self->folder, 0755); /* if that fails, the dialog begins elsewhere */
      fooled_file_dialog_ask (widget, &question, path_chosen, NULL, NULL);
      return;
    }
  path = fooled_output_free_path (self->folder, name, &error);
  if (path != NULL)
    start (self, format, path);
  else
    fail (self, error);
}

static void
printed (gpointer parent, const char *path, const GError *error)
{
  end (parent, path, error);
}

static void
print (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPosterWindow *self = FOOLED_POSTER_WINDOW (widget);
  g_autofree char *name = file_name (self, "");

  fooled_print (GTK_WINDOW (self), self->specimens, gtk_switch_get_active (self->captions_switch),
                name, self->folder, printed);
}

/* What will come of it, in a sentence. */
static void
choice_changed (FooledPosterWindow *self)
{
  const StoreSpecimen *first;
  gboolean is_png, is_drawn;
  guint width, height;
  g_autofree char *text = NULL;

  if (self->specimens == NULL)
    return;
  first = self->specimens->pdata[0];
  is_png = adw_combo_row_get_selected (self->format_row) == FORMAT_PNG;
  is_drawn = run_poster_is_drawn (first);
  run_poster_size (first, chosen_side (self), &width, &height);
  gtk_widget_set_visible (GTK_WIDGET (self->captions_row), !is_png);
  if (self->specimens->len > 1)
    text = g_strdup_printf (ngettext ("%u image, with its label, confidence and network",
                                      "%u images, each with label, confidence and network",
                                      self->specimens->len),
                            self->specimens->len);
  else if (is_png && is_drawn)
    text = g_strdup_printf (
        _ ("%u × %u pixels, drawn again at this size. A run can begin with it."), width, height);
  else if (is_png)
    text = g_strdup_printf (
        _ ("%u × %u pixels: each pixel stays a square. A run can begin with it."), width, height);
  else if (is_drawn)
    text = g_strdup_printf (_ ("Drawn again with %u pixels an inch."), RUN_PAGES_DPI);
  else
    text = g_strdup (_ ("Each pixel stays a square."));
  gtk_label_set_label (self->result_label, text);
}

/* Enter does what people came for. Before it is shown the focus would hide what is in the window
 * from assistive technologies. */
static void
fooled_poster_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (fooled_poster_window_parent_class)->map (widget);
  gtk_widget_grab_focus (FOOLED_POSTER_WINDOW (widget)->save_button);
}

/* As with the list of sessions: a reference may outlive the main window. */
static void
fooled_poster_window_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (fooled_poster_window_parent_class)->unmap (widget);
  gtk_window_set_transient_for (GTK_WINDOW (widget), NULL);
}

static void
fooled_poster_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FOOLED_TYPE_POSTER_WINDOW);

  G_OBJECT_CLASS (fooled_poster_window_parent_class)->dispose (object);
}

static void
fooled_poster_window_finalize (GObject *object)
{
  FooledPosterWindow *self = FOOLED_POSTER_WINDOW (object);

  g_weak_ref_clear (&self->owner);
  g_clear_pointer (&self->specimens, g_ptr_array_unref);
  g_free (self->folder);

  G_OBJECT_CLASS (fooled_poster_window_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledPosterWindow, name)

static void
fooled_poster_window_class_init (FooledPosterWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_poster_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = fooled_poster_window_finalize;
  widget_class->map = fooled_poster_window_map;
  widget_class->unmap = fooled_poster_window_unmap;
  fooled_focus_order_class_init (widget_class);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/picks/poster-window.ui");
  BIND (save_button);
  BIND (format_row);
  BIND (size_row);
  BIND (captions_row);
  BIND (captions_switch);
  BIND (result_label);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed);
  gtk_widget_class_install_action (widget_class, "poster.save", NULL, save);
  gtk_widget_class_install_action (widget_class, "poster.print", NULL, print);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
fill_rows (FooledPosterWindow *self)
{
  g_autoptr (GtkStringList) kinds = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) sizes = gtk_string_list_new (NULL);

  for (Format format = 0; format < N_FORMATS; format++)
    gtk_string_list_append (kinds, _ (formats[format].title));
  for (guint i = 0; store_paper (i) != NULL; i++)
    gtk_string_list_append (sizes, store_paper (i)->title);
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    gtk_string_list_take (sizes, g_strdup_printf (_ ("%u pixels"), sides[i]));
  adw_combo_row_set_model (self->format_row, G_LIST_MODEL (kinds));
  adw_combo_row_set_model (self->size_row, G_LIST_MODEL (sizes));
}

static void
fooled_poster_window_init (FooledPosterWindow *self)
{
  g_weak_ref_init (&self->owner, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_rows (self);
}

GtkWindow *
fooled_poster_window_new (GtkWindow *owner,
                          GPtrArray *specimens,
                          const char *folder,
                          gboolean ask,
                          FooledOutputDone done)
{
  FooledPosterWindow *self;

  g_return_val_if_fail (GTK_IS_WINDOW (owner), NULL);
  g_return_val_if_fail (specimens != NULL && specimens->len > 0, NULL);
  g_return_val_if_fail (folder != NULL && done != NULL, NULL);

  self = g_object_new (FOOLED_TYPE_POSTER_WINDOW, "application", gtk_window_get_application (owner),
                       "transient-for", owner, NULL);
  g_weak_ref_set (&self->owner, owner);
  self->specimens = g_ptr_array_ref (specimens);
  self->folder = g_strdup (folder);
  self->ask = ask;
  self->done = done;
  if (specimens->len > 1)
    gtk_window_set_title (GTK_WINDOW (self), _ ("Sheet"));
  choice_changed (self);
  return GTK_WINDOW (self);
}
