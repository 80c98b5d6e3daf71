// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/cell-factory.h"
#include "ui/run/cell-model.h"
#include "ui/run/grid.h"

G_BEGIN_DECLS

struct _FooledGrid
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkWidget *view;
  GtkWidget *menu;    /* of a cell, the last that was opened; may be NULL */
  GtkWidget *nothing; /* in place of the scroller while no class matches the search */
  FooledCellModel *model;
  GtkSingleSelection *selection;
  FooledCellFactory *factory;

  int cell_size;
  FooledOrder order;
  gboolean unsorted; /* cells changed since the last sort */
  guint sort_timeout;
  gboolean hovered;
  gint selected;      /* cell, or -1 */
  gboolean selecting; /* the program changes the selection, not the user */

  guint64 run_number;
  RunView view_shown;
  RunNetworkInfo *network; /* may be NULL */
  gboolean applied;        /* a snapshot has been shown */
};

/* grid-menu.c */

/* The menu of a cell: right click, long press, and the keys for it. */
void _fooled_grid_class_add_menu (GtkWidgetClass *widget_class);
void _fooled_grid_add_menu (FooledGrid *self);
gboolean _fooled_grid_shows_menu (FooledGrid *self);

/* grid-order.c */

/* The ring follows the selected cell to its place. */
void _fooled_grid_restore_selection (FooledGrid *self);

/* Puts the cells in order and finds those that are looked for, now. */
void _fooled_grid_sort (FooledGrid *self);

/* The same after some cells changed: not at once where it would disturb. */
void _fooled_grid_keep_sorted (FooledGrid *self);

G_END_DECLS
