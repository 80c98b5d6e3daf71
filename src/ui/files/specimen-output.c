// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/specimen-output.h"

#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "ui/widgets/number-text.h"
#include "ui/widgets/texture.h"

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

char *
fooled_output_path (const char *folder, const char *name, GError **error)
{
  g_return_val_if_fail (folder != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                   _ ("The folder “%s” cannot be made: %s. Choose another one in the preferences."),
                   folder, g_strerror (errno));
      return NULL;
    }
  return free_path (folder, name);
}

gboolean
fooled_output_copy (GBytes *png, const BaseImage *image, GdkClipboard *clipboard)
{
  g_autoptr (BaseImage) rgb = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GdkContentProvider) provider = NULL;
  GdkContentProvider *providers[2];

  g_return_val_if_fail (png != NULL && image != NULL, FALSE);
  g_return_val_if_fail (GDK_IS_CLIPBOARD (clipboard), FALSE);

  rgb = base_image_convert (image, 3);
  texture = fooled_texture_new (rgb);
  /* The first one that offers image/png wins: the file with its text entries. */
  providers[0] = gdk_content_provider_new_for_bytes ("image/png", png);
  providers[1] = gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
  provider = gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
  return gdk_clipboard_set_content (clipboard, provider);
}

char *
fooled_specimen_save_in (const StoreSpecimen *specimen, const char *folder, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (specimen != NULL, NULL);
  g_return_val_if_fail (folder != NULL, NULL);

  name = store_specimen_file_name (specimen);
  path = fooled_output_path (folder, name, error);
  if (path == NULL)
    return NULL;
  return store_specimen_save (specimen, path, error) ? g_steal_pointer (&path) : NULL;
}

gboolean
fooled_specimen_copy (const StoreSpecimen *specimen, GdkClipboard *clipboard, GError **error)
{
  g_autoptr (GBytes) png = NULL;

  g_return_val_if_fail (specimen != NULL, FALSE);
  g_return_val_if_fail (GDK_IS_CLIPBOARD (clipboard), FALSE);

  png = store_specimen_encode (specimen, error);
  return png != NULL && fooled_output_copy (png, specimen->image, clipboard);
}

char *
fooled_specimen_text (const StoreSpecimen *specimen)
{
  g_autofree char *confidence = NULL;

  g_return_val_if_fail (specimen != NULL, NULL);

  confidence = fooled_confidence_text (specimen->confidence);
  /* Translators: label and confidence of an image, e.g. "7, 99.98 %". */
  return g_strdup_printf (_ ("%s, %s"), specimen->label, confidence);
}
