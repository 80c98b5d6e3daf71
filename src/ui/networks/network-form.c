// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/network-form.h"

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/files/file-dialog.h"
#include "ui/networks/network-choice.h"
#include "ui/widgets/class-labels.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/spin-row.h"

/* Labels that are shown as an example. */
#define N_EXAMPLES 3

/* Pixels of a picture before it is cropped; far more than networks of this kind are given. */
#define MAX_SIDE 1024

struct _FooledNetworkForm
{
  AdwPreferencesPage parent_instance;
  RunNetworkInfo *info;         /* NULL until it is filled in */
  RunNetworkGuess guess;        /* as it was filled in, but for the files */
  RunNetworkGuess guess_before; /* as the program guessed it */
  RunLabels choices[3];         /* what the entries of the chooser mean */
  gboolean filling;
  gboolean complete;

  AdwPreferencesGroup *network_group;
  AdwEntryRow *name_row;
  AdwComboRow *labels_row;
  AdwActionRow *labels_file_row;
  AdwComboRow *order_row;
  FooledSpinRow *mean_rows[3];
  AdwActionRow *mean_file_row;
  FooledSpinRow *divisor_rows[3];
  FooledSpinRow *side_row;
  GtkAdjustment *side_adjustment;
  GtkWidget *crops_row;
  GtkSwitch *crops_switch;
  AdwPreferencesGroup *pictures_group;
  FooledNetworkChoice *choice;
};

G_DEFINE_FINAL_TYPE (FooledNetworkForm, fooled_network_form, ADW_TYPE_PREFERENCES_PAGE)

enum
{
  PROP_0,
  PROP_COMPLETE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal, choice_changed_signal;

static RunLabels
chosen_labels (FooledNetworkForm *self)
{
  guint selected = adw_combo_row_get_selected (self->labels_row);

  return selected < G_N_ELEMENTS (self->choices) ? self->choices[selected] : RUN_LABELS_NUMBERS;
}

static void
update_complete (FooledNetworkForm *self)
{
  g_autofree char *name =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
  gboolean complete =
      *name != '\0' && (chosen_labels (self) != RUN_LABELS_FILE || self->guess.labels_file != NULL);

  if (complete == self->complete)
    return;
  self->complete = complete;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
}

static void
changed (FooledNetworkForm *self)
{
  if (self->filling)
    return;
  update_complete (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
choice_changed (FooledNetworkForm *self)
{
  g_signal_emit (self, choice_changed_signal, 0);
}

static void
show_file (AdwActionRow *row, const char *path)
{
  g_autofree char *name = path != NULL ? g_filename_display_basename (path) : NULL;
  g_autofree char *escaped = g_markup_escape_text (name != NULL ? name : _ ("None"), -1);

  adw_action_row_set_subtitle (row, escaped);
}

/* Without a file the rows for the mean are what counts. */
static void
show_mean_file (FooledNetworkForm *self)
{
  show_file (self->mean_file_row, self->guess.mean_file);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.clear-mean",
                                 self->guess.mean_file != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->mean_rows); i++)
    gtk_widget_set_visible (GTK_WIDGET (self->mean_rows[i]), self->guess.mean_file == NULL &&
                                                                 self->info != NULL &&
                                                                 i < self->info->channels);
}

static char *
examples (FooledNetworkForm *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->info->n_classes && i < N_EXAMPLES; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            fooled_label_text (self->info->labels[i]));
  if (self->info->n_classes > N_EXAMPLES)
    g_string_append (text, ", …");
  return g_string_free (text, FALSE);
}

static void
labels_changed (FooledNetworkForm *self)
{
  RunLabels labels = chosen_labels (self);
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;

  if (self->info == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->labels_file_row), labels == RUN_LABELS_FILE);
  if (labels == RUN_LABELS_NAMES)
    text = examples (self);
  else if (labels == RUN_LABELS_NUMBERS)
    /* Translators: the labels of classes without names. */
    text = g_strdup_printf (_ ("0 to %u"), self->info->n_classes - 1);
  else
    text = g_strdup (_ ("A line for each class"));
  escaped = g_markup_escape_text (text, -1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->labels_row), escaped);
  changed (self);
}

