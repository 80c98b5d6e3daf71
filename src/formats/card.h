// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A kind of network file; see format.h. */
typedef struct _FmtFormat FmtFormat;

/* A network card: what the program knows about a network beside its weights. A GKeyFile
 * "<id>.card" with the group [Network]; see weights/ for examples. */
typedef struct
{
  char *id;          /* file name without .card: letters, digits, -, _ and . */
  char *name;        /* "LeNet (MNIST)" */
  char *data_set;    /* "MNIST" */
  char *description; /* a sentence or two; may be NULL */
  char **labels;     /* one a class, NULL-terminated; n_labels entries */
  char **synonyms;   /* of each class: its other names, or ""; NULL where no class has any */
  guint n_labels;
  char **characters; /* of each class the character that shows it, such as "🍌"; NULL = none */
  guint place;       /* in lists, from 1; 0 = after those that have one */
  char *labels_file; /* the file with the labels; NULL = they are in the card */
  guint width, height, channels;   /* input in pixels; channels 1 or 3 */
  guint image_width, image_height; /* a picture before it is cropped to the input; 0 = no crop */
  guint n_crops;    /* 1: of the centre; 10: of the corners and the centre, and mirrored */
  gboolean stretch; /* a picture of other proportions is stretched; else its middle is taken */
  gboolean bgr;     /* channel order of the input */
  double mean[3];   /* subtracted from grey levels 0 .. 255, in the order of the input's channels */
  char *mean_image; /* file of a mean picture (binaryproto), which replaces `mean`; may be NULL */
  double scale[3];  /* multiplies after the mean is subtracted; in the order of the channels */
  char *weights;    /* file name, without a folder */
  const FmtFormat *format; /* NULL = the card does not say; the content does */
  char *output;       /* name of the output that is read; NULL = the one that looks like scores */
  char **guessed;     /* sentences: what was guessed when the file was opened; NULL = nothing */
  char *architecture; /* "squeezenet-1.0": of a file that does not carry its layers; may be NULL */
  char *checksum;     /* of the weights, see checksum.h; NULL = not checked, and not loaded yet */
  guint64 size;       /* of the weights in bytes; 0 = unknown */
  guint64 size_approximate; /* where `size` is unknown; 0 = unknown, too */
  char **sources;           /* addresses to get the weights from, best first; NULL = none */
  double test_error;        /* 0 .. 1 as measured; < 0 = unknown */
  char *licence;            /* may be NULL */
  char *citation;           /* may be NULL */
  char *path;               /* of the card's own file */
} FmtCard;

FmtCard *fmt_card_load (const char *path, GError **error);
gboolean fmt_card_save (const FmtCard *card, const char *path, GError **error);
FmtCard *fmt_card_copy (const FmtCard *card);
void fmt_card_set_scale (FmtCard *card, double scale); /* the same for every channel */
void fmt_card_free (FmtCard *card);

/* Whether pictures are larger than the network's input, so that there are ten crops of them. */
gboolean fmt_card_can_crop (const FmtCard *card);

/* A card guessed for a bare weights file of the given input shape and number of classes: labels
 * "0", "1", ..., scale 1/256 for every channel, no mean. */
FmtCard *fmt_card_guess (const char *weights_path,
                         guint channels,
                         guint height,
                         guint width,
                         guint n_classes);

/* The folders that are searched for cards, in this order: $FOOLED_WEIGHTS_DIR or else the installed
 * weights, then <user data>/fooled/networks. */
char **fmt_card_folders (void);

/* Where a file that the card names is (weights, labels, mean picture): beside the card, else in the
 * first of the folders above that has it. NULL when it is nowhere. Caller frees. */
char *fmt_card_find_file (const FmtCard *card, const char *name);

/* The card's weights; when they are nowhere, the error says how to get them. Caller frees. */
char *fmt_card_find_weights (const FmtCard *card, GError **error);

/* Where weights go that are downloaded: in <user data>/fooled/networks. Caller frees. */
char *fmt_card_download_path (const FmtCard *card);

/* A card with the checksum of this content, whatever the file is called; NULL = there is none. */
FmtCard *fmt_card_find_by_content (GBytes *bytes);

/* All readable cards, by id (the first folder wins), sorted by place and name: FmtCard *, owned. A
 * damaged card is left out with a message on the log. */
GPtrArray *fmt_card_list (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FmtCard, fmt_card_free)

G_END_DECLS
