// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/retraining.h"

G_BEGIN_DECLS

/* On the main loop; not when the owner has gone. path: of the ONNX file; error: NULL, or why it is
 * not there. */
typedef void (*FooledRetrainSaved) (gpointer owner, const char *path, const GError *error);

/* Asks where, and copies the network there, with its card beside it. */
void fooled_retrain_save (GtkWidget *owner, const RunRetrainingRow *row, FooledRetrainSaved saved);

G_END_DECLS
