// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/lens/lens-tile.h"
#include "ui/run/breeding-bar.h"
#include "ui/run/champion-panel.h"
#include "ui/run/grid-search.h"
#include "ui/run/grid.h"
#include "ui/run/plot-others.h"
#include "ui/run/run-page.h"
#include "ui/settings/settings-panel.h"
#include "ui/widgets/unsaved-banner.h"

G_BEGIN_DECLS

/* What the page is, for what it says of the run and for its presentation. */
struct _FooledRunPage
{
  GtkWidget parent_instance;
  FooledRun *run;
  GSettings *settings;
  guint n_classes;          /* of the network; 0 = not known yet */
  FooledBreeding *breeding; /* NULL until there is a run */
  StoreSpecimen *specimen;
  RunView view;
  guint64 run_number;        /* of the grid that is shown */
  RunView run_view;          /* of the grid that is shown */
  gboolean needs_selection;  /* a new grid, in which nothing is selected yet */
  gint class_index;          /* the champion that the user looks at, or -1 */
  RunNetworkInfo *network;   /* whose class that is; NULL = none yet */
  gboolean has_begun;        /* a cell was selected once */
  gboolean waits_for_grid;   /* the keyboard, which no control has meanwhile */
  gint newest;               /* cell that became better last, or -1 */
  FooledLensTile *lens_tile; /* of the presentation */
  guint presented_side;      /* device pixels of pictures while the page is presented; else 0 */
  gint64 figures_time;
  guint loading_timeout;

  GtkWidget *box;
  FooledUnsavedBanner *unsaved_banner;
  AdwFlap *champion_flap;
  AdwFlap *settings_flap;
  FooledSettingsPanel *settings_panel;
  FooledChampionPanel *champion_panel;
  GtkStack *stack;
  AdwStatusPage *loading_page;
  AdwStatusPage *failed_page;
  AdwStatusPage *cannot_open_page;
  FooledGridSearch *search;
  FooledGrid *grid;
  GtkAdjustment *cell_size;
  FooledBreedingBar *breeding_bar;
  GtkWidget *breed_toggle;
  GtkWidget *figures;
  FooledPlot *plot;
  FooledPlotOthers *plot_others;
  GtkLabel *order_label;
  GtkLabel *figures_label;
  GtkRevealer *beginning_revealer;
  GtkProgressBar *beginning;
};

/* Asks the run for pictures in the size of the cells, or in that of the presentation. */
void _fooled_run_page_send_view (FooledRunPage *self);

/* What goes on, in words and marks: the page of the stack, figures, progress, warnings. */
void _fooled_run_page_show_state (FooledRunPage *self, const RunSnapshot *snapshot);

G_END_DECLS
