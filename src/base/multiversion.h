// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Marks a hot loop: the compiler makes one version for the baseline architecture and others for
 * newer ones, and the dynamic linker chooses when the program starts. Levels and not models, since
 * a model's name ("haswell") would leave out everyone else's processors. Without contraction of
 * multiply and add (see meson.build) all versions give the same bits. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                             \
    !defined(BASE_NO_MULTIVERSION)
#define BASE_MULTIVERSION                                                                          \
  __attribute__ ((target_clones ("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define BASE_MULTIVERSION
#endif
