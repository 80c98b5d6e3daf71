// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/network-row.h"

#include "config.h"

#include <glib/gi18n.h>

#include "base/percent.h"
#include "ui/networks/download-box.h"

struct _FooledNetworkRow
{
  AdwPreferencesRow parent_instance;
  RunNetworkInfo *info;
  FooledDownloadBox *download;
  GtkWidget *details_expander;
  GtkLabel *details_label;
};

G_DEFINE_FINAL_TYPE (FooledNetworkRow, fooled_network_row, ADW_TYPE_PREFERENCES_ROW)

static guint use_signal;

static void
use (FooledNetworkRow *self)
{
  g_signal_emit (self, use_signal, 0);
}

static void
fooled_network_row_dispose (GObject *object)
{
  FooledNetworkRow *self = FOOLED_NETWORK_ROW (object);

  g_clear_pointer (&self->info, run_network_info_unref);

  G_OBJECT_CLASS (fooled_network_row_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledNetworkRow, name)

static void
fooled_network_row_class_init (FooledNetworkRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_network_row_dispose;
  use_signal = g_signal_new ("use", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                             NULL, G_TYPE_NONE, 0);

  g_type_ensure (FOOLED_TYPE_DOWNLOAD_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/networks/network-row.ui");
  BIND (download);
  BIND (details_expander);
  BIND (details_label);
  gtk_widget_class_bind_template_callback (widget_class, use);
}

static void
fooled_network_row_init (FooledNetworkRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static char *
summary_text (const RunNetworkInfo *info)
{
  GString *text = g_string_new (NULL);

  if (info->data_set != NULL)
    g_string_append_printf (text, "%s · ", info->data_set);
  g_string_append_printf (text, ngettext ("%u class", "%u classes", info->n_classes),
                          info->n_classes);
  /* Translators: the size of a network's input image. */
  g_string_append_printf (text, _ (" · %u × %u pixels"), info->width, info->height);
  return g_string_free (text, FALSE);
}

static void
append_paragraph (GString *text, const char *title, const char *paragraph)
{
  if (paragraph == NULL)
    return;
  if (text->len > 0)
    g_string_append (text, "\n\n");
  if (title != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (title, -1);

      g_string_append_printf (text, "<b>%s</b>\n", escaped);
    }
  g_string_append (text, paragraph);
}

/* "123.7, 116.3, 103.5" for people, who say red, green, blue; one number where all are the same. */
static char *
channels_text (const RunNetworkInfo *info, const double *numbers, gboolean inverse)
{
  GString *text = g_string_new (NULL);
  gboolean same = TRUE;

  for (guint i = 1; i < info->channels; i++)
    same = same && numbers[i] == numbers[0];
  for (guint i = 0; i < (same ? 1 : info->channels); i++)
    {
      double number = numbers[info->bgr && !same ? info->channels - 1 - i : i];

      g_string_append_printf (text, "%s%.6g", i > 0 ? ", " : "", inverse ? 1 / number : number);
    }
  return g_string_free (text, FALSE);
}

/* What becomes of a picture on its way into the network. */
static char *
pictures_text (const RunNetworkInfo *info)
{
  GString *text = g_string_new (NULL);
  g_autofree char *mean = channels_text (info, info->mean, FALSE);
  g_autofree char *divisor = channels_text (info, info->scale, TRUE);

  if (info->stretch)
    g_string_append_printf (text, _ ("Stretched to %u × %u pixels."), info->image_width,
                            info->image_height);
  else
    g_string_append_printf (text, _ ("Their middle, resized to %u × %u pixels."), info->image_width,
                            info->image_height);
  if (run_network_info_can_crop (info))
    g_string_append_printf (text, _ (" The network gets %u × %u of them."), info->width,
                            info->height);
  g_string_append_c (text, '\n');
  if (info->channels == 1)
    g_string_append (text, _ ("Grey."));
  else if (info->bgr)
    g_string_append (text, _ ("Blue, green, red."));
  else
    g_string_append (text, _ ("Red, green, blue."));
  g_string_append_c (text, ' ');
  if (info->mean_image != NULL)
    g_string_append_printf (text, _ ("Grey levels less those of “%s”, divided by %s."),
                            info->mean_image, divisor);
  else
    /* Translators: numbers for each colour, such as "123, 117, 104". */
    g_string_append_printf (text, _ ("Grey levels less %s, divided by %s."), mean, divisor);
  if (info->output != NULL)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("Output: “%s”."), info->output);
    }
  return g_string_free (text, FALSE);
}

/* What was guessed when the network was opened. What stands above it may have been changed since.
 */
static char *
guessed_text (const RunNetworkInfo *info)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; info->notes_kept[i] != NULL; i++)
    g_string_append_printf (text, "• %s\n", info->notes_kept[i]);
  g_string_append_printf (text,
                          _ ("To change it, open the file again with Open Network, or edit "
                             "the network card “%s.card”."),
                          info->id);
  return g_string_free (text, FALSE);
}

