// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "store/specimen.h"
#include "ui/perturb/perturb.h"

G_BEGIN_DECLS

/* The Perturb page: a picture, a network, and the change to the picture that misleads the network.
 * Its workbench begins when the page is first shown.
 *
 * Signals: "message" (string): what went wrong; "done" (string): something to tell in passing;
 * "saved" (string): the path of a picture that was saved; "specimen-changed": there is another
 * specimen, or none. */
#define FOOLED_TYPE_PERTURB_PAGE (fooled_perturb_page_get_type ())
G_DECLARE_FINAL_TYPE (FooledPerturbPage, fooled_perturb_page, FOOLED, PERTURB_PAGE, GtkWidget)

GtkWidget *fooled_perturb_page_new (void);

/* Once. networks: RunNetworkInfo *, as run_networks_list gives them. The network is the run's until
 * another one is chosen here. */
void fooled_perturb_page_bind (FooledPerturbPage *self, GSettings *settings, GPtrArray *networks);

/* There are other networks than before. */
void fooled_perturb_page_set_networks (FooledPerturbPage *self, GPtrArray *networks);

/* Takes this image, with the network that it was made for where that is here. */
void fooled_perturb_page_set_specimen (FooledPerturbPage *self, const StoreSpecimen *specimen);

/* The workbench of a session, as it was left. What is there now stays in its own. */
void fooled_perturb_page_open_session (FooledPerturbPage *self, const char *path);

/* Draw for this network: its id, or its file. */
void fooled_perturb_page_draw_for (FooledPerturbPage *self, const char *network);

/* Reads the picture in the file. */
void fooled_perturb_page_open (FooledPerturbPage *self, GFile *file);

/* Takes the picture. */
void fooled_perturb_page_take_texture (FooledPerturbPage *self, GdkTexture *texture);

/* The workbench, or NULL before the page was shown. Borrowed. */
FooledPerturb *fooled_perturb_page_get_perturb (FooledPerturbPage *self);

/* The picture after, with all that says how it was made; NULL without a result. Borrowed. */
StoreSpecimen *fooled_perturb_page_get_specimen (FooledPerturbPage *self);

/* Whether that is among the picks. */
void fooled_perturb_page_set_starred (FooledPerturbPage *self, gboolean starred);

/* Id or file of the network that is chosen here; NULL = none. Borrowed. */
const char *fooled_perturb_page_get_network (FooledPerturbPage *self);

/* Whether one can draw for the network; whether there is a picture; whether that is dark on light
 * for a network that knows the opposite (run/light-paper.h). */
gboolean fooled_perturb_page_can_draw (FooledPerturbPage *self);
gboolean fooled_perturb_page_has_picture (FooledPerturbPage *self);
gboolean fooled_perturb_page_is_light_paper (FooledPerturbPage *self);

/* Joins the thread. The page does nothing afterwards. */
void fooled_perturb_page_shutdown (FooledPerturbPage *self);

G_END_DECLS
