// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pack.h"
#include "base/pool.h"
#include "evolve/genome.h"
#include "evolve/origin.h"

G_BEGIN_DECLS

#define EVO_TOP 5

/* A class with the confidence that it got. */
typedef struct
{
  guint class_index;
  float confidence; /* 0 .. 1 */
} EvoRanking;

/* The best image found so far for one class. */
typedef struct
{
  EvoGenome *genome; /* owned; NULL of an image that was not evolved */
  BaseImage *image;  /* owned; the image that was scored; NULL while the cell is empty, and of a
                        genome as long as nobody wants to see it (evo_archive_draw) */
  float confidence;  /* for the cell's own class */
  EvoRanking top[EVO_TOP]; /* most likely first; n_top entries */
  guint n_top;
  EvoOrigin origin;
  guint64 improvements; /* how often this cell was replaced or filled */
} EvoChampion;

/* MAP-Elites' archive (Mouret and Clune 2015): one cell a class; 1 x n_classes. */
typedef struct
{
  guint n_classes;
  EvoChampion *cells; /* n_classes */
  gboolean *wanted;   /* n_classes; a class that is not wanted keeps no champion */
  float *bars; /* n_classes; to be beaten: minus infinity while empty, infinity if not wanted */
} EvoArchive;

/* classes_wanted: n_classes entries, or NULL for all. */
EvoArchive *evo_archive_new (guint n_classes, const gboolean *classes_wanted);
void evo_archive_free (EvoArchive *archive);

/* Whether an image holds the cell; until then the rest of it means nothing. */
gboolean evo_champion_is_filled (const EvoChampion *cell);

/* Offers one scored image to every wanted cell; strictly higher confidence replaces. Not-a-number
 * never enters. Copies the genome (NULL = the image was made in another way) and takes a reference
 * on the image (NULL = it has a genome, and was drawn elsewhere), for as many cells as it wins.
 * Images are known by their evaluations: no two have the same. Returns how many cells it took. */
guint evo_archive_offer (EvoArchive *archive,
                         const EvoGenome *genome,
                         BaseImage *image,
                         const float *confidences, /* (n_classes) */
                         const EvoOrigin *origin);

/* Whether the first n champions, in class order, have their images; and draws those that have none,
 * each once, on the pool's threads, or on the calling one when pool is NULL. n may be more than
 * there are. */
gboolean evo_archive_is_drawn (const EvoArchive *archive, guint n);
void evo_archive_draw (EvoArchive *archive, guint n, BasePool *pool);

/* Lets go of the images that can be drawn again: of a thousand classes they fill more memory than
 * all else. */
void evo_archive_drop_images (EvoArchive *archive);

/* The image of a filled cell, drawn where it is not there. Caller unrefs. */
BaseImage *evo_champion_image (const EvoChampion *cell);

/* The EVO_TOP most likely classes, ties to the lower index. Returns how many: min (n, EVO_TOP). */
guint evo_top (const float *confidences, guint n_classes, EvoRanking *top);

/* Over the wanted cells; an empty cell counts as 0. Percentiles, the median among them, lie between
 * two values where they fall between them, in proportion (type 7 of Hyndman and Fan, "Sample
 * Quantiles in Statistical Packages", 1996): the median of an even count is the mean of the middle
 * two. */
typedef struct
{
  float min, median, mean, max;
  float p10, p25, p75, p90; /* percentiles */
  guint n_cells;
} EvoStatistics;

/* Over the cells that are wanted, of which empty ones count as 0; all 0 where none is. */
void evo_archive_statistics (const EvoArchive *archive, EvoStatistics *statistics);

/* SHA-256 over every champion's serialised genome, or pixels without one, and confidence
 * (little-endian float32 bits), in class order, in hexadecimal. Caller frees. */
char *evo_archive_hash (const EvoArchive *archive);

/* Everything in the archive, a shared image once. */
void evo_archive_save (const EvoArchive *archive, GByteArray *out);

/* The archive as it was: wanted classes as given, and images of the given size; those that have a
 * genome are not drawn yet. Errors: the bytes are damaged, of another version, or not of such an
 * archive. */
EvoArchive *evo_archive_restore (guint n_classes,
                                 const gboolean *classes_wanted,
                                 guint width,
                                 guint height,
                                 guint channels,
                                 BaseUnpack *in,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EvoArchive, evo_archive_free)

G_END_DECLS
