// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/cell-factory.h"
#include "ui/run/cell-model.h"
#include "ui/run/grid.h"

G_BEGIN_DECLS

/* What the grid is, for its order and its menu. */
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

  int cell_size;    /* that is wanted */
  gboolean fit;     /* larger or smaller, so that all cells are in sight, where they can be */
  int shown_size;   /* in use */
  int fitting_size; /* what the room there is asks for */
  guint fit_idle;
  FooledOrder order;
  gboolean unsorted; /* cells changed since the last sort */
  guint sort_timeout;
  gint selected;            /* cell, or -1 */
  gboolean waits_for_image; /* what the run says is selected has none yet */
  gboolean selecting;       /* the program changes the selection, not the user */

  guint64 run_number;
  RunView view_shown;
  RunNetworkInfo *network;  /* may be NULL */
  FooledBreeding *breeding; /* may be NULL */
  gboolean no_class_menu;
  gboolean applied; /* a snapshot has been shown */
};

G_END_DECLS
