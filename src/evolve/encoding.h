// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evolve/genome.h"

G_BEGIN_DECLS

/* A genome as its encoding sees it: the picture it is for, and a body that is the encoding's own.
 */
struct _EvoGenome
{
  EvoEncoding encoding;
  guint width, height, channels; /* of the network's input */
  gpointer body;                 /* owned; made by one of the first four functions below */
};

/* Which of EvoVariation's numbers an encoding heeds, beside those that all do. */
typedef enum
{
  EVO_RATES_NONE = 0,
  EVO_RATES_PIXELS = 1 << 0,  /* pixel_chance, pixel_half_life */
  EVO_RATES_NETWORK = 1 << 1, /* those of weights, links and nodes, and the coordinates */
} EvoRates;

/* A kind of genome: one row of the table in encoding.c, and one file that fills it in. Nothing else
 * in the program asks which kind a genome is. Random numbers come from the stream that is given and
 * nowhere else, and all that can be reached through a genome belongs to it alone or is written by
 * nobody, so that genomes may be worked on at once. */
typedef struct
{
  const char *name; /* for the command line and files; not translated */
  EvoRates rates;   /* those that `mutate` heeds */

  /* These make the body of a genome whose encoding and size are set. Its body is NULL; in `assign`
   * it may also be one of the same size, to be written over. */
  void (*randomise) (EvoGenome *genome, const EvoVariation *variation, BaseRandom *random);
  void (*assign) (EvoGenome *genome, const EvoGenome *source); /* which has the same size */
  void (*adapt) (EvoGenome *genome, const EvoGenome *source);  /* which has another size */
  /* Of a picture of the genome's size; NULL where only its own genomes can be gone on with. */
  void (*from_image) (EvoGenome *genome, const BaseImage *image);
  /* From what `serialise` appended; checks it before allocating. On failure an error is set, with
   * evo_encoding_fail, and what is in the body by then will be freed. */
  gboolean (*deserialise) (EvoGenome *genome,
                           guint8 variant,
                           const guint8 *data,
                           gsize size,
                           GError **error);
  void (*free_body) (gpointer body); /* which is not NULL */

  void (*mutate) (EvoGenome *genome,
                  const EvoVariation *variation,
                  guint64 generation,
                  BaseRandom *random);
  void (*render) (const EvoGenome *genome, BaseImage *image);
  /* Of an encoding that draws more the larger the picture is; NULL where a picture has pixels. */
  void (*render_rows) (const EvoGenome *genome, guint top, guint height, BaseImage *image);
  guint (*size) (const EvoGenome *genome);
  /* Appends the body to `out`; *variant, which is 0, is a byte of the header for free use. */
  void (*serialise) (const EvoGenome *genome, guint8 *variant, GByteArray *out);
  EvoDiagram *(*diagram) (const EvoGenome *genome); /* NULL = there is nothing to draw */

  /* Of an encoding whose images change smoothly with numbers, its weights; else all NULL. See
   * evo_genome_n_weights and what follows it. */
  guint (*n_weights) (const EvoGenome *genome);
  void (*gradient) (const EvoGenome *genome, const float *image_gradient, float *weight_gradient);
  void (*move) (EvoGenome *genome, const float *steps);
} EvoEncodingRow;

extern const EvoEncodingRow evo_encoding_pixels;
extern const EvoEncodingRow evo_encoding_cppn;

/* EVO_N_ENCODINGS, and those that tests have registered; encoding: less than that. Static. */
guint evo_encoding_count (void);
const EvoEncodingRow *evo_encoding_row (EvoEncoding encoding);

/* Whether a genome has the pixels of one size of picture, and takes about as much room as they. */
gboolean evo_encoding_is_direct (EvoEncoding encoding);

/* Adds a row, which has to stay, to those of the program, and returns the encoding's number. Before
 * anything else is done with genomes: no lock protects the table. */
EvoEncoding evo_encoding_register (const EvoEncodingRow *row);

/* Sets the error that a genome's bytes are damaged, with the translated reason; returns FALSE. */
gboolean evo_encoding_fail (GError **error, const char *reason);

/* width * height * channels */
gsize evo_genome_n_genes (const EvoGenome *genome);

G_END_DECLS
