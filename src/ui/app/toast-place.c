// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/app/toast-place.h"

#include "ui/widgets/toast.h"

/* Logical pixels: the usual place, and how wide a toast is at most. */
#define USUAL     24
#define MAX_WIDTH 560
#define STEP      6

/* At most so far up, as a part of the height: higher than that is among the pictures. */
#define HIGHEST 0.5

struct _FooledToastPlace
{
  GtkWidget *overlay;
  GtkCssProvider *css;
};

FooledToastPlace *
fooled_toast_place_new (GtkWidget *overlay)
{
  FooledToastPlace *self = g_new0 (FooledToastPlace, 1);

  self->overlay = overlay;
  self->css = gtk_css_provider_new ();
  gtk_style_context_add_provider_for_display (gtk_widget_get_display (overlay),
                                              GTK_STYLE_PROVIDER (self->css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  return self;
}

void
fooled_toast_place_free (FooledToastPlace *self)
{
  if (self == NULL)
    return;
  gtk_style_context_remove_provider_for_display (gdk_display_get_default (),
                                                 GTK_STYLE_PROVIDER (self->css));
  g_object_unref (self->css);
  g_free (self);
}

/* What people press, move or write into, and the hint that they read. */
static gboolean
is_obstacle (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_DROP_DOWN (widget) ||
         GTK_IS_EDITABLE (widget) || GTK_IS_RANGE (widget) || GTK_IS_SWITCH (widget) ||
         GTK_IS_CHECK_BUTTON (widget) || gtk_widget_has_css_class (widget, "hint");
}

/* What takes no room, or is scrolled out of sight, is not there. */
static gboolean
is_covered (GtkWidget *widget, GtkWidget *overlay, const graphene_rect_t *place)
{
  graphene_rect_t bounds, seen = *place;

  if (GTK_IS_NATIVE (widget) || !gtk_widget_get_mapped (widget) ||
      !gtk_widget_get_child_visible (widget) ||
      (GTK_IS_REVEALER (widget) && !gtk_revealer_get_reveal_child (GTK_REVEALER (widget))))
    return FALSE;
  if (is_obstacle (widget))
    return gtk_widget_compute_bounds (widget, overlay, &bounds) && bounds.size.height > 1 &&
           graphene_rect_intersection (&bounds, place, NULL);
  if (GTK_IS_SCROLLED_WINDOW (widget) &&
      (!gtk_widget_compute_bounds (widget, overlay, &bounds) ||
       !graphene_rect_intersection (&bounds, place, &seen)))
    return FALSE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (is_covered (child, overlay, &seen))
      return TRUE;
  return FALSE;
}

/* From the usual place upwards. */
static int
find (GtkWidget *overlay, AdwToast *toast)
{
  int width = gtk_widget_get_width (overlay), height = gtk_widget_get_height (overlay);
  float wide = (float) MIN (width, MAX_WIDTH), high = (float) fooled_toast_height (toast);

  for (int bottom = USUAL; bottom <= HIGHEST * height; bottom += STEP)
    {
      graphene_rect_t place = GRAPHENE_RECT_INIT (
          ((float) width - wide) / 2, (float) (height - bottom) - high, wide, high);

      if (!is_covered (overlay, overlay, &place))
        return bottom;
    }
  return USUAL;
}

int
fooled_toast_place_find (FooledToastPlace *self, AdwToast *toast)
{
  int bottom = find (self->overlay, toast);
  g_autofree char *css = g_strdup_printf ("toastoverlay toast { margin-bottom: %dpx; }", bottom);

  gtk_css_provider_load_from_data (self->css, css, -1);
  return bottom;
}
