// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/breeding-bar.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/widgets/number-text.h"

struct _FooledBreedingBar
{
  GtkWidget parent_instance;
  FooledBreeding *breeding;

  GtkRevealer *revealer;
  GtkLabel *sentence;
  GtkLabel *count;
};

G_DEFINE_FINAL_TYPE (FooledBreedingBar, fooled_breeding_bar, GTK_TYPE_WIDGET)

static void
show_count (FooledBreedingBar *self)
{
  g_autofree char *number = NULL;
  g_autofree char *text = NULL;
  guint n;

  g_object_get (self->breeding, "n-chosen", &n, NULL);
  number = fooled_count_text (n);
  if (n == 0)
    text = g_strdup (_ ("No parent chosen"));
  else
    /* Translators: %s is a number. */
    text = g_strdup_printf (ngettext ("%s parent chosen", "%s parents chosen", n), number);
  gtk_label_set_label (self->count, text);
}

static void
show_sentence (FooledBreedingBar *self)
{
  gboolean is_bred;

  g_object_get (self->breeding, "is-bred", &is_bred, NULL);
  gtk_label_set_label (
      self->sentence,
      is_bred ? _ ("These are the children: choose again, or go back with Undo. Champions stay.")
              : _ ("Choose parents by click or key: Next shows their children, much like them."));
}

static void
fooled_breeding_bar_dispose (GObject *object)
{
  FooledBreedingBar *self = FOOLED_BREEDING_BAR (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_BREEDING_BAR);
  g_clear_object (&self->breeding);

  G_OBJECT_CLASS (fooled_breeding_bar_parent_class)->dispose (object);
}

static void
fooled_breeding_bar_class_init (FooledBreedingBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = fooled_breeding_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/run/breeding-bar.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, FooledBreedingBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, FooledBreedingBar, sentence);
  gtk_widget_class_bind_template_child (widget_class, FooledBreedingBar, count);
}

static void
fooled_breeding_bar_init (FooledBreedingBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
fooled_breeding_bar_bind (FooledBreedingBar *self, FooledBreeding *breeding)
{
  g_return_if_fail (FOOLED_IS_BREEDING_BAR (self));
  g_return_if_fail (FOOLED_IS_BREEDING (breeding) && self->breeding == NULL);

  self->breeding = g_object_ref (breeding);
  g_object_bind_property (breeding, "active", self->revealer, "reveal-child",
                          G_BINDING_SYNC_CREATE);
  g_signal_connect_object (breeding, "notify::n-chosen", G_CALLBACK (show_count), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (breeding, "notify::is-bred", G_CALLBACK (show_sentence), self,
                           G_CONNECT_SWAPPED);
  show_count (self);
  show_sentence (self);
}
