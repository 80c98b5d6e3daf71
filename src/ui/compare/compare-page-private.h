// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compare/compare-detail.h"
#include "ui/compare/compare-matrix.h"
#include "ui/compare/compare-page.h"
#include "ui/compare/network-checks.h"
#include "ui/present/presentable.h"

G_BEGIN_DECLS

/* What the files of the page share: compare-page.c shows what is compared, compare-page-sets.c
 * holds what is to be compared, compare-page-output.c saves and copies the table,
 * compare-page-scene.c presents it. */

struct _FooledComparePage
{
  GtkWidget parent_instance;
  GSettings *settings;
  FooledCompare *compare; /* NULL until the first comparison */
  gboolean ended;
  GArray *sets;        /* RunImages */
  GPtrArray *networks; /* RunNetworkInfo * of the columns */
  gboolean is_shown;   /* what is in the table comes from the comparison */
  guint64 number;      /* of the comparison before; its snapshots are of the past */
  gboolean has_cell;   /* one is selected and shown */

  GtkStack *stack;
  GtkWidget *first_button;
  GtkMenuButton *networks_button;
  FooledNetworkChecks *checks;
  GtkButton *start_button;
  GtkToggleButton *pause_button;
  GtkProgressBar *progress;
  FooledCompareMatrix *matrix;
  GtkWidget *message_box;
  GtkLabel *messages;
  FooledCompareDetail *detail;
};

/* What belongs to the table that is shown; or NULL. */
const RunCompareSnapshot *fooled_compare_page_get_snapshot (FooledComparePage *self);

/* Of a snapshot, which may be NULL: whether there is more to come, and how many cells are filled.
 */
gboolean fooled_compare_page_is_busy (const RunCompareSnapshot *snapshot);
guint fooled_compare_page_n_cells (const RunCompareSnapshot *snapshot);

/* What the rows and the columns are called. Caller unrefs. */
void fooled_compare_page_get_heads (FooledComparePage *self,
                                    GPtrArray **sets,
                                    GPtrArray **networks);

/* Other rows or columns: what was compared is of the past. */
void fooled_compare_page_choice_changed (FooledComparePage *self);

/* For class_init, init and the interface. */
void fooled_compare_page_install_sets (GtkWidgetClass *widget_class);
GArray *fooled_compare_page_sets_new (void);              /* RunImages, with what they own */
char *fooled_compare_page_name_of (const RunImages *set); /* Caller frees. */
void fooled_compare_page_install_output (GtkWidgetClass *widget_class);
void fooled_compare_page_scene_init (FooledPresentableInterface *interface);

G_END_DECLS
