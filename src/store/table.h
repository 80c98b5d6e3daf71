// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"

G_BEGIN_DECLS

/* A table as a picture: black on white, with heads for rows and columns and a title. */
typedef struct
{
  const char *text; /* UTF-8; '\n' ends a line, of which there are at most two */
  double share;     /* 0 .. 1: how dark its ground is; < 0 = white */
} StoreTableCell;

/* cells: (n_rows, n_columns), both at least 1. Heads that are too long end in an ellipsis.
 * BASE_ERROR_TOO_LARGE when the picture would pass BASE_IMAGE_MAX_SIDE. Caller unrefs. */
BaseImage *store_table_new (const char *title,
                            const char *const *rows,
                            guint n_rows,
                            const char *const *columns,
                            guint n_columns,
                            const StoreTableCell *cells,
                            GError **error);

G_END_DECLS
