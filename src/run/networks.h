// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a chooser shows of a network. Immutable; plain data, so that the UI needs no other room. */
typedef struct
{
  gatomicrefcount ref_count;
  char *id;
  char *name;
  char *sha256;      /* of its file of weights, in hexadecimal; NULL = not known */
  char *data_set;    /* may be NULL */
  char *description; /* may be NULL */
  char *licence;     /* may be NULL */
  char *citation;    /* may be NULL */
  char **labels;     /* n_classes, NULL-terminated */
  char **synonyms;   /* of each class: its other names, or ""; NULL where no class has any */
  char **characters; /* of each class the character that shows it, "🍌"; NULL where none has one */
  guint n_classes;
  guint width, height, channels;   /* of its input */
  guint image_width, image_height; /* of a picture, which may be larger and is then cropped */
  gboolean bgr;                    /* order of the input's colours */
  gboolean stretch;                /* pictures of other proportions are stretched, not cropped */
  double mean[3], scale[3]; /* (grey level - mean) * scale; in the input's order of colours */
  char *mean_image;         /* name of a mean picture that replaces `mean`; may be NULL */
  char *output;             /* name of the output that is read; may be NULL */
  char **outputs;           /* of a loaded network: those that may be read; may be NULL */
  gboolean open_size;       /* of a loaded network: its file leaves width and height open */
  char **notes_kept;        /* what was guessed when it was opened; sentences; may be NULL */
  guint n_crops;            /* of each picture, where settings do not say: 1 or 10 */
  double test_error;        /* 0 .. 1; < 0 = unknown */
  gsize n_parameters;       /* 0 = not loaded yet */
  gboolean guessed;         /* loaded without a network card */
  gboolean independent;     /* each class on its own: confidences do not add up to 1 */
  char **notes; /* of a loaded network: what was guessed, and from what; sentences; may be NULL */
  gboolean installed;    /* its weights are here */
  guint64 download_size; /* about so many bytes; 0 = unknown */
  char **sources;        /* addresses that it can be got from; NULL = none */
} RunNetworkInfo;

RunNetworkInfo *run_network_info_ref (RunNetworkInfo *info);
void run_network_info_unref (RunNetworkInfo *info);

/* Whether pictures are larger than the input, so that there are ten crops of them. */
gboolean run_network_info_can_crop (const RunNetworkInfo *info);

/* The cards that are there: first those whose weights are, too, then those to be got; each by place
 * and name.
 * RunNetworkInfo *, owned by the array. */
GPtrArray *run_networks_list (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunNetworkInfo, run_network_info_unref)

G_END_DECLS
