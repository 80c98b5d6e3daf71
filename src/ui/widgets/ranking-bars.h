// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "store/specimen.h"

G_BEGIN_DECLS

/* The most likely classes of one image, each with its confidence as a bar and in percent. The
 * class that the image stands for is in the accent colour and bold. Names that do not fit end in
 * dots and are in the tooltip. Always five rows high, so that nothing below it moves. */
#define FOOLED_TYPE_RANKING_BARS (fooled_ranking_bars_get_type ())
G_DECLARE_FINAL_TYPE (FooledRankingBars, fooled_ranking_bars, FOOLED, RANKING_BARS, GtkWidget)

GtkWidget *fooled_ranking_bars_new (void);

/* NULL empties it. */
void fooled_ranking_bars_set_specimen (FooledRankingBars *self, StoreSpecimen *specimen);

G_END_DECLS
