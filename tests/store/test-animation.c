// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <webp/demux.h>

#include "base/error.h"
#include "base/random.h"
#include "store/animation.h"
#include "tests/folder.h"

#define N_FRAMES 12

static BaseImage *
noise_new (guint width, guint height, guint channels, guint64 seed)
{
  BaseImage *image = base_image_new (width, height, channels);
  BaseRandom random;

  base_random_init (&random, seed, 0, 0);
  for (gsize i = 0; i < base_image_size (image); i++)
    image->pixels[i] = (guint8) base_random_below (&random, 256);
  return image;
}

/* Read with the library's own decoder: every pixel and every duration is what was put in. */
static void
test_round_trip (void)
{
  g_autofree char *folder = fixture_folder_new ();
  g_autofree char *path = g_build_filename (folder, "a.webp", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreAnimation) animation = store_animation_new (33, 21, TRUE, &error);
  WebPAnimDecoder *decoder;
  WebPAnimInfo info;
  WebPData data;
  gsize length;
  int expected = 0;

  for (guint i = 0; i < N_FRAMES; i++)
    {
      g_autoptr (BaseImage) image = noise_new (33, 21, i % 2 == 0 ? 1 : 3, i);

      g_assert_true (store_animation_add (animation, image, 10 + i, NULL, &error));
      g_assert_no_error (error);
    }
  g_assert_true (store_animation_save (animation, path, &error));
  g_assert_no_error (error);

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  data = (WebPData){ (const guint8 *) content, length };
  decoder = WebPAnimDecoderNew (&data, NULL);
  g_assert_nonnull (decoder);
  g_assert_true (WebPAnimDecoderGetInfo (decoder, &info));
  g_assert_cmpuint (info.canvas_width, ==, 33);
  g_assert_cmpuint (info.canvas_height, ==, 21);
  g_assert_cmpuint (info.frame_count, ==, N_FRAMES);
  g_assert_cmpuint (info.loop_count, ==, 0);
  for (guint i = 0; i < N_FRAMES; i++)
    {
      g_autoptr (BaseImage) image = noise_new (33, 21, i % 2 == 0 ? 1 : 3, i);
      g_autoptr (BaseImage) rgb = base_image_convert (image, 3);
      guint8 *pixels;
      int end;

      g_assert_true (WebPAnimDecoderGetNext (decoder, &pixels, &end));
      expected += 10 + (int) i;
      g_assert_cmpint (end, ==, expected);
      for (guint p = 0; p < 33 * 21; p++)
        g_assert_cmpmem (pixels + p * 4, 3, rgb->pixels + p * 3, 3);
    }
  g_assert_false (WebPAnimDecoderHasMoreFrames (decoder));
  WebPAnimDecoderDelete (decoder);
  remove_folder (folder);
}

static void
test_lossy (void)
{
  g_autofree char *folder = fixture_folder_new ();
  gsize sizes[2];

  for (gboolean lossless = FALSE; lossless <= TRUE; lossless++)
    {
      g_autofree char *path = g_build_filename (folder, "a.webp", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (StoreAnimation) animation = store_animation_new (64, 64, lossless, &error);
      GStatBuf status;

      for (guint i = 0; i < 3; i++)
        {
          g_autoptr (BaseImage) image = noise_new (64, 64, 3, i);

          g_assert_true (store_animation_add (animation, image, 40, NULL, &error));
        }
      g_assert_true (store_animation_save (animation, path, &error));
      g_assert_no_error (error);
      g_assert_cmpint (g_stat (path, &status), ==, 0);
      sizes[lossless] = (gsize) status.st_size;
    }
  g_assert_cmpuint (sizes[FALSE], <, sizes[TRUE]);
  remove_folder (folder);
}

static gpointer
interrupt_later (gpointer data)
{
  g_usleep (20000);
  g_atomic_int_set ((gint *) data, 1);
  return NULL;
}

/* Before a frame, and in the middle of one that takes long. */
static void
test_interrupt (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreAnimation) animation = store_animation_new (3000, 3000, TRUE, &error);
  g_autoptr (BaseImage) image = noise_new (3000, 3000, 3, 1);
  gint interrupt = 1;
  GThread *thread;

  g_assert_false (store_animation_add (animation, image, 40, &interrupt, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  interrupt = 0;
  thread = g_thread_new ("interrupt", interrupt_later, &interrupt);
  g_assert_false (store_animation_add (animation, image, 40, &interrupt, &error));
  g_thread_join (thread);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreAnimation) animation = NULL;
  g_autoptr (BaseImage) image = base_image_new (4, 4, 1);

  g_assert_null (store_animation_new (16384, 10, TRUE, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  animation = store_animation_new (4, 4, TRUE, &error);
  g_assert_true (store_animation_add (animation, image, (1 << 24) - 1, NULL, &error));
  g_assert_false (store_animation_add (animation, image, 1, NULL, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_false (store_animation_save (animation, "/nowhere/at/all.webp", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/animation/round-trip", test_round_trip);
  g_test_add_func ("/store/animation/lossy", test_lossy);
  g_test_add_func ("/store/animation/interrupt", test_interrupt);
  g_test_add_func ("/store/animation/refused", test_refused);
  return g_test_run ();
}
