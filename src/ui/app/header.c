// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/app/header.h"

#include "config.h"

#include <glib/gi18n.h>

#define NARROW_WIDTH 460

struct _FooledHeader
{
  GtkWidget parent_instance;
  AdwViewSwitcherBar *bar; /* not owned */
  int width;               /* of the window; 0 = not known */
  gboolean has_search;
  guint adapt_idle;

  AdwHeaderBar *header_bar;
  AdwViewSwitcherTitle *switcher_title;
  GtkButton *start_button;
  GtkWidget *step_button;
  GtkWidget *settings_toggle;
  GtkWidget *champion_toggle;
  GtkToggleButton *search_toggle;
  GtkWidget *present_toggle;
};

G_DEFINE_FINAL_TYPE (FooledHeader, fooled_header, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_SEARCH_MODE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* Only the close button, on the side where the user has it. */
static const char *
close_button_layout (void)
{
  g_autofree char *layout = NULL;
  const char *colon, *close;

  g_object_get (gtk_settings_get_default (), "gtk-decoration-layout", &layout, NULL);
  colon = layout != NULL ? strchr (layout, ':') : NULL;
  close = layout != NULL ? strstr (layout, "close") : NULL;
  return colon != NULL && close != NULL && close < colon ? "close:" : ":close";
}

static gboolean
is_narrow (FooledHeader *self)
{
  return self->width > 0 && self->width < NARROW_WIDTH;
}

static void
show_search (FooledHeader *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->search_toggle), self->has_search && !is_narrow (self));
}

/* On a narrow window there is no room for more than the close button, nor for the buttons to search
 * and to present, which are in the menu, too, nor for the switcher, which moves to the bottom. */
static void
adapt (FooledHeader *self)
{
  show_search (self);
  gtk_widget_set_visible (self->present_toggle, !is_narrow (self));
  adw_header_bar_set_decoration_layout (self->header_bar,
                                        is_narrow (self) ? close_button_layout () : NULL);
  if (self->bar != NULL)
    adw_view_switcher_bar_set_reveal (
        self->bar, adw_view_switcher_title_get_title_visible (self->switcher_title));
}

static gboolean
adapt_idle (gpointer data)
{
  FooledHeader *self = data;

  self->adapt_idle = 0;
  adapt (self);
  return G_SOURCE_REMOVE;
}

/* Comes while sizes are being given out, when nothing may ask for another one. */
static void
adapt_soon (FooledHeader *self)
{
  if (self->adapt_idle == 0)
    self->adapt_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, adapt_idle, self, NULL);
}

static void
search_toggled (FooledHeader *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH_MODE]);
}

static void
fooled_header_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_SEARCH_MODE)
    g_value_set_boolean (value,
                         gtk_toggle_button_get_active (FOOLED_HEADER (object)->search_toggle));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
fooled_header_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_SEARCH_MODE)
    gtk_toggle_button_set_active (FOOLED_HEADER (object)->search_toggle,
                                  g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
fooled_header_dispose (GObject *object)
{
  FooledHeader *self = FOOLED_HEADER (object);

  g_clear_handle_id (&self->adapt_idle, g_source_remove);
  self->bar = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_HEADER);

  G_OBJECT_CLASS (fooled_header_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledHeader, name)

static void
fooled_header_class_init (FooledHeaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = fooled_header_dispose;
  object_class->get_property = fooled_header_get_property;
  object_class->set_property = fooled_header_set_property;
  properties[PROP_SEARCH_MODE] =
      g_param_spec_boolean ("search-mode", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/fooled/Fooled/app/header.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  BIND (header_bar);
  BIND (switcher_title);
  BIND (start_button);
  BIND (step_button);
  BIND (settings_toggle);
  BIND (champion_toggle);
  BIND (search_toggle);
  BIND (present_toggle);
  gtk_widget_class_bind_template_callback (widget_class, adapt_soon);
}

static void
fooled_header_init (FooledHeader *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->search_toggle, "notify::active", G_CALLBACK (search_toggled), self,
                           G_CONNECT_SWAPPED);
}

void
fooled_header_bind (FooledHeader *self, AdwViewStack *stack, AdwViewSwitcherBar *bar)
{
  g_return_if_fail (FOOLED_IS_HEADER (self));

  self->bar = bar;
  adw_view_switcher_title_set_stack (self->switcher_title, stack);
}

void
fooled_header_set_width (FooledHeader *self, int width)
{
  g_return_if_fail (FOOLED_IS_HEADER (self));

  self->width = width;
  if (gtk_widget_get_realized (GTK_WIDGET (self)))
    adapt_soon (self);
  else
    adapt (self); /* so that the window does not begin wider than it is to be */
}

void
fooled_header_set_running (FooledHeader *self, gboolean running)
{
  const char *name = running ? _ ("Pause") : _ ("Start");
  g_autofree char *tooltip = g_strdup_printf ("%s (%s)", name, _ ("Space"));

  g_return_if_fail (FOOLED_IS_HEADER (self));

  gtk_button_set_icon_name (self->start_button, running ? "media-playback-pause-symbolic"
                                                        : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->start_button), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->start_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
fooled_header_show_run (FooledHeader *self, gboolean shown)
{
  g_return_if_fail (FOOLED_IS_HEADER (self));

  gtk_widget_set_visible (GTK_WIDGET (self->start_button), shown);
  gtk_widget_set_visible (self->step_button, shown);
}

void
fooled_header_set_page (FooledHeader *self, gboolean has_panels, gboolean has_search)
{
  g_return_if_fail (FOOLED_IS_HEADER (self));

  self->has_search = has_search;
  gtk_widget_set_visible (self->settings_toggle, has_panels);
  gtk_widget_set_visible (self->champion_toggle, has_panels);
  show_search (self);
}
