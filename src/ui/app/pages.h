// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "run/sessions.h"
#include "store/specimen.h"

G_BEGIN_DECLS

/* The pages of the window, in the order of the switcher. */
typedef enum
{
  FOOLED_PAGE_RUN,
  FOOLED_PAGE_PERTURB,
  FOOLED_PAGE_PICKS,
  FOOLED_PAGE_RETRAIN,
  FOOLED_PAGE_COMPARE,
  FOOLED_PAGE_QUIZ,
  FOOLED_N_PAGES,
} FooledPage;

typedef struct
{
  const char *name;  /* in "win.page::name" */
  const char *title; /* to be translated */
  const char *icon;
  GtkWidget *(*create) (void);

  /* The image that is selected, which the window's actions concern: borrowed, or NULL. NULL = the
   * page has none. */
  StoreSpecimen *(*get_specimen) (GtkWidget *page);

  /* Actions of the window that only make sense here, with a selected image. Ends with NULL. */
  const char *actions[2];

  /* Actions of the page, in detail, that save and copy what it shows; NULL = the selected image. */
  const char *save, *copy;

  /* Sessions of that kind are opened there; left out where none are. */
  RunSessionKind session;
  void (*open_session) (GtkWidget *page, const char *path);

  gboolean has_own_work;   /* it starts and pauses something of its own, not the run */
  gboolean has_panels;     /* the buttons for side panels and search are its own */
  gboolean takes_pictures; /* a file that is opened counts as a picture, not as a network */
} FooledPageKind;

const FooledPageKind *fooled_page_kind (FooledPage page);

/* The page of that name, or FOOLED_N_PAGES. */
FooledPage fooled_page_find (const char *name);

/* Where a session of that kind is opened; of one that no page shows, the page of runs, which says
 * why it cannot. */
FooledPage fooled_page_for_session (RunSessionKind kind);

/* Adds a slot for every page to the stack: AdwBin *, borrowed. */
void fooled_pages_add (AdwViewStack *stack, GtkWidget *slots[FOOLED_N_PAGES]);

/* The keys of the page's action, "<Control>1" for the first. */
void fooled_pages_set_accels (GtkApplication *application);

G_END_DECLS
