// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on no line of the labels below root (itself included) that are wrapped ends between a
 * number and its percent sign, whatever their texts. Their other attributes stay. Once, when the
 * labels are there. */
void fooled_labels_keep_percents (GtkWidget *root);

G_END_DECLS
