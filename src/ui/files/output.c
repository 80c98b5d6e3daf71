// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/output.h"

#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/error.h"
#include "base/file.h"
#include "run/poster.h"
#include "store/file-name.h"
#include "ui/files/file-dialog.h"
#include "ui/threads/background.h"
#include "ui/widgets/class-labels.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/texture.h"

struct _FooledOutput
{
  char *file_name;
  char *text;
  FooledEncode encode;
  gpointer data;
  GDestroyNotify free_data;
  gboolean is_animation;
  gboolean is_table;

  /* Where it goes. */
  FooledOutputDone done;
  char *folder;
  char *path;

  /* What came of it. */
  GBytes *png;
  BaseImage *image;
};

FooledOutput *
fooled_output_new (const char *file_name,
                   const char *text,
                   FooledEncode encode,
                   gpointer data,
                   GDestroyNotify free_data)
{
  FooledOutput *output;

  g_return_val_if_fail (file_name != NULL, NULL);
  g_return_val_if_fail (encode != NULL, NULL);

  output = g_new0 (FooledOutput, 1);
  output->file_name = g_strdup (file_name);
  output->text = g_strdup (text);
  output->encode = encode;
  output->data = data;
  output->free_data = free_data;
  return output;
}

void
fooled_output_set_animation (FooledOutput *output)
{
  g_return_if_fail (output != NULL);

  output->is_animation = TRUE;
}

void
fooled_output_set_table (FooledOutput *output)
{
  g_return_if_fail (output != NULL);

  output->is_table = TRUE;
}

void
fooled_output_free (FooledOutput *output)
{
  if (output == NULL)
    return;
  output->free_data (output->data);
  g_clear_pointer (&output->png, g_bytes_unref);
  g_clear_pointer (&output->image, base_image_unref);
  g_free (output->path);
  g_free (output->folder);
  g_free (output->text);
  g_free (output->file_name);
  g_free (output);
}

static void
output_free (gpointer output)
{
  fooled_output_free (output);
}

BaseImage *
fooled_output_draw_large (const StoreSpecimen *specimen)
{
  guint longest = MAX (specimen->image->width, specimen->image->height);
  guint factor = (FOOLED_COPY_SIDE + longest - 1) / longest;
  BaseImage *drawn = factor > 1 ? run_poster_draw (specimen, factor * longest, NULL, NULL) : NULL;

  return drawn != NULL ? drawn : base_image_ref (specimen->image);
}

static GBytes *
encode_specimen (gpointer data, BaseImage **image, GError **error)
{
  StoreSpecimen *specimen = data;

  *image = base_image_ref (specimen->image);
  return store_specimen_encode (specimen, error);
}

static void
free_specimen (gpointer specimen)
{
  store_specimen_unref (specimen);
}

FooledOutput *
fooled_output_new_specimen (StoreSpecimen *specimen)
{
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (specimen != NULL, NULL);

  name = store_specimen_file_name (specimen, NULL, ".png");
  text = fooled_specimen_text (specimen);
  return fooled_output_new (name, text, encode_specimen, store_specimen_ref (specimen),
                            free_specimen);
}

/* A path in the folder that no file has. */
static char *
free_path (const char *folder, const char *name)
{
  const char *dot = strrchr (name, '.');
  int stem = dot != NULL ? (int) (dot - name) : (int) strlen (name);
  char *path = g_build_filename (folder, name, NULL);

  for (guint i = 2; g_file_test (path, G_FILE_TEST_EXISTS); i++)
    {
      g_autofree char *numbered =
          g_strdup_printf ("%.*s-%u%s", stem, name, i, dot != NULL ? dot : "");

      g_free (path);
      path = g_build_filename (folder, numbered, NULL);
    }
  return path;
}

static gboolean
make_folder (const char *folder, GError **error)
{
  if (g_mkdir_with_parents (folder, 0755) == 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
               _ ("The folder “%s” cannot be made: %s. Choose another one in the preferences."),
               folder, g_strerror (errno));
  return FALSE;
}

char *
fooled_output_free_path (const char *folder, const char *name, GError **error)
{
  g_return_val_if_fail (folder != NULL && name != NULL, NULL);

  return make_folder (folder, error) ? free_path (folder, name) : NULL;
}

/* On the queue's thread, so that no two look for a free name at once. */
static void
save_work (gpointer job, GCancellable *cancellable, GError **error)
{
  FooledOutput *output = job;

  if (output->path == NULL && !make_folder (output->folder, error))
    return;
  output->png = output->encode (output->data, &output->image, error);
  if (output->png == NULL)
    return;
  if (output->path == NULL)
    output->path = free_path (output->folder, output->file_name);
  base_file_write (output->path, output->png, error);
}

static void
saved (gpointer owner, gpointer job, const GError *error)
{
  FooledOutput *output = job;

  output->done (owner, output->path, output->text, error);
}

static void
save_now (GtkWidget *owner, FooledOutput *output)
{
  fooled_background_queue (G_OBJECT (owner), output, output_free, save_work, saved);
}

/* What is saved is the image of the moment when it was asked for. */
static void
path_chosen (gpointer owner, GFile *file, gpointer data)
{
  FooledOutput **held = data;
  g_autoptr (GError) error = NULL;

  (*held)->path = g_file_get_path (file);
  if ((*held)->path != NULL)
    {
      save_now (owner, g_steal_pointer (held));
      return;
    }
  error = g_error_new (BASE_ERROR, BASE_ERROR_UNSUPPORTED, "%s",
                       _ ("Images can only be saved on this computer: choose another folder."));
  (*held)->done (owner, NULL, (*held)->text, error);
}

