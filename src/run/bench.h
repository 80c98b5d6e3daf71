// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Images a second, each measured for about two seconds after a warm-up. */
typedef struct
{
  double forward_per_second;
  double gradient_per_second; /* forward and backward to the input */
  double
      genome_gradient_per_second; /* the same, on to the weights of a CPPN, drawn anew each time */
  double evolve_cppn_per_second;
  double evolve_pixels_per_second;
} RunBenchResult;

gboolean run_bench (const char *network,
                    guint batch,
                    guint n_threads,
                    RunBenchResult *result,
                    GError **error);

/* Which instructions and kernels compute, see nn_describe_kernels. Free with g_free. */
char *run_describe_kernels (void);

G_END_DECLS
