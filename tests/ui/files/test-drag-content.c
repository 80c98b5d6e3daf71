// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/drag-content.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "synthetic.h"
#include "ui/files/output.h"
#include "widget-test.h"

typedef struct
{
  GdkContentProvider *content;
  GOutputStream *stream;
  GMainLoop *loop;
  gboolean done;
  GError *error;
} Fixture;

static StoreSpecimen *
new_specimen (void)
{
  g_autoptr (RunNetworkInfo) network = synthetic_network (10, FALSE);

  return synthetic_specimen (network, EVO_ENCODING_CPPN, 7, 0.75f, 3);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreSpecimen) specimen = new_specimen ();

  fixture->content = fooled_drag_content_new (specimen);
  fixture->stream = g_memory_output_stream_new_resizable ();
  fixture->loop = g_main_loop_new (NULL, FALSE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->content);
  g_object_unref (fixture->stream);
  g_main_loop_unref (fixture->loop);
  g_clear_error (&fixture->error);
}

static void
written (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  fixture->done = gdk_content_provider_write_mime_type_finish (GDK_CONTENT_PROVIDER (source),
                                                               result, &fixture->error);
  g_main_loop_quit (fixture->loop);
}

/* What another program gets when it asks for that. */
static GBytes *
ask (Fixture *fixture, const char *mime_type)
{
  gdk_content_provider_write_mime_type_async (fixture->content, mime_type, fixture->stream,
                                              G_PRIORITY_DEFAULT, NULL, written, fixture);
  g_main_loop_run (fixture->loop);
  g_assert_no_error (fixture->error);
  g_assert_true (fixture->done);
  g_assert_true (g_output_stream_close (fixture->stream, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (fixture->stream));
}

static gboolean
has_value (Fixture *fixture, GType type, GValue *value)
{
  g_autoptr (GError) error = NULL;
  gboolean has;

  g_value_init (value, type);
  has = gdk_content_provider_get_value (fixture->content, value, &error);
  if (!has) /* so that GTK asks for the bytes */
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  return has;
}

/* The first question comes before there is anything, and waits for it. */
static void
test_file (Fixture *fixture, gconstpointer data)
{
  g_auto (GValue) early = G_VALUE_INIT, late = G_VALUE_INIT;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GSList) files = NULL;
  g_autoptr (StoreSpecimen) specimen = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) uris = NULL;
  g_autofree char *text = NULL, *path = NULL, *held = NULL;

  g_assert_false (has_value (fixture, GDK_TYPE_FILE_LIST, &early));
  bytes = ask (fixture, "text/uri-list");
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  uris = g_uri_list_extract_uris (text);
  g_assert_cmpuint (g_strv_length (uris), ==, 1);
  path = g_filename_from_uri (uris[0], NULL, NULL);
  specimen = store_specimen_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (specimen->label, ==, "7");

  g_assert_true (has_value (fixture, GDK_TYPE_FILE_LIST, &late));
  files = gdk_file_list_get_files (g_value_get_boxed (&late));
  held = g_file_get_path (files->data);
  g_assert_cmpstr (held, ==, path);
  g_unlink (path);
}

static gboolean
says_how_it_was_made (GBytes *png)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "drag-content.png", NULL);
  g_autoptr (StoreSpecimen) specimen = NULL;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (png, NULL),
                                      (gssize) g_bytes_get_size (png), NULL));
  specimen = store_specimen_load (path, NULL);
  g_unlink (path);
  return specimen != NULL && specimen->genome != NULL;
}

/* As PNG with what it says of itself; in other formats as GTK writes them. */
static void
test_picture (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GdkContentFormats) formats = gdk_content_provider_ref_formats (fixture->content);
  g_autoptr (GBytes) bytes = ask (fixture, data);
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE));
  g_assert_true (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST));
  g_assert_true (gdk_content_formats_contain_mime_type (formats, data));
  texture = gdk_texture_new_from_bytes (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), >=, FOOLED_COPY_SIDE);
  if (g_str_equal (data, "image/png"))
    g_assert_true (says_how_it_was_made (bytes));
}

/* A file in place of the folder keeps even root from writing. */
static void
set_up_obstacle (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "fooled", NULL);
  g_autofree char *aside = g_strconcat (folder, "-aside", NULL);

  g_assert_true (g_rename (folder, aside) == 0 || errno == ENOENT);
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_cache_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (folder, "", 0, NULL));
  set_up (fixture, data);
}

/* Whoever asks is told that it failed, before that is known and after. */
static void
test_failure (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "fooled", NULL);

  for (guint i = 0; i < 2; i++)
    {
      gdk_content_provider_write_mime_type_async (fixture->content, "text/uri-list",
                                                  fixture->stream, G_PRIORITY_DEFAULT, NULL,
                                                  written, fixture);
      g_main_loop_run (fixture->loop);
      g_assert_false (fixture->done);
      g_assert_nonnull (fixture->error);
      g_clear_error (&fixture->error);
    }
  g_unlink (folder);
}

int
main (int argc, char **argv)
{
  if (!widget_test_init (&argc, &argv))
    return 0;
#define ADD(name, data, set_up, test)                                                              \
  g_test_add ("/drag-content/" name, Fixture, data, set_up, test, tear_down)
  ADD ("file", NULL, set_up, test_file);
  ADD ("png", "image/png", set_up, test_picture);
  ADD ("jpeg", "image/jpeg", set_up, test_picture);
  ADD ("failure", NULL, set_up_obstacle, test_failure);
  return g_test_run ();
}
