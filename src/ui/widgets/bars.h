// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "evolve/archive.h"

G_BEGIN_DECLS

/* Rows with a name, a bar and a number. Names that do not fit end in dots and are in the tooltip.
 * Colours follow the style.
 *
 * Properties, all for the template: "title" (string): what an assistive technology calls it;
 * "below" (boolean): the bars lie below the texts, each on a trough as wide as there is room,
 * instead of between name and number; "rows" (uint): it is so many rows high at least, so that
 * nothing below it moves. */
#define FOOLED_TYPE_BARS (fooled_bars_get_type ())
G_DECLARE_FINAL_TYPE (FooledBars, fooled_bars, FOOLED, BARS, GtkWidget)

typedef struct
{
  const char *name;
  const char *number;
  double length;   /* 0 .. 1; 1 = as long as there is room */
  gboolean strong; /* stands out, where bars lie below the texts */
} FooledBar;

GtkWidget *fooled_bars_new (void);

/* Copied. */
void fooled_bars_set (FooledBars *self, const FooledBar *bars, guint n);

/* Counts: the longest bar is as long as there is room. */
void fooled_bars_set_counts (FooledBars *self,
                             const char *const *names,
                             const guint *counts,
                             guint n);

/* Confidences; labels[i] names top[i], NULL = by its number. They are the network's own, and shown in
 * the user's language; for those that are left out (class-labels.h) there is a note at the end.
 * own_class: the one that is strong. n = 0 empties it. */
void fooled_bars_set_ranking (FooledBars *self,
                              const EvoRanking *top,
                              char *const *labels,
                              guint n,
                              guint own_class);

G_END_DECLS
