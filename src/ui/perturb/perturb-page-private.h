// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/networks/target-chooser.h"
#include "ui/perturb/look-view.h"
#include "ui/perturb/perturb-page.h"
#include "ui/perturb/perturb.h"
#include "ui/perturb/rubbish-panel.h"
#include "ui/perturb/test-pictures.h"
#include "ui/widgets/drawing-pad.h"
#include "ui/widgets/picture.h"

G_BEGIN_DECLS

struct _FooledPerturbPage
{
  GtkWidget parent_instance;
  GSettings *settings;
  FooledPerturb *perturb; /* NULL until the page is shown, and after shutdown */
  gboolean ended;
  FooledTestPictures *test_pictures;
  GCancellable *cancellable;     /* of pictures that are being read */
  GtkFileChooserNative *chooser; /* while a file is asked for */

  /* For each entry of the chooser: what a command line would say, and the network; NULL for a file
   * that was not loaded yet. */
  GPtrArray *network_keys;
  GPtrArray *networks;
  char *network;        /* the key of the chosen one; NULL = there is none */
  gboolean own_network; /* not the run's */
  gboolean listing;     /* while the entries are being made */

  BaseImage *image;    /* as it was given; NULL = none, or an empty pad */
  gboolean drawing;    /* the picture is the pad's */
  gboolean own_factor; /* the user chose how strong the change is shown */
  gboolean showing;    /* while the controls are set to what is */
  gint64 search_time;  /* when the button was pressed last; monotonic, in microseconds */
  gboolean had_result;
  guint64 result_number;   /* of the picture that the slider was set for */
  BaseImage *change;       /* that is shown; NULL = none */
  BaseImage *change_after; /* what it was made of */
  double change_factor;

  GtkWidget *scroller;
  GtkDropDown *network_chooser;
  GtkWidget *sources;
  GtkWidget *getting;
  GtkProgressBar *getting_progress;
  GtkStack *stack;
  GtkWidget *big_draw_button;
  FooledTargetChooser *target;
  GtkDropDown *method;
  GtkButton *search_button;
  GtkLabel *search_label;
  GtkLabel *method_explanation;
  GtkProgressBar *progress;
  GtkImage *outcome;
  GtkLabel *sentence;
  GtkStack *before_stack;
  FooledPicture *before_picture;
  FooledDrawingPad *pad;
  GtkWidget *pad_hint;
  FooledLookView *before_look;
  FooledPicture *change_picture;
  GtkWidget *factor_box;
  GtkAdjustment *factor_adjustment;
  GtkLabel *change_label;
  FooledPicture *after_picture;
  FooledLookView *after_look;
  GtkWidget *between;
  FooledPicture *between_picture;
  GtkAdjustment *blend_adjustment;
  GtkLabel *between_label;
  GtkWidget *save_button;
  GtkWidget *copy_button;
  FooledRubbishPanel *rubbish;
};

void _fooled_perturb_page_message (FooledPerturbPage *self, const char *message);

/* What is known of the chosen network, or NULL. Borrowed. */
RunNetworkInfo *_fooled_perturb_page_get_info (FooledPerturbPage *self);

/* Another picture: it ends a search. NULL: none. drawing: it comes from the pad. */
void _fooled_perturb_page_set_image (FooledPerturbPage *self, BaseImage *image, gboolean drawing);

/* What is on the pad. */
void _fooled_perturb_page_take_pad (FooledPerturbPage *self);

/* The latest snapshot, or NULL. Borrowed. */
const RunPerturbSnapshot *_fooled_perturb_page_get_snapshot (FooledPerturbPage *self);

/* perturb-page-networks.c: the list of networks. */
void _fooled_perturb_page_network_chosen (FooledPerturbPage *self);
void _fooled_perturb_page_follow_run (FooledPerturbPage *self);

/* Chooses this network; FALSE when it is not here. */
gboolean _fooled_perturb_page_use_network (FooledPerturbPage *self, const char *key);

/* A file says only when it is loaded what is in it. */
void _fooled_perturb_page_network_loaded (FooledPerturbPage *self, RunNetworkInfo *info);

/* The chosen network is another one, or more is known of it. */
void _fooled_perturb_page_network_changed (FooledPerturbPage *self);

/* perturb-page-show.c: what the page shows of a snapshot. */
void _fooled_perturb_page_show (FooledPerturbPage *self);
void _fooled_perturb_page_factor_changed (FooledPerturbPage *self);

/* perturb-page-sources.c: where pictures come from. */
void _fooled_perturb_page_install_sources (GtkWidgetClass *widget_class);
void _fooled_perturb_page_add_sources (FooledPerturbPage *self);
void _fooled_perturb_page_update_sources (FooledPerturbPage *self);

/* perturb-page-save.c: where they go. */
void _fooled_perturb_page_install_save (GtkWidgetClass *widget_class);

G_END_DECLS
