// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hints/hint-bar.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/widgets/whole-numbers.h"

#define INTERVAL_MS 500

/* In less, the button is below the sentence; logical pixels. */
#define NARROW_WIDTH 520

/* Another hint may follow: for so long the room of the last one is kept. */
#define KEPT_US (15 * G_USEC_PER_SEC)

struct _FooledHintBar
{
  GtkWidget parent_instance;
  FooledHints *hints; /* NULL before the beginning and after the end */
  FooledHintLook look;
  gpointer data;
  GtkWidget *target; /* while an action is activated or a look lasts; not owned */
  guint timeout;
  int room;          /* what it takes of the page above it, in pixels */
  int room_width;    /* for which that was measured */
  gint64 room_until; /* when that ends, while there is no hint */
  FooledHintPlace place;

  GtkRevealer *revealer;
  GtkOrientable *content;
  GtkLabel *label;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (FooledHintBar, fooled_hint_bar, GTK_TYPE_WIDGET)

static int
height_for (FooledHintBar *self, int width)
{
  GtkWidget *child = GTK_WIDGET (self->revealer);
  int least, wide, high;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wide, NULL, NULL);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, MAX (least, MIN (wide, width)), &high, NULL,
                      NULL, NULL);
  return high;
}

static void
set_room (FooledHintBar *self, int room)
{
  if (room == self->room)
    return;
  self->room = room;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* What is below a hint is wanted, too, so it has room of its own. It stays from one hint to the
 * next: what comes and goes must not move what people aim at. */
static void
make_room (FooledHintBar *self, FooledHintPlace place, gint64 now)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  gboolean narrow = width < NARROW_WIDTH;
  gboolean kept = self->place == place && self->room_width == width;
  gboolean begins = self->room_until == 0 && place == FOOLED_HINTS_RUN;

  if (width < 1)
    return; /* it has no place yet */
  gtk_orientable_set_orientation (self->content,
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (GTK_BOX (self->content), narrow ? 6 : 12);
  if (fooled_hints_text (self->hints) != NULL || (begins && fooled_hints_begin (self->hints)))
    {
      self->room_until = now + KEPT_US;
      set_room (self, MAX (kept ? self->room : 0, height_for (self, width)));
    }
  else if (place != self->place || now >= self->room_until)
    set_room (self, 0);
  self->place = place;
  self->room_width = width;
}

/* The keyboard goes on where the hint was about. */
static void
give_focus (FooledHintBar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && self->target != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    gtk_widget_grab_focus (self->target);
}

static void
show (FooledHintBar *self)
{
  const char *text = fooled_hints_text (self->hints);
  const char *button = fooled_hints_button (self->hints);

  if (text == NULL || button == NULL)
    give_focus (self);
  gtk_revealer_set_reveal_child (self->revealer, text != NULL);
  /* It keeps its size while it is hidden, and what is below it is to be pressed. */
  gtk_widget_set_can_target (GTK_WIDGET (self), text != NULL);
  if (text == NULL)
    return; /* what goes keeps its words */
  gtk_label_set_label (self->label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  if (button != NULL)
    gtk_button_set_label (self->button, button);
}

static void
update (FooledHintBar *self)
{
  FooledHintFacts facts = { .place = FOOLED_HINTS_NOWHERE, .class_index = -1 };
  gint64 now = g_get_monotonic_time ();

  self->target = self->look (self->data, &facts);
  if (fooled_hints_update (self->hints, &facts, now))
    show (self);
  make_room (self, facts.place, now);
}

static gboolean
on_timeout (gpointer data)
{
  FooledHintBar *self = data;

  update (self);
  if (fooled_hints_any_left (self->hints) || fooled_hints_text (self->hints) != NULL ||
      self->room > 0)
    return G_SOURCE_CONTINUE;
  self->timeout = 0;
  return G_SOURCE_REMOVE;
}

static void
watch (FooledHintBar *self)
{
  if (self->timeout == 0)
    self->timeout = g_timeout_add (INTERVAL_MS, on_timeout, self);
}

static void
close_clicked (FooledHintBar *self)
{
  if (self->hints == NULL)
    return;
  fooled_hints_close (self->hints);
  update (self);
}

static void
button_clicked (FooledHintBar *self)
{
  const char *action = self->hints != NULL ? fooled_hints_action (self->hints) : NULL;
  g_autofree char *name = NULL;
  g_autoptr (GVariant) parameter = NULL;

  if (action == NULL || !g_action_parse_detailed_name (action, &name, &parameter, NULL))
    return;
  gtk_widget_activate_action_variant (self->target, name, parameter);
  update (self); /* what it was about may be on another page now */
  give_focus (self);
}

static GtkSizeRequestMode
fooled_hint_bar_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

/* In a low window the page above it comes first. */
static void
fooled_hint_bar_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  FooledHintBar *self = FOOLED_HINT_BAR (widget);

  gtk_widget_measure (GTK_WIDGET (self->revealer), orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = 0;
      *natural = self->room;
    }
}

/* In the middle; where it has too little room, over the lower end of what is above it. */
static void
fooled_hint_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  FooledHintBar *self = FOOLED_HINT_BAR (widget);
  GtkWidget *child = GTK_WIDGET (self->revealer);
  int high = height_for (self, width), least, wide;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wide, NULL, NULL);
  wide = MAX (least, MIN (wide, width));
  gtk_widget_allocate (
      child, wide, high, -1,
      gsk_transform_translate (NULL,
                               &GRAPHENE_POINT_INIT ((float) (width - wide) / 2,
                                                     high > height ? (float) (height - high)
                                                                   : (float) (height - high) / 2)));
}

static void
fooled_hint_bar_dispose (GObject *object)
{
  FooledHintBar *self = FOOLED_HINT_BAR (object);

  fooled_hint_bar_end (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_HINT_BAR);

  G_OBJECT_CLASS (fooled_hint_bar_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledHintBar, name)

static void
fooled_hint_bar_class_init (FooledHintBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_hint_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/hints/hint-bar.ui");
  widget_class->get_request_mode = fooled_hint_bar_get_request_mode;
  widget_class->measure = fooled_hint_bar_measure;
  widget_class->size_allocate = fooled_hint_bar_size_allocate;
  BIND (revealer);
  BIND (content);
  BIND (label);
  BIND (button);
  gtk_widget_class_bind_template_callback (widget_class, close_clicked);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked);
}

static void
fooled_hint_bar_init (FooledHintBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fooled_labels_keep_percents (GTK_WIDGET (self));
}

GtkWidget *
fooled_hint_bar_new (void)
{
  return g_object_new (FOOLED_TYPE_HINT_BAR, NULL);
}

void
fooled_hint_bar_begin (FooledHintBar *self, GSettings *settings, FooledHintLook look, gpointer data)
{
  g_return_if_fail (FOOLED_IS_HINT_BAR (self) && self->hints == NULL);
  g_return_if_fail (look != NULL);

  self->hints = fooled_hints_new (settings);
  self->look = look;
  self->data = data;
  watch (self);
}

void
fooled_hint_bar_show_again (FooledHintBar *self)
{
  g_return_if_fail (FOOLED_IS_HINT_BAR (self));

  if (self->hints == NULL)
    return;
  fooled_hints_show_again (self->hints);
  watch (self);
}

void
fooled_hint_bar_end (FooledHintBar *self)
{
  g_return_if_fail (FOOLED_IS_HINT_BAR (self));

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_pointer (&self->hints, fooled_hints_free);
}
