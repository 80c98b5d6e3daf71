// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/present/stage-bar.h"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _FooledStageBar
{
  GtkWidget parent_instance;

  GtkRevealer *revealer;
  GtkWidget *box;
  GtkWidget *toggle_button;
  AdwButtonContent *toggle_content;
  GtkWidget *star_button;
  AdwButtonContent *star_content;
  GtkEventControllerMotion *motion;
};

G_DEFINE_FINAL_TYPE (FooledStageBar, fooled_stage_bar, GTK_TYPE_WIDGET)

enum
{
  LEAVE,
  TOGGLE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
leave_clicked (FooledStageBar *self)
{
  g_signal_emit (self, signals[LEAVE], 0);
}

static void
toggle_clicked (FooledStageBar *self)
{
  g_signal_emit (self, signals[TOGGLE], 0);
}

static void
star_clicked (FooledStageBar *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.star", NULL);
}

/* What is not seen is not there. */
static void
child_revealed (FooledStageBar *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), gtk_revealer_get_reveal_child (self->revealer) ||
                                                 gtk_revealer_get_child_revealed (self->revealer));
}

static void
fooled_stage_bar_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FOOLED_TYPE_STAGE_BAR);

  G_OBJECT_CLASS (fooled_stage_bar_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledStageBar, name)

static void
fooled_stage_bar_class_init (FooledStageBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_stage_bar_dispose;
  signals[LEAVE] =
      g_signal_new ("leave", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TOGGLE] =
      g_signal_new ("toggle", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/present/stage-bar.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  BIND (revealer);
  BIND (box);
  BIND (toggle_button);
  BIND (toggle_content);
  BIND (star_button);
  BIND (star_content);
  BIND (motion);
  gtk_widget_class_bind_template_callback (widget_class, child_revealed);
  gtk_widget_class_bind_template_callback (widget_class, leave_clicked);
  gtk_widget_class_bind_template_callback (widget_class, toggle_clicked);
  gtk_widget_class_bind_template_callback (widget_class, star_clicked);
}

static void
fooled_stage_bar_init (FooledStageBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
fooled_stage_bar_new (void)
{
  return g_object_new (FOOLED_TYPE_STAGE_BAR, NULL);
}

void
fooled_stage_bar_reveal (FooledStageBar *self, gboolean revealed)
{
  g_return_if_fail (FOOLED_IS_STAGE_BAR (self));

  if (revealed)
    gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (self->revealer, revealed);
  child_revealed (self);
}

gboolean
fooled_stage_bar_is_used (FooledStageBar *self)
{
  GtkRoot *root;
  GtkWidget *focus;

  g_return_val_if_fail (FOOLED_IS_STAGE_BAR (self), FALSE);

  root = gtk_widget_get_root (GTK_WIDGET (self));
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  return gtk_event_controller_motion_contains_pointer (self->motion) ||
         (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)));
}

void
fooled_stage_bar_show (FooledStageBar *self,
                       const FooledScene *scene,
                       gboolean can_star,
                       gboolean starred)
{
  const char *toggle = scene->running ? _ ("Pause") : _ ("Start");

  g_return_if_fail (FOOLED_IS_STAGE_BAR (self));

  gtk_widget_set_visible (self->toggle_button, scene->can_run);
  if (g_strcmp0 (adw_button_content_get_label (self->toggle_content), toggle) != 0)
    {
      g_autofree char *tooltip = g_strdup_printf ("%s (%s)", toggle, _ ("Space"));

      adw_button_content_set_label (self->toggle_content, toggle);
      adw_button_content_set_icon_name (self->toggle_content,
                                        scene->running ? "media-playback-pause-symbolic"
                                                       : "media-playback-start-symbolic");
      gtk_widget_set_tooltip_text (self->toggle_button, tooltip);
    }
  gtk_widget_set_visible (self->star_button, scene->can_star);
  gtk_widget_set_sensitive (self->star_button, can_star);
  adw_button_content_set_icon_name (self->star_content,
                                    starred ? "starred-symbolic" : "non-starred-symbolic");
  adw_button_content_set_label (self->star_content, starred ? _ ("Starred") : _ ("Star"));
}
