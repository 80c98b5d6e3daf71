// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/perturb.h"

G_BEGIN_DECLS

/* Two small networks of random weights in a folder of their own, which becomes the folder of the
 * networks: GREY takes 8 x 8 grey pictures. COLOUR takes the middle of 12 x 10 pictures, 8 x 8 in
 * the order blue, green, red, with a mean and a scale for each channel, and knows ten crops. */
#define GREY      "grey"
#define COLOUR    "colour"
#define SIDE      8
#define N_CLASSES 6

void perturb_networks_create (void);
void perturb_networks_remove (void);

/* The weights of GREY cut short, as the network "broken". */
void perturb_networks_break (void);

/* The file of a network's weights. Caller frees. */
char *perturb_weights (const char *id);

/* Other weights in the same file. */
void perturb_network_change (const char *id);

/* The networks that are loaded are read again: no workbench may be there. */
void perturb_forget_host (void);

/* A workbench of a host that all tests share. */
RunJob *perturb_job_new (RunNotify notify, gpointer notify_data);

/* A picture of grey levels that differ; the same seed gives the same one. */
BaseImage *perturb_picture (guint width, guint height, guint channels, guint64 seed);

/* Takes snapshots until one is in this state and of this picture; checks that each one is sound.
 * Caller unrefs. */
RunPerturbSnapshot *perturb_await (RunJob *perturb, RunPerturbState state, guint64 number);

/* Until one has a result, or a message. */
RunPerturbSnapshot *perturb_await_result (RunJob *perturb);
RunPerturbSnapshot *perturb_await_message (RunJob *perturb);

G_END_DECLS
