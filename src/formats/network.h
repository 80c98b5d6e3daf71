// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"
#include "formats/card.h"
#include "nn/graph.h"

G_BEGIN_DECLS

/* A network ready for use: its card and its graph. Immutable after loading, so threads share it. */
typedef struct
{
  gatomicrefcount ref_count;
  FmtCard *card;
  NnGraph *graph;
  gboolean guessed;     /* there was no card */
  gboolean independent; /* each class on its own: confidences do not add up to 1 */
  GPtrArray *notes;     /* what was guessed and what is to be known: char *, a sentence each */
  GPtrArray *outputs;   /* names of the outputs that may have the scores: char *; may be empty */
  char *output;         /* the one of them that is read; NULL where outputs have no names */
  GPtrArray
      *data_files;    /* names of files beside the weights that belong to them: char *; or NULL */
  gboolean open_size; /* the file leaves height and width open */
  NnTensor *mean;     /* a picture (channels, height, width) to be subtracted; NULL = card->mean */
} FmtNetwork;

/* `id_or_path`: the id of a card, a .card file, or a weights file (then a card of the same name
 * beside it is used, else one of those that are there with the file's checksum, else a guessed
 * one). Verifies the checksum, that the graph's input is what the
 * card says and that the output has as many classes as the card has labels. */
FmtNetwork *fmt_network_load (const char *id_or_path, GError **error);

/* The file that a network begins with, with its whole path: its card, or its weights where it has
 * none. The same for each of its names, which then load the same. Caller frees. */
char *fmt_network_file (const char *id_or_path);

/* What a file may leave to choose; it goes before what a card says. */
typedef struct
{
  const char *output;  /* one of `outputs`; NULL = no wish */
  guint height, width; /* of the input; 0 = no wish; only with `open_size` */
} FmtWishes;

/* The same with wishes, which may be NULL. An error where the file leaves no such choice. The
 * network's card says what was chosen. */
FmtNetwork *fmt_network_load_as (const char *id_or_path, const FmtWishes *wishes, GError **error);

FmtNetwork *fmt_network_ref (FmtNetwork *network);
void fmt_network_unref (FmtNetwork *network);

/* Replaces the mean picture by that of a .binaryproto. Only while nobody else has the network. */
gboolean fmt_network_load_mean (FmtNetwork *network, const char *path, GError **error);

guint fmt_network_n_classes (const FmtNetwork *network);

/* The pictures that the network is given, before cropping. */
guint fmt_network_image_width (const FmtNetwork *network);
guint fmt_network_image_height (const FmtNetwork *network);

/* Any picture made to fit the size above, grey or colour as the card says: its short side resized
 * and the middle of its long one taken, or stretched where the card says so. */
BaseImage *fmt_network_fit (const FmtNetwork *network, const BaseImage *image);

/* Preprocessing: writes a crop of a picture that fits as the network wants it, (channels, height,
 * width) floats, (grey level - mean) * scale. Crop 0 is the centre; the corners follow, and the
 * same five mirrored. */
void fmt_network_preprocess (const FmtNetwork *network,
                             const BaseImage *image,
                             guint crop,
                             float *input);

/* How many crops of a picture are scored, of which the mean counts: 1 or 10 as wanted, or with 0 as
 * the network card says. 0 and an error where there are no ten crops, because pictures are just as
 * large as the input. */
guint fmt_network_n_crops (const FmtNetwork *network, guint wanted, GError **error);

/* What preprocessing does to each element of the input, so that it can be undone:
 * grey level = input / scale + mean. Both are (channels, height, width) as the network takes them;
 * the mean is in grey levels, of a mean picture that of the centre crop. */
void fmt_network_input_space (const FmtNetwork *network, float *mean, float *scale);

/* The pixel of a fitted picture where a crop begins. */
void fmt_network_crop_origin (const FmtNetwork *network, guint crop, guint *x, guint *y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FmtNetwork, fmt_network_unref)

G_END_DECLS