static void
side_changed (FooledNetworkForm *self)
{
  if (self->info != NULL)
    gtk_widget_set_sensitive (self->crops_row,
                              fooled_spin_row_get_value (self->side_row) > self->info->width);
  changed (self);
}

/* data: where in `self` the path goes. */
static void
file_chosen (gpointer owner, GFile *file, gpointer data)
{
  FooledNetworkForm *self = owner;
  char **target = data;
  g_autofree char *path = g_file_get_path (file);

  if (path == NULL)
    return;
  g_free (*target);
  *target = g_steal_pointer (&path);
  show_file (self->labels_file_row, self->guess.labels_file);
  show_mean_file (self);
  changed (self);
}

/* Puts the path of the file that the user chooses into `target`, which is in `self`. */
static void
choose_file (FooledNetworkForm *self, const char *title, const char *pattern, char **target)
{
  FooledFileQuestion question = { .action = GTK_FILE_CHOOSER_ACTION_OPEN,
                                  .title = title,
                                  .filter = gtk_file_filter_new () };

  gtk_file_filter_set_name (question.filter, pattern);
  gtk_file_filter_add_pattern (question.filter, pattern);
  fooled_file_dialog_ask (GTK_WIDGET (self), &question, file_chosen, target, NULL);
}

static void
choose_labels (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledNetworkForm *self = FOOLED_NETWORK_FORM (widget);

  choose_file (self, _ ("Labels File"), "*.txt", &self->guess.labels_file);
}

static void
choose_mean (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledNetworkForm *self = FOOLED_NETWORK_FORM (widget);

  choose_file (self, _ ("Mean Picture"), "*.binaryproto", &self->guess.mean_file);
}

static void
clear_mean (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledNetworkForm *self = FOOLED_NETWORK_FORM (widget);

  g_clear_pointer (&self->guess.mean_file, g_free);
  show_mean_file (self);
  changed (self);
}

static void
fooled_network_form_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_COMPLETE)
    g_value_set_boolean (value, FOOLED_NETWORK_FORM (object)->complete);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
