// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"
#include "evolve/archive.h"
#include "store/png.h"

G_BEGIN_DECLS

#define STORE_NO_CLASS G_MAXUINT

/* What `encoding` says of an image that was not evolved. */
#define STORE_ENCODING_ASCENT  "ascent"
#define STORE_ENCODING_PERTURB "perturb"

/* One image with everything that says how it was made: what is selected, starred, saved and
 * copied. Immutable and reference counted; any thread may hold one. What older files do not tell
 * is NULL, 0, EVO_NO_PARENT or STORE_NO_CLASS. Texts are UTF-8. */
typedef struct
{
  gatomicrefcount ref_count;
  char *network_id;
  char *network_name;
  char *network_sha256; /* of the file of weights, in hexadecimal */
  char *encoding;       /* "cppn", "pixels", ... (evo_encoding_to_string), or as above */
  char *method;         /* of a perturbed picture: "lbfgs", ... (asc_method_to_string) */
  char *session;        /* file name, without a folder, of the session that it comes from */
  guint64 seed;
  EvoOrigin origin;
  guint batch;             /* offspring a generation */
  guint n_crops;           /* that were scored and averaged */
  gboolean screening;      /* of its run: a child's centre crop decided whether all were scored */
  EvoVariation *variation; /* rates of the evolution, with its coordinates; else NULL */
  guint class_index;       /* the class that it stands for */
  char *label;
  float confidence; /* for that class, 0 .. 1 */
  guint n_top;
  EvoRanking top[EVO_TOP];
  char *top_labels[EVO_TOP];
  BaseImage *image; /* as the network saw it */
  GBytes *genome;   /* evo_genome_serialise; NULL of what was not evolved */
  guint genome_size;
  EvoDiagram *diagram; /* NULL for pixels and of what was not evolved */
  char *rules;         /* of an ascent, asc_rules_to_string; settings of a perturbation; or NULL */

  /* Of a perturbed picture. */
  guint target; /* what it was to become; STORE_NO_CLASS = any other class */
  char *target_label;
  guint original; /* what the network took the picture for before */
  char *original_label;
  double distortion; /* Szegedy et al. 2014: sqrt (sum (x' - x)^2 / n), pixels 0 .. 1; >= 0 */
} StoreSpecimen;

StoreSpecimen *store_specimen_new (void); /* all fields empty; the maker fills them in */
StoreSpecimen *store_specimen_ref (StoreSpecimen *specimen);
void store_specimen_unref (StoreSpecimen *specimen);

/* Writes the image as a PNG at the network's own size with the text entries Title, Software,
 * fooled:class, fooled:label, fooled:confidence, fooled:network, fooled:network-name,
 * fooled:encoding, fooled:seed, fooled:generation, fooled:evaluation, fooled:top
 * (class=confidence pairs), fooled:top-labels (one a line); and, where they are known,
 * fooled:network-sha256, fooled:method, fooled:session, fooled:parent, fooled:batch, fooled:crops,
 * fooled:screening, fooled:variation (store_variation_to_string), fooled:genome (base64),
 * fooled:rules, fooled:target, fooled:target-label, fooled:original, fooled:original-label and
 * fooled:distortion. */
gboolean store_specimen_save (const StoreSpecimen *specimen, const char *path, GError **error);

/* The same as bytes, for the clipboard. */
GBytes *store_specimen_encode (const StoreSpecimen *specimen, GError **error);

/* The same file with the image at another size, row by row, as store_png_writer_add takes it: what
 * is drawn is the caller's business. An entry fooled:size says how large the image itself is, so
 * that reading it back gives that: from the genome, or from a pixel of each of its own. At least
 * as large as the image. */
StorePngWriter *store_specimen_begin_poster (const StoreSpecimen *specimen,
                                             guint width,
                                             guint height,
                                             const char *path,
                                             GError **error);

/* The same in memory, of an image that is drawn. */
GBytes *store_specimen_encode_as (const StoreSpecimen *specimen,
                                  const BaseImage *image,
                                  GError **error);

/* Reads a specimen back from such a file. BASE_ERROR_NOT_FOUND when the PNG has no such entries. */
StoreSpecimen *store_specimen_load (const char *path, GError **error);

/* The same from bytes; `name` stands for them in messages. */
StoreSpecimen *store_specimen_decode (GBytes *bytes, const char *name, GError **error);

/* What tells an image from others of its network and class: the genome, or the pixels of one that
 * was not evolved. Caller unrefs. */
GBytes *store_specimen_identity (const StoreSpecimen *specimen);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreSpecimen, store_specimen_unref)

G_END_DECLS
