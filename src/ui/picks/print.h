// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks for a printer and prints the images (StoreSpecimen *): one as a poster, several as a sheet.
 * name: what the printer calls it, and without an ending the name that a file gets that is printed
 * to, by default in this folder. failed: called once on the main loop, when it does not work,
 * unless the parent has gone. */
typedef void (*FooledPrintFailed) (gpointer parent, const char *message);
void fooled_print (GtkWindow *parent,
                   GPtrArray *specimens,
                   gboolean captions,
                   const char *name,
                   const char *folder,
                   FooledPrintFailed failed);

G_END_DECLS
