// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"

G_BEGIN_DECLS

/* A text entry of a PNG file. Keys are 1 .. 79 Latin-1 letters (PNG specification, 11.3.4.3). */
typedef struct
{
  const char *key;
  const char *text; /* UTF-8, stored as iTXt when it is not plain ASCII */
} StoreText;

/* Writes the picture and its texts. Goes to a temporary file beside `path` that is renamed when
 * complete, so a full disk leaves the old file as it was. */
gboolean store_png_save (const BaseImage *image,
                         const StoreText *texts,
                         guint n_texts,
                         const char *path,
                         GError **error);

/* The same into memory. */
GBytes *store_png_encode (const BaseImage *image,
                          const StoreText *texts,
                          guint n_texts,
                          GError **error);

/* Reads any PNG: 16 bits become 8, palettes and low depths are expanded, transparency is laid on
 * white. Grey files give 1 channel, others 3. `texts`, if not NULL, becomes a table key -> text
 * (char * -> char *), owned by the caller. Sizes are checked before anything is allocated. */
BaseImage *store_png_load (const char *path, GHashTable **texts, GError **error);
BaseImage *store_png_decode (GBytes *bytes, const char *name, GHashTable **texts, GError **error);

G_END_DECLS
