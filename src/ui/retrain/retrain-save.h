// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/retraining.h"

G_BEGIN_DECLS

/* Asks where, and copies the network there, with its card beside it. The owner tells what became of
 * it (ui/widgets/news.h). */
void fooled_retrain_save (GtkWidget *owner, const RunRetrainingRow *row);

G_END_DECLS
