// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "store/png.h"
#include "store/sheet.h"
#include "ui/files/specimen-output.h"
#include "ui/perturb/perturb-page-private.h"
#include "ui/perturb/perturb-text.h"
#include "ui/settings/settings-keys.h"

/* Pixels of each of the three pictures when they are one. */
#define SHEET_CELL 448

/* A picture to be saved or copied, with what is written into the file. */
typedef struct
{
  BaseImage *image;
  char *name; /* of the file */
  char *title;
} Output;

static void
output_free (gpointer data)
{
  Output *output = data;

  base_image_unref (output->image);
  g_free (output->name);
  g_free (output->title);
  g_free (output);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Output, output_free)

/* "Before: hen, 99.95 %" */
static char *
look_caption (const char *title, const RunPerturbSnapshot *snapshot, const RunLook *look)
{
  g_autofree char *text = fooled_look_text (snapshot->network, look);

  return g_strdup_printf ("%s: %s", title, text);
}

static char *
change_caption (FooledPerturbPage *self)
{
  return g_strdup_printf (_ ("Change × %.0f"), gtk_adjustment_get_value (self->factor_adjustment));
}

static BaseImage *
make_sheet (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot, GError **error)
{
  g_autofree char *before = look_caption (_ ("Before"), snapshot, snapshot->before);
  g_autofree char *change = change_caption (self);
  g_autofree char *after = look_caption (_ ("After"), snapshot, snapshot->after);
  BaseImage *images[] = { snapshot->before->image, self->change, snapshot->after->image };
  const char *captions[] = { before, change, after };

  return store_sheet_new (images, captions, G_N_ELEMENTS (images), G_N_ELEMENTS (images),
                          SHEET_CELL, error);
}

/* "lenet-mnist-7-to-3-after.png" */
static char *
file_name (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot, const char *what)
{
  g_autofree char *network = g_path_get_basename (self->network);
  g_autofree char *to = NULL;
  char *name;

  if (snapshot->has_result && snapshot->result.label_after != snapshot->result.label)
    to = g_strdup_printf ("-to-%u", snapshot->result.label_after);
  name = g_strdup_printf ("%s-%u%s-%s.png", network, snapshot->before->top[0].class_index,
                          to != NULL ? to : "", what);
  return name;
}

static Output *
make_output (FooledPerturbPage *self, const char *what, GError **error)
{
  const RunPerturbSnapshot *snapshot = _fooled_perturb_page_get_snapshot (self);
  gboolean changed;
  g_autoptr (Output) output = NULL;

  if (snapshot == NULL || snapshot->before == NULL || snapshot->before->n_top == 0)
    return NULL;
  changed = snapshot->after != NULL && snapshot->after->n_top > 0 && self->change != NULL;
  if (!changed) /* nothing else is there yet */
    what = "before";
  output = g_new0 (Output, 1);
  output->name = file_name (self, snapshot, what);
  if (g_str_equal (what, "before"))
    {
      output->image = base_image_ref (snapshot->before->whole);
      output->title = look_caption (_ ("Before"), snapshot, snapshot->before);
    }
  else if (g_str_equal (what, "after"))
    {
      output->image = base_image_ref (snapshot->after->whole);
      output->title = look_caption (_ ("After"), snapshot, snapshot->after);
    }
  else if (g_str_equal (what, "change"))
    {
      output->image = base_image_ref (self->change);
      output->title = change_caption (self);
    }
  else
    {
      output->image = make_sheet (self, snapshot, error);
      output->title =
          fooled_perturb_sentence (snapshot, fooled_target_chooser_get_target (self->target));
    }
  return output->image != NULL ? g_steal_pointer (&output) : NULL;
}

static gboolean
save_to (FooledPerturbPage *self, const Output *output, const char *path)
{
  StoreText texts[] = { { "Title", output->title }, { "Software", "Fooled" } };
  g_autoptr (GError) error = NULL;

  if (!store_png_save (output->image, texts, G_N_ELEMENTS (texts), path, &error))
    {
      _fooled_perturb_page_message (self, error->message);
      return FALSE;
    }
  g_signal_emit_by_name (self, "saved", path);
  return TRUE;
}

static void
path_chosen (FooledPerturbPage *self, int response)
{
  const Output *output = g_object_get_data (G_OBJECT (self->chooser), "output");
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path == NULL)
    _fooled_perturb_page_message (
        self, _ ("Images can only be saved on this computer: choose another folder."));
  else if (response == GTK_RESPONSE_ACCEPT)
    save_to (self, output, path);
  g_clear_object (&self->chooser);
}

/* Takes over the output. */
static void
ask_where_to_save (FooledPerturbPage *self, Output *output)
{
  g_autofree char *path = fooled_settings_save_folder (self->settings);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  self->chooser = gtk_file_chooser_native_new (_ ("Save Image"), GTK_WINDOW (root),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_filter_set_name (filter, _ ("PNG images"));
  gtk_file_filter_add_mime_type (filter, "image/png");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  g_mkdir_with_parents (path, 0755); /* if that fails, the dialog begins elsewhere */
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (self->chooser), folder, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), output->name);
  g_object_set_data_full (G_OBJECT (self->chooser), "output", output, output_free);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (path_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* What can be saved at all is saved as it is at this moment. */
static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);
  g_autoptr (GError) error = NULL;
  g_autoptr (Output) output = make_output (self, g_variant_get_string (parameter, NULL), &error);
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;

  if (error != NULL)
    _fooled_perturb_page_message (self, error->message);
  if (output == NULL || self->chooser != NULL)
    return;
  if (g_settings_get_boolean (self->settings, "ask-where-to-save"))
    {
      ask_where_to_save (self, g_steal_pointer (&output));
      return;
    }
  folder = fooled_settings_save_folder (self->settings);
  path = fooled_output_path (folder, output->name, &error);
  if (path != NULL)
    save_to (self, output, path);
  else
    _fooled_perturb_page_message (self, error->message);
}

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);
  g_autoptr (GError) error = NULL;
  g_autoptr (Output) output = make_output (self, g_variant_get_string (parameter, NULL), &error);
  g_autoptr (GBytes) png = NULL;

  if (output != NULL)
    {
      StoreText texts[] = { { "Title", output->title }, { "Software", "Fooled" } };

      png = store_png_encode (output->image, texts, G_N_ELEMENTS (texts), &error);
    }
  if (error != NULL)
    _fooled_perturb_page_message (self, error->message);
  else if (png != NULL)
    _fooled_perturb_page_message (
        self, fooled_output_copy (png, output->image, gtk_widget_get_clipboard (widget))
                  ? _ ("Copied the picture")
                  : _ ("The image was not copied."));
}

void
_fooled_perturb_page_install_save (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "perturb.save", "s", save);
  gtk_widget_class_install_action (widget_class, "perturb.copy", "s", copy);
}
