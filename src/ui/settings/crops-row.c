// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/crops-row.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/settings/settings-keys.h"

struct _FooledCropsRow
{
  AdwComboRow parent_instance;
};

G_DEFINE_FINAL_TYPE (FooledCropsRow, fooled_crops_row, ADW_TYPE_COMBO_ROW)

/* The values of the key in the order of the entries. */
static const char *const choices[] = { "card", "1", "10", NULL };

static void
fooled_crops_row_class_init (FooledCropsRowClass *klass)
{
}

static void
fooled_crops_row_init (FooledCropsRow *self)
{
  /* Translators: how many crops of an image are scored. */
  const char *entries[] = { _ ("As usual for it"), _ ("The middle"), _ ("Ten parts"), NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (entries);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("It looks at"));
  gtk_widget_set_tooltip_text (
      GTK_WIDGET (self),
      _ ("Crops: the network sees the middle of an image, or the corners, too, and all of them mirrored, "
         "averaged: ten times the work"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (list));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
fooled_crops_row_bind (FooledCropsRow *self, GSettings *settings)
{
  g_return_if_fail (FOOLED_IS_CROPS_ROW (self));

  fooled_settings_bind_choice (settings, "crops", self, choices);
}

void
fooled_crops_row_set_network (FooledCropsRow *self, RunNetworkInfo *network)
{
  g_return_if_fail (FOOLED_IS_CROPS_ROW (self));

  gtk_widget_set_visible (GTK_WIDGET (self),
                          network != NULL && run_network_info_can_crop (network));
}
