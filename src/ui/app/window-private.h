// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/app/window.h"
#include "ui/networks/downloads.h"
#include "ui/perturb/perturb-page.h"
#include "ui/picks/picks-page.h"
#include "ui/run/run-page.h"
#include "ui/run/run.h"

G_BEGIN_DECLS

struct _FooledWindow
{
  AdwApplicationWindow parent_instance;
  GSettings *settings;
  FooledRun *run;
  FooledPickList *picks;
  FooledDownloads *downloads;    /* NULL after closing */
  GtkWindow *networks;           /* the list of all networks while it is shown; not owned */
  gboolean has_network;          /* one can be chosen */
  GtkFileChooserNative *chooser; /* while a file name is being asked for */
  guint apply_settings_idle;
  guint load_picks_idle;
  guint adapt_idle;

  AdwToastOverlay *toast_overlay;
  GWeakRef toast;         /* the newest, until it is gone */
  GWeakRef leaving_toast; /* makes room for it at toast_timeout */
  guint toast_timeout;
  gint64 toast_time; /* when the one that is shown came */
  AdwHeaderBar *header_bar;
  AdwViewSwitcherTitle *switcher_title;
  AdwViewSwitcherBar *switcher_bar;
  GtkButton *start_button;
  GtkWidget *settings_toggle;
  GtkWidget *champion_toggle;
  GtkWidget *search_toggle;
  AdwViewStack *stack;
  FooledRunPage *run_page;
  FooledPerturbPage *perturb_page;
  FooledPicksPage *picks_page;
};

/* The image that Save and Copy concern: of the page that is shown. Borrowed, or NULL. */
StoreSpecimen *_fooled_window_get_specimen (FooledWindow *self);

/* "run", "perturb", "picks": whether that page is the one that is shown. */
gboolean _fooled_window_shows (FooledWindow *self, const char *page);

void _fooled_window_toast (FooledWindow *self, const char *text);

void _fooled_window_load_picks (FooledWindow *self);

/* A toast with a button. The handler gets `data`, which the toast keeps alive. */
void _fooled_window_toast_with_button (FooledWindow *self,
                                       const char *text,
                                       const char *button,
                                       GCallback clicked,
                                       gpointer data,
                                       GClosureNotify free_data);

/* "Saved", with a button to open the folder. */
void _fooled_window_toast_saved (FooledWindow *self, const char *path);

/* Before the window goes. */
void _fooled_window_drop_toasts (FooledWindow *self);

/* window-perturb.c */
void _fooled_window_add_perturb_actions (FooledWindow *self);

/* Shows the picture in the file on the Perturb page. */
void _fooled_window_perturb_file (FooledWindow *self, GFile *file);

/* window-networks.c */
void _fooled_window_add_network_actions (FooledWindow *self);

/* Stops what is being got. */
void _fooled_window_stop_downloads (FooledWindow *self);

/* window-actions.c */
void _fooled_window_add_actions (FooledWindow *self);

/* Which of them make sense now. */
void _fooled_window_update_actions (FooledWindow *self);

G_END_DECLS
