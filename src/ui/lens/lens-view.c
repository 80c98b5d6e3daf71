// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lens/lens-view.h"

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/widgets/class-labels.h"
#include "ui/widgets/drawing-pad.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/picture.h"

#define MAX_PICTURES 2

struct _FooledLensView
{
  GtkWidget parent_instance;
  FooledLens *lens;
  guint place; /* for maps */
  GtkWidget *pictures[MAX_PICTURES];
  guint n_pictures;

  BaseImage *image; /* what is shown of; NULL = nothing */
  char *network;
  char *sha256;
  guint class_index;
  char *label;
  RunHeatMap *map; /* over the pictures; NULL = none */

  GtkWidget *box;
  GtkWidget *switches;
  GtkWidget *legend;
  GtkWidget *scale;
  GtkLabel *sentence;
};

G_DEFINE_FINAL_TYPE (FooledLensView, fooled_lens_view, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_SWITCHES,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

/* --- What it says --- */

/* The words are few enough to be read from a seat at the back. */
static char *
occlusion_text (const RunHeatMap *map, const char *label)
{
  g_autofree char *before = fooled_confidence_text (map->confidence);
  g_autofree char *after = fooled_confidence_text (MAX (0, map->confidence - map->strongest));

  if (map->strongest < (float) ASC_HEAT_LEAST_LOSS)
    /* Translators: %s is a class. */
    return g_strdup_printf (_ ("Blue parts speak against “%s”: no part speaks for it."), label);
  /* Translators: %1$s is a class; the others are confidences, such as 99.9 %. */
  return g_strdup_printf (_ ("Red parts speak for “%1$s”, blue parts against it. With one red part "
                             "covered, the network is %3$s sure instead of %2$s."),
                          label, before, after);
}

static char *
sentence_of (FooledLensView *self, const char *label)
{
  const RunHeatMap *map = self->map;
  double progress = fooled_lens_get_progress (self->lens, self->place);

  if (map == NULL && progress > 0 && fooled_lens_get_heat (self->lens) == ASC_HEAT_OCCLUSION)
    /* Translators: %s is a class; %.0f is a share in percent. */
    return g_strdup_printf (_ ("Covering one part after the other, to see what speaks for “%s”: "
                               "%.0f %%"),
                            label, floor (100 * progress));
  if (map == NULL)
    /* Translators: %s is a class. */
    return g_strdup_printf (_ ("Looking for what speaks for “%s”…"), label);
  if (map->error != NULL)
    return g_strdup (map->error);
  if (run_heat_map_is_empty (map))
    return g_strdup_printf (map->heat == ASC_HEAT_OCCLUSION
                                /* Translators: %s is a class. */
                                ? _ ("Whichever part is covered, the network stays as sure of "
                                     "“%s”.")
                                : _ ("No part of this picture speaks for “%s” or against it."),
                            label);
  if (map->heat == ASC_HEAT_OCCLUSION)
    return occlusion_text (map, label);
  return g_strdup_printf (_ ("Red speaks for “%s”, blue against it."), label);
}

/* Of the map that is shown, as long as there is one. */
static char *
label_text (FooledLensView *self)
{
  const RunHeatMap *map = self->map;
  guint class_index = map != NULL ? map->class_index : self->class_index;

  if (map != NULL && map->network != NULL && class_index < map->network->n_classes)
    return g_strdup (fooled_label_text (map->network->labels[class_index]));
  if (self->label != NULL && class_index == self->class_index)
    return g_strdup (fooled_label_text (self->label));
  return g_strdup_printf ("%u", class_index);
}

static void
show_legend (FooledLensView *self)
{
  gboolean shown = fooled_lens_shows_heat (self->lens) && self->image != NULL;
  g_autofree char *label = label_text (self);
  g_autofree char *sentence = sentence_of (self, label);

  gtk_widget_set_visible (self->legend, shown);
  gtk_widget_set_tooltip_text (self->legend,
                               _ (asc_heat_info (fooled_lens_get_heat (self->lens))->explanation));
  gtk_widget_set_visible (self->scale, self->map != NULL && self->map->error == NULL &&
                                           !run_heat_map_is_empty (self->map));
  if (g_strcmp0 (gtk_label_get_label (self->sentence), sentence) != 0)
    gtk_label_set_label (self->sentence, sentence);
}

/* --- What is over the pictures --- */

static GdkTexture *
overlay_of (const RunHeatMap *map)
{
  g_autoptr (GBytes) pixels = NULL;

  if (map == NULL || map->error != NULL)
    return NULL;
  pixels = run_heat_overlay (map);
  return gdk_memory_texture_new ((int) map->fitted->width, (int) map->fitted->height,
                                 GDK_MEMORY_R8G8B8A8, pixels, (gsize) map->fitted->width * 4);
}

static void
set_map (FooledLensView *self, RunHeatMap *map)
{
  g_autoptr (GdkTexture) overlay = overlay_of (map);
  RunHeatMap *before = self->map;

  self->map = map != NULL ? run_heat_map_ref (map) : NULL;
  run_heat_map_unref (before);
  for (guint i = 0; i < self->n_pictures; i++)
    if (FOOLED_IS_PICTURE (self->pictures[i]))
      fooled_picture_set_overlay (FOOLED_PICTURE (self->pictures[i]), overlay);
    else
      fooled_drawing_pad_set_overlay (FOOLED_DRAWING_PAD (self->pictures[i]), overlay);
  show_legend (self);
}

static gboolean
is_wanted (FooledLensView *self)
{
  return self->image != NULL && fooled_lens_shows_heat (self->lens) &&
         gtk_widget_get_mapped (GTK_WIDGET (self));
}

/* Nobody computes what nobody sees. */
static void
ask (FooledLensView *self)
{
  if (is_wanted (self))
    {
      if (self->place == RUN_HEAT_PLACES)
        self->place = fooled_lens_take_place (self->lens);
      fooled_lens_ask (self->lens, self->place, self->network, self->sha256, self->image,
                       self->class_index);
      show_legend (self);
      return;
    }
  if (self->place < RUN_HEAT_PLACES)
    fooled_lens_give_back (self->lens, self->place);
  self->place = RUN_HEAT_PLACES;
  set_map (self, NULL);
}

static void
map_arrived (FooledLensView *self, guint place)
{
  RunHeatMap *map;

  if (place != self->place || !is_wanted (self))
    return;
  map = fooled_lens_get_map (self->lens, place);
  if (map != NULL && map->heat == fooled_lens_get_heat (self->lens) &&
      (map->image == self->image || map->class_index == self->class_index))
    {
      if (map != self->map)
        set_map (self, map);
    }
  else
    show_legend (self);
}

static void
heat_changed (FooledLensView *self)
{
  set_map (self, NULL);
  ask (self);
}

static void
stretch_changed (FooledLensView *self)
{
  for (guint i = 0; i < self->n_pictures; i++)
    if (FOOLED_IS_PICTURE (self->pictures[i]))
      fooled_picture_set_stretched (FOOLED_PICTURE (self->pictures[i]),
                                    fooled_lens_stretches (self->lens));
}

static void
forget (FooledLensView *self)
{
  g_clear_pointer (&self->image, base_image_unref);
  g_clear_pointer (&self->network, g_free);
  g_clear_pointer (&self->sha256, g_free);
  g_clear_pointer (&self->label, g_free);
}

static gboolean
is_same (FooledLensView *self, const FooledLensSubject *subject)
{
  return subject != NULL && subject->image == self->image &&
         subject->class_index == self->class_index &&
         g_strcmp0 (subject->network, self->network) == 0;
}

void
fooled_lens_view_show (FooledLensView *self, const FooledLensSubject *subject, gboolean live)
{
  g_return_if_fail (FOOLED_IS_LENS_VIEW (self));

  if (subject == NULL || subject->image == NULL || subject->network == NULL)
    {
      if (self->image == NULL)
        return;
      forget (self);
      ask (self);
      return;
    }
  if (is_same (self, subject))
    return;
  live = live || (self->class_index == subject->class_index &&
                  g_strcmp0 (self->network, subject->network) == 0);
  forget (self);
  self->image = base_image_ref (subject->image);
  self->network = g_strdup (subject->network);
  self->sha256 = g_strdup (subject->sha256);
  self->class_index = subject->class_index;
  self->label = g_strdup (subject->label);
  if (!live)
    set_map (self, NULL);
  ask (self);
}

void
fooled_lens_view_add_picture (FooledLensView *self, GtkWidget *picture)
{
  g_return_if_fail (FOOLED_IS_LENS_VIEW (self) && self->n_pictures < MAX_PICTURES);
  g_return_if_fail (FOOLED_IS_PICTURE (picture) || FOOLED_IS_DRAWING_PAD (picture));

  self->pictures[self->n_pictures++] = picture;
  g_object_add_weak_pointer (G_OBJECT (picture),
                             (gpointer *) &self->pictures[self->n_pictures - 1]);
  stretch_changed (self);
}

/* --- The widget --- */

static GtkWidget *
new_switch (const char *icon, const char *action, const char *label, const char *tooltip)
{
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static GtkWidget *
new_method_button (void)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  for (AscHeat heat = 0; heat < ASC_N_HEATS; heat++)
    {
      g_autofree char *action =
          g_strconcat ("lens.heat-method::", asc_heat_info (heat)->name, NULL);

      g_menu_append (menu, _ (asc_heat_info (heat)->title), action);
    }
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "pan-down-symbolic");
  gtk_widget_set_tooltip_text (button, _ ("How the heat map is made"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("How the heat map is made"), -1);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static GtkWidget *
new_switches (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), new_switch ("view-reveal-symbolic", "lens.heat-map",
                                             _ ("What the network looks at"),
                                             _ ("What the network looks at: a heat map (H)")));
  gtk_box_append (GTK_BOX (box), new_method_button ());
  gtk_box_append (GTK_BOX (box),
                  new_switch ("display-brightness-symbolic", "lens.stretch-contrast",
                              _ ("Stronger contrast"),
                              _ ("Stronger contrast, for pictures too faint to be seen: only "
                                 "shown, not saved (C)")));
  return box;
}

