// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/poster.h"
#include "store/document.h"

G_BEGIN_DECLS

/* Images on paper, with captions: one as a poster, several as a sheet (store/document.h). What a
 * CPPN drew is drawn again with the resolution of the paper. */
#define RUN_PAGES_DPI     300
#define RUN_PAGES_MIN_DPI 72
#define RUN_PAGES_MAX_DPI 1200

/* specimens: StoreSpecimen *, at least one. width, height: of the paper in points; captions:
 * whether there are any. Progress and interrupt as in run/poster.h. NULL with an error. */
StoreDocument *run_pages_new (GPtrArray *specimens,
                              double width,
                              double height,
                              guint dpi,
                              gboolean captions,
                              BaseProgress progress,
                              gpointer progress_data,
                              const gint *interrupt,
                              GError **error);

/* Several images as one PNG picture, each `cell` pixels large (store/sheet.h). */
gboolean run_sheet_save (GPtrArray *specimens,
                         guint cell,
                         const char *path,
                         const gint *interrupt,
                         GError **error);

G_END_DECLS
