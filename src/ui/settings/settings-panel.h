// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "run/networks.h"

G_BEGIN_DECLS

/* The left panel: everything that an experiment depends on. Its rows are bound to the stored
 * settings; whoever wants to know of changes listens there. */
#define FOOLED_TYPE_SETTINGS_PANEL (fooled_settings_panel_get_type ())
G_DECLARE_FINAL_TYPE (FooledSettingsPanel, fooled_settings_panel, FOOLED, SETTINGS_PANEL, GtkWidget)

GtkWidget *fooled_settings_panel_new (void);

/* networks: RunNetworkInfo *, as run_networks_list gives them; those that are not here are left
 * out. Once, before it is shown. When the stored network is neither among them nor a file, the
 * first one is chosen instead. FALSE when there is none. */
gboolean fooled_settings_panel_bind (FooledSettingsPanel *self,
                                     GSettings *settings,
                                     GPtrArray *networks);

/* There are other networks than before. */
gboolean fooled_settings_panel_set_networks (FooledSettingsPanel *self, GPtrArray *networks);

/* The chosen network was loaded: a file says only then what is in it. TRUE when that was news. */
gboolean fooled_settings_panel_set_loaded (FooledSettingsPanel *self, RunNetworkInfo *info);

/* Whether the chosen network is given crops of larger pictures, so that it has ten. */
gboolean fooled_settings_panel_get_can_crop (FooledSettingsPanel *self);

/* The number of classes of the chosen network, or 0 when it is not known. */
guint fooled_settings_panel_get_n_classes (FooledSettingsPanel *self);

/* The actions of its FooledClassesRow, for a menu elsewhere. Borrowed. */
GActionGroup *fooled_settings_panel_get_class_actions (FooledSettingsPanel *self);

G_END_DECLS
