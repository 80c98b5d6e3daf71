// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/picks.h"

G_BEGIN_DECLS

/* The user's picks, opened at <user data>/fooled/picks.sqlite; work with the result through
 * store/picks.h, whose plain data the UI shows. */
StorePicks *run_picks_open (GError **error);

G_END_DECLS
