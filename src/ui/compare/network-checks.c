// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/network-checks.h"

/* So many are wanted before anybody says so. */
#define N_WANTED_FIRST 6

struct _FooledNetworkChecks
{
  GtkWidget parent_instance;
  GtkWidget *box;
  GPtrArray *networks; /* RunNetworkInfo * that are here; NULL = never set */
  GPtrArray *buttons;  /* GtkCheckButton *, of each; not owned */
};

G_DEFINE_FINAL_TYPE (FooledNetworkChecks, fooled_network_checks, GTK_TYPE_WIDGET)

static guint changed_signal;

static void
toggled (FooledNetworkChecks *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
fooled_network_checks_dispose (GObject *object)
{
  FooledNetworkChecks *self = FOOLED_NETWORK_CHECKS (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->networks, g_ptr_array_unref);
  g_clear_pointer (&self->buttons, g_ptr_array_unref);

  G_OBJECT_CLASS (fooled_network_checks_parent_class)->dispose (object);
}

static void
fooled_network_checks_class_init (FooledNetworkChecksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fooled_network_checks_dispose;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
fooled_network_checks_init (FooledNetworkChecks *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->buttons = g_ptr_array_new ();
}

static gboolean
was_wanted (const GPtrArray *wanted, const RunNetworkInfo *network)
{
  for (guint i = 0; i < wanted->len; i++)
    if (g_str_equal (((RunNetworkInfo *) wanted->pdata[i])->id, network->id))
      return TRUE;
  return FALSE;
}

static void
add (FooledNetworkChecks *self, RunNetworkInfo *network, gboolean wanted)
{
  GtkWidget *button = gtk_check_button_new_with_label (network->name);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), wanted);
  g_signal_connect_object (button, "toggled", G_CALLBACK (toggled), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), button);
  g_ptr_array_add (self->buttons, button);
  g_ptr_array_add (self->networks, run_network_info_ref (network));
}

void
fooled_network_checks_set_networks (FooledNetworkChecks *self, GPtrArray *networks)
{
  g_autoptr (GPtrArray) wanted = NULL;
  gboolean is_first;

  g_return_if_fail (FOOLED_IS_NETWORK_CHECKS (self));

  is_first = self->networks == NULL;
  wanted = fooled_network_checks_get_wanted (self);
  for (guint i = 0; i < self->buttons->len; i++)
    gtk_box_remove (GTK_BOX (self->box), self->buttons->pdata[i]);
  g_ptr_array_set_size (self->buttons, 0);
  g_clear_pointer (&self->networks, g_ptr_array_unref);
  self->networks = g_ptr_array_new_with_free_func ((GDestroyNotify) run_network_info_unref);
  for (guint i = 0; i < networks->len; i++)
    {
      RunNetworkInfo *network = networks->pdata[i];

      if (network->installed)
        add (self, network,
             is_first ? self->networks->len < N_WANTED_FIRST : was_wanted (wanted, network));
    }
  g_signal_emit (self, changed_signal, 0);
}

GPtrArray *
fooled_network_checks_get_wanted (FooledNetworkChecks *self)
{
  GPtrArray *wanted = g_ptr_array_new_with_free_func ((GDestroyNotify) run_network_info_unref);

  g_return_val_if_fail (FOOLED_IS_NETWORK_CHECKS (self), wanted);

  for (guint i = 0; i < self->buttons->len; i++)
    if (gtk_check_button_get_active (self->buttons->pdata[i]))
      g_ptr_array_add (wanted, run_network_info_ref (self->networks->pdata[i]));
  return wanted;
}
