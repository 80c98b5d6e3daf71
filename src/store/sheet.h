// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"

G_BEGIN_DECLS

/* A contact sheet: pictures in rows on white, with a caption of one line under each (Pango, the
 * system's sans font; long ones end in an ellipsis). Pictures are fitted into `cell` x `cell`,
 * small ones enlarged by whole factors. captions may be NULL; NULL images leave their cell empty.
 * columns 0 = about as square as possible. BASE_ERROR_TOO_LARGE when the sheet would pass
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

G_END_DECLS
