// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/card.h"
#include "nn/graph.h"

G_BEGIN_DECLS

/* A network's file while it is read: what is known before, and what the file says beside its
 * layers. */
typedef struct
{
  const char *path;    /* of the file; borrowed */
  const char *shown;   /* the same for messages; borrowed */
  const FmtCard *card; /* NULL = there is none, or not yet */
  const char *wanted;  /* name of the output that is to be read; NULL = the likeliest; borrowed */
  guint height, width; /* of the input where the file leaves them open; 0 = not known */

  NnGraph *graph;     /* owned */
  char *output;       /* name of the output that was read; NULL where outputs have no names */
  GPtrArray *outputs; /* names of all that may have the scores: char *; NULL or empty = one only */
  GPtrArray *data_files; /* names of further files, relative to this one: char *; or NULL */
  char **labels;         /* names of classes, of as many as there may be; NULL = none; owned */
  gboolean open_size;    /* the file leaves height and width open */
  gpointer own;          /* what else the format's own functions need; NULL = nothing */
  GDestroyNotify free_own;
} FmtReading;

void fmt_reading_clear (FmtReading *reading);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FmtReading, fmt_reading_clear)

/* A kind of network file: one row of the table in format.c, and one file that fills it in. Nothing
 * else in the program asks which kind a file is. */
struct _FmtFormat
{
  const char *name;            /* for network cards; not translated */
  gboolean needs_architecture; /* the file does not say what its layers are, so a card has to */

  /* Whether a file may be of this kind, by its content or by the end of its name. The rows are
   * asked in turn, and the last one takes what no other takes: its error has to do for whatever is
   * no network at all. */
  gboolean (*fits) (const char *path, const guint8 *data, gsize size);
  /* Reads the file into reading->graph, which ends in confidences. Takes over `bytes`, so that a
   * large file is not in memory longer than needed. FALSE and an error that names the file. */
  gboolean (*read) (FmtReading *reading, GBytes *bytes, GError **error);
  /* Fills in preprocessing and colour order of a card that is guessed, with a sentence for each
   * thing, which says from what, appended to `notes` (char *). */
  void (*guess) (const FmtReading *reading, FmtCard *card, GPtrArray *notes);
};

extern const FmtFormat fmt_format_deep_compression;
extern const FmtFormat fmt_format_caffemodel;
extern const FmtFormat fmt_format_onnx;

/* The row for a file; never NULL. */
const FmtFormat *fmt_format_of (const char *path, const guint8 *data, gsize size);

/* The row that a card names, or NULL. */
const FmtFormat *fmt_format_find (const char *name);

/* The names of all, for a message: "onnx, caffemodel, …". Caller frees. */
char *fmt_format_names (void);

/* Adds a row, which has to stay, before those of the program. Before anything is read: no lock
 * protects the table. */
void fmt_format_register (const FmtFormat *format);

G_END_DECLS
