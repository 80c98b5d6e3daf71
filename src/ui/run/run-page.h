// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "store/specimen.h"
#include "ui/ancestry/ancestry-strip.h"
#include "ui/picks/pick-list.h"
#include "ui/run/breeding.h"
#include "ui/run/run.h"

G_BEGIN_DECLS

/* The Run page: the grid between its two panels, the plot and the figures under them, or, while
 * there is no grid to show, a page that says why.
 *
 * Properties: "show-settings", "show-champion" (boolean: the side panels), "view" (string:
 * "champions", "offspring"), "specimen" (pointer: the selected StoreSpecimen or NULL, read-only),
 * "n-classes" (uint: of the chosen network, 0 when not known, read-only), "can-crop" (boolean:
 * whether that network has ten crops of an image, read-only), "search-mode" (boolean: people look
 * for classes; stays FALSE while there is no grid). */
#define FOOLED_TYPE_RUN_PAGE (fooled_run_page_get_type ())
G_DECLARE_FINAL_TYPE (FooledRunPage, fooled_run_page, FOOLED, RUN_PAGE, GtkWidget)

GtkWidget *fooled_run_page_new (void);

/* Once. networks as for fooled_settings_panel_bind. FALSE when there is no network to choose. */
gboolean fooled_run_page_bind (FooledRunPage *self,
                               FooledRun *run,
                               GSettings *settings,
                               GPtrArray *networks);

/* There are other networks than before. */
gboolean fooled_run_page_set_networks (FooledRunPage *self, GPtrArray *networks);

/* As the run before was, paused or not. */
void fooled_run_page_open_session (FooledRunPage *self, const char *path);

StoreSpecimen *fooled_run_page_get_specimen (FooledRunPage *self); /* borrowed */

/* Images that the grid marks with a star. Once. */
void fooled_run_page_set_picks (FooledRunPage *self, FooledPickList *picks);

/* The ancestors of the selected image, for whoever saves them. Borrowed. */
FooledAncestryStrip *fooled_run_page_get_ancestry (FooledRunPage *self);

/* Shows where to type what to look for, and puts the keyboard there. */
void fooled_run_page_search (FooledRunPage *self);

/* Whether the selected image is among the picks. */
void fooled_run_page_set_starred (FooledRunPage *self, gboolean starred);

/* Breeding by hand in its grid; NULL before it is bound. Borrowed. */
FooledBreeding *fooled_run_page_get_breeding (FooledRunPage *self);

G_END_DECLS
