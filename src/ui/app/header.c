// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/app/header.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/widgets/tooltips.h"

/* Logical pixels; more than all buttons take, so that a window can become narrow from any width. */
#define NARROW_WIDTH 520

/* As narrow as the window may become. */
#define LEAST_WIDTH 350

/* Between the buttons of a header bar, logical pixels. */
#define SPACING 6

/* Icons above the titles of pages, or beside them. */
#define N_POLICIES 2

G_STATIC_ASSERT (ADW_VIEW_SWITCHER_POLICY_NARROW < N_POLICIES &&
                 ADW_VIEW_SWITCHER_POLICY_WIDE < N_POLICIES);

/* The buttons that not every page has. */
typedef enum
{
  BUTTON_SETTINGS,
  BUTTON_START,
  BUTTON_STEP,
  BUTTON_SEARCH,
  BUTTON_CHAMPION,
  N_BUTTONS,
  FIRST_AT_END = BUTTON_SEARCH,
} Button;

struct _FooledHeader
{
  GtkWidget parent_instance;
  AdwViewSwitcherBar *bar;    /* not owned */
  int width;                  /* of the window; 0 = not known */
  gboolean wanted[N_BUTTONS]; /* by the page */
  guint adapt_idle;
  int widths[N_BUTTONS];
  int needed[N_POLICIES]; /* width for all buttons and such a switcher; 0 = to be measured */

  AdwHeaderBar *header_bar;
  AdwSqueezer *squeezer; /* has a title in place of the switcher, where there is no room for that */
  AdwViewSwitcher *switcher;
  GtkButton *start_button;
  GtkWidget *step_button;
  GtkWidget *settings_toggle;
  GtkWidget *champion_toggle;
  GtkToggleButton *search_toggle;
  GtkWidget *start_place; /* as wide as the buttons that are not there */
  GtkWidget *end_place;
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

static GtkWidget *
get_button (FooledHeader *self, Button button)
{
  GtkWidget *buttons[N_BUTTONS] = {
    [BUTTON_SETTINGS] = self->settings_toggle, [BUTTON_START] = GTK_WIDGET (self->start_button),
    [BUTTON_STEP] = self->step_button,         [BUTTON_SEARCH] = GTK_WIDGET (self->search_toggle),
    [BUTTON_CHAMPION] = self->champion_toggle,
  };

  return buttons[button];
}

static int
get_width (gpointer widget, gboolean least)
{
  int minimum, natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return least ? minimum : natural;
}

/* How wide the header is with every button that any page has, and the whole switcher. */
static void
measure (FooledHeader *self, AdwViewSwitcherPolicy policy)
{
  gtk_widget_set_visible (self->start_place, FALSE);
  gtk_widget_set_visible (self->end_place, FALSE);
  for (Button i = 0; i < N_BUTTONS; i++)
    {
      gtk_widget_set_visible (get_button (self, i), TRUE);
      self->widths[i] = get_width (get_button (self, i), FALSE);
    }
  adw_view_switcher_set_policy (self->switcher, policy);
  self->needed[policy] = get_width (self->header_bar, TRUE) - get_width (self->squeezer, TRUE) +
                         get_width (self->switcher, FALSE);
}

static gboolean
has_room_for (FooledHeader *self, AdwViewSwitcherPolicy policy)
{
  if (is_narrow (self))
    return FALSE;
  if (self->needed[policy] == 0)
    measure (self, policy);
  return self->width >= self->needed[policy];
}

/* Keeps the places of the buttons from `first` to before `end` that are not there, so that the
 * others and the switcher stay where they are. */
static void
hold_places (FooledHeader *self, GtkWidget *place, gboolean hold, Button first, Button end)
{
  int width = 0;

  for (Button i = first; i < end; i++)
    if (!self->wanted[i])
      width += self->widths[i] + SPACING;
  gtk_widget_set_visible (place, hold && width > 0);
  if (width > 0)
    gtk_widget_set_size_request (place, width - SPACING, -1);
}

static void
show_buttons (FooledHeader *self, gboolean hold)
{
  for (Button i = 0; i < N_BUTTONS; i++)
    gtk_widget_set_visible (get_button (self, i),
                            self->wanted[i] && !(i == BUTTON_SEARCH && is_narrow (self)));
  hold_places (self, self->start_place, hold, 0, FIRST_AT_END);
  hold_places (self, self->end_place, hold, FIRST_AT_END, N_BUTTONS);
}

/* Where the switcher stands, and what it looks like, is up to the width of the window alone, so
 * that it stays where it is whatever page it leads to. */
static void
place_switcher (FooledHeader *self)
{
  gboolean wide = has_room_for (self, ADW_VIEW_SWITCHER_POLICY_WIDE);
  gboolean fits = wide || has_room_for (self, ADW_VIEW_SWITCHER_POLICY_NARROW);

  adw_view_switcher_set_policy (self->switcher, wide ? ADW_VIEW_SWITCHER_POLICY_WIDE
                                                     : ADW_VIEW_SWITCHER_POLICY_NARROW);
  adw_squeezer_page_set_enabled (
      adw_squeezer_get_page (self->squeezer, GTK_WIDGET (self->switcher)), fits);
  if (self->bar != NULL)
    adw_view_switcher_bar_set_reveal (self->bar, !fits);
  show_buttons (self, fits);
}

/* On a narrow window there is no room for more than the close button, nor for the buttons to search
 * and to present, which are in the menu, too, nor for the switcher, which moves to the bottom. */
static void
adapt (FooledHeader *self)
{
  gtk_widget_set_visible (self->present_toggle, !is_narrow (self));
  adw_header_bar_set_decoration_layout (self->header_bar,
                                        is_narrow (self) ? close_button_layout () : NULL);
  place_switcher (self);
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
measure_again (FooledHeader *self)
{
  if (self->header_bar == NULL)
    return;
  for (guint i = 0; i < N_POLICIES; i++)
    self->needed[i] = 0;
  adapt_soon (self);
}

/* Larger letters, perhaps. */
static void
fooled_header_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (fooled_header_parent_class)->css_changed (widget, change);
  measure_again (FOOLED_HEADER (widget));
}

static void
fooled_header_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (fooled_header_parent_class)->realize (widget);
  measure_again (FOOLED_HEADER (widget));
}

