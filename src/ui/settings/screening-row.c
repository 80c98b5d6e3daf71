// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/screening-row.h"

#include "config.h"

#include <glib/gi18n.h>

struct _FooledScreeningRow
{
  AdwActionRow parent_instance;
  GtkWidget *screening_switch;
  GSettings *settings;     /* NULL until it is bound */
  RunNetworkInfo *network; /* NULL while nothing is known of it */
};

G_DEFINE_FINAL_TYPE (FooledScreeningRow, fooled_screening_row, ADW_TYPE_ACTION_ROW)

static gboolean
has_ten_crops (FooledScreeningRow *self)
{
  g_autofree char *crops = g_settings_get_string (self->settings, "crops");

  if (!run_network_info_can_crop (self->network) || g_str_equal (crops, "1"))
    return FALSE;
  return g_str_equal (crops, "10") || self->network->n_crops > 1;
}

static void
update (FooledScreeningRow *self)
{
  const char *reason = "";

  if (self->settings == NULL)
    return;
  if (self->network != NULL && !run_network_info_can_crop (self->network))
    reason = _ ("This network sees images whole");
  else if (self->network != NULL && !has_ten_crops (self))
    reason = _ ("Only where the network looks at ten parts");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), reason);
  gtk_widget_set_sensitive (GTK_WIDGET (self), *reason == '\0');
}

static void
fooled_screening_row_dispose (GObject *object)
{
  FooledScreeningRow *self = FOOLED_SCREENING_ROW (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->network, run_network_info_unref);

  G_OBJECT_CLASS (fooled_screening_row_parent_class)->dispose (object);
}

static void
fooled_screening_row_class_init (FooledScreeningRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fooled_screening_row_dispose;
}

static void
fooled_screening_row_init (FooledScreeningRow *self)
{
  self->screening_switch = gtk_switch_new ();
  gtk_widget_set_valign (self->screening_switch, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->screening_switch);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), self->screening_switch);
  /* Translators: a first look decides whether a child is worth a whole one. */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Quick look first"));
  gtk_widget_set_tooltip_text (
      GTK_WIDGET (self),
      _ ("Screening: the network looks at all ten parts only of children whose middle beats the "
         "middle of a champion; faster, but other images come out, and some good ones are missed"));
}

void
fooled_screening_row_bind (FooledScreeningRow *self, GSettings *settings)
{
  g_return_if_fail (FOOLED_IS_SCREENING_ROW (self));
  g_return_if_fail (G_IS_SETTINGS (settings) && self->settings == NULL);

  self->settings = g_object_ref (settings);
  g_settings_bind (settings, "screening", self->screening_switch, "active",
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
  g_signal_connect_object (settings, "changed::crops", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

void
fooled_screening_row_set_network (FooledScreeningRow *self, RunNetworkInfo *network)
{
  g_return_if_fail (FOOLED_IS_SCREENING_ROW (self));

  g_clear_pointer (&self->network, run_network_info_unref);
  self->network = network != NULL ? run_network_info_ref (network) : NULL;
  update (self);
}
