// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "ui/app/window.h"

/* The window with the small network of run/fixture.h, all its pages made, and no run yet. */
typedef struct
{
  GtkApplication *application;
  GSettings *settings;
  FooledWindow *window;
  char *folder; /* of its own, where it saves without asking */
} WindowFixture;

typedef struct
{
  const char *path; /* "/ui/window/star" */
  void (*test) (WindowFixture *fixture, gconstpointer data);
} WindowTest;

/* What main returns. */
int window_run_tests (int *argc, char ***argv, const WindowTest *tests, gsize n);

/* The window's first widget of that type, also on a page that is not shown; or NULL. */
gpointer window_find (WindowFixture *fixture, GType type);

/* A detailed name, such as "win.page::picks". */
void window_activate (WindowFixture *fixture, const char *detailed_name);

/* The image in the panel beside the grid, or NULL. Borrowed. */
StoreSpecimen *window_selected (WindowFixture *fixture);

/* The button with that accessible name, or NULL. */
GtkWidget *window_button (WindowFixture *fixture, const char *name);

/* Whether there is a label with that text; or with one that begins so, as of a toast. */
gboolean window_has_text (WindowFixture *fixture, const char *text);
gboolean window_has_toast (WindowFixture *fixture, const char *beginning);

/* Whether a label is there to be seen with all of its text. */
gboolean window_is_whole (WindowFixture *fixture, const char *text);

/* For widget_test_await; data is the fixture. */
gboolean window_has_selected (gpointer data);
gboolean window_has_start_button (gpointer data);
gboolean window_has_pause_button (gpointer data);

/* The same; the last page is made after the window's first frame, as all that nobody sees yet. */
gboolean window_has_all_pages (gpointer window);
