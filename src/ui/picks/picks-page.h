// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "ui/ancestry/ancestry-strip.h"
#include "ui/picks/pick-list.h"

G_BEGIN_DECLS

/* The Picks page: all images that the user starred, with what can be done to the selected one, or,
 * to begin a run with them, to several.
 *
 * Property "selected" (FooledPickItem, read-only): the only selected pick, or NULL; also notified
 * when several are selected. */
#define FOOLED_TYPE_PICKS_PAGE (fooled_picks_page_get_type ())
G_DECLARE_FINAL_TYPE (FooledPicksPage, fooled_picks_page, FOOLED, PICKS_PAGE, GtkWidget)

GtkWidget *fooled_picks_page_new (void);

/* Once. */
void fooled_picks_page_bind (FooledPicksPage *self, FooledPickList *list);

/* The ancestors of the selected pick, for whoever saves them. Borrowed. */
FooledAncestryStrip *fooled_picks_page_get_ancestry (FooledPicksPage *self);

FooledPickItem *fooled_picks_page_get_selected (FooledPicksPage *self); /* borrowed */

/* All that are selected, in the order of the page: StoreSpecimen *. Caller unrefs. */
GPtrArray *fooled_picks_page_get_specimens (FooledPicksPage *self);

/* Looks for picks by what the user types. */
void fooled_picks_page_search (FooledPicksPage *self);

G_END_DECLS
