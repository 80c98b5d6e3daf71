// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/executor.h"
#include "run/perturb.h"
#include "run/planes.h"

G_BEGIN_DECLS

/* A network that looks at one picture at a time, at its centre crop. For one thread. */
typedef struct
{
  RunHost *host;
  FmtNetwork *network;
  AscNetwork *ascent; /* of the network's graph */
  NnExecutor *executor;
  gboolean shares;    /* a look is worth several threads */
  BaseImage *picture; /* fits the network; what is looked at is its centre crop. NULL = none */
  RunNetworkInfo *info;
} RunLooker;

/* Takes a reference to the network. Looks with the threads of the host, which has to outlive it,
 * whenever they are free. */
RunLooker *run_looker_new (RunHost *host, FmtNetwork *network, GError **error);
void run_looker_free (RunLooker *looker);

/* What is around the pictures from now on: a picture that fits the network, or NULL. */
void run_looker_set_picture (RunLooker *looker, BaseImage *picture);

/* What it takes a picture for; `levels` as in ascent/network.h. NULL when `interrupt`, which may be
 * NULL, became other than 0. Caller unrefs. */
RunLook *run_looker_look (RunLooker *looker, const guint8 *levels, const gint *interrupt);

/* Another picture with the confidences of `look`. Caller unrefs. */
RunLook *run_looker_show (RunLooker *looker, const guint8 *levels, const RunLook *look);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunLooker, run_looker_free)

G_END_DECLS
