// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/network.h"
#include "ascent/rules.h"

G_BEGIN_DECLS

/* Which number of the network the rules make large. */
typedef struct
{
  const AscNetwork *network; /* borrowed */
  NnValue value;             /* the layer that it is in */
  gboolean is_class;         /* the layer's units are the classes */
} AscTarget;

/* FALSE when there is no such layer. */
gboolean asc_target_init (AscTarget *target,
                          const AscNetwork *network,
                          const AscRules *rules,
                          GError **error);

/* Whether the layer has all these units. */
gboolean asc_target_check (const AscTarget *target,
                           const AscRules *rules,
                           guint n_units,
                           const guint *units,
                           GError **error);

/* Where a unit is in its layer: in the middle of its map, when it has one. */
gsize asc_target_place (const AscTarget *target, guint unit);

G_END_DECLS
