// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define THIRDS_SIDE 28

/* Writes n pictures in MNIST's format, "train" or "t10k" being the stem: three classes, noise in
 * the upper, middle and lower third, of which the first n_classes are there. */
void thirds_write (const char *folder, const char *stem, guint n, guint n_classes);

/* A file in the folder. */
void thirds_write_file (const char *folder, const char *name, const GByteArray *bytes);

G_END_DECLS
