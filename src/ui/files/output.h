// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "store/specimen.h"
#include "ui/files/file-dialog.h"

G_BEGIN_DECLS

/* Pixels of the longer side of a picture that others are given: what a CPPN drew is drawn again,
 * pixels are enlarged by a whole factor. */
#define FOOLED_COPY_SIDE 512

/* An image on its way out: saved as a PNG file or copied; or an animation, saved as a WebP file.
 * Whatever costs time (drawing it, the encoding, the disk) happens on the background queue. */
typedef struct _FooledOutput FooledOutput;

/* The file and, of a PNG, the image that is in it; NULL on failure. On another thread. */
typedef GBytes *(*FooledEncode) (gpointer data, BaseImage **image, GError **error);

/* file_name: without a folder. text: names the image in a sentence. Takes over the data, which is
 * the other thread's while it works. */
FooledOutput *fooled_output_new (const char *file_name,
                                 const char *text,
                                 FooledEncode encode,
                                 gpointer data,
                                 GDestroyNotify free_data);

/* What is encoded is an animation, which can only be saved. */
void fooled_output_set_animation (FooledOutput *output);

/* What is encoded is a table of comma-separated values, which can only be saved; there is no image
 * in it. */
void fooled_output_set_table (FooledOutput *output);

/* The image with everything that says how it was made. */
FooledOutput *fooled_output_new_specimen (StoreSpecimen *specimen);

void fooled_output_free (FooledOutput *output);

/* On the main loop, when it is done or has failed; not when the owner has gone. path: of the file
 * that was written; NULL of a copy. text: as it was given. */
typedef void (*FooledOutputDone) (gpointer owner,
                                  const char *path,
                                  const char *text,
                                  const GError *error);

/* Saves it. ask: in a file that the user chooses, beginning in the folder; else in the folder under
 * its own name, with a number where that is taken. The folder is made when it is not there. Takes
 * over the output. */
void fooled_output_save (GtkWidget *owner,
                         FooledOutput *output,
                         const char *folder,
                         gboolean ask,
                         FooledOutputDone done);

/* The picture as others are given it, at FOOLED_COPY_SIDE pixels at least. On any thread. Caller
 * unrefs. */
BaseImage *fooled_output_draw_large (const StoreSpecimen *specimen);

/* Puts it on the owner's clipboard: as the PNG file that would be saved, for programs that keep
 * files whole, and as a picture, enlarged to FOOLED_COPY_SIDE pixels at least. Takes over the
 * output. */
void fooled_output_copy (GtkWidget *owner, FooledOutput *output, FooledOutputDone done);

/* Where `name` goes in a folder when nobody is asked: that, or with a number where it is taken. The
 * folder is made when it is not there. On any thread. Caller frees. */
char *fooled_output_free_path (const char *folder, const char *name, GError **error);

/* Where the user wants an animation, as fooled_output_save asks. */
void fooled_output_ask_animation (GtkWidget *owner,
                                  const char *folder,
                                  const char *name,
                                  FooledFileChosen chosen,
                                  gpointer data,
                                  GDestroyNotify free_data);

/* "7, 99.98 %". Caller frees. */
char *fooled_specimen_text (const StoreSpecimen *specimen);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FooledOutput, fooled_output_free)

G_END_DECLS
