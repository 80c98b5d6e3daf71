// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "ui/run/run.h"

G_BEGIN_DECLS

/* The window: the Run page and the Picks page, the run that they show, and the actions. */
#define FOOLED_TYPE_WINDOW (fooled_window_get_type ())
G_DECLARE_FINAL_TYPE (FooledWindow, fooled_window, FOOLED, WINDOW, AdwApplicationWindow)

FooledWindow *fooled_window_new (GtkApplication *application, GSettings *settings);

/* Opens a network or a session, or shows a picture on the Perturb page. */
void fooled_window_open (FooledWindow *self, GFile *file);

/* Saves every run from now on, and goes on with the session that was there last, or begins a run;
 * anew: in any case. paused: what was there is shown, and nothing runs. */
void fooled_window_start (FooledWindow *self, gboolean anew, gboolean paused);

/* For whoever measures it. Borrowed. */
FooledRun *fooled_window_get_run (FooledWindow *self);

G_END_DECLS
