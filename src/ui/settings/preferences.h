// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The preferences: what concerns the program, not one experiment. */
#define FOOLED_TYPE_PREFERENCES (fooled_preferences_get_type ())
G_DECLARE_FINAL_TYPE (FooledPreferences,
                      fooled_preferences,
                      FOOLED,
                      PREFERENCES,
                      AdwPreferencesWindow)

GtkWindow *fooled_preferences_new (GtkWindow *parent, GSettings *settings);

G_END_DECLS
