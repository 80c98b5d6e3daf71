// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "run/fool-table.h"
#include "run/networks.h"

G_BEGIN_DECLS

/* Fool it: a drawing that no person would call a 3 and the network does, judged while it is drawn;
 * then the class votes on it. Its thread begins when it is shown first.
 *
 * Signals: "message" (string): what went wrong; "loaded" (gpointer: RunNetworkInfo *, borrowed):
 * the network was. */
#define FOOLED_TYPE_FOOL_IT (fooled_fool_it_get_type ())
G_DECLARE_FINAL_TYPE (FooledFoolIt, fooled_fool_it, FOOLED, FOOL_IT, GtkWidget)

/* key: as on the command line; NULL = there is none. info: what is known of it; may be NULL. */
void fooled_fool_it_set_network (FooledFoolIt *self, const char *key, RunNetworkInfo *info);

/* The best drawings. Borrowed, until they change. */
const RunFoolTable *fooled_fool_it_get_table (FooledFoolIt *self);

/* What is to be done. Caller frees. */
char *fooled_fool_it_get_task (FooledFoolIt *self);

/* Joins the thread. */
void fooled_fool_it_shutdown (FooledFoolIt *self);

G_END_DECLS
