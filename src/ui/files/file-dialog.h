// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks for a file or a folder: the program's only file dialog. */

typedef struct
{
  GtkFileChooserAction action;
  const char *title;
  const char *accept;    /* the button; NULL = the usual word */
  GtkFileFilter *filter; /* taken over; NULL = any file */
  const char *folder;    /* where to begin; NULL = anywhere */
  const char *name;      /* to be saved as; NULL = none */
} FooledFileQuestion;

/* The file may be one that has no path. */
typedef void (*FooledFileChosen) (gpointer owner, GFile *file, gpointer data);

/* Over the owner's window. `chosen` is called at most once, not when the user thinks better of it
 * nor when the owner is destroyed; `data` is freed in any case. While the owner has asked already,
 * nothing happens. */
void fooled_file_dialog_ask (GtkWidget *owner,
                             const FooledFileQuestion *question,
                             FooledFileChosen chosen,
                             gpointer data,
                             GDestroyNotify free_data);

/* A picture to be read. The data lives as long as the owner. */
void fooled_file_dialog_ask_picture (GtkWidget *owner, FooledFileChosen chosen, gpointer data);

G_END_DECLS
