// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/perturb.h"
#include "ui/files/output.h"

G_BEGIN_DECLS

/* What can be saved of the Perturb page, at one moment. All is borrowed. */
typedef struct
{
  const RunPerturbSnapshot *snapshot; /* the latest, or NULL */
  BaseImage *change;                  /* as it is shown, or NULL */
  double factor;                      /* how many times stronger than it is */
  int target;                         /* as fooled_target_chooser_get_target */
} FooledPerturbContent;

/* what: "before", "change", "after", or "all": the three of them side by side. Where there is only
 * the picture before, it is that one; NULL where not even that is there. */
FooledOutput *fooled_perturb_output_new (const FooledPerturbContent *content, const char *what);

G_END_DECLS
