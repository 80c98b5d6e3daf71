// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How printing ended, once, on the main loop, unless the parent has gone or people changed their
 * minds. path: of the file that was printed to; NULL = it went to a printer. error: why it does not work, or NULL. */
typedef void (*FooledPrintDone) (gpointer parent, const char *path, const GError *error);

/* Asks for a printer and prints the images (StoreSpecimen *): one as a poster, several as a sheet.
 * name: what the printer calls it, and without an ending the name that a file gets that is printed
 * to, by default in this folder. */
void fooled_print (GtkWindow *parent,
                   GPtrArray *specimens,
                   gboolean captions,
                   const char *name,
                   const char *folder,
                   FooledPrintDone on_done);

G_END_DECLS
