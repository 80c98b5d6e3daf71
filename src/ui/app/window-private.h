// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/app/header.h"
#include "ui/app/network-manager.h"
#include "ui/app/pages.h"
#include "ui/app/presenter.h"
#include "ui/app/pick-toasts.h"
#include "ui/app/run-keeper.h"
#include "ui/app/run-undo.h"
#include "ui/app/toasts.h"
#include "ui/app/window.h"
#include "ui/compare/compare-page.h"
#include "ui/files/output.h"
#include "ui/hints/hint-bar.h"
#include "ui/perturb/perturb-page.h"
#include "ui/picks/picks-page.h"
#include "ui/quiz/quiz-page.h"
#include "ui/retrain/retrain-page.h"
#include "ui/run/run-page.h"

G_BEGIN_DECLS

/* What the files of the window share: window.c makes and connects it, window-pages.c makes its
 * pages, window-actions.c holds what
 * menus and keys do, window-picks.c what can be done with one or more images, window-open.c what is
 * opened, dropped or taken up again, window-retrain.c what the Retrain page asks of the others. */

struct _FooledWindow
{
  AdwApplicationWindow parent_instance;
  GSettings *settings;
  FooledRun *run;
  FooledPickList *picks;
  FooledToasts *toasts;
  FooledPickToasts *pick_toasts;
  FooledNetworkManager *networks;
  GtkWindow *sessions; /* the list while it is shown; not owned */
  GtkWidget *slots[FOOLED_N_PAGES]; /* in the stack, each for a page */
  GtkWidget *pages[FOOLED_N_PAGES]; /* NULL until it is made */
  GPtrArray *listed;                /* RunNetworkInfo *: the networks as they were listed last */
  guint page_maker;                 /* source that makes the pages one by one; 0 = none */
  gboolean closed;
  gboolean has_network; /* one can be chosen */
  FooledRunKeeper *keeper;
  FooledRunUndo *undo;
  FooledPresenter *presenter;

  AdwToastOverlay *toast_overlay;
  FooledHeader *header;
  FooledHintBar *hint_bar;
  AdwViewSwitcherBar *switcher_bar;
  AdwViewStack *stack;
};

/* window-pages.c; each page is made if need be. */
GtkWidget *fooled_window_page (FooledWindow *self, FooledPage page);
FooledRunPage *fooled_window_run_page (FooledWindow *self);
FooledPerturbPage *fooled_window_perturb_page (FooledWindow *self);
FooledPicksPage *fooled_window_picks_page (FooledWindow *self);
FooledRetrainPage *fooled_window_retrain_page (FooledWindow *self);
FooledComparePage *fooled_window_compare_page (FooledWindow *self);
FooledQuizPage *fooled_window_quiz_page (FooledWindow *self);

/* The Run page, and the others after the window's first frame. */
void fooled_window_begin_pages (FooledWindow *self);
void fooled_window_set_networks (FooledWindow *self, GPtrArray *networks);
/* Joins their threads; none is made afterwards. */
void fooled_window_end_pages (FooledWindow *self);

/* window.c: what follows from another page, or another image on it. */
void fooled_window_page_changed (FooledWindow *self);
void fooled_window_specimen_changed (FooledWindow *self);

/* The page that is shown. */
FooledPage fooled_window_current_page (FooledWindow *self);
const FooledPageKind *fooled_window_current_kind (FooledWindow *self);
void fooled_window_show_page (FooledWindow *self, FooledPage page);

/* The image that the actions concern: of the page that is shown. Borrowed, or NULL. */
StoreSpecimen *fooled_window_get_specimen (FooledWindow *self);

/* window-actions.c */
void fooled_window_add_actions (FooledWindow *self);
void fooled_window_update_actions (FooledWindow *self);
/* What a page wants saved. Takes over the output. */
void fooled_window_save_output (FooledWindow *self, FooledOutput *output);
void fooled_window_copy_output (FooledWindow *self, FooledOutput *output);

/* window-picks.c */
void fooled_window_add_pick_actions (FooledWindow *self);
/* Whether there is one or more that its actions concern. */
gboolean fooled_window_has_specimens (FooledWindow *self);

/* window-open.c */
void fooled_window_add_open_actions (FooledWindow *self);
void fooled_window_accept_drops (FooledWindow *self);
/* On the page where such work is shown. */
void fooled_window_open_session (FooledWindow *self, const char *path);
/* Shows the image on the Perturb page. */
void fooled_window_perturb (FooledWindow *self, StoreSpecimen *specimen);

/* window-hints.c */
void fooled_window_begin_hints (FooledWindow *self);

/* window-retrain.c */
void fooled_window_connect_retrain (FooledWindow *self, FooledRetrainPage *page);

G_END_DECLS
