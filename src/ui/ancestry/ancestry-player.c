// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ancestry/ancestry-player.h"

#include <adwaita.h>

#include "ui/widgets/class-labels.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/picture.h"

/* A line takes about so long, but no image less or more than this; milliseconds. */
#define WHOLE_LINE   6000
#define MIN_INTERVAL 100
#define MAX_INTERVAL 500

/* What the picture is called for assistive technologies changes at most this often. */
#define NAME_INTERVAL (500 * G_TIME_SPAN_MILLISECOND)

struct _FooledAncestryPlayer
{
  GtkWidget parent_instance;
  GListModel *items; /* NULL = nothing is played */
  guint position;
  guint timeout;
  gint64 named; /* monotonic time of the picture's name */

  GtkWidget *box;
  FooledPicture *picture;
  GtkLabel *label_label;
  GtkLabel *confidence_label;
  GtkLabel *when_label;
  GtkProgressBar *progress_bar;
};

G_DEFINE_FINAL_TYPE (FooledAncestryPlayer, fooled_ancestry_player, GTK_TYPE_WIDGET)

static guint ended_signal;

static void
show (FooledAncestryPlayer *self)
{
  guint n = g_list_model_get_n_items (self->items);
  g_autoptr (FooledAncestryItem) item = g_list_model_get_item (self->items, self->position);
  const RunAncestor *ancestor = fooled_ancestry_item_get (item);
  g_autofree char *confidence = fooled_confidence_text (ancestor->confidence);
  g_autofree char *when = fooled_ancestry_item_when (item);
  g_autofree char *name = fooled_ancestry_item_name (item);
  gint64 now = g_get_monotonic_time ();

  fooled_picture_set_image (self->picture, ancestor->image);
  if (now - self->named >= NAME_INTERVAL || self->position + 1 == n)
    {
      self->named = now;
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      name, -1);
    }
  gtk_label_set_label (self->label_label, fooled_label_text (ancestor->label));
  gtk_label_set_label (self->confidence_label, confidence);
  gtk_label_set_label (self->when_label, when);
  gtk_progress_bar_set_fraction (self->progress_bar, (self->position + 1.0) / n);
}

static gboolean
next (gpointer data)
{
  FooledAncestryPlayer *self = data;

  if (self->position + 1 < g_list_model_get_n_items (self->items))
    {
      self->position++;
      show (self);
      return G_SOURCE_CONTINUE;
    }
  self->timeout = 0;
  fooled_ancestry_player_stop (self);
  g_signal_emit (self, ended_signal, 0);
  return G_SOURCE_REMOVE;
}

static void
fooled_ancestry_player_dispose (GObject *object)
{
  FooledAncestryPlayer *self = FOOLED_ANCESTRY_PLAYER (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->items);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_ANCESTRY_PLAYER);

  G_OBJECT_CLASS (fooled_ancestry_player_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledAncestryPlayer, name)

static void
fooled_ancestry_player_class_init (FooledAncestryPlayerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_ancestry_player_dispose;
  ended_signal = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);

  g_type_ensure (FOOLED_TYPE_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/ancestry/ancestry-player.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  BIND (box);
  BIND (picture);
  BIND (label_label);
  BIND (confidence_label);
  BIND (when_label);
  BIND (progress_bar);
}

static void
fooled_ancestry_player_init (FooledAncestryPlayer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
fooled_ancestry_player_play (FooledAncestryPlayer *self, GListModel *items, guint from)
{
  guint n;

  g_return_if_fail (FOOLED_IS_ANCESTRY_PLAYER (self));
  g_return_if_fail (G_IS_LIST_MODEL (items));

  n = g_list_model_get_n_items (items);
  g_return_if_fail (from < n);

  fooled_ancestry_player_stop (self);
  self->items = g_object_ref (items);
  self->position = from;
  show (self);
  self->timeout = g_timeout_add (CLAMP (WHOLE_LINE / n, MIN_INTERVAL, MAX_INTERVAL), next, self);
}

guint
fooled_ancestry_player_stop (FooledAncestryPlayer *self)
{
  g_return_val_if_fail (FOOLED_IS_ANCESTRY_PLAYER (self), 0);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->items);
  return self->position;
}

gboolean
fooled_ancestry_player_is_playing (FooledAncestryPlayer *self)
{
  g_return_val_if_fail (FOOLED_IS_ANCESTRY_PLAYER (self), FALSE);

  return self->items != NULL;
}
