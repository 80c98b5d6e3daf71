// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/networks.h"
#include "store/specimen.h"

G_BEGIN_DECLS

/* What the classes of a network are called, to find those of another network among them. Letters
 * count in any case. */
typedef struct _RunClassNames RunClassNames;

RunClassNames *run_class_names_new (const RunNetworkInfo *network);
void run_class_names_free (RunClassNames *names);

/* The class with this label; else the one that has it, or one of the names in it ("tiger shark,
 * Galeocerdo cuvieri"), among the names in its label or its synonyms. Of several classes that are
 * called the same, as ImageNet's two cranes, the one with the number `here`, which the class has in
 * its own network. STORE_NO_CLASS when there is none, or no saying which. */
guint run_class_names_find (const RunClassNames *names, const char *label, guint here);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunClassNames, run_class_names_free)

G_END_DECLS
