// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/session-row.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/widgets/image-menu.h"
#include "ui/widgets/texture.h"
#include "ui/widgets/tooltips.h"
#include "ui/widgets/whole-numbers.h"

struct _FooledSessionRow
{
  AdwPreferencesRow parent_instance;
  FooledSessionItem *item;

  GtkPicture *picture;
  GtkLabel *name_label;
  GtkLabel *summary_label;
  GtkLabel *file_label;
  GtkLabel *state_label;
  GtkLabel *error_label;
  GtkButton *open_button;
  GtkMenuButton *menu_button;
};

G_DEFINE_FINAL_TYPE (FooledSessionRow, fooled_session_row, ADW_TYPE_PREFERENCES_ROW)

static guint wish_signal;

/* By wish: the actions of a row. */
static const char *const actions[] = {
  [FOOLED_SESSION_OPEN] = "session.open",     [FOOLED_SESSION_RENAME] = "session.rename",
  [FOOLED_SESSION_BRANCH] = "session.branch", [FOOLED_SESSION_EXPORT] = "session.export",
  [FOOLED_SESSION_DELETE] = "session.delete", [FOOLED_SESSION_TIMELAPSE] = "session.time-lapse",
};

static void
wish (GtkWidget *widget, const char *action, GVariant *parameter)
{
  for (int i = 0; i < (int) G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i], action))
      g_signal_emit (widget, wish_signal, 0, i);
}

static void
fooled_session_row_dispose (GObject *object)
{
  FooledSessionRow *self = FOOLED_SESSION_ROW (object);

  g_clear_pointer (&self->item, fooled_session_item_unref);

  G_OBJECT_CLASS (fooled_session_row_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledSessionRow, name)

static void
fooled_session_row_class_init (FooledSessionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_session_row_dispose;
  wish_signal = g_signal_new ("wish", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/sessions/session-row.ui");
  BIND (picture);
  BIND (name_label);
  BIND (summary_label);
  BIND (file_label);
  BIND (state_label);
  BIND (error_label);
  BIND (open_button);
  BIND (menu_button);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i], NULL, wish);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "session.rename", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "session.delete", NULL);
}

/* The one of its button. */
static GMenuModel *
row_menu (GtkWidget *row, double x, double y)
{
  return g_object_ref (gtk_menu_button_get_menu_model (FOOLED_SESSION_ROW (row)->menu_button));
}

static void
fooled_session_row_init (FooledSessionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fooled_image_menu_add (GTK_WIDGET (self), row_menu);
  fooled_labels_keep_percents (GTK_WIDGET (self));
  fooled_tooltips_spare_popovers (GTK_WIDGET (self));
}

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

/* The accessible name says more than the label: every row has such a button. Takes it over. */
static void
name_button (gpointer button, char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_free (name);
}

static void
show_item (FooledSessionRow *self)
{
  const StoreSessionEntry *entry = self->item->entry;
  g_autofree char *name = fooled_session_item_name (self->item);
  g_autofree char *summary = fooled_session_item_summary (self->item);
  g_autofree char *file = fooled_session_item_file_text (self->item);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  gtk_label_set_label (self->name_label, name);
  show_text (self->summary_label, summary);
  show_text (self->file_label, file);
  show_text (self->state_label, entry->is_open ? _ ("Open now") : "");
  show_text (self->error_label, entry->error != NULL ? entry->error->message : "");
  if (self->item->picture != NULL)
    {
      g_autoptr (GdkTexture) texture = fooled_texture_new (self->item->picture);

      gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
    }
  /* Translators: the button that opens a session; %s is its name. */
  name_button (self->open_button, g_strdup_printf (_ ("Open %s"), name));
  /* Translators: %s is the name of a session. */
  name_button (self->menu_button, g_strdup_printf (_ ("More for %s"), name));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  self->name_label, NULL, GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                  self->summary_label, self->error_label, NULL, -1);
}

GtkWidget *
fooled_session_row_new (FooledSessionItem *item)
{
  FooledSessionRow *self;
  gboolean readable;

  g_return_val_if_fail (item != NULL, NULL);

  self = g_object_new (FOOLED_TYPE_SESSION_ROW, NULL);
  self->item = fooled_session_item_ref (item);
  readable = fooled_session_row_can_open (self);
  show_item (self);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i],
                                   readable || i == FOOLED_SESSION_DELETE);
  if (readable && (item->entry->info->n_filled == 0 ||
                   fooled_session_item_kind (item) == RUN_SESSION_RETRAINING))
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[FOOLED_SESSION_TIMELAPSE], FALSE);
  /* What somebody writes to keeps its place meanwhile. */
  if (item->entry->is_open)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[FOOLED_SESSION_DELETE], FALSE);
  return GTK_WIDGET (self);
}

FooledSessionItem *
fooled_session_row_get_item (FooledSessionRow *self)
{
  g_return_val_if_fail (FOOLED_IS_SESSION_ROW (self), NULL);

  return self->item;
}

gboolean
fooled_session_row_can_open (FooledSessionRow *self)
{
  g_return_val_if_fail (FOOLED_IS_SESSION_ROW (self), FALSE);

  return self->item->entry->info != NULL;
}
