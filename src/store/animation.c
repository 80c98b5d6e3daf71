// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/animation.h"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <webp/encode.h>
#include <webp/mux.h>

#include "base/error.h"
#include "base/file.h"

#define LOSSLESS_LEVEL 2 /* 0 fastest .. 9 smallest */
#define LOSSY_QUALITY  90
#define LOSSY_METHOD   2 /* 0 fastest .. 6 best */

/* Of all frames together, in milliseconds; WebP has 24 bits for one. */
#define MAX_DURATION ((1 << 24) - 1)

struct _StoreAnimation
{
  WebPAnimEncoder *encoder;
  WebPConfig config;
  guint width, height;
  int end; /* of the last frame, in milliseconds */
};

static gboolean
set_memory_error (GError **error)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
               _ ("There is not enough memory for the animation; choose a smaller size."));
  return FALSE;
}

StoreAnimation *
store_animation_new (guint width, guint height, gboolean lossless, GError **error)
{
  g_autoptr (StoreAnimation) animation = NULL;
  WebPAnimEncoderOptions options;

  g_return_val_if_fail (width >= 1 && height >= 1, NULL);

  if (width > STORE_ANIMATION_MAX_SIDE || height > STORE_ANIMATION_MAX_SIDE)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("An animation of %u × %u pixels would be too large; choose a smaller size."),
                   width, height);
      return NULL;
    }
  animation = g_new0 (StoreAnimation, 1);
  animation->width = width;
  animation->height = height;
  /* These fail only with a library of another version than was built with. */
  if (!WebPConfigInit (&animation->config) || !WebPAnimEncoderOptionsInit (&options) ||
      !WebPConfigLosslessPreset (&animation->config, LOSSLESS_LEVEL))
    g_error ("libwebp is of another version");
  animation->config.lossless = lossless;
  if (!lossless)
    {
      animation->config.quality = LOSSY_QUALITY;
      animation->config.method = LOSSY_METHOD;
    }
  animation->encoder = WebPAnimEncoderNew ((int) width, (int) height, &options);
  if (animation->encoder == NULL)
    {
      set_memory_error (error);
      return NULL;
    }
  return g_steal_pointer (&animation);
}

void
store_animation_free (StoreAnimation *animation)
{
  if (animation == NULL)
    return;
  WebPAnimEncoderDelete (animation->encoder);
  g_free (animation);
}

/* Not zero = go on. */
static int
on_progress (int percent, const WebPPicture *picture)
{
  const gint *interrupt = picture->user_data;

  return interrupt == NULL || g_atomic_int_get (interrupt) == 0;
}

static gboolean
add_picture (StoreAnimation *animation,
             WebPPicture *picture,
             const BaseImage *image,
             GError **error)
{
  g_autoptr (BaseImage) rgb = base_image_convert (image, 3);

  if (!WebPPictureImportRGB (picture, rgb->pixels, (int) rgb->width * 3))
    return set_memory_error (error);
  if (WebPAnimEncoderAdd (animation->encoder, picture, animation->end, &animation->config))
    return TRUE;
  if (!on_progress (0, picture))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The animation was not made."));
      return FALSE;
    }
  if (picture->error_code == VP8_ENC_ERROR_OUT_OF_MEMORY ||
      picture->error_code == VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY)
    return set_memory_error (error);
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("The animation could not be made. %s"),
               WebPAnimEncoderGetError (animation->encoder));
  return FALSE;
}

gboolean
store_animation_add (StoreAnimation *animation,
                     const BaseImage *image,
                     guint milliseconds,
                     const gint *interrupt,
                     GError **error)
{
  WebPPicture picture;
  gboolean done;

  g_return_val_if_fail (animation != NULL && image != NULL && milliseconds >= 1, FALSE);
  g_return_val_if_fail (image->width == animation->width && image->height == animation->height,
                        FALSE);

  if (milliseconds > (guint) (MAX_DURATION - animation->end))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("The animation would be too long; choose a shorter time."));
      return FALSE;
    }
  if (!WebPPictureInit (&picture))
    g_error ("libwebp is of another version");
  picture.use_argb = 1;
  picture.width = (int) image->width;
  picture.height = (int) image->height;
  picture.progress_hook = on_progress;
  picture.user_data = (gpointer) interrupt;
  done = on_progress (0, &picture);
  if (done)
    done = add_picture (animation, &picture, image, error);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The animation was not made."));
  WebPPictureFree (&picture);
  if (done)
    animation->end += (int) milliseconds;
  return done;
}

GBytes *
store_animation_finish (StoreAnimation *animation, GError **error)
{
  WebPData data;

  g_return_val_if_fail (animation != NULL && animation->end > 0, NULL);

  WebPDataInit (&data);
  /* Without a picture: where the last frame ends. */
  if (!WebPAnimEncoderAdd (animation->encoder, NULL, animation->end, NULL) ||
      !WebPAnimEncoderAssemble (animation->encoder, &data))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("The animation could not be made. %s"),
                   WebPAnimEncoderGetError (animation->encoder));
      return NULL;
    }
  return g_bytes_new_with_free_func (data.bytes, data.size, WebPFree, (gpointer) data.bytes);
}

gboolean
store_animation_save (StoreAnimation *animation, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (path != NULL, FALSE);

  bytes = store_animation_finish (animation, error);
  return bytes != NULL && base_file_write (path, bytes, error);
}
