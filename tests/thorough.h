// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How thorough tests are is said here once. With sanitizers, which make everything several times
 * slower, they repeat least: what reads or writes where it must not, or races, does so in few
 * rounds and on few pictures as well. The suite "slow" (tests/meson.build), which runs them with
 * "-m slow", repeats most. What is asserted is the same, but for what the full size alone shows,
 * such as how well something has learned: that is asserted where it is not THOROUGH_SANITIZED. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define THOROUGH_SANITIZED TRUE
#else
#define THOROUGH_SANITIZED FALSE
#endif

/* ThreadSanitizer is the slowest by far, and has nothing to find where there is but one thread. */
#ifdef __SANITIZE_THREAD__
#define WITH_THREAD_SANITIZER TRUE
#else
#define WITH_THREAD_SANITIZER FALSE
#endif

/* How often, or how large. After g_test_init (). */
static inline int
thorough (int slow, int usual, int sanitized)
{
  if (g_test_slow ())
    return slow;
  return THOROUGH_SANITIZED ? sanitized : usual;
}

G_END_DECLS
