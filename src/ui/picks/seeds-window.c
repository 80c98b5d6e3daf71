// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/picks/seeds-window.h"

#include "config.h"

#include <glib/gi18n.h>

#include "evolve/encoding.h"
#include "run/classify.h"
#include "ui/files/output.h"
#include "ui/threads/background.h"
#include "ui/widgets/class-labels.h"
#include "ui/widgets/focus-order.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/picture.h"

/* The least, logical pixels. */
#define SMALL_PICTURE 48

struct _FooledSeedsWindow
{
  AdwWindow parent_instance;
  GPtrArray *specimens;
  GPtrArray *networks; /* RunNetworkInfo *, those that are here */
  GPtrArray *now;      /* GtkLabel *, borrowed: what the network says of each image */
  GCancellable *cancellable;

  AdwWindowTitle *window_title;
  GtkWidget *picture_box;
  GtkWidget *images;
  AdwComboRow *network_row;
  GtkLabel *note;
  GtkWidget *perturb_button;
};

G_DEFINE_FINAL_TYPE (FooledSeedsWindow, fooled_seeds_window, ADW_TYPE_WINDOW)

enum
{
  START,
  PERTURB,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* --- What the networks say today, found out beside the main loop --- */

typedef struct
{
  GPtrArray *specimens;
  float *confidences; /* (specimens->len); < 0 = the network is not here */
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  g_ptr_array_unref (check->specimens);
  g_free (check->confidences);
  g_free (check);
}

static float
confidence_of (RunClassifier *classifier, const StoreSpecimen *specimen)
{
  const RunNetworkInfo *info = run_classifier_info (classifier);
  g_autofree float *confidences = NULL;
  BaseImage *image = specimen->image;

  if (specimen->class_index >= info->n_classes || image->width != info->image_width ||
      image->height != info->image_height || image->channels != info->channels)
    return -1;
  confidences = g_new (float, info->n_classes);
  run_classifier_confidences (classifier, &image, 1, confidences);
  return confidences[specimen->class_index];
}

static void
do_check (gpointer data, GCancellable *cancellable, GError **error)
{
  Check *check = data;
  g_autoptr (GHashTable) classifiers =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) run_classifier_free);

  for (guint i = 0; i < check->specimens->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      const StoreSpecimen *specimen = check->specimens->pdata[i];
      g_autofree char *key = g_strdup_printf ("%s/%u", specimen->network_id, specimen->n_crops);
      RunClassifier *classifier = g_hash_table_lookup (classifiers, key);

      check->confidences[i] = -1;
      if (classifier == NULL)
        {
          classifier = run_classifier_new (specimen->network_id, specimen->n_crops, NULL);
          if (classifier == NULL)
            continue;
          g_hash_table_insert (classifiers, g_steal_pointer (&key), classifier);
        }
      check->confidences[i] = confidence_of (classifier, specimen);
    }
}

static void
checked (gpointer owner, gpointer data, const GError *error)
{
  FooledSeedsWindow *self = owner;
  const Check *check = data;

  for (guint i = 0; i < self->now->len; i++)
    {
      g_autofree char *text =
          check->confidences[i] >= 0
              ? fooled_confidence_text (check->confidences[i])
              : g_strdup (_ ("cannot be said: its network is not here, or another one"));

      gtk_label_set_label (self->now->pdata[i], text);
    }
}

static void
begin_check (FooledSeedsWindow *self)
{
  Check *check = g_new0 (Check, 1);

  check->specimens = g_ptr_array_ref (self->specimens);
  check->confidences = g_new0 (float, self->specimens->len);
  fooled_background_run (G_OBJECT (self), check, check_free, self->cancellable, do_check, checked);
}

/* --- What they carry --- */

/* Borrowed. */
static const char *
method_title (const StoreSpecimen *specimen)
{
  RunMethod method;

  if (run_method_find (specimen->encoding, &method))
    return _ (run_method (method)->title);
  return _ ("Perturbed picture");
}

static GtkLabel *
add_fact (AdwExpanderRow *row, const char *title, const char *text)
{
  GtkWidget *fact = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "dim-label");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (fact), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (fact), label);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_RELATION_LABELLED_BY, fact,
                                  NULL, -1);
  adw_expander_row_add_row (row, fact);
  return GTK_LABEL (label);
}

static void
add_count (AdwExpanderRow *row, const char *title, guint64 count)
{
  g_autofree char *text = fooled_count_text (count);

  add_fact (row, title, text);
}

