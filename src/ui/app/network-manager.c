// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/app/network-manager.h"

#include "config.h"

#include <glib/gi18n.h>

#include "run/networks.h"
#include "ui/files/file-dialog.h"
#include "ui/networks/downloads.h"
#include "ui/networks/networks.h"
#include "ui/networks/open-network.h"
#include "ui/settings/settings-keys.h"

struct _FooledNetworkManager
{
  GObject parent_instance;
  GtkWindow *window;
  GSettings *settings;
  FooledToasts *toasts;
  FooledDownloads *downloads; /* NULL after shutdown */
  GtkWindow *list;            /* of all networks while it is shown; not owned */
};

G_DEFINE_FINAL_TYPE (FooledNetworkManager, fooled_network_manager, G_TYPE_OBJECT)

enum
{
  LISTED,
  FILE_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *const network_suffixes[] = { ".onnx", ".caffemodel", ".net", ".card" };

static void
list_networks (FooledNetworkManager *self)
{
  g_autoptr (GPtrArray) networks = run_networks_list ();

  g_signal_emit (self, signals[LISTED], 0, networks);
  if (self->list != NULL)
    fooled_networks_set_list (FOOLED_NETWORKS (self->list), networks);
}

static void
use_network (FooledNetworkManager *self, const char *id)
{
  fooled_settings_set_network (self->settings, id);
}

/* A network that a toast offers. */
typedef struct
{
  GSettings *settings;
  char *id;
} Offer;

static void
offer_free (gpointer data, GClosure *closure)
{
  Offer *offer = data;

  g_object_unref (offer->settings);
  g_free (offer->id);
  g_free (offer);
}

static void
take_offer (AdwToast *toast, Offer *offer)
{
  fooled_settings_set_network (offer->settings, offer->id);
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
download_finished (FooledNetworkManager *self, const char *id)
{
  g_autoptr (GPtrArray) networks = run_networks_list ();
  g_autofree char *name = name_of (id);
  g_autofree char *text = NULL;
  Offer *offer;

  g_signal_emit (self, signals[LISTED], 0, networks);
  if (self->list != NULL)
    return;
  /* Translators: %s is the name of a network that was downloaded. */
  text = g_strdup_printf (_ ("%s is here"), name);
  offer = g_new (Offer, 1);
  offer->settings = g_object_ref (self->settings);
  offer->id = g_strdup (id);
  fooled_toasts_show_button (self->toasts, text, _ ("Use"), G_CALLBACK (take_offer), offer,
                             offer_free);
}

static void
show_list_again (AdwToast *toast, FooledNetworkManager *self)
{
  if (self->downloads != NULL)
    fooled_network_manager_show_list (self);
}

static void
unref_closure (gpointer data, GClosure *closure)
{
  g_object_unref (data);
}

static void
download_failed (FooledNetworkManager *self, const char *id)
{
  g_autofree char *name = name_of (id);
  g_autofree char *text = NULL;

  if (self->list != NULL)
    return;
  /* Translators: %s is the name of a network. */
  text = g_strdup_printf (_ ("%s could not be downloaded"), name);
  fooled_toasts_show_button (self->toasts, text, _ ("Networks"), G_CALLBACK (show_list_again),
                             g_object_ref (self), unref_closure);
}

void
fooled_network_manager_reload (FooledNetworkManager *self)
{
  g_return_if_fail (FOOLED_IS_NETWORK_MANAGER (self));

  list_networks (self);
}

void
fooled_network_manager_show_list (FooledNetworkManager *self)
{
  g_return_if_fail (FOOLED_IS_NETWORK_MANAGER (self));

  if (self->list == NULL)
    {
      self->list = fooled_networks_new (self->window, self->settings, self->downloads);
      g_object_add_weak_pointer (G_OBJECT (self->list), (gpointer *) &self->list);
      g_signal_connect_object (self->list, "use", G_CALLBACK (use_network), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->list, "open", G_CALLBACK (fooled_network_manager_ask), self,
                               G_CONNECT_SWAPPED);
      list_networks (self);
    }
  gtk_window_present (self->list);
}

static void
network_kept (FooledNetworkManager *self, const char *id)
{
  g_autofree char *name = name_of (id);
  g_autofree char *text = NULL;

  if (self->list != NULL)
    gtk_window_close (self->list);
  list_networks (self);
  use_network (self, id);
  /* Translators: %s is the name of a network. */
  text = g_strdup_printf (_ ("%s is among your networks now"), name);
  fooled_toasts_show (self->toasts, text);
}

/* Over which dialogs are shown. */
static GtkWindow *
front (FooledNetworkManager *self)
{
  return self->list != NULL ? self->list : self->window;
}

void
fooled_network_manager_open (FooledNetworkManager *self, GFile *file, BaseImage *image)
{
  g_autofree char *path = NULL;
  GtkWindow *window;

  g_return_if_fail (FOOLED_IS_NETWORK_MANAGER (self));
  g_return_if_fail (G_IS_FILE (file));

  path = g_file_get_path (file);
  g_return_if_fail (path != NULL);
  window = fooled_open_network_new (front (self), path, image);
  g_signal_connect_object (window, "kept", G_CALLBACK (network_kept), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "another", G_CALLBACK (fooled_network_manager_ask), self,
                           G_CONNECT_SWAPPED);
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

char *
fooled_network_manager_refusal (GFile *file)
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

static void
file_chosen (gpointer owner, GFile *file, gpointer data)
{
  g_signal_emit (data, signals[FILE_CHOSEN], 0, file);
}

void
fooled_network_manager_ask (FooledNetworkManager *self)
{
  FooledFileQuestion question = { .action = GTK_FILE_CHOOSER_ACTION_OPEN,
                                  .title = _ ("Open Network"),
                                  .filter = gtk_file_filter_new () };

  g_return_if_fail (FOOLED_IS_NETWORK_MANAGER (self));

  gtk_file_filter_set_name (question.filter, _ ("Networks"));
  for (gsize i = 0; i < G_N_ELEMENTS (network_suffixes); i++)
    gtk_file_filter_add_suffix (question.filter, network_suffixes[i] + 1);
  fooled_file_dialog_ask (GTK_WIDGET (front (self)), &question, file_chosen, g_object_ref (self),
                          g_object_unref);
}

static void
fooled_network_manager_dispose (GObject *object)
{
  FooledNetworkManager *self = FOOLED_NETWORK_MANAGER (object);

  fooled_network_manager_shutdown (self);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (fooled_network_manager_parent_class)->dispose (object);
}

static void
fooled_network_manager_class_init (FooledNetworkManagerClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_network_manager_dispose;
  signals[LISTED] = g_signal_new ("listed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[FILE_CHOSEN] = g_signal_new ("file", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_FILE);
}

static void
fooled_network_manager_init (FooledNetworkManager *self)
{
  self->downloads = fooled_downloads_new (run_downloads_start);
  g_signal_connect_object (self->downloads, "finished", G_CALLBACK (download_finished), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->downloads, "failed", G_CALLBACK (download_failed), self,
                           G_CONNECT_SWAPPED);
}

FooledNetworkManager *
fooled_network_manager_new (GtkWindow *window, GSettings *settings, FooledToasts *toasts)
{
  FooledNetworkManager *self;

  g_return_val_if_fail (GTK_IS_WINDOW (window), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (FOOLED_TYPE_NETWORK_MANAGER, NULL);
  self->window = window;
  self->settings = g_object_ref (settings);
  self->toasts = toasts;
  return self;
}

void
fooled_network_manager_shutdown (FooledNetworkManager *self)
{
  g_return_if_fail (FOOLED_IS_NETWORK_MANAGER (self));

  if (self->list != NULL)
    {
      g_object_remove_weak_pointer (G_OBJECT (self->list), (gpointer *) &self->list);
      gtk_window_destroy (g_steal_pointer (&self->list));
    }
  if (self->downloads == NULL)
    return;
  g_object_run_dispose (G_OBJECT (self->downloads));
  g_clear_object (&self->downloads);
}
