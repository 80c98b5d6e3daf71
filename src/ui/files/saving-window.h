// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "base/progress.h"
#include "ui/files/output.h"

G_BEGIN_DECLS

/* A file that takes seconds and more to make, made beside the main loop: a small window says how
 * far it is. Closing it, or its button, leaves off, and nothing is written. */
#define FOOLED_TYPE_SAVING_WINDOW (fooled_saving_window_get_type ())
G_DECLARE_FINAL_TYPE (FooledSavingWindow, fooled_saving_window, FOOLED, SAVING_WINDOW, AdwWindow)

/* On the other thread. Writes the file to `path`: complete, or not at all. When `interrupt` becomes
 * non-zero it leaves off soon, with G_IO_ERROR_CANCELLED. */
typedef void (*FooledSave) (gpointer job,
                            const char *path,
                            BaseProgress progress,
                            gpointer progress_data,
                            const gint *interrupt,
                            GError **error);

/* Begins, and shows the window. title: of the window. text: names what is saved, for people and for
 * `done`; NULL = the title does. job: as in ui/threads/background.h, taken over. path: taken over.
 * done: as for fooled_output_save, but not when the user leaves off. */
void fooled_saving_window_begin (GtkWindow *owner,
                                 const char *title,
                                 const char *text,
                                 FooledSave save,
                                 gpointer job,
                                 GDestroyNotify free_job,
                                 char *path,
                                 FooledOutputDone done);

G_END_DECLS