static void
add_facts (FooledSeedsWindow *self, AdwExpanderRow *row, const StoreSpecimen *specimen)
{
  g_autofree char *then = fooled_confidence_text (specimen->confidence);
  gboolean evolved = specimen->genome != NULL;

  add_fact (row, _ ("Network"), specimen->network_name);
  add_fact (row, _ ("Class"), fooled_label_text (specimen->label));
  add_fact (row, _ ("Confidence then"), then);
  g_ptr_array_add (self->now, add_fact (row, _ ("Confidence now"), "…"));
  add_fact (row, _ ("Method"), method_title (specimen));
  add_count (row, evolved ? _ ("Generation") : _ ("Iteration"), specimen->origin.generation);
  add_count (row, _ ("Seed"), specimen->seed);
  if (specimen->origin.parent != EVO_NO_PARENT)
    add_count (row, _ ("Parent, by its evaluation"), specimen->origin.parent);
  else
    add_fact (row, _ ("Parent, by its evaluation"), _ ("none"));
}

static GtkWidget *
picture_new (const StoreSpecimen *specimen, int size)
{
  GtkWidget *picture = fooled_picture_new ();
  g_autofree char *text = fooled_specimen_text (specimen);

  gtk_widget_set_size_request (picture, size, size);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  fooled_picture_set_image (FOOLED_PICTURE (picture), specimen->image);
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  -1);
  return picture;
}

static void
add_image (FooledSeedsWindow *self, const StoreSpecimen *specimen, gboolean alone)
{
  GtkWidget *row = adw_expander_row_new ();
  g_autofree char *text = fooled_specimen_text (specimen);
  g_autofree char *title = g_markup_escape_text (text, -1);
  g_autofree char *subtitle = g_markup_escape_text (specimen->network_name, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  if (alone)
    adw_clamp_set_child (ADW_CLAMP (self->picture_box), picture_new (specimen, SMALL_PICTURE));
  else
    adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), picture_new (specimen, SMALL_PICTURE));
  add_facts (self, ADW_EXPANDER_ROW (row), specimen);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), alone);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->images), row);
}

/* --- The run --- */

static StoreSpecimen *const *
specimens (FooledSeedsWindow *self)
{
  return (StoreSpecimen *const *) self->specimens->pdata;
}

static RunSeeds *
make_seeds (FooledSeedsWindow *self, RunMethod *method, GError **error)
{
  *method = run_seeds_method (specimens (self), self->specimens->len);
  return run_seeds_new (specimens (self), self->specimens->len, *method, error);
}

static const RunNetworkInfo *
chosen_network (FooledSeedsWindow *self)
{
  guint selected = adw_combo_row_get_selected (self->network_row);

  return selected < self->networks->len ? self->networks->pdata[selected] : NULL;
}

static guint
count_without_genome (FooledSeedsWindow *self)
{
  guint n = 0;

  for (guint i = 0; i < self->specimens->len; i++)
    n += specimens (self)[i]->genome == NULL ? 1 : 0;
  return n;
}

/* What the run does to the images, said before it begins. */
static char *
describe (FooledSeedsWindow *self, const RunSeeds *seeds, RunMethod method)
{
  const RunNetworkInfo *network = chosen_network (self);
  GString *text = g_string_new (NULL);

  if (!evo_encoding_is_direct (run_method (method)->encoding))
    g_string_append (text, ngettext ("The first generation is the image itself and offspring of "
                                     "its genome.",
                                     "The first generation is the images themselves and offspring "
                                     "of their genomes.",
                                     seeds->n));
  else if (count_without_genome (self) > 0)
    g_string_append (text, _ ("What was not evolved has no genome, so the run goes on with the "
                              "pixels."));
  else
    g_string_append (text, ngettext ("The first generation is the image itself and copies whose "
                                     "pixels vary.",
                                     "The first generation is the images themselves and copies "
                                     "whose pixels vary.",
                                     seeds->n));
  if (run_seeds_n_foreign (seeds, network->id) > 0)
    g_string_append_printf (text, " %s",
                            ngettext ("The image was made for another network, so this one may "
                                      "take it for something else.",
                                      "Not all images were made for this network, so it may take "
                                      "them for something else.",
                                      seeds->n));
  if (run_seeds_n_resized (seeds, network->image_width, network->image_height, network->channels) >
      0)
    {
      g_string_append_c (text, ' ');
      /* Translators: width and height in pixels. */
      g_string_append_printf (text, _ ("Drawn anew with %u × %u pixels."), network->image_width,
                              network->image_height);
    }
  return g_string_free (text, FALSE);
}

static void
show_note (FooledSeedsWindow *self)
{
  RunMethod method;
  g_autoptr (GError) error = NULL;
  g_autoptr (RunSeeds) seeds = make_seeds (self, &method, &error);
  g_autofree char *text = NULL;
  gboolean can = seeds != NULL && chosen_network (self) != NULL;

  if (can)
    text = describe (self, seeds, method);
  else
    text = g_strdup (error != NULL ? error->message : _ ("There is no network to choose."));
  gtk_label_set_label (self->note, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "seeds.start", can);
}

