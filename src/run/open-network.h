// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/networks.h"
#include "store/specimen.h"

G_BEGIN_DECLS

/* A network file of the user's own, on its way into the list of networks: loaded, tried on
 * pictures, kept. Plain data, for one thread at a time; loading, trying and keeping take their time
 * and belong on a thread beside the UI's. */
typedef struct _RunOpenNetwork RunOpenNetwork;

typedef enum
{
  RUN_LABELS_NAMES, /* those of its network card, or of a data set with as many classes */
  RUN_LABELS_NUMBERS,
  RUN_LABELS_FILE,
} RunLabels;

/* What a network's file does not say for certain: at first a guess, then what the user says. */
typedef struct
{
  char *name;
  RunLabels labels;
  char *labels_file;               /* path of a text with a label a line; RUN_LABELS_FILE only */
  guint image_width, image_height; /* of a picture before it is cropped to the input; 0 = no crop */
  guint n_crops;                   /* 1 or, where pictures are cropped, 10 */
  gboolean bgr;                    /* channel order */
  double mean[3];                  /* red, green, blue, whatever the order; or grey */
  char *mean_file;                 /* path of a .binaryproto that replaces `mean`; may be NULL */
  double scale[3];                 /* multiplies after the mean is subtracted; likewise */
} RunNetworkGuess;

void run_network_guess_copy (const RunNetworkGuess *guess,
                             RunNetworkGuess *copy); /* into uninitialised memory */
void run_network_guess_clear (RunNetworkGuess *guess);

/* What the file leaves to choose. */
typedef struct
{
  char *output;        /* one of the info's `outputs`; NULL = the likeliest */
  guint width, height; /* of the input, where the info says `open_size`; 0 = the usual ones */
} RunOpenChoice;

void run_open_choice_clear (RunOpenChoice *choice);

/* Reads a weights file or a network card. `choice` may be NULL. The error names the file and says
 * what is wrong. */
RunOpenNetwork *run_open_network_new (const char *path,
                                      const RunOpenChoice *choice,
                                      GError **error);
void run_open_network_free (RunOpenNetwork *open);

/* All borrowed. */
RunNetworkInfo *run_open_network_info (RunOpenNetwork *open); /* labels as guessed */
const RunNetworkGuess *run_open_network_guess (RunOpenNetwork *open);
guint64 run_open_network_file_size (RunOpenNetwork *open);

/* Whether a network card came with it, so that nothing is guessed. */
gboolean run_open_network_has_card (RunOpenNetwork *open);

/* Whether there are labels other than numbers. */
gboolean run_open_network_has_names (RunOpenNetwork *open);

/* The id under which it is among the networks already; NULL = it is not. */
const char *run_open_network_known_id (RunOpenNetwork *open);

/* What it takes the picture for, on these assumptions: the most likely classes, and the picture as
 * it was fitted. Caller unrefs. */
StoreSpecimen *run_open_network_try (RunOpenNetwork *open,
                                     const RunNetworkGuess *guess,
                                     const BaseImage *image,
                                     GError **error);

/* Copies the weights, and the labels and the mean picture where they are files, into the user's
 * folder of networks and writes a card there; only then is it in the list. When it fails or is
 * cancelled, nothing of it is left. Returns its id. Caller frees. */
char *run_open_network_keep (RunOpenNetwork *open,
                             const RunNetworkGuess *guess,
                             GCancellable *cancellable,
                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunOpenNetwork, run_open_network_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunNetworkGuess, run_network_guess_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunOpenChoice, run_open_choice_clear)

G_END_DECLS
