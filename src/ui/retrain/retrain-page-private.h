// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/present/presentable.h"
#include "ui/retrain/retrain-board.h"
#include "ui/retrain/retrain-page.h"
#include "ui/retrain/retrain-settings.h"

G_BEGIN_DECLS

/* What the files of the page share: retrain-page.c shows what the thread says,
 * retrain-page-actions.c holds what menus and keys do, retrain-page-scene.c presents the
 * experiment. */

struct _FooledRetrainPage
{
  GtkWidget parent_instance;
  GSettings *settings;
  FooledRetrain *retrain; /* NULL until the page is shown */
  gboolean ended;
  RunRetrainingSnapshot *shown; /* the last one with an experiment; NULL = there was none */
  StoreSpecimen *specimen;      /* of `shown` */
  gboolean in_setup;            /* the user looks at the settings */
  gboolean failed;              /* what was to begin could not, which is to be read */
  gboolean opening;             /* a session is, and has not come yet */
  guint loading_timeout;

  GtkStack *stack;
  GtkWidget *start_button;
  GtkWidget *back_button;
  GtkWidget *no_data_label;
  FooledRetrainSettings *form;
  AdwStatusPage *loading_page;
  AdwStatusPage *failed_page;
  FooledRetrainBoard *board;
};

/* The experiment that is shown rests in its session: nothing holds it any more. */
gboolean fooled_retrain_page_is_stopped (FooledRetrainPage *self);

/* The thread, unless it runs or the page has ended. */
void fooled_retrain_page_begin (FooledRetrainPage *self);

/* After anything that may change what is to be seen, or done. */
void fooled_retrain_page_show_all (FooledRetrainPage *self);

/* What is wished for a network of the table, a FooledRetrainWish. */
void fooled_retrain_page_row_wish (FooledRetrainPage *self, int wish, RunRetrainingRow *row);

/* For class_init and the interface. */
void fooled_retrain_page_install_actions (GtkWidgetClass *widget_class);
void fooled_retrain_page_scene_init (FooledPresentableInterface *interface);

G_END_DECLS
