// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/toast.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* A toast stays for so long, seconds, or longer where there is more to read: so many characters a
 * second, for people who read slowly or hear it read. */
#define USUAL_TIMEOUT 5
#define READING_SPEED 10

/* Logical pixels: the least height, what is above and below the text, what is beside it without a
 * button, and what a button has around its text. */
#define HEIGHT        48
#define AROUND        24
#define BESIDE        84
#define AROUND_BUTTON 60

/* A text has so much in any case. */
#define LEAST_WIDTH 120

/* The room for a text in the window that it is shown in. */
static int
get_room (GtkWidget *overlay, const char *button)
{
  int room = gtk_widget_get_width (overlay) - BESIDE;

  if (button != NULL)
    {
      g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (overlay, button);
      int width;

      pango_layout_get_pixel_size (layout, &width, NULL);
      room -= width * 5 / 4 + AROUND_BUTTON; /* it is bold */
    }
  return MAX (room, LEAST_WIDTH);
}

/* Adwaita gives a toast the height that it has at its natural width, however narrow it becomes:
 * that width has to be one that there is room for. */
static GtkWidget *
new_title (const char *text, int room)
{
  GtkWidget *label = gtk_label_new (text);
  int natural;

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  if (natural <= room)
    return label;
  return g_object_new (ADW_TYPE_CLAMP, "maximum-size", room, "tightening-threshold", room, "child",
                       label, NULL);
}

static void
name_close_button (GtkWidget *title)
{
  GtkWidget *toast = title, *last;

  while (toast != NULL && !g_str_equal (G_OBJECT_TYPE_NAME (toast), "AdwToastWidget"))
    toast = gtk_widget_get_parent (toast);
  last = toast != NULL ? gtk_widget_get_last_child (toast) : NULL;
  if (last != NULL && GTK_IS_BUTTON (last))
    gtk_accessible_update_property (GTK_ACCESSIBLE (last), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ ("Close this message"), -1);
}

AdwToast *
fooled_toast_new (GtkWidget *overlay, const char *text, const char *button)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);
  GtkWidget *title = new_title (text, get_room (overlay, button));

  /* Adwaita's has no name for those who do not see it. */
  g_signal_connect (title, "map", G_CALLBACK (name_close_button), NULL);
  adw_toast_set_custom_title (toast, title);
  adw_toast_set_button_label (toast, button);
  adw_toast_set_timeout (toast, MAX (USUAL_TIMEOUT, g_utf8_strlen (text, -1) / READING_SPEED));
  return toast;
}

int
fooled_toast_height (AdwToast *toast)
{
  GtkWidget *title = adw_toast_get_custom_title (toast);
  int width, height;

  gtk_widget_measure (title, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  gtk_widget_measure (title, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  return MAX (HEIGHT, height + AROUND);
}
