// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evolve/genome.h"

G_BEGIN_DECLS

/* A random genome for a size x size network, varied `rounds` times; its stream is (7, 0, key). */
EvoGenome *support_genome (EvoEncoding encoding,
                           guint size,
                           guint channels,
                           EvoCoordinates coordinates,
                           guint rounds,
                           guint64 key);

/* A child varied from a copy of the genome. */
EvoGenome *support_child (const EvoGenome *genome,
                          const EvoVariation *variation,
                          BaseRandom *random);

/* What must hold for every CPPN: nodes and links in order and in range, none twice, no circle. */
void support_assert_valid_diagram (const EvoDiagram *diagram);

gboolean support_genomes_equal (const EvoGenome *a, const EvoGenome *b);
gboolean support_images_equal (const BaseImage *a, const BaseImage *b);

/* The picture at the genome's own size. */
BaseImage *support_render (const EvoGenome *genome);

/* |value - expected| <= 5 standard errors: with fixed seeds a test either always passes or never,
 * and a right program fails one such test in two million. */
#define SUPPORT_SIGMAS 5.0

void support_assert_near (double value, double expected, double standard_error);

/* counts (n) against n equal chances; the statistic stays within its mean + 5 deviations. */
void support_assert_uniform (const guint *counts, guint n);

G_END_DECLS
