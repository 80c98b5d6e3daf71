// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/network-row.h"

#include "config.h"

#include <glib/gi18n.h>

#include "base/percent.h"

struct _FooledNetworkRow
{
  AdwPreferencesRow parent_instance;
  RunNetworkInfo *info;
  FooledDownloads *downloads;
  gboolean installed;
  gboolean in_use;

  GtkLabel *name_label;
  GtkLabel *summary_label;
  GtkLabel *state_label;
  GtkButton *button;
  GtkWidget *progress_box;
  GtkProgressBar *progress_bar;
  GtkLabel *progress_label;
  GtkLabel *error_label;
  GtkWidget *details_expander;
  GtkLabel *details_label;
};

G_DEFINE_FINAL_TYPE (FooledNetworkRow, fooled_network_row, ADW_TYPE_PREFERENCES_ROW)

static guint use_signal;

static void
clicked (FooledNetworkRow *self)
{
  const FooledDownload *download = fooled_downloads_get (self->downloads, self->info->id);

  if (self->installed)
    g_signal_emit (self, use_signal, 0);
  else if (download != NULL && download->running)
    fooled_downloads_cancel (self->downloads, self->info->id);
  else
    fooled_downloads_start (self->downloads, self->info->id);
}

/* The accessible name says more than the label: every row has such a button. Takes it over. */
static void
show_button (FooledNetworkRow *self, const char *label, char *name)
{
  gtk_widget_set_visible (GTK_WIDGET (self->button), TRUE);
  gtk_button_set_label (self->button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  g_free (name);
}

static void
hide_button (FooledNetworkRow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->button), FALSE);
}

static void
set_state_text (FooledNetworkRow *self, const char *text)
{
  gtk_label_set_label (self->state_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), text != NULL);
}

static void
show_progress (FooledNetworkRow *self, const FooledDownload *download)
{
  g_autofree char *arrived = g_format_size (download->n_bytes);
  g_autofree char *text = NULL;

  if (download->total > 0)
    {
      g_autofree char *total = g_format_size (download->total);

      /* Translators: of a download: "3.2 MB of 9.0 MB". */
      text = g_strdup_printf (_ ("%s of %s"), arrived, total);
      gtk_progress_bar_set_fraction (
          self->progress_bar, CLAMP ((double) download->n_bytes / (double) download->total, 0, 1));
    }
  else
    {
      text = download->n_bytes > 0 ? g_strdup (arrived) : g_strdup (_ ("Connecting…"));
      gtk_progress_bar_pulse (self->progress_bar);
    }
  gtk_label_set_label (self->progress_label, text);
}

static void
show_here (FooledNetworkRow *self)
{
  set_state_text (self, self->in_use ? _ ("In use") : NULL);
  if (self->in_use)
    hide_button (self);
  else
    /* Translators: the button that chooses a network; %s is its name. */
    show_button (self, _ ("Use"), g_strdup_printf (_ ("Use %s"), self->info->name));
}

static void
show_absent (FooledNetworkRow *self, gboolean failed)
{
  if (self->info->sources == NULL)
    {
      set_state_text (self, _ ("File missing"));
      hide_button (self);
    }
  else if (failed)
    {
      set_state_text (self, NULL);
      show_button (self, _ ("Try Again"),
                   g_strdup_printf (_ ("Try again to get %s"), self->info->name));
    }
  else
    {
      g_autofree char *size = g_format_size (self->info->download_size);

      set_state_text (self, self->info->download_size > 0 ? size : NULL);
      /* Translators: the button that downloads a network; %s is its name. */
      show_button (self, _ ("Get"), g_strdup_printf (_ ("Get %s"), self->info->name));
    }
}

static void
update (FooledNetworkRow *self)
{
  const FooledDownload *download = fooled_downloads_get (self->downloads, self->info->id);
  gboolean running = download != NULL && download->running;
  gboolean failed = download != NULL && !download->running;

  gtk_widget_set_visible (self->progress_box, running);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), failed);
  if (failed)
    gtk_label_set_label (self->error_label, download->message);
  if (self->installed)
    show_here (self);
  else if (running)
    {
      set_state_text (self, NULL);
      show_button (self, _ ("Cancel"),
                   g_strdup_printf (_ ("Cancel the download of %s"), self->info->name));
      show_progress (self, download);
    }
  else
    show_absent (self, failed);
}

static void
download_changed (FooledNetworkRow *self, const char *id)
{
  if (g_str_equal (id, self->info->id))
    update (self);
}

static void
download_finished (FooledNetworkRow *self, const char *id)
{
  if (g_str_equal (id, self->info->id))
    self->installed = TRUE;
}

static void
fooled_network_row_dispose (GObject *object)
{
  FooledNetworkRow *self = FOOLED_NETWORK_ROW (object);

  g_clear_object (&self->downloads);
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

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/networks/network-row.ui");
  BIND (name_label);
  BIND (summary_label);
  BIND (state_label);
  BIND (button);
  BIND (progress_box);
  BIND (progress_bar);
  BIND (progress_label);
  BIND (error_label);
  BIND (details_expander);
  BIND (details_label);
  gtk_widget_class_bind_template_callback (widget_class, clicked);
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
show_info (FooledNetworkRow *self)
{
  g_autofree char *summary = summary_text (self->info);
  g_autofree char *details = details_text (self->info);
  g_autofree char *about = NULL;
  g_autofree char *downloading = NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), self->info->name);
  gtk_label_set_label (self->name_label, self->info->name);
  gtk_label_set_label (self->summary_label, summary);
  gtk_label_set_markup (self->details_label, details);
  gtk_widget_set_visible (self->details_expander, *details != '\0');
  /* Translators: %s is the name of a network. */
  about = g_strdup_printf (_ ("Details of %s"), self->info->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->details_expander),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, about, -1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  self->name_label, NULL, -1);
  /* Translators: %s is the name of a network. */
  downloading = g_strdup_printf (_ ("Download of %s"), self->info->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress_bar),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, downloading, -1);
}

GtkWidget *
fooled_network_row_new (RunNetworkInfo *info, FooledDownloads *downloads)
{
  FooledNetworkRow *self;

  g_return_val_if_fail (info != NULL, NULL);
  g_return_val_if_fail (FOOLED_IS_DOWNLOADS (downloads), NULL);

  self = g_object_new (FOOLED_TYPE_NETWORK_ROW, NULL);
  self->info = run_network_info_ref (info);
  self->downloads = g_object_ref (downloads);
  self->installed = info->installed;
  g_signal_connect_object (downloads, "finished", G_CALLBACK (download_finished), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (downloads, "changed", G_CALLBACK (download_changed), self,
                           G_CONNECT_SWAPPED);
  show_info (self);
  update (self);
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

  if (in_use == self->in_use)
    return;
  self->in_use = in_use;
  update (self);
}
