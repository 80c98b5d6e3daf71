// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What pages tell the window, which shows it in passing: the signals "message" (string): what went
 * wrong; "done" (string): something that was done; "saved" (string): the path of a file that was
 * saved. */
void fooled_news_install (GType type); /* in class_init */

/* Emits the signal; for people, translated. */
void fooled_news_message (gpointer page, const char *text);
void fooled_news_done (gpointer page, const char *text);

/* After a file was saved, or not: a FooledOutputDone of the page, which may also be called as such
 * a function is. */
void fooled_news_saved (gpointer page, const char *path, const char *text, const GError *error);

G_END_DECLS