/* The dialog's, until a file is chosen. */
static void
free_held (gpointer data)
{
  FooledOutput **held = data;

  fooled_output_free (*held);
  g_free (held);
}

/* What the dialog says of each kind. */
typedef struct
{
  const char *title, *filter, *mime_type;
} Kind;

static const Kind of_image = { N_ ("Save Image"), N_ ("PNG images"), "image/png" };
static const Kind of_animation = { N_ ("Save Animation"), N_ ("WebP animations"), "image/webp" };
static const Kind of_table = { N_ ("Save Table"), N_ ("Tables (CSV)"), "text/csv" };

static void
ask (GtkWidget *owner,
     const Kind *kind,
     const char *folder,
     const char *name,
     FooledFileChosen chosen,
     gpointer data,
     GDestroyNotify free_data)
{
  FooledFileQuestion question = { .action = GTK_FILE_CHOOSER_ACTION_SAVE,
                                  .title = _ (kind->title),
                                  .accept = _ ("_Save"),
                                  .filter = gtk_file_filter_new (),
                                  .folder = folder,
                                  .name = name };

  gtk_file_filter_set_name (question.filter, _ (kind->filter));
  gtk_file_filter_add_mime_type (question.filter, kind->mime_type);
  g_mkdir_with_parents (folder, 0755); /* if that fails, the dialog begins elsewhere */
  fooled_file_dialog_ask (owner, &question, chosen, data, free_data);
}

static void
ask_where_to_save (GtkWidget *owner, FooledOutput *output)
{
  FooledOutput **held = g_new (FooledOutput *, 1);

  *held = output;
  ask (owner,
       output->is_animation ? &of_animation
       : output->is_table   ? &of_table
                            : &of_image,
       output->folder, output->file_name, path_chosen, held, free_held);
}

void
fooled_output_ask_animation (GtkWidget *owner,
                             const char *folder,
                             const char *name,
                             FooledFileChosen chosen,
                             gpointer data,
                             GDestroyNotify free_data)
{
  g_return_if_fail (GTK_IS_WIDGET (owner));
  g_return_if_fail (folder != NULL && name != NULL);

  ask (owner, &of_animation, folder, name, chosen, data, free_data);
}

void
fooled_output_save (GtkWidget *owner,
                    FooledOutput *output,
                    const char *folder,
                    gboolean ask,
                    FooledOutputDone done)
{
  g_return_if_fail (GTK_IS_WIDGET (owner));
  g_return_if_fail (output != NULL && output->done == NULL);
  g_return_if_fail (folder != NULL);
  g_return_if_fail (done != NULL);

  output->folder = g_strdup (folder);
  output->done = done;
  if (ask)
    ask_where_to_save (owner, output);
  else
    save_now (owner, output);
}

static void
encode_work (gpointer job, GCancellable *cancellable, GError **error)
{
  FooledOutput *output = job;
  g_autoptr (BaseImage) image = NULL;

  if (output->encode == encode_specimen)
    {
      image = fooled_output_draw_large (output->data);
      output->png = store_specimen_encode_as (output->data, image, error);
    }
  else
    output->png = output->encode (output->data, &image, error);
  if (output->png != NULL)
    output->image = base_image_convert (image, 3);
}

static gboolean
set_clipboard (GdkClipboard *clipboard, GBytes *png, BaseImage *image)
{
  g_autoptr (GdkTexture) texture = fooled_texture_new (image);
  g_autoptr (GdkContentProvider) provider = NULL;
  GdkContentProvider *providers[2];

  /* The first one that offers image/png wins: the file with its text entries. */
  providers[0] = gdk_content_provider_new_for_bytes ("image/png", png);
  providers[1] = gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
  provider = gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
  return gdk_clipboard_set_content (clipboard, provider);
}

static void
encoded (gpointer owner, gpointer job, const GError *error)
{
  FooledOutput *output = job;
  g_autoptr (GError) refused = NULL;

  if (error == NULL &&
      !set_clipboard (gtk_widget_get_clipboard (owner), output->png, output->image))
    refused =
        g_error_new (BASE_ERROR, BASE_ERROR_UNSUPPORTED, "%s", _ ("The image was not copied."));
  output->done (owner, NULL, output->text, error != NULL ? error : refused);
}

void
fooled_output_copy (GtkWidget *owner, FooledOutput *output, FooledOutputDone done)
{
  g_return_if_fail (GTK_IS_WIDGET (owner));
  g_return_if_fail (output != NULL && output->done == NULL);
  g_return_if_fail (done != NULL);

  output->done = done;
  fooled_background_queue (G_OBJECT (owner), output, output_free, encode_work, encoded);
}

char *
fooled_specimen_text (const StoreSpecimen *specimen)
{
  g_autofree char *confidence = NULL;

  g_return_val_if_fail (specimen != NULL, NULL);

  confidence = fooled_confidence_text (specimen->confidence);
  /* Translators: label and confidence of an image, e.g. "7, 99.98 %". */
  return g_strdup_printf (_ ("%s, %s"), fooled_label_text (specimen->label), confidence);
}
