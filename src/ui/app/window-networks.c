// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "run/networks.h"
#include "ui/app/window-private.h"
#include "ui/networks/networks.h"
#include "ui/networks/open-network.h"

static const char *const network_suffixes[] = { ".onnx", ".caffemodel", ".net", ".card" };

static void open_path (FooledWindow *self, const char *path);
static void open_network (GSimpleAction *action, GVariant *parameter, gpointer data);

/* There are others than before. */
static void
list_networks (FooledWindow *self)
{
  g_autoptr (GPtrArray) networks = run_networks_list ();

  self->has_network = fooled_run_page_set_networks (self->run_page, networks);
  fooled_perturb_page_set_networks (self->perturb_page, networks);
  if (self->networks != NULL)
    fooled_networks_set_list (FOOLED_NETWORKS (self->networks), networks);
  _fooled_window_update_actions (self);
}

static void
use_network (FooledWindow *self, const char *id)
{
  g_settings_set_string (self->settings, "network", id);
}

/* A network that a toast offers. The window outlives its toasts. */
typedef struct
{
  FooledWindow *window;
  char *id;
} Offer;

static void
offer_free (gpointer data, GClosure *closure)
{
  Offer *offer = data;

  g_free (offer->id);
  g_free (offer);
}

static void
take_offer (AdwToast *toast, Offer *offer)
{
  use_network (offer->window, offer->id);
}

/* Caller frees. */
static char *
name_of (const char *id)
{
  g_autoptr (GPtrArray) networks = run_networks_list ();

  for (guint i = 0; i < networks->len; i++)
    {
      RunNetworkInfo *info = networks->pdata[i];

      if (g_str_equal (info->id, id))
        return g_strdup (info->name);
    }
  return g_strdup (id);
}

/* The list of networks shows it by itself; without that a toast does. */
static void
download_finished (FooledWindow *self, const char *id)
{
  g_autoptr (GPtrArray) networks = run_networks_list ();
  g_autofree char *name = name_of (id);
  g_autofree char *text = NULL;
  Offer *offer;

  self->has_network = fooled_run_page_set_networks (self->run_page, networks);
  fooled_perturb_page_set_networks (self->perturb_page, networks);
  _fooled_window_update_actions (self);
  if (self->networks != NULL)
    return;
  /* Translators: %s is the name of a network that was downloaded. */
  text = g_strdup_printf (_ ("%s is here"), name);
  offer = g_new (Offer, 1);
  offer->window = self;
  offer->id = g_strdup (id);
  _fooled_window_toast_with_button (self, text, _ ("Use"), G_CALLBACK (take_offer), offer,
                                    offer_free);
}

static void
show_networks_again (AdwToast *toast, FooledWindow *self)
{
  g_action_group_activate_action (G_ACTION_GROUP (self), "networks", NULL);
}

static void
download_failed (FooledWindow *self, const char *id)
{
  g_autofree char *name = name_of (id);
  g_autofree char *text = NULL;

  if (self->networks != NULL)
    return;
  /* Translators: %s is the name of a network. */
  text = g_strdup_printf (_ ("%s could not be downloaded"), name);
  _fooled_window_toast_with_button (self, text, _ ("Networks"), G_CALLBACK (show_networks_again),
                                    self, NULL);
}

static void
open_from_list (FooledWindow *self)
{
  open_network (NULL, NULL, self);
}

static void
show_networks (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;

  if (self->networks == NULL)
    {
      self->networks = fooled_networks_new (GTK_WINDOW (self), self->settings, self->downloads);
      g_object_add_weak_pointer (G_OBJECT (self->networks), (gpointer *) &self->networks);
      g_signal_connect_object (self->networks, "use", G_CALLBACK (use_network), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->networks, "open", G_CALLBACK (open_from_list), self,
                               G_CONNECT_SWAPPED);
      list_networks (self);
    }
  gtk_window_present (self->networks);
}

