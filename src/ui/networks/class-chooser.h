// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "run/networks.h"

G_BEGIN_DECLS

/* A dialog in which the user chooses the classes of a network to evolve images for: by check marks
 * in a list that can be searched, or in numbers.
 *
 * Signal "applied" (string: the classes as run_parse_classes takes them, "" for all). The dialog
 * closes by itself. */
#define FOOLED_TYPE_CLASS_CHOOSER (fooled_class_chooser_get_type ())
G_DECLARE_FINAL_TYPE (FooledClassChooser, fooled_class_chooser, FOOLED, CLASS_CHOOSER, AdwWindow)

/* classes: those that are chosen so far; all of them when the network has no such classes. parent:
 * may be NULL. */
GtkWindow *fooled_class_chooser_new (GtkWindow *parent,
                                     RunNetworkInfo *network,
                                     const char *classes);

G_END_DECLS
