// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "ui/run/run.h"

G_BEGIN_DECLS

/* The Quiz page: human or machine in rounds, and drawings that fool the network.
 *
 * Signals: "message" (string): what went wrong; "done" (string): something to tell in passing;
 * "saved" (string): the path of a table that was saved. */
#define FOOLED_TYPE_QUIZ_PAGE (fooled_quiz_page_get_type ())
G_DECLARE_FINAL_TYPE (FooledQuizPage, fooled_quiz_page, FOOLED, QUIZ_PAGE, GtkWidget)

GtkWidget *fooled_quiz_page_new (void);

/* Once. run: whose champions can be asked about. networks: RunNetworkInfo *, as run_networks_list
 * gives them. */
void fooled_quiz_page_bind (FooledQuizPage *self,
                            FooledRun *run,
                            GSettings *settings,
                            GPtrArray *networks);

/* There are other networks than before. */
void fooled_quiz_page_set_networks (FooledQuizPage *self, GPtrArray *networks);

/* Joins the threads of its own. The page does nothing afterwards. */
void fooled_quiz_page_shutdown (FooledQuizPage *self);

G_END_DECLS
