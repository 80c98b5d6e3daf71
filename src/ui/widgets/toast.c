// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/toast.h"

/* A toast stays for so long, seconds, or longer where there is more to read: so many characters a
 * second, for people who read slowly or hear it read. */
#define USUAL_TIMEOUT 5
#define READING_SPEED 10

/* Logical pixels: of a toast of one line, and what stands beside and around its text at most. */
#define HEIGHT 48
#define BESIDE 190
#define AROUND 24

AdwToast *
fooled_toast_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_widget_add_css_class (label, "heading");
  adw_toast_set_custom_title (toast, label);
  adw_toast_set_timeout (toast, MAX (USUAL_TIMEOUT, g_utf8_strlen (text, -1) / READING_SPEED));
  return toast;
}

int
fooled_toast_height (AdwToast *toast, int width)
{
  GtkWidget *label = adw_toast_get_custom_title (toast);
  int natural, height;

  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  gtk_widget_measure (label, GTK_ORIENTATION_VERTICAL, CLAMP (width - BESIDE, 1, natural), NULL,
                      &height, NULL, NULL);
  return MAX (HEIGHT, height + AROUND);
}
