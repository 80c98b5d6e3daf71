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

/* The same row by row, so that a picture never has to be in memory: `path` is there when it is
 * finished, and not before. */
typedef struct _StorePngWriter StorePngWriter;

StorePngWriter *store_png_writer_new (const char *path,
                                      guint width,
                                      guint height,
                                      guint channels,
                                      const StoreText *texts,
                                      guint n_texts,
                                      GError **error);

/* The next rows: a picture of the same width and channels. G_IO_ERROR_CANCELLED within a row when
 * `interrupt`, which may be NULL, becomes non-zero. After a failure it can only be freed. */
gboolean store_png_writer_add (StorePngWriter *writer,
                               const BaseImage *rows,
                               const gint *interrupt,
                               GError **error);

/* After exactly as many rows as were announced. */
gboolean store_png_writer_finish (StorePngWriter *writer, GError **error);

/* Removes what is not finished. NULL is ignored. */
void store_png_writer_free (StorePngWriter *writer);

/* Reads any PNG: 16 bits become 8, palettes and low depths are expanded, transparency is laid on
 * white. Grey files give 1 channel, others 3. `texts`, if not NULL, becomes a table key -> text
 * (char * -> char *), owned by the caller. Sizes are checked before anything is allocated. */
BaseImage *store_png_load (const char *path, GHashTable **texts, GError **error);
BaseImage *store_png_decode (GBytes *bytes, const char *name, GHashTable **texts, GError **error);

/* The same, but the picture is only looked at on a grid of points: it becomes width x height, each
 * pixel being the first that lies in its part of the file's, which may be as large as
 * BASE_IMAGE_MAX_SIDE. `choose` gets the texts and says the size, or FALSE = as it is. */
typedef gboolean (*StorePngChoose) (GHashTable *texts, guint *width, guint *height);
BaseImage *store_png_decode_points (GBytes *bytes,
                                    const char *name,
                                    StorePngChoose choose,
                                    GHashTable **texts,
                                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StorePngWriter, store_png_writer_free)

G_END_DECLS
