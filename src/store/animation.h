// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"

G_BEGIN_DECLS

/* An animated picture (WebP), made frame by frame, that repeats for ever. Only what is compressed
 * stays in memory; nothing is on the disk before it is complete. To leave off, free it. */
typedef struct _StoreAnimation StoreAnimation;

/* The largest side that WebP has. */
#define STORE_ANIMATION_MAX_SIDE 16383

/* 1 <= width, height, else BASE_ERROR_TOO_LARGE beyond STORE_ANIMATION_MAX_SIDE. Lossless: every
 * pixel comes back as it was, which small images need; otherwise like a good JPEG. */
StoreAnimation *store_animation_new (guint width, guint height, gboolean lossless, GError **error);
void store_animation_free (StoreAnimation *animation);

/* Adds a picture of just that size, grey or sRGB, that is shown for so many milliseconds (>= 1; all
 * frames together less than 2^24).
 * When `interrupt`, which may be NULL, becomes non-zero, it leaves off within milliseconds with
 * G_IO_ERROR_CANCELLED; the animation is then of no more use. */
gboolean store_animation_add (StoreAnimation *animation,
                              const BaseImage *image,
                              guint milliseconds,
                              const gint *interrupt,
                              GError **error);

/* The file, with at least one frame; the animation is then of no more use. Caller unrefs. */
GBytes *store_animation_finish (StoreAnimation *animation, GError **error);

/* The same, written as base_file_write does: complete or not at all. */
gboolean store_animation_save (StoreAnimation *animation, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreAnimation, store_animation_free)

G_END_DECLS