static void
network_kept (FooledWindow *self, const char *id)
{
  g_autofree char *name = name_of (id);
  g_autofree char *text = NULL;

  if (self->networks != NULL)
    gtk_window_close (self->networks);
  list_networks (self);
  use_network (self, id);
  /* Translators: %s is the name of a network. */
  text = g_strdup_printf (_ ("%s is among your networks now"), name);
  _fooled_window_toast (self, text);
}

static void
open_path (FooledWindow *self, const char *path)
{
  StoreSpecimen *specimen = fooled_run_page_get_specimen (self->run_page);
  GtkWindow *parent = self->networks != NULL ? self->networks : GTK_WINDOW (self);
  GtkWindow *window =
      fooled_open_network_new (parent, path, specimen != NULL ? specimen->image : NULL);

  g_signal_connect_object (window, "kept", G_CALLBACK (network_kept), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "another", G_CALLBACK (open_from_list), self, G_CONNECT_SWAPPED);
  gtk_window_present (window);
}

static gboolean
is_network_name (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (network_suffixes); i++)
    if (g_str_has_suffix (lower, network_suffixes[i]))
      return TRUE;
  return FALSE;
}

/* Why a file that is not a network is not opened, or NULL. */
static char *
refusal (GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);

  if (path == NULL)
    return g_strdup_printf (_ ("“%s” is not on this computer: copy it here first"), name);
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return g_strdup_printf (_ ("“%s” is a folder, not a network file"), name);
  if (is_network_name (base))
    return NULL;
  return g_strdup_printf (
      _ ("“%s” is not a network that can be read: .onnx, .caffemodel, .net and .card can"), name);
}

static gboolean
is_picture (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *type = g_content_type_guess (base, NULL, 0, NULL);

  return g_content_type_is_mime_type (type, "image/*");
}

static void
open_file (FooledWindow *self, GFile *file)
{
  g_autofree char *text = refusal (file);
  g_autofree char *path = g_file_get_path (file);

  if (is_picture (file) || (text != NULL && _fooled_window_shows (self, "perturb")))
    _fooled_window_perturb_file (self, file);
  else if (text != NULL)
    _fooled_window_toast (self, text);
  else
    open_path (self, path);
}

static void
file_chosen (FooledWindow *self, int response)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));

  g_clear_object (&self->chooser);
  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    open_file (self, file);
}

static void
open_network (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  GtkWindow *parent = self->networks != NULL ? self->networks : GTK_WINDOW (self);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_ ("Open Network"), parent,
                                               GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_filter_set_name (filter, _ ("Networks"));
  for (gsize i = 0; i < G_N_ELEMENTS (network_suffixes); i++)
    gtk_file_filter_add_suffix (filter, network_suffixes[i] + 1);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (file_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

void
fooled_window_open (FooledWindow *self, GFile *file)
{
  g_return_if_fail (FOOLED_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  open_file (self, file);
}

static gboolean
dropped (FooledWindow *self, const GValue *value)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  if (files == NULL)
    return FALSE;
  if (files->next != NULL)
    _fooled_window_toast (self, _ ("Drop one file at a time"));
  else
    open_file (self, files->data);
  return TRUE;
}

void
_fooled_window_add_network_actions (FooledWindow *self)
{
  static const GActionEntry actions[] = {
    { "networks", show_networks },
    { "open-network", open_network },
  };
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  g_signal_connect_object (self->downloads, "finished", G_CALLBACK (download_finished), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->downloads, "failed", G_CALLBACK (download_failed), self,
                           G_CONNECT_SWAPPED);
}

void
_fooled_window_stop_downloads (FooledWindow *self)
{
  if (self->networks != NULL)
    {
      g_object_remove_weak_pointer (G_OBJECT (self->networks), (gpointer *) &self->networks);
      gtk_window_destroy (g_steal_pointer (&self->networks));
    }
  if (self->downloads == NULL)
    return;
  g_object_run_dispose (G_OBJECT (self->downloads));
  g_clear_object (&self->downloads);
}
