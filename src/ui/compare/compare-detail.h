// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/compare.h"

G_BEGIN_DECLS

/* A cell of the table in full: a sentence, and each image with what the network says of it. */
#define FOOLED_TYPE_COMPARE_DETAIL (fooled_compare_detail_get_type ())
G_DECLARE_FINAL_TYPE (FooledCompareDetail, fooled_compare_detail, FOOLED, COMPARE_DETAIL, GtkWidget)

/* Shows a cell that is complete. */
void fooled_compare_detail_show (FooledCompareDetail *self,
                                 const RunCompareSnapshot *snapshot,
                                 guint set,
                                 guint network);

/* Shows none, but this sentence. */
void fooled_compare_detail_clear (FooledCompareDetail *self, const char *sentence);

G_END_DECLS
