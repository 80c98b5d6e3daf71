// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "store/specimen.h"

G_BEGIN_DECLS

/* A picture and what a network takes it for, with the buttons to choose another picture.
 *
 * Signal "image-chosen": fooled_network_trial_get_image has another one. */
#define FOOLED_TYPE_NETWORK_TRIAL (fooled_network_trial_get_type ())
G_DECLARE_FINAL_TYPE (FooledNetworkTrial, fooled_network_trial, FOOLED, NETWORK_TRIAL, GtkWidget)

/* The image that the user may choose without looking for a file, and begins with; NULL = none. */
void fooled_network_trial_set_champion (FooledNetworkTrial *self, BaseImage *image);

BaseImage *fooled_network_trial_get_image (FooledNetworkTrial *self); /* borrowed, may be NULL */

/* While the network works on it. */
void fooled_network_trial_set_busy (FooledNetworkTrial *self, gboolean busy);

void fooled_network_trial_show_result (FooledNetworkTrial *self, StoreSpecimen *specimen);
void fooled_network_trial_show_error (FooledNetworkTrial *self, const char *message);

G_END_DECLS
