// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"

G_BEGIN_DECLS

/* A contact sheet: pictures in rows on white, with a caption under each (Pango, the system's sans
 * font; '\n' ends a line, and long lines end in an ellipsis). Pictures are fitted into `cell` x
 * `cell`, small ones enlarged by whole factors. captions may be NULL; NULL images leave their cell
 * empty. columns 0 = about as square as possible. BASE_ERROR_TOO_LARGE when the sheet would pass
 * BASE_IMAGE_MAX_SIDE. */
BaseImage *store_sheet_new (BaseImage *const *images,
                            const char *const *captions,
                            guint n,
                            guint columns,
                            guint cell,
                            GError **error);

/* The same in a row, as of an image's ancestors; in as few rows as fit into BASE_IMAGE_MAX_SIDE
 * when one is too long. */
BaseImage *store_strip_new (BaseImage *const *images,
                            const char *const *captions,
                            guint n,
                            guint cell,
                            GError **error);

/* The same, filled and changed cell by cell: for an animation. */
typedef struct _StoreSheet StoreSheet;

/* lines: of a caption, at most STORE_SHEET_MAX_LINES; 0 = without captions. At first all white. */
#define STORE_SHEET_MAX_LINES 4
StoreSheet *store_sheet_begin (guint n, guint columns, guint cell, guint lines, GError **error);
void store_sheet_free (StoreSheet *sheet);

/* What stands in cell `index` from now on; both may be NULL. */
void store_sheet_put (StoreSheet *sheet, guint index, const BaseImage *image, const char *caption);

/* As it is at the moment. Borrowed. */
const BaseImage *store_sheet_image (const StoreSheet *sheet);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreSheet, store_sheet_free)

G_END_DECLS