fooled_network_form_dispose (GObject *object)
{
  FooledNetworkForm *self = FOOLED_NETWORK_FORM (object);

  g_clear_pointer (&self->info, run_network_info_unref);
  run_network_guess_clear (&self->guess);
  run_network_guess_clear (&self->guess_before);

  G_OBJECT_CLASS (fooled_network_form_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledNetworkForm, name)
#define BIND_CHANNEL(kind, i)                                                                      \
  gtk_widget_class_bind_template_child_full (widget_class, #kind "_row_" #i, FALSE,                \
                                             G_STRUCT_OFFSET (FooledNetworkForm, kind##_rows) +    \
                                                 i * sizeof (FooledSpinRow *))

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (network_group);
  BIND (name_row);
  BIND (labels_row);
  BIND (labels_file_row);
  BIND (order_row);
  BIND_CHANNEL (mean, 0);
  BIND_CHANNEL (mean, 1);
  BIND_CHANNEL (mean, 2);
  BIND (mean_file_row);
  BIND_CHANNEL (divisor, 0);
  BIND_CHANNEL (divisor, 1);
  BIND_CHANNEL (divisor, 2);
  BIND (side_row);
  BIND (side_adjustment);
  BIND (crops_row);
  BIND (crops_switch);
  BIND (pictures_group);
  BIND (choice);
}

static void
fooled_network_form_class_init (FooledNetworkFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = fooled_network_form_dispose;
  object_class->get_property = fooled_network_form_get_property;
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  choice_changed_signal = g_signal_new ("choice-changed", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (FOOLED_TYPE_SPIN_ROW);
  g_type_ensure (FOOLED_TYPE_NETWORK_CHOICE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/networks/network-form.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, update_complete);
  gtk_widget_class_bind_template_callback (widget_class, labels_changed);
  gtk_widget_class_bind_template_callback (widget_class, side_changed);
  gtk_widget_class_bind_template_callback (widget_class, changed);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed);
  gtk_widget_class_install_action (widget_class, "form.choose-labels", NULL, choose_labels);
  gtk_widget_class_install_action (widget_class, "form.choose-mean", NULL, choose_mean);
  gtk_widget_class_install_action (widget_class, "form.clear-mean", NULL, clear_mean);
}

static void
fooled_network_form_init (FooledNetworkForm *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill_labels (FooledNetworkForm *self, gboolean has_names)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint n = 0;

  if (has_names)
    {
      self->choices[n++] = RUN_LABELS_NAMES;
      gtk_string_list_append (names, _ ("Names"));
    }
  self->choices[n++] = RUN_LABELS_NUMBERS;
  gtk_string_list_append (names, _ ("Numbers"));
  self->choices[n++] = RUN_LABELS_FILE;
  gtk_string_list_append (names, _ ("Text file"));
  adw_combo_row_set_model (self->labels_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->labels_row, 0); /* names where there are some */
  for (guint i = 0; i < n; i++)
    if (self->choices[i] == self->guess.labels)
      adw_combo_row_set_selected (self->labels_row, i);
  show_file (self->labels_file_row, self->guess.labels_file);
  labels_changed (self);
}

static double
divisor (const RunNetworkGuess *guess, guint channel)
{
  return 1 / guess->scale[channel];
}

/* One number for both sides says nothing of an input that is not square. */
static gboolean
has_side (FooledNetworkForm *self)
{
  return self->info->width == self->info->height &&
         self->guess.image_width == self->guess.image_height;
}

static void
fill_pictures (FooledNetworkForm *self)
{
  const RunNetworkGuess *guess = &self->guess;
  gboolean color = self->info->channels == 3;

  gtk_widget_set_visible (GTK_WIDGET (self->order_row), color);
  adw_combo_row_set_selected (self->order_row, guess->bgr ? 1 : 0);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->mean_rows[0]),
                                 color ? _ ("Mean of Red") : _ ("Mean"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->divisor_rows[0]),
                                 color ? _ ("Red Then Divided By") : _ ("Then Divided By"));
  for (guint i = 0; i < G_N_ELEMENTS (self->divisor_rows); i++)
    gtk_widget_set_visible (GTK_WIDGET (self->divisor_rows[i]), i < self->info->channels);
  for (guint i = 0; i < self->info->channels; i++)
    {
      fooled_spin_row_set_value (self->mean_rows[i], guess->mean[i]);
      fooled_spin_row_set_value (self->divisor_rows[i], divisor (guess, i));
    }
  show_mean_file (self);

  gtk_widget_set_visible (GTK_WIDGET (self->side_row), has_side (self));
  gtk_adjustment_set_upper (self->side_adjustment, MAX (MAX_SIDE, self->info->width));
  gtk_adjustment_set_lower (self->side_adjustment, self->info->width);
  fooled_spin_row_set_value (self->side_row, MAX (guess->image_width, self->info->width));
  gtk_widget_set_visible (self->crops_row, color);
  gtk_switch_set_active (self->crops_switch, guess->n_crops > 1);
  side_changed (self);
}

/* What the file says, and what will become of it. */
static char *
description (FooledNetworkForm *self, guint64 file_size)
{
  g_autofree char *parameters = fooled_count_text (self->info->n_parameters);
  g_autofree char *size = g_format_size (file_size);
  g_autofree char *summary = NULL;

  if (self->info->channels == 3)
    /* Translators: width, height, classes, weights; the last is a count such as "61 706". */
    summary =
        g_strdup_printf (_ ("%u × %u pixels in colour, %u classes, %s weights."), self->info->width,
                         self->info->height, self->info->n_classes, parameters);
  else
    summary =
        g_strdup_printf (_ ("%u × %u pixels in grey, %u classes, %s weights."), self->info->width,
                         self->info->height, self->info->n_classes, parameters);
  /* Translators: a sentence about a network, and the size of its file, such as "44 MB". */
  return g_strdup_printf (_ ("%s The file (%s) is copied to your networks."), summary, size);
}

/* What was guessed, and from what. */
static char *
notes_text (FooledNetworkForm *self, gboolean has_card)
{
  GString *text = g_string_new (
      has_card
          ? _ ("As the network card beside the file says.")
          : _ ("The file does not say. What stands here is usual for networks of its kind; try it "
               "below."));

  for (guint i = 0; self->info->notes != NULL && self->info->notes[i] != NULL; i++)
    {
      g_autofree char *escaped = g_markup_escape_text (self->info->notes[i], -1);

      g_string_append_printf (text, "\n• %s", escaped);
    }
  return g_string_free (text, FALSE);
}

