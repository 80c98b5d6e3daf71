// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Four numbers at once, on any processor, and their places exchanged: SHUFFLE (a, b, i, j, k, l)
 * takes places 0 to 3 of a and 4 to 7 of b. */
typedef float Four __attribute__ ((vector_size (16)));
typedef int FourMask __attribute__ ((vector_size (16)));

#ifdef __clang__
#define SHUFFLE(a, b, ...) __builtin_shufflevector (a, b, __VA_ARGS__)
#else
#define SHUFFLE(a, b, ...) __builtin_shuffle (a, b, (FourMask){ __VA_ARGS__ })
#endif
