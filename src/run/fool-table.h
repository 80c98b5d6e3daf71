// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"

G_BEGIN_DECLS

/* The best drawings of a lesson that a network takes for what nobody would: the surest first, of
 * equals the older one. Plain data, of one thread. */

#define RUN_FOOL_MAX_ENTRIES 100 /* those that are less sure fall out */
#define RUN_FOOL_MAX_SIDE    512 /* pixels, of a drawing */
#define RUN_FOOL_MAX_TEXT    400 /* bytes, of a name or a label; the rest is cut off */

typedef struct
{
  char *name;       /* who drew it; "" = did not say */
  char *target;     /* label of the class that it was to be taken for */
  char *network;    /* its name */
  float confidence; /* for the target, 0 .. 1 */
  BaseImage *image;
} RunFoolEntry;

typedef struct _RunFoolTable RunFoolTable;

RunFoolTable *run_fool_table_new (void);
RunFoolTable *run_fool_table_copy (const RunFoolTable *table); /* for another thread */
void run_fool_table_free (RunFoolTable *table);

/* How many there are; and that of index < n, 0 = the best, borrowed until the table changes. */
guint run_fool_table_n (const RunFoolTable *table);
const RunFoolEntry *run_fool_table_get (const RunFoolTable *table, guint index);

/* Its place, 0 = the best; -1 = it is not among the best. Texts are copied, a reference is taken on
 * the image. confidence: 0 .. 1; what is not is left out, too. */
gint run_fool_table_add (RunFoolTable *table,
                         const char *name,
                         const char *target,
                         const char *network,
                         float confidence,
                         BaseImage *image);
void run_fool_table_remove (RunFoolTable *table, guint index);

/* Where it is kept when people ask for that. Caller frees. */
char *run_fool_table_path (void);

/* Whole, or the file stays as it was. Makes the folder. */
gboolean run_fool_table_save (const RunFoolTable *table, const char *path, GError **error);

/* BASE_ERROR_INVALID, _UNSUPPORTED or _TOO_LARGE for a file that is not such a table; where there
 * is none, an error of the system. */
RunFoolTable *run_fool_table_load (const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunFoolTable, run_fool_table_free)

G_END_DECLS
