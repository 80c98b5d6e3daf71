// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The data sets that are known and not on this computer yet: a row for each at the end of a group,
 * to get it as a network is got. It goes on while nobody looks, until this object is let go of.
 *
 * Signals: "got" (string): the id of a data set that is here now, whose row is gone;
 * "message" and "done" (string): what went wrong, or well, while the group was not to be seen. */
#define FOOLED_TYPE_DATA_GET (fooled_data_get_get_type ())
G_DECLARE_FINAL_TYPE (FooledDataGet, fooled_data_get, FOOLED, DATA_GET, GObject)

/* The group outlives it. */
FooledDataGet *fooled_data_get_new (AdwPreferencesGroup *group);

G_END_DECLS