static void
append_escaped (GString *text, const char *title, const char *paragraph)
{
  g_autofree char *escaped = g_markup_escape_text (paragraph, -1);

  append_paragraph (text, title, escaped);
}

static char *
details_text (const RunNetworkInfo *info)
{
  GString *text = g_string_new (NULL);
  g_autofree char *description = NULL, *errors = NULL, *licence = NULL, *citation = NULL,
                  *sources = NULL;
  g_autofree char *share = base_share_text (info->test_error);

  if (info->description != NULL)
    description = g_markup_escape_text (info->description, -1);
  if (info->test_error >= 0)
    /* Translators: how many of the data set's test images the network gets wrong. */
    errors = g_strdup_printf (_ ("Wrong on %s of the test images"), share);
  if (info->licence != NULL)
    licence = g_markup_escape_text (info->licence, -1);
  if (info->citation != NULL)
    citation = g_markup_escape_text (info->citation, -1);
  if (info->sources != NULL)
    {
      g_autofree char *joined = g_strjoinv ("\n", info->sources);

      sources = g_markup_escape_text (joined, -1);
    }
  append_paragraph (text, NULL, description);
  append_paragraph (text, NULL, errors);
  if (info->installed)
    {
      g_autofree char *pictures = pictures_text (info);

      append_escaped (text, _ ("Pictures"), pictures);
    }
  if (info->notes_kept != NULL)
    {
      g_autofree char *guessed = guessed_text (info);

      append_escaped (text, _ ("Guessed when it was opened"), guessed);
    }
  append_paragraph (text, _ ("Licence"), licence);
  append_paragraph (text, _ ("Citation"), citation);
  append_paragraph (text, _ ("Downloaded from"), sources);
  return g_string_free (text, FALSE);
}

static void
show_info (FooledNetworkRow *self, FooledDownloads *downloads)
{
  const RunNetworkInfo *info = self->info;
  g_autofree char *summary = summary_text (info);
  g_autofree char *details = details_text (info);
  g_autofree char *about = NULL;
  const FooledDownloadable thing = {
    .id = info->id,
    .name = info->name,
    .summary = summary,
    .size = info->download_size,
    .here = info->installed,
    .can_get = info->sources != NULL,
  };

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), info->name);
  fooled_download_box_bind (self->download, &thing, downloads);
  gtk_label_set_markup (self->details_label, details);
  gtk_widget_set_visible (self->details_expander, *details != '\0');
  /* Translators: %s is the name of a network. */
  about = g_strdup_printf (_ ("Details of %s"), info->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->details_expander),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, about, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, info->name,
                                  -1);
}

GtkWidget *
fooled_network_row_new (RunNetworkInfo *info, FooledDownloads *downloads)
{
  FooledNetworkRow *self;

  g_return_val_if_fail (info != NULL, NULL);
  g_return_val_if_fail (FOOLED_IS_DOWNLOADS (downloads), NULL);

  self = g_object_new (FOOLED_TYPE_NETWORK_ROW, NULL);
  self->info = run_network_info_ref (info);
  show_info (self, downloads);
  return GTK_WIDGET (self);
}

RunNetworkInfo *
fooled_network_row_get_info (FooledNetworkRow *self)
{
  g_return_val_if_fail (FOOLED_IS_NETWORK_ROW (self), NULL);

  return self->info;
}

void
fooled_network_row_set_in_use (FooledNetworkRow *self, gboolean in_use)
{
  g_return_if_fail (FOOLED_IS_NETWORK_ROW (self));

  fooled_download_box_set_in_use (self->download, in_use);
}
