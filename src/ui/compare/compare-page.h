// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "ui/compare/compare.h"

G_BEGIN_DECLS

/* The Compare page: sets of images and networks, and the table that says which of them fool which.
 * Its job begins with the first comparison.
 *
 * Signals: "message" (string): what went wrong; "done" (string): something to tell in passing;
 * "saved" (string): the path of a picture that was saved. */
#define FOOLED_TYPE_COMPARE_PAGE (fooled_compare_page_get_type ())
G_DECLARE_FINAL_TYPE (FooledComparePage, fooled_compare_page, FOOLED, COMPARE_PAGE, GtkWidget)

GtkWidget *fooled_compare_page_new (void);

/* Once. networks: RunNetworkInfo *, as run_networks_list gives them. */
void fooled_compare_page_bind (FooledComparePage *self, GSettings *settings, GPtrArray *networks);

/* There are other networks than before. */
void fooled_compare_page_set_networks (FooledComparePage *self, GPtrArray *networks);

/* One more row of the table, as run_comparison_add_set takes it. */
void fooled_compare_page_add_set (FooledComparePage *self,
                                  RunImagesSource source,
                                  const char *path,
                                  const char *name);

/* The comparison, or NULL before the first one. Borrowed. */
FooledCompare *fooled_compare_page_get_compare (FooledComparePage *self);

/* Joins the thread. The page does nothing afterwards. */
void fooled_compare_page_shutdown (FooledComparePage *self);

G_END_DECLS
