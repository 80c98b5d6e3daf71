// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "ui/picks/pick-item.h"

G_BEGIN_DECLS

/* How the picks may be sorted; of equal ones the newer comes first. */
typedef enum
{
  FOOLED_PICK_ORDER_NEWEST,
  FOOLED_PICK_ORDER_CONFIDENCE, /* the highest first */
  FOOLED_PICK_ORDER_LABEL,
  FOOLED_PICK_ORDER_NETWORK,
  FOOLED_N_PICK_ORDERS,
} FooledPickOrder;

/* For people, translated. */
const char *fooled_pick_order_title (FooledPickOrder order);

GtkSorter *fooled_pick_sorter_new (FooledPickOrder order);

/* Whether each word of `text`, in any case, is in the pick's label, network, method or note. */
gboolean fooled_pick_matches (FooledPickItem *item, const char *text);

G_END_DECLS
