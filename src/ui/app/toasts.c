// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/app/toasts.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/app/toast-place.h"
#include "ui/widgets/toast.h"

/* Adwaita 1.2 crashes where a toast is dismissed that is still sliding in. In milliseconds; sliding
 * takes at most 500. */
#define LEAST_TIME 600

struct _FooledToasts
{
  AdwToastOverlay *overlay;
  FooledToastPlace *place;
  GWeakRef toast;         /* the newest, until it is gone */
  GWeakRef leaving_toast; /* makes room for it at toast_timeout */
  guint toast_timeout;
  gint64 toast_time; /* when the one that is shown came */
};

/* The toast that is shown gives way to the one that waits behind it. */
static gboolean
give_way (gpointer data)
{
  FooledToasts *self = data;
  g_autoptr (AdwToast) leaving = g_weak_ref_get (&self->leaving_toast);

  self->toast_timeout = 0;
  self->toast_time = g_get_monotonic_time ();
  g_weak_ref_set (&self->leaving_toast, NULL);
  if (leaving != NULL)
    adw_toast_dismiss (leaving);
  return G_SOURCE_REMOVE;
}

/* A toast tells of now: it takes the place of an older one, soon, instead of waiting until that is
 * gone by itself. */
static void
show_toast (FooledToasts *self, AdwToast *toast)
{
  g_autoptr (AdwToast) older = g_weak_ref_get (&self->toast);
  gint64 now = g_get_monotonic_time ();
  gint64 age = (now - self->toast_time) / 1000;

  if (older == NULL)
    self->toast_time = now;
  else if (self->toast_timeout != 0)
    adw_toast_dismiss (older); /* it only waits */
  else if (age < LEAST_TIME)
    {
      g_weak_ref_set (&self->leaving_toast, older);
      self->toast_timeout = g_timeout_add ((guint) (LEAST_TIME - age), give_way, self);
    }
  else
    {
      adw_toast_dismiss (older);
      self->toast_time = now;
    }
  g_weak_ref_set (&self->toast, toast);
  fooled_toast_place_find (self->place, toast);
  adw_toast_overlay_add_toast (self->overlay, toast);
}

FooledToasts *
fooled_toasts_new (AdwToastOverlay *overlay)
{
  FooledToasts *self = g_new0 (FooledToasts, 1);

  self->overlay = overlay;
  self->place = fooled_toast_place_new (GTK_WIDGET (overlay));
  g_weak_ref_init (&self->toast, NULL);
  g_weak_ref_init (&self->leaving_toast, NULL);
  return self;
}

void
fooled_toasts_free (FooledToasts *self)
{
  if (self == NULL)
    return;
  g_clear_handle_id (&self->toast_timeout, g_source_remove);
  fooled_toast_place_free (self->place);
  g_weak_ref_clear (&self->toast);
  g_weak_ref_clear (&self->leaving_toast);
  g_free (self);
}

void
fooled_toasts_show (FooledToasts *self, const char *text)
{
  show_toast (self, fooled_toast_new (GTK_WIDGET (self->overlay), text, NULL));
}

void
fooled_toasts_show_failure (FooledToasts *self, const char *text)
{
  AdwToast *toast = fooled_toast_new (GTK_WIDGET (self->overlay), text, NULL);

  adw_toast_set_timeout (toast, 0);
  show_toast (self, toast);
}

void
fooled_toasts_show_button (FooledToasts *self,
                           const char *text,
                           const char *button,
                           GCallback clicked,
                           gpointer data,
                           GClosureNotify free_data)
{
  AdwToast *toast = fooled_toast_new (GTK_WIDGET (self->overlay), text, button);

  g_signal_connect_data (toast, "button-clicked", clicked, data, free_data, 0);
  show_toast (self, toast);
}

static void
open_folder (AdwToast *toast, const char *folder)
{
  g_autofree char *uri = g_filename_to_uri (folder, NULL, NULL);

  if (uri != NULL)
    gtk_show_uri (NULL, uri, GDK_CURRENT_TIME);
}

static void
free_string (gpointer data, GClosure *closure)
{
  g_free (data);
}

void
fooled_toasts_show_saved (FooledToasts *self, const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  /* Translators: %s is the name of a file. */
  g_autofree char *text = g_strdup_printf (_ ("Saved %s"), name);

  fooled_toasts_show_button (self, text, _ ("Open Folder"), G_CALLBACK (open_folder),
                             g_path_get_dirname (path), free_string);
}
