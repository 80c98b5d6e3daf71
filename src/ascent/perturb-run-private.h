// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/perturb-attack.h"

G_BEGIN_DECLS

typedef enum
{
  ASC_PERTURB_STAGE_LOOK,     /* what does the network say of the picture? */
  ASC_PERTURB_STAGE_ATTACK,   /* the method's own work */
  ASC_PERTURB_STAGE_CONCLUDE, /* and what of the result? */
  ASC_PERTURB_STAGE_OVER,
} AscPerturbStage;

struct _AscPerturbRun
{
  AscPerturbSettings settings;
  guint8 *before; /* (size) */
  AscAttack attack;
  const AscAttackRow *row;
  gpointer method;
  AscPerturbStage stage;
  float *confidences_before; /* (n_classes); from ASC_PERTURB_STAGE_ATTACK on */
  AscPerturbation *result;
  AscPerturbWatch watch; /* while it advances */
  gpointer watch_data;
};

G_END_DECLS
