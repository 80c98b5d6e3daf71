// SPDX-License-Identifier: GPL-3.0-or-later
#include "datasets/picture-kind.h"

#include "base/error.h"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PNG_MARK "\x89PNG\r\n\x1a\n"

/* %s is the file. */
static const char *const sentences[] = {
  [DATA_PICTURE_OTHER] = N_ ("“%s” is not a picture that this system can read. PNG and JPEG can be "
                             "read everywhere."),
  [DATA_PICTURE_PNG] = N_ ("“%s” is a PNG picture, but it is damaged and cannot be read."),
  [DATA_PICTURE_APPLE_PNG] = N_ (
      "“%s” is a picture out of an app for Apple's devices, which looks like a PNG and is none. "
      "Open it on a Mac and export it as PNG."),
  [DATA_PICTURE_JPEG] = N_ ("“%s” is a JPEG picture, but it is damaged and cannot be read."),
  [DATA_PICTURE_WEBP] =
      N_ ("“%s” is a WebP picture, which this system cannot read yet. Install the "
          "package webp-pixbuf-loader, or save it as PNG or JPEG."),
  [DATA_PICTURE_HEIC] = N_ ("“%s” is a HEIC picture, as phones take them, which this system cannot "
                            "read yet. Install the package heif-gdk-pixbuf, or save it as JPEG."),
  [DATA_PICTURE_AVIF] =
      N_ ("“%s” is an AVIF picture, which this system cannot read yet. Install the "
          "package libavif-gdk-pixbuf, or save it as PNG or JPEG."),
  [DATA_PICTURE_JPEG_XL] =
      N_ ("“%s” is a JPEG XL picture, which this system cannot read. Save it as "
          "PNG or JPEG."),
  [DATA_PICTURE_RAW] = N_ ("“%s” is a raw picture of a camera. Save it as PNG or JPEG."),
  [DATA_PICTURE_PDF] = N_ ("“%s” is a PDF document, not a picture. Save its page as PNG."),
  [DATA_PICTURE_LFS_POINTER] =
      N_ ("“%s” is a Git LFS pointer, a note that stands for the picture. Get the real file with "
          "“git lfs pull”."),
  [DATA_PICTURE_WEB_PAGE] =
      N_ ("“%s” is a web page, not a picture: the download gave a page instead of the file."),
};

static gboolean
has_at (const guint8 *data, gsize size, gsize place, const char *mark, gsize length)
{
  return size >= place + length && memcmp (data + place, mark, length) == 0;
}

#define HAS_AT(place, mark) has_at (data, size, place, mark, sizeof mark - 1)

/* Brands of ISO's base media files, which HEIC and AVIF are. */
static DataPictureKind
kind_of_brand (const guint8 *data, gsize size)
{
  if (HAS_AT (8, "avif") || HAS_AT (8, "avis"))
    return DATA_PICTURE_AVIF;
  if (HAS_AT (8, "heic") || HAS_AT (8, "heix") || HAS_AT (8, "mif1") || HAS_AT (8, "msf1") ||
      HAS_AT (8, "heim") || HAS_AT (8, "hevc"))
    return DATA_PICTURE_HEIC;
  if (HAS_AT (8, "crx "))
    return DATA_PICTURE_RAW;
  return DATA_PICTURE_OTHER;
}

static gboolean
is_web_page (const guint8 *data, gsize size)
{
  gsize i = 0;

  while (i < size && g_ascii_isspace (data[i]))
    i++;
  return size - i >= 9 && (g_ascii_strncasecmp ((const char *) data + i, "<!doctype", 9) == 0 ||
                           g_ascii_strncasecmp ((const char *) data + i, "<html", 5) == 0);
}

DataPictureKind
data_picture_kind (const guint8 *data, gsize size)
{
  g_return_val_if_fail (data != NULL || size == 0, DATA_PICTURE_OTHER);

  if (HAS_AT (0, PNG_MARK))
    return HAS_AT (12, "CgBI") ? DATA_PICTURE_APPLE_PNG : DATA_PICTURE_PNG;
  if (HAS_AT (0, "\xff\xd8\xff"))
    return DATA_PICTURE_JPEG;
  if (HAS_AT (0, "RIFF") && HAS_AT (8, "WEBP"))
    return DATA_PICTURE_WEBP;
  if (HAS_AT (4, "ftyp"))
    return kind_of_brand (data, size);
  if (HAS_AT (0, "\xff\x0a") || HAS_AT (4, "JXL \r\n\x87\n"))
    return DATA_PICTURE_JPEG_XL;
  if (HAS_AT (0, "FUJIFILMCCD-RAW") || HAS_AT (0, "IIRO") || HAS_AT (8, "CR\2"))
    return DATA_PICTURE_RAW;
  if (HAS_AT (0, "%PDF"))
    return DATA_PICTURE_PDF;
  if (HAS_AT (0, "version https://git-lfs"))
    return DATA_PICTURE_LFS_POINTER;
  return is_web_page (data, size) ? DATA_PICTURE_WEB_PAGE : DATA_PICTURE_OTHER;
}

void
data_picture_set_unknown (DataPictureKind kind, const char *shown, GError **error)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED, _ (sentences[kind]), shown);
#pragma GCC diagnostic pop
}
