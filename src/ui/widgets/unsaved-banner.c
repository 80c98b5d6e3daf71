// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/unsaved-banner.h"

struct _FooledUnsavedBanner
{
  GtkWidget parent_instance;

  GtkRevealer *revealer;
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (FooledUnsavedBanner, fooled_unsaved_banner, GTK_TYPE_WIDGET)

static void
fooled_unsaved_banner_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FOOLED_TYPE_UNSAVED_BANNER);

  G_OBJECT_CLASS (fooled_unsaved_banner_parent_class)->dispose (object);
}

static void
fooled_unsaved_banner_class_init (FooledUnsavedBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_unsaved_banner_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/widgets/unsaved-banner.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, FooledUnsavedBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, FooledUnsavedBanner, label);
}

static void
fooled_unsaved_banner_init (FooledUnsavedBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The text stays while the banner folds away. */
void
fooled_unsaved_banner_show (FooledUnsavedBanner *self, const char *text, const char *session)
{
  g_autofree char *path = NULL;

  g_return_if_fail (FOOLED_IS_UNSAVED_BANNER (self));

  gtk_revealer_set_reveal_child (self->revealer, text != NULL);
  if (text == NULL)
    return;
  if (g_strcmp0 (gtk_label_get_label (self->label), text) != 0)
    gtk_label_set_label (self->label, text);
  path = session != NULL ? g_filename_display_name (session) : NULL;
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), path);
}
