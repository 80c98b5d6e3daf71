// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Presents the page that is shown, full screen and on dark, in the place of all that the window
 * shows else; by the action "present" (boolean). The window's state stays as it is, the keyboard
 * comes back to where it was, and another page that is shown meanwhile is presented then. */
typedef struct _FooledPresenter FooledPresenter;

/* overlay: the window's, whose child the stage takes turns with; stack: of AdwBin, in
 * each a page, those that can be presented being FooledPresentable. All are borrowed and outlive it. */
FooledPresenter *fooled_presenter_new (GtkWindow *window,
                                       AdwToastOverlay *overlay,
                                       AdwViewStack *stack);
void fooled_presenter_free (FooledPresenter *self);

G_END_DECLS
