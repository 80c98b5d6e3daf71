// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/networks/network-chooser.h"
#include "ui/networks/target-chooser.h"
#include "ui/perturb/perturb-board.h"
#include "ui/perturb/perturb-page.h"
#include "ui/perturb/perturb-presentation.h"
#include "ui/perturb/picture-sources.h"
#include "ui/perturb/rubbish-panel.h"
#include "ui/present/presentable.h"
#include "ui/widgets/unsaved-banner.h"

G_BEGIN_DECLS

/* The Perturb page in parts: perturb-page.c has the page itself, its network and its sentence;
 * -session.c where it is saved, -search.c what it looks for, -pictures.c where its picture comes
 * from, -output.c what becomes of its pictures. */
struct _FooledPerturbPage
{
  GtkWidget parent_instance;
  GSettings *settings;
  FooledPerturb *perturb; /* NULL until the page is shown */
  gboolean ended;
  FooledPictureSources *sources;
  FooledNetworkChooser *chooser; /* behind network_chooser */
  gboolean own_network;          /* not the run's */
  gboolean wants_pad;            /* as soon as the size of the network is known */

  char *opening;     /* a session that was asked for and is not there yet; NULL = none */
  gboolean adopting; /* the network that is chosen now is the workbench's already */

  BaseImage *image;                 /* as it was given; NULL = none, or an empty pad */
  gboolean drawing;                 /* the picture is the pad's */
  const BaseImage *judged;          /* of which is_light_paper is known; not owned, NULL = none */
  const RunNetworkInfo *judged_for; /* the same: only compared */
  gboolean is_light_paper;
  gint sample;          /* that was shown last; -1 = none */
  gboolean wants_noise; /* its answers are to come into sight */
  GtkWidget *revealed;  /* what comes into sight; a part of the page */
  guint reveal_frames;  /* that have passed since it was there */
  guint reveal_tick;
  gint64 search_time; /* when the button was pressed last; monotonic, in microseconds */

  StoreSpecimen *specimen; /* the picture after, with a result; else NULL */
  RunLook *specimen_of;    /* it was made of this one */
  gboolean starred;        /* it is among the picks */

  FooledLensTile *lens_tiles[FOOLED_PERTURB_N_LENSES]; /* of the presentation */

  FooledUnsavedBanner *unsaved_banner;
  GtkScrolledWindow *scroller;
  GtkDropDown *network_chooser;
  GtkWidget *source_buttons;
  GtkWidget *getting;
  GtkProgressBar *getting_progress;
  GtkStack *stack;
  GtkWidget *big_draw_button;
  FooledTargetChooser *target;
  GtkDropDown *method;
  GtkDropDown *sure;
  GtkButton *search_button;
  GtkLabel *search_label;
  GtkLabel *method_explanation;
  GtkProgressBar *progress;
  GtkImage *outcome;
  GtkLabel *sentence;
  FooledPerturbBoard *board;
  GtkWidget *save_button;
  GtkWidget *copy_button;
  GtkButton *star_button;
  FooledRubbishPanel *rubbish;
};

/* Once, from class_init: the actions of each part and what the template calls there. */
void fooled_perturb_page_install_search (GtkWidgetClass *widget_class);
void fooled_perturb_page_install_pictures (GtkWidgetClass *widget_class);
void fooled_perturb_page_install_output (GtkWidgetClass *widget_class);
void fooled_perturb_page_presentable_init (FooledPresentableInterface *interface);

/* --- The page --- */

/* The latest, or NULL. Borrowed. */
const RunPerturbSnapshot *fooled_perturb_page_get_snapshot (FooledPerturbPage *self);

/* What there is to say. Caller frees. */
char *fooled_perturb_page_sentence (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot);

/* Everything as it is. */
void fooled_perturb_page_show (FooledPerturbPage *self);

/* The workbench, with the last session; nothing when it is there or no network is. */
void fooled_perturb_page_begin (FooledPerturbPage *self);

/* --- Where it is saved --- */

void fooled_perturb_page_begin_session (FooledPerturbPage *self);

/* What is done now is not for a session that is not there yet: that stays as it is. */
void fooled_perturb_page_stop_opening (FooledPerturbPage *self);

/* Another snapshot: perhaps the session is there. */
void fooled_perturb_page_take_session (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot);

/* After the shutdown: what was saved only then is there the next time, too. */
void fooled_perturb_page_remember_session (FooledPerturbPage *self);

/* --- What it looks for --- */

void fooled_perturb_page_list_methods (FooledPerturbPage *self);
void fooled_perturb_page_show_search (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot);

/* Scrolls a part of the page into sight, once it has its place. */
void fooled_perturb_page_reveal (FooledPerturbPage *self, GtkWidget *part);

/* Another snapshot: the answers to noise are below the button, perhaps out of sight. */
void fooled_perturb_page_reveal_noise (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot);

/* --- Where its picture comes from --- */

void fooled_perturb_page_make_sources (FooledPerturbPage *self);
FooledDrawingPad *fooled_perturb_page_get_pad (FooledPerturbPage *self);

/* What suits the network, of which this is known; NULL = nothing yet. */
void fooled_perturb_page_update_sources (FooledPerturbPage *self, const RunNetworkInfo *info);
void fooled_perturb_page_draw_if_wanted (FooledPerturbPage *self);

/* --- What becomes of its pictures --- */

void fooled_perturb_page_show_save (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot);

/* The specimen of the result as it is. */
void fooled_perturb_page_update_specimen (FooledPerturbPage *self,
                                          const RunPerturbSnapshot *snapshot);

G_END_DECLS