/* With the buttons of a wide window it asks for no more than a narrow one has either: in one jump a
 * window could not become narrow otherwise, as it takes the fewer buttons only when it is. */
static void
fooled_header_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  FooledHeader *self = FOOLED_HEADER (widget);

  gtk_widget_measure (GTK_WIDGET (self->header_bar), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
  if (orientation == GTK_ORIENTATION_HORIZONTAL && gtk_widget_get_visible (self->present_toggle))
    *minimum = MIN (*minimum, LEAST_WIDTH);
}

static void
fooled_header_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  FooledHeader *self = FOOLED_HEADER (widget);

  gtk_widget_size_allocate (
      GTK_WIDGET (self->header_bar),
      &(GtkAllocation){ 0, 0, MAX (width, get_width (self->header_bar, TRUE)), height }, baseline);
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

  widget_class->css_changed = fooled_header_css_changed;
  widget_class->realize = fooled_header_realize;
  widget_class->measure = fooled_header_measure;
  widget_class->size_allocate = fooled_header_size_allocate;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/fooled/Fooled/app/header.ui");
  BIND (header_bar);
  BIND (switcher);
  BIND (squeezer);
  BIND (start_button);
  BIND (step_button);
  BIND (settings_toggle);
  BIND (champion_toggle);
  BIND (search_toggle);
  BIND (present_toggle);
  BIND (start_place);
  BIND (end_place);
}

static void
fooled_header_init (FooledHeader *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  fooled_tooltips_spare_popovers (GTK_WIDGET (self));
  g_signal_connect_object (self->search_toggle, "notify::active", G_CALLBACK (search_toggled), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-decoration-layout",
                           G_CALLBACK (measure_again), self, G_CONNECT_SWAPPED);
}

void
fooled_header_bind (FooledHeader *self, AdwViewStack *stack, AdwViewSwitcherBar *bar)
{
  g_return_if_fail (FOOLED_IS_HEADER (self));

  self->bar = bar;
  adw_view_switcher_set_stack (self->switcher, stack);
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

  self->wanted[BUTTON_START] = self->wanted[BUTTON_STEP] = shown;
  place_switcher (self);
}

void
fooled_header_set_page (FooledHeader *self, gboolean has_panels, gboolean has_search)
{
  g_return_if_fail (FOOLED_IS_HEADER (self));

  self->wanted[BUTTON_SEARCH] = has_search;
  self->wanted[BUTTON_SETTINGS] = self->wanted[BUTTON_CHAMPION] = has_panels;
  place_switcher (self);
}
