// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/retraining.h"

G_BEGIN_DECLS

/* A few real pictures that the network in training still gets wrong, each with what it is and what
 * the network says. Its places are made once and stay. */
#define FOOLED_TYPE_WRONG_PICTURES (fooled_wrong_pictures_get_type ())
G_DECLARE_FINAL_TYPE (FooledWrongPictures, fooled_wrong_pictures, FOOLED, WRONG_PICTURES, GtkWidget)

void fooled_wrong_pictures_show (FooledWrongPictures *self, const RunRetrainingSnapshot *snapshot);

G_END_DECLS
