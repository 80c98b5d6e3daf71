// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/champion-panel.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "ui/lens/lens-view.h"
#include "ui/widgets/class-labels.h"
#include "ui/widgets/diagram.h"
#include "ui/files/drag-content.h"
#include "ui/widgets/image-menu.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/picture.h"
#include "ui/widgets/bars.h"

/* What the picture, and with it the whole panel, is called for assistive technologies changes at
 * most this often, milliseconds. */
#define NAME_INTERVAL 500

struct _FooledChampionPanel
{
  GtkWidget parent_instance;

  GtkStack *pages;
  FooledPicture *picture;
  FooledLensView *lens;
  GtkLabel *label;
  GtkLabel *confidence;
  FooledBars *ranking;
  GtkLabel *generation_caption;
  GtkLabel *generation;
  GtkLabel *evaluation;
  GtkLabel *genome;
  GtkWidget *diagram_box;
  FooledDiagram *diagram;
  FooledAncestryStrip *ancestry;
  GtkWidget *star;
  GtkImage *star_image;

  StoreSpecimen *specimen; /* may be NULL */
  gboolean starred;
  guint name_timeout;
};

enum
{
  PROP_STARRED = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (FooledChampionPanel, fooled_champion_panel, GTK_TYPE_WIDGET)

static void
update_name (FooledChampionPanel *self)
{
  g_autofree char *confidence = NULL;
  g_autofree char *name = NULL;

  if (self->specimen == NULL)
    return;
  confidence = fooled_confidence_text (self->specimen->confidence);
  /* Translators: what the large picture shows: class and confidence. */
  name =
      g_strdup_printf (_ ("Image taken for %s, %s"), gtk_label_get_text (self->label), confidence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

static gboolean
on_name_timeout (gpointer data)
{
  FooledChampionPanel *self = data;

  self->name_timeout = 0;
  update_name (self);
  return G_SOURCE_REMOVE;
}

/* A label that stays the same costs no new layout. */
static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

/* The number that was cut, when somebody asks. */
static void
set_exact (GtkLabel *label, float confidence)
{
  g_autofree char *text = fooled_exact_text (confidence);

  if (g_strcmp0 (gtk_widget_get_tooltip_text (GTK_WIDGET (label)), text) != 0)
    gtk_widget_set_tooltip_text (GTK_WIDGET (label), text);
}

static void
set_count (GtkLabel *label, guint64 count)
{
  g_autofree char *text = fooled_count_text (count);

  set_text (label, text);
}

static char *
genome_text (const StoreSpecimen *specimen)
{
  g_autofree char *nodes = NULL;
  g_autofree char *links = NULL;

  if (specimen->rules != NULL)
    /* Translators: in the place of a genome's size: the image was not evolved. */
    return g_strdup (_ ("none: gradient ascent"));
  if (specimen->diagram == NULL)
    {
      g_autofree char *size = fooled_count_text (specimen->genome_size);

      /* Translators: the size of a genome of pixels; %s is a count. */
      return g_strdup_printf (ngettext ("%s number", "%s numbers", specimen->genome_size), size);
    }
  nodes = g_strdup_printf (ngettext ("%u node", "%u nodes", specimen->diagram->n_nodes),
                           specimen->diagram->n_nodes);
  links = g_strdup_printf (ngettext ("%u link", "%u links", specimen->diagram->n_links),
                           specimen->diagram->n_links);
  /* Translators: the size of a genome that is a network: "9 nodes, 14 links". */
  return g_strdup_printf (_ ("%s, %s"), nodes, links);
}

static void
show_specimen (FooledChampionPanel *self, StoreSpecimen *specimen)
{
  g_autofree char *confidence = fooled_confidence_text (specimen->confidence);
  g_autofree char *genome = genome_text (specimen);
  g_autofree char *class_number = g_strdup_printf ("%u", specimen->class_index);
  const char *label = fooled_label_text (specimen->label);
  const FooledLensSubject subject = { specimen->network_id, specimen->network_sha256,
                                      specimen->image, specimen->class_index, specimen->label };

  fooled_picture_set_image (self->picture, specimen->image);
  fooled_lens_view_show (self->lens, &subject, FALSE);
  set_text (self->label, label != NULL ? label : class_number);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), label);
  set_text (self->confidence, confidence);
  set_exact (self->confidence, specimen->confidence);
  fooled_bars_set_ranking (self->ranking, specimen->top, specimen->top_labels, specimen->n_top,
                           specimen->class_index);
  set_count (self->generation, specimen->origin.generation);
  set_count (self->evaluation, specimen->origin.evaluation);
  set_text (self->genome, genome);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->genome), specimen->rules);
  gtk_label_set_label (self->generation_caption, specimen->rules != NULL
                                                     ? _ ("Found in iteration")
                                                     : _ ("Found in generation"));
  fooled_diagram_set_diagram (self->diagram, specimen->diagram);
  gtk_widget_set_visible (self->diagram_box, specimen->diagram != NULL);
}

