// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/snapshot.h"

G_BEGIN_DECLS

/* One place of the grid. The object stays where it is for as long as the model has its length;
 * what it shows changes, with the signal "changed". */
#define FOOLED_TYPE_CELL_ITEM (fooled_cell_item_get_type ())
G_DECLARE_FINAL_TYPE (FooledCellItem, fooled_cell_item, FOOLED, CELL_ITEM, GObject)

/* What a place shows: a value that moves between places when the order changes. */
typedef struct
{
  guint index;       /* class, or child */
  guint class_index; /* of the class that the label names */
  gboolean matches;  /* it has a place; kept by the model's sort */
  gboolean filled;
  float confidence;
  guint64 generation;
  gboolean climbed; /* by gradient ascent: the generation is an iteration */
  guint64 evaluation;
  guint64 improvements;
  guint64 changed_serial; /* rises with every snapshot that changed the cell; 0 = never */
  gint64 improved_time;   /* monotonic, microseconds; 0 = not improved while being watched */
  guint n_won;
  gboolean chosen;      /* as a parent */
  char key;             /* that chooses it; 0 = none */
  gboolean starred;     /* its image is among the picks */
  const char *label;    /* as it is shown; borrowed; NULL before a network is known */
  const char *synonyms; /* borrowed from it; NULL when the class has no other names */
  BaseImage *image;     /* owned; NULL = empty */
  GdkTexture *texture;  /* owned; of `image`, made when first drawn */
} FooledCellData;

FooledCellItem *fooled_cell_item_new (void);

/* Its content, to read. */
const FooledCellData *fooled_cell_item_get_data (FooledCellItem *self);

/* The same to write; call fooled_cell_item_changed once it is complete. */
FooledCellData *fooled_cell_item_edit (FooledCellItem *self);
void fooled_cell_item_changed (FooledCellItem *self);

/* The picture, without a copy of its pixels. NULL for an empty cell. Borrowed. */
GdkTexture *fooled_cell_item_get_texture (FooledCellItem *self);

/* "7, 99.98 %", or for an empty cell "7, empty". Caller frees. */
char *fooled_cell_item_name (FooledCellItem *self);

/* All that is to be said: name, the other names of the class, generation. Caller frees. */
char *fooled_cell_item_tooltip (FooledCellItem *self);

/* "7", or the cell's number before the network is known. Caller frees. */
char *fooled_cell_item_label (FooledCellItem *self);

void fooled_cell_data_clear (FooledCellData *data);

G_END_DECLS