/* What the user said of the network as it was read before, over what is guessed now. */
static void
keep_said (FooledNetworkForm *self, const RunNetworkGuess *said)
{
  const RunNetworkGuess *before = &self->guess_before;
  RunNetworkGuess *guess = &self->guess;

  g_free (guess->name);
  guess->name = g_strdup (said->name);
  guess->labels = said->labels;
  g_free (guess->labels_file);
  guess->labels_file = g_strdup (said->labels_file);
  g_free (guess->mean_file);
  guess->mean_file = g_strdup (said->mean_file);
  if (said->bgr != before->bgr)
    guess->bgr = said->bgr;
  for (guint i = 0; i < G_N_ELEMENTS (guess->mean); i++)
    {
      if (said->mean[i] != before->mean[i])
        guess->mean[i] = said->mean[i];
      if (said->scale[i] != before->scale[i])
        guess->scale[i] = said->scale[i];
    }
}

static void
take_network (FooledNetworkForm *self, RunOpenNetwork *open)
{
  g_auto (RunNetworkGuess) said = { 0 };
  gboolean again = self->info != NULL;

  if (again)
    fooled_network_form_read (self, &said);
  g_clear_pointer (&self->info, run_network_info_unref);
  run_network_guess_clear (&self->guess);
  self->info = run_network_info_ref (run_open_network_info (open));
  run_network_guess_copy (run_open_network_guess (open), &self->guess);
  if (again)
    keep_said (self, &said);
  run_network_guess_clear (&self->guess_before);
  run_network_guess_copy (run_open_network_guess (open), &self->guess_before);
}

void
fooled_network_form_set_network (FooledNetworkForm *self, RunOpenNetwork *open)
{
  g_autofree char *text = NULL, *notes = NULL;

  g_return_if_fail (FOOLED_IS_NETWORK_FORM (self));
  g_return_if_fail (open != NULL);

  self->filling = TRUE;
  take_network (self, open);
  fooled_network_choice_set_info (self->choice, self->info);
  text = description (self, run_open_network_file_size (open));
  adw_preferences_group_set_description (self->network_group, text);
  notes = notes_text (self, run_open_network_has_card (open));
  adw_preferences_group_set_description (self->pictures_group, notes);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), self->guess.name);
  fill_labels (self, run_open_network_has_names (open));
  fill_pictures (self);
  self->filling = FALSE;
  update_complete (self);
}

/* What was not touched is exactly as it was, however it is rounded on the screen. */
static gboolean
differs (FooledSpinRow *row, double value)
{
  guint digits;

  g_object_get (row, "digits", &digits, NULL);
  return fabs (fooled_spin_row_get_value (row) - value) > 0.6 * pow (10, -(double) digits);
}

static void
read_pictures (FooledNetworkForm *self, RunNetworkGuess *guess)
{
  guess->bgr = adw_combo_row_get_selected (self->order_row) == 1;
  for (guint i = 0; i < self->info->channels; i++)
    {
      if (differs (self->mean_rows[i], guess->mean[i]))
        guess->mean[i] = fooled_spin_row_get_value (self->mean_rows[i]);
      if (differs (self->divisor_rows[i], divisor (guess, i)))
        guess->scale[i] = 1 / fooled_spin_row_get_value (self->divisor_rows[i]);
    }
  if (has_side (self))
    {
      guint side = (guint) fooled_spin_row_get_value (self->side_row);

      guess->image_width = guess->image_height = side > self->info->width ? side : 0;
    }
  guess->n_crops = guess->image_width > 0 && gtk_switch_get_active (self->crops_switch) ? 10 : 1;
}

void
fooled_network_form_read (FooledNetworkForm *self, RunNetworkGuess *guess)
{
  g_return_if_fail (FOOLED_IS_NETWORK_FORM (self));
  g_return_if_fail (guess != NULL && self->info != NULL);

  run_network_guess_copy (&self->guess, guess);
  g_free (guess->name);
  guess->name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row)));
  guess->labels = chosen_labels (self);
  read_pictures (self, guess);
}

void
fooled_network_form_read_choice (FooledNetworkForm *self, RunOpenChoice *choice)
{
  g_return_if_fail (FOOLED_IS_NETWORK_FORM (self));

  fooled_network_choice_read (self->choice, choice);
}
