// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/app/window-private.h"

static void
show_perturb_page (FooledWindow *self)
{
  adw_view_stack_set_visible_child_name (self->stack, "perturb");
}

/* The image that is selected on the page that is shown. */
static void
perturb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  StoreSpecimen *specimen = _fooled_window_get_specimen (self);

  if (specimen == NULL)
    return;
  fooled_perturb_page_set_specimen (self->perturb_page, specimen);
  show_perturb_page (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->perturb_page));
}

static void
open_picture (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;

  show_perturb_page (self);
  gtk_widget_activate_action (GTK_WIDGET (self->perturb_page), "perturb.open", NULL);
}

static void
paste (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;

  show_perturb_page (self);
  gtk_widget_activate_action (GTK_WIDGET (self->perturb_page), "perturb.paste", NULL);
}

void
_fooled_window_perturb_file (FooledWindow *self, GFile *file)
{
  show_perturb_page (self);
  fooled_perturb_page_open (self->perturb_page, file);
}

void
_fooled_window_add_perturb_actions (FooledWindow *self)
{
  static const GActionEntry actions[] = {
    { "perturb", perturb },
    { "open-picture", open_picture },
    { "paste", paste },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  g_signal_connect_object (self->perturb_page, "message", G_CALLBACK (_fooled_window_toast), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->perturb_page, "saved", G_CALLBACK (_fooled_window_toast_saved),
                           self, G_CONNECT_SWAPPED);
}
