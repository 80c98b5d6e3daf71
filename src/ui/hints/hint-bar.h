// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "ui/hints/hints.h"

G_BEGIN_DECLS

/* One sentence below the page above it, with a button that does what it says where there is such,
 * and one that closes it. It has no room while no hint is there nor expected. */
#define FOOLED_TYPE_HINT_BAR (fooled_hint_bar_get_type ())
G_DECLARE_FINAL_TYPE (FooledHintBar, fooled_hint_bar, FOOLED, HINT_BAR, GtkWidget)

GtkWidget *fooled_hint_bar_new (void);

/* Fills in how things are, and gives the widget whose actions a hint may need; called twice a
 * second while there are hints left. */
typedef GtkWidget *(*FooledHintLook) (gpointer data, FooledHintFacts *facts);

/* Once. data must live until fooled_hint_bar_end, or as long as the bar. */
void fooled_hint_bar_begin (FooledHintBar *self,
                            GSettings *settings,
                            FooledHintLook look,
                            gpointer data);
void fooled_hint_bar_show_again (FooledHintBar *self);
void fooled_hint_bar_end (FooledHintBar *self); /* harmless when called twice */

G_END_DECLS