static GtkWidget *
new_caption (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "caption");
  return label;
}

static GtkWidget *
new_scale (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *strip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (strip, "heat-scale");
  gtk_widget_set_hexpand (strip, TRUE);
  gtk_widget_set_valign (strip, GTK_ALIGN_CENTER);
  /* Translators: the ends of a scale of colours: what speaks against a class, or for it. */
  gtk_box_append (GTK_BOX (box), new_caption (_ ("against")));
  gtk_box_append (GTK_BOX (box), strip);
  gtk_box_append (GTK_BOX (box), new_caption (C_ ("scale of colours", "for")));
  return box;
}

static void
fooled_lens_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (fooled_lens_view_parent_class)->map (widget);
  ask (FOOLED_LENS_VIEW (widget));
}

static void
fooled_lens_view_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (fooled_lens_view_parent_class)->unmap (widget);
  ask (FOOLED_LENS_VIEW (widget));
}

static void
fooled_lens_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SWITCHES)
    g_value_set_boolean (value, gtk_widget_get_visible (FOOLED_LENS_VIEW (object)->switches));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fooled_lens_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SWITCHES)
    gtk_widget_set_visible (FOOLED_LENS_VIEW (object)->switches, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fooled_lens_view_dispose (GObject *object)
{
  FooledLensView *self = FOOLED_LENS_VIEW (object);

  for (guint i = 0; i < self->n_pictures; i++)
    g_clear_weak_pointer (&self->pictures[i]);
  self->n_pictures = 0;
  if (self->lens != NULL)
    fooled_lens_give_back (self->lens, self->place);
  self->place = RUN_HEAT_PLACES;
  forget (self);
  g_clear_pointer (&self->map, run_heat_map_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->lens);
  G_OBJECT_CLASS (fooled_lens_view_parent_class)->dispose (object);
}

static void
fooled_lens_view_class_init (FooledLensViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = fooled_lens_view_dispose;
  object_class->get_property = fooled_lens_view_get_property;
  object_class->set_property = fooled_lens_view_set_property;
  widget_class->map = fooled_lens_view_map;
  widget_class->unmap = fooled_lens_view_unmap;
  properties[PROP_SWITCHES] = g_param_spec_boolean ("switches", NULL, NULL, TRUE,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "lens-view");
}

static void
fooled_lens_view_init (FooledLensView *self)
{
  self->place = RUN_HEAT_PLACES;
  self->lens = fooled_lens_shared ();
  fooled_lens_attach (self->lens, GTK_WIDGET (self));
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  self->switches = new_switches ();
  self->legend = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  self->scale = new_scale ();
  self->sentence = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->sentence, TRUE);
  gtk_label_set_wrap_mode (self->sentence, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->sentence, 0);
  gtk_box_append (GTK_BOX (self->legend), self->scale);
  gtk_box_append (GTK_BOX (self->legend), GTK_WIDGET (self->sentence));
  gtk_box_append (GTK_BOX (self->box), self->switches);
  gtk_box_append (GTK_BOX (self->box), self->legend);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (self->legend, FALSE);
  fooled_classroom_watch (self, G_CALLBACK (show_legend));
  g_signal_connect_object (self->lens, "map", G_CALLBACK (map_arrived), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lens, "notify::heat-map", G_CALLBACK (heat_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lens, "notify::heat-method", G_CALLBACK (heat_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lens, "notify::stretch-contrast", G_CALLBACK (stretch_changed),
                           self, G_CONNECT_SWAPPED);
}

GtkWidget *
fooled_lens_view_new (void)
{
  return g_object_new (FOOLED_TYPE_LENS_VIEW, NULL);
}
