// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evolve/cppn.h"

G_BEGIN_DECLS

struct _EvoGenome
{
  EvoEncoding encoding;
  guint width, height, channels; /* of the network's input */
  guint8 *genes;                 /* pixels: (height, width, channels) */
  EvoCppn cppn;                  /* cppn */
};

/* An empty genome: the caller fills in genes or cppn. */
EvoGenome *evo_genome_new (EvoEncoding encoding, guint width, guint height, guint channels);

/* width * height * channels */
gsize evo_genome_n_genes (const EvoGenome *genome);

G_END_DECLS
