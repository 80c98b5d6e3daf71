// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/networks.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/networks/network-row.h"
#include "ui/widgets/focus-order.h"

struct _FooledNetworks
{
  AdwWindow parent_instance;
  GSettings *settings;
  FooledDownloads *downloads;
  GPtrArray *rows; /* FooledNetworkRow *, borrowed */

  AdwPreferencesGroup *group;
};

G_DEFINE_FINAL_TYPE (FooledNetworks, fooled_networks, ADW_TYPE_WINDOW)

enum
{
  USE,
  OPEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
open_network (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[OPEN], 0);
}

static void
use (FooledNetworks *self, FooledNetworkRow *row)
{
  g_autofree char *id = g_strdup (fooled_network_row_get_info (row)->id);

  g_signal_emit (self, signals[USE], 0, id);
  gtk_window_close (GTK_WINDOW (self));
}

static void
network_changed (FooledNetworks *self)
{
  g_autofree char *id = g_settings_get_string (self->settings, "network");

  for (guint i = 0; i < self->rows->len; i++)
    {
      FooledNetworkRow *row = self->rows->pdata[i];

      fooled_network_row_set_in_use (row, g_str_equal (fooled_network_row_get_info (row)->id, id));
    }
}

static void
fooled_networks_dispose (GObject *object)
{
  FooledNetworks *self = FOOLED_NETWORKS (object);

  g_ptr_array_set_size (self->rows, 0);
  g_clear_object (&self->settings);
  g_clear_object (&self->downloads);

  G_OBJECT_CLASS (fooled_networks_parent_class)->dispose (object);
}

static void
fooled_networks_finalize (GObject *object)
{
  g_ptr_array_unref (FOOLED_NETWORKS (object)->rows);

  G_OBJECT_CLASS (fooled_networks_parent_class)->finalize (object);
}

static void
fooled_networks_class_init (FooledNetworksClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_networks_dispose;
  fooled_focus_order_class_init (widget_class);
  G_OBJECT_CLASS (klass)->finalize = fooled_networks_finalize;
  signals[USE] = g_signal_new ("use", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/networks/networks.ui");
  gtk_widget_class_bind_template_child (widget_class, FooledNetworks, group);
  gtk_widget_class_install_action (widget_class, "networks.open", NULL, open_network);
}

static void
fooled_networks_init (FooledNetworks *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWindow *
fooled_networks_new (GtkWindow *parent, GSettings *settings, FooledDownloads *downloads)
{
  FooledNetworks *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (FOOLED_IS_DOWNLOADS (downloads), NULL);

  self = g_object_new (FOOLED_TYPE_NETWORKS, "application",
                       parent != NULL ? gtk_window_get_application (parent) : NULL, "transient-for",
                       parent, NULL);
  self->settings = g_object_ref (settings);
  self->downloads = g_object_ref (downloads);
  g_signal_connect_object (settings, "changed::network", G_CALLBACK (network_changed), self,
                           G_CONNECT_SWAPPED);
  return GTK_WINDOW (self);
}

void
fooled_networks_set_list (FooledNetworks *self, GPtrArray *networks)
{
  g_return_if_fail (FOOLED_IS_NETWORKS (self));
  g_return_if_fail (networks != NULL);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < networks->len; i++)
    {
      GtkWidget *row = fooled_network_row_new (networks->pdata[i], self->downloads);

      g_signal_connect_object (row, "use", G_CALLBACK (use), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->group, row);
      g_ptr_array_add (self->rows, row);
    }
  adw_preferences_group_set_description (
      self->group, networks->len > 0 ? NULL
                                     : _ ("There are no networks yet. Open a file of your own, or "
                                          "install the program again."));
  network_changed (self);
}
