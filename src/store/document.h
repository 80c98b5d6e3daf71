// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cairo.h>

#include "base/image.h"

G_BEGIN_DECLS

/* Pictures with captions on pages, for a PDF or SVG file (Cairo) and for a printer: one fills its
 * page as a poster, several stand in rows, as large as all have room for. Where they would become
 * too small there are more pages; an SVG file, which has one, grows longer. Captions are letters,
 * not pixels, and '\n' ends a line. Lengths are in points, 1/72 inch. */
typedef struct _StoreDocument StoreDocument;

/* Sheets of paper, upright. */
typedef struct
{
  const char *name;     /* "a4": for the command line */
  const char *title;    /* "A4": for people, the same in every language */
  double width, height; /* points */
} StorePaper;

/* NULL after the last one. */
const StorePaper *store_paper (guint index);

/* captions: n of them, each NULL or UTF-8; or NULL. n >= 1; width and height at least 100. */
StoreDocument *store_document_new (guint n,
                                   const char *const *captions,
                                   double width,
                                   double height);
void store_document_free (StoreDocument *document);

/* The square that each picture is fitted into. */
double store_document_cell (const StoreDocument *document);

/* Small pictures keep hard edges. Without one a cell stays empty. */
void store_document_set_image (StoreDocument *document, guint index, BaseImage *image);

/* page < n; in points, from its upper left corner. */
guint store_document_n_pages (const StoreDocument *document);
void store_document_draw (const StoreDocument *document, guint page, cairo_t *cairo);

/* Whether the name ends in .pdf or .svg. */
gboolean store_document_is_name (const char *path);

/* Writes such a file: complete, or not at all. title may be NULL. G_IO_ERROR_CANCELLED when
 * `interrupt`, which may be NULL, becomes non-zero. */
gboolean store_document_save (const StoreDocument *document,
                              const char *title,
                              const char *path,
                              const gint *interrupt,
                              GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreDocument, store_document_free)

G_END_DECLS
