// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The settings of gradient ascent: a published preset with a sentence on it, and what of it the
 * user may want otherwise. Choosing a preset sets the rest to what it says. */
#define FOOLED_TYPE_ASCENT_SETTINGS (fooled_ascent_settings_get_type ())
G_DECLARE_FINAL_TYPE (FooledAscentSettings, fooled_ascent_settings, FOOLED, ASCENT_SETTINGS, GtkBox)

GtkWidget *fooled_ascent_settings_new (void);

/* Once. */
void fooled_ascent_settings_bind (FooledAscentSettings *self, GSettings *settings);

G_END_DECLS
