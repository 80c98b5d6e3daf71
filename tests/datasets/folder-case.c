// SPDX-License-Identifier: GPL-3.0-or-later
#include "folder-case.h"

#include "base/error.h"
#include "tests/folder.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>

char *
folder_case_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("fooled-data-set-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

void
folder_case_free (char *folder)
{
  remove_folder (folder);
  g_free (folder);
}

static char *
make_path (const char *folder, const char *path)
{
  char *whole = g_build_filename (folder, path, NULL);
  g_autofree char *above = g_path_get_dirname (whole);

  g_assert_cmpint (g_mkdir_with_parents (above, 0700), ==, 0);
  return whole;
}

void
folder_case_write (const char *folder, const char *path, gconstpointer data, gsize size)
{
  g_autofree char *whole = make_path (folder, path);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (whole, data, (gssize) size, &error);
  g_assert_no_error (error);
}

void
folder_case_picture (const char *folder,
                     const char *path,
                     guint width,
                     guint height,
                     guint8 red,
                     guint8 green,
                     guint8 blue)
{
  g_autofree char *whole = make_path (folder, path);
  g_autoptr (GdkPixbuf) pixbuf =
      gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, (int) width, (int) height);
  g_autoptr (GError) error = NULL;

  gdk_pixbuf_fill (pixbuf, (guint32) red << 24 | (guint32) green << 16 | (guint32) blue << 8);
  gdk_pixbuf_save (pixbuf, whole, "png", &error, NULL);
  g_assert_no_error (error);
}

void
folder_case_assert_refused (const char *folder, int code, const char *words)
{
  g_autoptr (NnDataset) train = NULL, test = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (data_set_load (folder, NULL, &train, &test, NULL, NULL, NULL, &error));
  g_assert_null (train);
  g_assert_null (test);
  g_test_message ("%s", error->message);
  g_assert_error (error, BASE_ERROR, code);
  g_assert_nonnull (strstr (error->message, words));
}
