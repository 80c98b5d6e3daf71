// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pack.h"
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

/* An image before it is made for a network: a genome that is to be drawn anew at the network's
 * size, or pixels. Neither: its file cannot be read any more. */
typedef struct
{
  GBytes *genome;
  BaseImage *image;
} RunUnfitted;

/* On any thread. */
void run_source_image_find (const RunSourceImage *image,
                            const FmtNetwork *network,
                            RunUnfitted *unfitted);
void run_unfitted_clear (RunUnfitted *unfitted);

/* Bytes of what it is. */
gsize run_unfitted_size (const RunUnfitted *unfitted);

/* The image as that network gets it (fmt_network_fit, or drawn anew). On any thread. NULL when
 * there is none. Caller unrefs. */
BaseImage *run_unfitted_fit (const RunUnfitted *unfitted, const FmtNetwork *network);

void run_unfitted_pack (const RunUnfitted *unfitted, GByteArray *out);
void run_unfitted_unpack (BaseUnpack *in, RunUnfitted *unfitted); /* neither when failed */

G_END_DECLS
