// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/network.h"
#include "run/compare.h"

G_BEGIN_DECLS

/* A set of images while it is compared, with what it takes to draw them for any network. */

/* What an image was made for. */
typedef struct
{
  char *label;       /* NULL = not known */
  char *sha256;      /* of the weights of the network that it was made for; NULL = not known */
  guint class_index; /* of that network; STORE_NO_CLASS = not known */
} RunMadeFor;

void run_made_for_set (RunMadeFor *made_for,
                       const char *label,
                       const char *sha256,
                       guint class_index);

typedef struct
{
  char *path;       /* of its file; NULL = it comes from no file of its own */
  GBytes *genome;   /* of a CPPN, which is drawn anew at each network's size; else NULL */
  BaseImage *image; /* NULL = read again when it is needed */
  RunMadeFor made_for, original;
  char *message;        /* why it cannot be read */
  gboolean is_left_out; /* a sheet, not an image */
  gboolean is_read;
  gboolean is_lost;  /* it cannot be read */
  RunCompared shown; /* to be handed over */
} RunSourceImage;

typedef struct
{
  char *name;
  GPtrArray *images;   /* RunSourceImage * */
  GPtrArray *messages; /* char * */
} RunSourceSet;

/* Finds the images. What cannot be found is a message of the set. Reads the file of a session or
 * of the picks. */
RunSourceSet *run_source_set_new (const RunImages *images);
void run_source_set_free (RunSourceSet *set);

/* What a saved image says of itself, the image included. */
void run_source_image_take (RunSourceImage *image, const StoreSpecimen *specimen);

/* Reads an image, where that was not done yet. On any thread; several images at once. room: bytes
 * that are left for images that can be read again, of all sets together. */
void run_source_image_read (RunSourceImage *image, gssize *room);

/* After all are read: what is shown of the set. Those that are left out are gone from it. */
RunComparedSet *run_source_set_finish (RunSourceSet *set);

/* The image as that network gets it (fmt_network_fit, or drawn anew). On any thread. NULL when its
 * file cannot be read any more. Caller unrefs. */
BaseImage *run_source_image_fit (const RunSourceImage *image, const FmtNetwork *network);

G_END_DECLS
