// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/retraining.h"

G_BEGIN_DECLS

/* The champions of a network side by side, small: at most FOOLED_CHAMPION_STRIP_MAX, in class
 * order. Under the pointer each says its class and its confidence, and to those who do not see it
 * its name says all. One widget, so that a table of many stays smooth. */
#define FOOLED_TYPE_CHAMPION_STRIP (fooled_champion_strip_get_type ())
G_DECLARE_FINAL_TYPE (FooledChampionStrip, fooled_champion_strip, FOOLED, CHAMPION_STRIP, GtkWidget)

#define FOOLED_CHAMPION_STRIP_MAX 10

GtkWidget *fooled_champion_strip_new (void);

/* A row without champions yet leaves empty places. */
void fooled_champion_strip_set_row (FooledChampionStrip *self, RunRetrainingRow *row);

G_END_DECLS
