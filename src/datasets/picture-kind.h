// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a picture file is, by its first bytes. */
typedef enum
{
  DATA_PICTURE_OTHER,
  DATA_PICTURE_PNG,
  DATA_PICTURE_APPLE_PNG, /* what Apple's Xcode makes of a PNG for an app: no PNG any more */
  DATA_PICTURE_JPEG,
  DATA_PICTURE_WEBP,
  DATA_PICTURE_HEIC,
  DATA_PICTURE_AVIF,
  DATA_PICTURE_JPEG_XL,
  DATA_PICTURE_RAW, /* of a camera */
  DATA_PICTURE_PDF,
  DATA_PICTURE_LFS_POINTER,
  DATA_PICTURE_WEB_PAGE,
} DataPictureKind;

DataPictureKind data_picture_kind (const guint8 *data, gsize size);

/* FALSE for what must not be given to gdk-pixbuf. */
gboolean data_picture_has_sound_header (const guint8 *data, gsize size);

/* Whether the file goes to its end, as far as its kind lets that be seen. */
gboolean data_picture_is_whole (const guint8 *data, gsize size);

/* An error for a file that no reader of this system takes. */
void data_picture_set_unknown (DataPictureKind kind, const char *shown, GError **error);

G_END_DECLS
