// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* An empty folder for the user's data, settings and caches, gone with the program. Before
 * g_test_init. Not G_TEST_OPTION_ISOLATE_DIRS: it hides the system's folders too, without which GTK
 * knows no picture formats and so no icons. */
void widget_test_isolate_home (void);

/* widget_test_isolate_home, g_test_init, GTK and libadwaita, the style of our own drawing,
 * animations off. FALSE when there is no display: the test has printed that it is skipped and
 * should return 0. */
gboolean widget_test_init (int *argc, char ***argv);

/* A window of that size around the widget, on the screen and drawn. */
GtkWindow *widget_test_window (GtkWidget *child, int width, int height);

/* Closes the window and lets the main loop forget it. */
void widget_test_close (GtkWindow *window);

/* Runs the main loop until the condition holds; fails the test when it never does. */
typedef gboolean (*WidgetTestCondition) (gpointer data);
void widget_test_await (WidgetTestCondition condition, gpointer data);

/* Runs the main loop through the next drawn frame. */
void widget_test_draw (GtkWidget *widget);

/* An action by its detailed name, such as "win.page::picks". */
void widget_test_activate (GtkWidget *widget, const char *detailed_name);

/* The first widget of that type in the tree, in depth-first order; NULL = none. */
GtkWidget *widget_test_find (GtkWidget *root, GType type);

/* All of them: GtkWidget *, borrowed. */
GPtrArray *widget_test_find_all (GtkWidget *root, GType type);

/* Whether the accessible name is this one. */
gboolean widget_test_has_name (GtkWidget *widget, const char *name);

/* Whether the accessible name is the text of another widget, and only that: with a name of its own
 * besides, both are read one after the other. */
gboolean widget_test_is_labelled (GtkWidget *widget);

G_END_DECLS
