// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"
#include "run/networks.h"

G_BEGIN_DECLS

/* Real pictures of what a network knows, with the class of each: those that its data set keeps for
 * testing, or where its classes have characters, these as the system's font of emoji has them. */
typedef struct _RunRealPictures RunRealPictures;

/* NULL, and a sentence that says what to do, where there are none. What is damaged is said just
 * so. Caller frees both. */
RunRealPictures *run_real_pictures_open (const RunNetworkInfo *network, char **why);
void run_real_pictures_free (RunRealPictures *pictures);

/* How many; and the class of one, index < n. */
guint run_real_pictures_n (const RunRealPictures *pictures);
guint run_real_pictures_label (const RunRealPictures *pictures, guint index);

/* NULL where the font lacks that character. Caller unrefs. */
BaseImage *run_real_pictures_image (const RunRealPictures *pictures, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunRealPictures, run_real_pictures_free)

G_END_DECLS
