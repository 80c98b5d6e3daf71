// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/networks.h"

G_BEGIN_DECLS

/* Finds classes by what they are called, whatever the case and the accents. */
typedef struct _FooledLabelSearch FooledLabelSearch;

/* network: may be NULL; then classes are called by their numbers. */
FooledLabelSearch *fooled_label_search_new (RunNetworkInfo *network);
void fooled_label_search_free (FooledLabelSearch *search);

/* What to look for. Returns whether that is something else than before. */
gboolean fooled_label_search_set_text (FooledLabelSearch *search, const char *text);

/* Whether there is something to look for. */
gboolean fooled_label_search_is_active (const FooledLabelSearch *search);

/* Whether the class's label in the user's language, its label or one of its other names contain
 * each of the text's words; without a text, all do. A class that is left out
 * (widgets/class-labels.h) never does. */
gboolean fooled_label_search_matches (const FooledLabelSearch *search, guint class_index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FooledLabelSearch, fooled_label_search_free)

G_END_DECLS
