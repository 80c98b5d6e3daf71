// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "store/specimen.h"
#include "ui/retrain/retrain.h"

G_BEGIN_DECLS

/* The Retrain page: can a network learn not to be fooled? Its settings first, then the experiment.
 * The thread begins when the page is first shown, with the experiment that was there last, paused.
 *
 * Property "specimen" (pointer, read-only): as fooled_retrain_page_get_specimen.
 * Signals: "message" (string): what went wrong; "done" (string): something to tell in passing;
 * "saved" (string): the path of a network that was saved; "started": an experiment begins, or goes
 * on; "watch" and "perturb" (pointer: RunRetrainingRow *, borrowed): what the user wants to do with
 * a network. */
#define FOOLED_TYPE_RETRAIN_PAGE (fooled_retrain_page_get_type ())
G_DECLARE_FINAL_TYPE (FooledRetrainPage, fooled_retrain_page, FOOLED, RETRAIN_PAGE, GtkWidget)

GtkWidget *fooled_retrain_page_new (void);

/* Once. */
void fooled_retrain_page_bind (FooledRetrainPage *self, GSettings *settings);

/* The experiment of a session. */
void fooled_retrain_page_open_session (FooledRetrainPage *self, const char *path, gboolean paused);

/* The image that is selected in the grid, or NULL. Borrowed. */
StoreSpecimen *fooled_retrain_page_get_specimen (FooledRetrainPage *self);

/* NULL before the page was shown. Borrowed. */
FooledRetrain *fooled_retrain_page_get_retrain (FooledRetrainPage *self);

/* Saves, and joins the thread. The page does nothing afterwards. */
void fooled_retrain_page_shutdown (FooledRetrainPage *self);

G_END_DECLS