static void
update_star (FooledChampionPanel *self)
{
  gtk_image_set_from_icon_name (self->star_image,
                                self->starred ? "starred-symbolic" : "non-starred-symbolic");
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (self->star), GTK_ACCESSIBLE_STATE_PRESSED,
      self->starred ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
  if (self->starred)
    gtk_widget_add_css_class (self->star, "starred");
  else
    gtk_widget_remove_css_class (self->star, "starred");
}

static void
set_starred (FooledChampionPanel *self, gboolean starred)
{
  if (starred == self->starred)
    return;
  self->starred = starred;
  update_star (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STARRED]);
}

static void
fooled_champion_panel_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_STARRED)
    g_value_set_boolean (value, FOOLED_CHAMPION_PANEL (object)->starred);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fooled_champion_panel_set_property (GObject *object,
                                    guint id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  if (id == PROP_STARRED)
    set_starred (FOOLED_CHAMPION_PANEL (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fooled_champion_panel_dispose (GObject *object)
{
  FooledChampionPanel *self = FOOLED_CHAMPION_PANEL (object);

  g_clear_handle_id (&self->name_timeout, g_source_remove);
  g_clear_pointer (&self->specimen, store_specimen_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_CHAMPION_PANEL);
  G_OBJECT_CLASS (fooled_champion_panel_parent_class)->dispose (object);
}

static void
fooled_champion_panel_class_init (FooledChampionPanelClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = fooled_champion_panel_dispose;
  object_class->get_property = fooled_champion_panel_get_property;
  object_class->set_property = fooled_champion_panel_set_property;
  properties[PROP_STARRED] =
      g_param_spec_boolean ("starred", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  g_type_ensure (FOOLED_TYPE_ANCESTRY_STRIP);
  g_type_ensure (FOOLED_TYPE_LENS_VIEW);
  g_type_ensure (FOOLED_TYPE_PICTURE);
  g_type_ensure (FOOLED_TYPE_BARS);
  g_type_ensure (FOOLED_TYPE_DIAGRAM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/run/champion-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, FooledChampionPanel, pages);
  gtk_widget_class_bind_template_child (widget_class, FooledChampionPanel, picture);
  gtk_widget_class_bind_template_child (widget_class, FooledChampionPanel, lens);
  gtk_widget_class_bind_template_child (widget_class, FooledChampionPanel, label);
  gtk_widget_class_bind_template_child (widget_class, FooledChampionPanel, confidence);
  gtk_widget_class_bind_template_child (widget_class, FooledChampionPanel, ranking);
  gtk_widget_class_bind_template_child (widget_class, FooledChampionPanel, generation_caption);
  gtk_widget_class_bind_template_child (widget_class, FooledChampionPanel, generation);
  gtk_widget_class_bind_template_child (widget_class, FooledChampionPanel, evaluation);
  gtk_widget_class_bind_template_child (widget_class, FooledChampionPanel, genome);
  gtk_widget_class_bind_template_child (widget_class, FooledChampionPanel, diagram_box);
  gtk_widget_class_bind_template_child (widget_class, FooledChampionPanel, diagram);
  gtk_widget_class_bind_template_child (widget_class, FooledChampionPanel, ancestry);
  gtk_widget_class_bind_template_child (widget_class, FooledChampionPanel, star);
  gtk_widget_class_bind_template_child (widget_class, FooledChampionPanel, star_image);
}

static GMenuModel *
picture_menu (GtkWidget *picture, double x, double y)
{
  GtkWidget *panel = gtk_widget_get_ancestor (picture, FOOLED_TYPE_CHAMPION_PANEL);
  GMenu *menu;

  if (FOOLED_CHAMPION_PANEL (panel)->specimen == NULL)
    return NULL;
  menu = g_menu_new ();
  g_menu_append (menu, _ ("Show _Large"), "win.show-image");
  g_menu_append (
      menu, FOOLED_CHAMPION_PANEL (panel)->starred ? _ ("_Remove from the Picks") : _ ("_Star"),
      "win.star");
  g_menu_append (menu, _ ("Sa_ve"), "win.save");
  g_menu_append (menu, _ ("Save _Poster…"), "win.poster");
  g_menu_append (menu, _ ("_Copy"), "win.copy");
  g_menu_append (menu, _ ("Start a _Run from It…"), "win.start-from");
  return G_MENU_MODEL (menu);
}

static void
picture_pressed (FooledChampionPanel *self, int n_press)
{
  if (n_press == 2 && self->specimen != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-image", NULL);
}

static GdkContentProvider *
prepare_drag (GtkDragSource *source, double x, double y, FooledChampionPanel *self)
{
  return self->specimen != NULL ? fooled_drag_content_new (self->specimen) : NULL;
}

static void
classroom_changed (FooledChampionPanel *self)
{
  if (self->specimen == NULL)
    return;
  show_specimen (self, self->specimen);
  update_name (self);
}

static void
fooled_champion_panel_init (FooledChampionPanel *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  fooled_image_menu_add (GTK_WIDGET (self->picture), picture_menu);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (picture_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->picture), GTK_EVENT_CONTROLLER (click));
  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_drag), self);
  gtk_widget_add_controller (GTK_WIDGET (self->picture), GTK_EVENT_CONTROLLER (source));
  fooled_lens_view_add_picture (self->lens, GTK_WIDGET (self->picture));
  update_star (self);
  fooled_classroom_watch (self, G_CALLBACK (classroom_changed));
}

GtkWidget *
fooled_champion_panel_new (void)
{
  return g_object_new (FOOLED_TYPE_CHAMPION_PANEL, NULL);
}

void
fooled_champion_panel_set_specimen (FooledChampionPanel *self, StoreSpecimen *specimen)
{
  gboolean first;

  g_return_if_fail (FOOLED_IS_CHAMPION_PANEL (self));

  if (specimen == self->specimen)
    return;
  first = self->specimen == NULL;
  g_clear_pointer (&self->specimen, store_specimen_unref);
  if (specimen == NULL)
    {
      fooled_picture_set_image (self->picture, NULL);
      fooled_lens_view_show (self->lens, NULL, FALSE);
      fooled_bars_set (self->ranking, NULL, 0);
      fooled_diagram_set_diagram (self->diagram, NULL);
      gtk_stack_set_visible_child_name (self->pages, "empty");
      return;
    }
  self->specimen = store_specimen_ref (specimen);
  show_specimen (self, specimen);
  gtk_stack_set_visible_child_name (self->pages, "specimen");
  if (first)
    update_name (self);
  else if (self->name_timeout == 0)
    self->name_timeout = g_timeout_add (NAME_INTERVAL, on_name_timeout, self);
}

FooledAncestryStrip *
fooled_champion_panel_get_ancestry (FooledChampionPanel *self)
{
  g_return_val_if_fail (FOOLED_IS_CHAMPION_PANEL (self), NULL);

  return self->ancestry;
}
