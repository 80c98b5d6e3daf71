// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A network card: what the program knows about a network beside its weights. A GKeyFile
 * "<id>.card" with the group [Network]; see weights/ for examples. */
typedef struct
{
  char *id;          /* file name without .card: letters, digits, - and _ */
  char *name;        /* "LeNet (MNIST)" */
  char *data_set;    /* "MNIST" */
  char *description; /* a sentence or two; may be NULL */
  char **labels;     /* one a class, NULL-terminated; n_labels entries */
  guint n_labels;
  guint width, height, channels; /* input in pixels; channels 1 or 3 */
  gboolean bgr;                  /* channel order of the input */
  double mean[3]; /* subtracted from grey levels 0 .. 255, in the order of the input's channels */
  double scale;   /* multiplies after the mean is subtracted */
  char *weights;  /* file name beside the card */
  char *checksum; /* SHA-256 of the weights in hexadecimal; NULL = not checked */
  double test_error; /* 0 .. 1 as measured; < 0 = unknown */
  char *licence;     /* may be NULL */
  char *citation;    /* may be NULL */
  char *path;        /* of the card's own file */
} FmtCard;

FmtCard *fmt_card_load (const char *path, GError **error);
gboolean fmt_card_save (const FmtCard *card, const char *path, GError **error);
FmtCard *fmt_card_copy (const FmtCard *card);
void fmt_card_free (FmtCard *card);

/* A card guessed for a bare weights file of the given input shape and number of classes: labels
 * "0", "1", ..., scale 1/256, no mean. */
FmtCard *fmt_card_guess (const char *weights_path,
                         guint channels,
                         guint height,
                         guint width,
                         guint n_classes);

/* The folders that are searched for cards, in this order: $FOOLED_WEIGHTS_DIR or else the installed
 * weights, then <user data>/fooled/networks. */
char **fmt_card_folders (void);

/* All readable cards, by id (the first folder wins), sorted by name: FmtCard *, owned. A
 * damaged card is left out with a message on the log. */
GPtrArray *fmt_card_list (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FmtCard, fmt_card_free)

G_END_DECLS
