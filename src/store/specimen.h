// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"
#include "evolve/archive.h"

G_BEGIN_DECLS

/* One image with everything that says how it was made: what is selected, starred, saved and
 * copied. Immutable and reference counted; any thread may hold one. */
typedef struct
{
  gatomicrefcount ref_count;
  char *network_id;
  char *network_name;
  char *encoding; /* "cppn", "pixels"; "ascent" of an image that was not evolved */
  guint64 seed;
  guint64 generation; /* in which it was found */
  guint64 evaluation;
  guint class_index; /* the class that it stands for */
  char *label;
  float confidence; /* for that class, 0 .. 1 */
  guint n_top;
  EvoRanking top[EVO_TOP];
  char *top_labels[EVO_TOP];
  BaseImage *image; /* as the network saw it */
  GBytes *genome;   /* evo_genome_serialise; NULL of an ascent */
  guint genome_size;
  EvoDiagram *diagram; /* NULL for pixels and of an ascent */
  char *rules;         /* of an ascent, asc_rules_to_string; else NULL */
} StoreSpecimen;

StoreSpecimen *store_specimen_new (void); /* all fields empty; the maker fills them in */
StoreSpecimen *store_specimen_ref (StoreSpecimen *specimen);
void store_specimen_unref (StoreSpecimen *specimen);

/* Writes the image as a PNG at the network's own size with the text entries Title, Software,
 * fooled:class, fooled:label, fooled:confidence, fooled:network, fooled:network-name,
 * fooled:encoding, fooled:rules, fooled:seed, fooled:generation, fooled:evaluation, fooled:genome
 * (base64), fooled:top (class=confidence pairs) and fooled:top-labels (one a line). */
gboolean store_specimen_save (const StoreSpecimen *specimen, const char *path, GError **error);

/* The same as bytes, for the clipboard. */
GBytes *store_specimen_encode (const StoreSpecimen *specimen, GError **error);

/* Reads a specimen back from such a file. BASE_ERROR_NOT_FOUND when the PNG has no such entries. */
StoreSpecimen *store_specimen_load (const char *path, GError **error);

/* The same from bytes; `name` stands for them in messages. */
StoreSpecimen *store_specimen_decode (GBytes *bytes, const char *name, GError **error);

/* What tells an image from others of its network and class: the genome, or the pixels of one that
 * was not evolved. Caller unrefs. */
GBytes *store_specimen_identity (const StoreSpecimen *specimen);

/* A confidence in 1/100 percent, rounded down: nothing but certainty is 10000. 9998 for 0.9998f. */
guint store_confidence_units (float confidence);

/* "lenet-mnist-7-9998.png": id, class, confidence in 1/100 percent. Caller frees. */
char *store_specimen_file_name (const StoreSpecimen *specimen);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreSpecimen, store_specimen_unref)

G_END_DECLS