static void
start (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledSeedsWindow *self = FOOLED_SEEDS_WINDOW (widget);
  const RunNetworkInfo *network = chosen_network (self);
  RunMethod method;
  g_autoptr (RunSeeds) seeds = make_seeds (self, &method, NULL);

  if (seeds == NULL || network == NULL)
    return;
  g_signal_emit (self, signals[START], 0, network->id, seeds, (guint) method);
  gtk_window_close (GTK_WINDOW (self));
}

static void
perturb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledSeedsWindow *self = FOOLED_SEEDS_WINDOW (widget);

  g_signal_emit (self, signals[PERTURB], 0, self->specimens->pdata[0]);
  gtk_window_close (GTK_WINDOW (self));
}

static void
fooled_seeds_window_dispose (GObject *object)
{
  FooledSeedsWindow *self = FOOLED_SEEDS_WINDOW (object);

  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (fooled_seeds_window_parent_class)->dispose (object);
}

static void
fooled_seeds_window_finalize (GObject *object)
{
  FooledSeedsWindow *self = FOOLED_SEEDS_WINDOW (object);

  g_ptr_array_unref (self->specimens);
  g_ptr_array_unref (self->networks);
  g_ptr_array_unref (self->now);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (fooled_seeds_window_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledSeedsWindow, name)

static void
fooled_seeds_window_class_init (FooledSeedsWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  GType type = G_TYPE_FROM_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = fooled_seeds_window_dispose;
  fooled_focus_order_class_init (widget_class);
  G_OBJECT_CLASS (class)->finalize = fooled_seeds_window_finalize;
  signals[START] = g_signal_new ("start", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 3, G_TYPE_STRING, G_TYPE_POINTER, G_TYPE_UINT);
  signals[PERTURB] = g_signal_new ("perturb", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/picks/seeds-window.ui");
  BIND (window_title);
  BIND (picture_box);
  BIND (images);
  BIND (network_row);
  BIND (note);
  BIND (perturb_button);
  gtk_widget_class_bind_template_callback (widget_class, show_note);
  gtk_widget_class_install_action (widget_class, "seeds.start", NULL, start);
  gtk_widget_class_install_action (widget_class, "seeds.perturb", NULL, perturb);
}

static void
fooled_seeds_window_init (FooledSeedsWindow *self)
{
  self->networks = g_ptr_array_new_with_free_func ((GDestroyNotify) run_network_info_unref);
  self->now = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_networks (FooledSeedsWindow *self, GPtrArray *networks, const char *network)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const char *own = specimens (self)[0]->network_id;
  guint selected = 0;
  gboolean found = FALSE;

  for (guint i = 0; i < networks->len; i++)
    {
      RunNetworkInfo *info = networks->pdata[i];

      if (!info->installed)
        continue;
      if (g_strcmp0 (info->id, own) == 0 || (!found && g_strcmp0 (info->id, network) == 0))
        selected = self->networks->len;
      found = found || g_strcmp0 (info->id, own) == 0;
      g_ptr_array_add (self->networks, run_network_info_ref (info));
      gtk_string_list_append (names, info->name);
    }
  adw_combo_row_set_model (self->network_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->network_row, selected);
}

GtkWindow *
fooled_seeds_window_new (GtkWindow *parent,
                         GPtrArray *specimens_shown,
                         GPtrArray *networks,
                         const char *network)
{
  FooledSeedsWindow *self;
  guint n;
  g_autofree char *title = NULL;

  g_return_val_if_fail (specimens_shown != NULL && specimens_shown->len > 0, NULL);
  g_return_val_if_fail (networks != NULL, NULL);

  n = specimens_shown->len;
  self = g_object_new (FOOLED_TYPE_SEEDS_WINDOW, "transient-for", parent, NULL);
  self->specimens = g_ptr_array_ref (specimens_shown);
  title = g_strdup_printf (ngettext ("%u Saved Image", "%u Saved Images", n), n);
  adw_window_title_set_title (self->window_title, n > 1 ? title : _ ("Saved Image"));
  gtk_window_set_title (GTK_WINDOW (self), n > 1 ? title : _ ("Saved Image"));
  for (guint i = 0; i < n; i++)
    add_image (self, specimens (self)[i], n == 1);
  gtk_widget_set_visible (self->picture_box, n == 1);
  gtk_widget_set_visible (self->perturb_button, n == 1);
  set_networks (self, networks, network);
  show_note (self);
  begin_check (self);
  return GTK_WINDOW (self);
}
