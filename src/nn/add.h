// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* y += x over n floats that do not overlap: how gradients of several consumers come together. */
void nn_add (gsize n, const float *x, float *y);

G_END_DECLS
