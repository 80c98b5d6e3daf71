// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The window's header bar: the buttons for the run and the side panels, the switcher of pages, the
 * menu. It adapts to the width of the window, and to nothing else: the switcher stays where it is
 * when pages change.
 *
 * Property "search-mode" (boolean): the button with which people begin to look for classes. */
#define FOOLED_TYPE_HEADER (fooled_header_get_type ())
G_DECLARE_FINAL_TYPE (FooledHeader, fooled_header, FOOLED, HEADER, GtkWidget)

/* Once. What is switched, and the bar that switches where there is no room here; they outlive it.
 */
void fooled_header_bind (FooledHeader *self, AdwViewStack *stack, AdwViewSwitcherBar *bar);

/* The window's width, logical pixels, or one that is to come. */
void fooled_header_set_width (FooledHeader *self, int width);

/* Whether the button pauses the run or starts it. */
void fooled_header_set_running (FooledHeader *self, gboolean running);

/* Whether the buttons that start, pause and step the run are shown. */
void fooled_header_show_run (FooledHeader *self, gboolean shown);

/* Whether the page that is shown has side panels, and whether it has that many classes that people
 * look for one. */
void fooled_header_set_page (FooledHeader *self, gboolean has_panels, gboolean has_search);

G_END_DECLS
