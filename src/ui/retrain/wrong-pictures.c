// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/wrong-pictures.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/retrain/retrain-text.h"
#include "ui/widgets/texture.h"

/* One place. */
typedef struct
{
  GtkWidget *child; /* of the flow box */
  GtkPicture *picture;
  GtkLabel *is, *says;
  BaseImage *image; /* that it shows; NULL = it is empty */
  guint label, said;
} Place;

struct _FooledWrongPictures
{
  GtkWidget parent_instance;
  GtkWidget *box;
  GtkLabel *heading;
  GtkWidget *flow_box;
  Place places[RUN_RETRAINING_MAX_WRONG];
};

G_DEFINE_FINAL_TYPE (FooledWrongPictures, fooled_wrong_pictures, GTK_TYPE_WIDGET)

static void
fooled_wrong_pictures_dispose (GObject *object)
{
  FooledWrongPictures *self = FOOLED_WRONG_PICTURES (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  for (guint i = 0; i < RUN_RETRAINING_MAX_WRONG; i++)
    g_clear_pointer (&self->places[i].image, base_image_unref);

  G_OBJECT_CLASS (fooled_wrong_pictures_parent_class)->dispose (object);
}

static void
fooled_wrong_pictures_class_init (FooledWrongPicturesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fooled_wrong_pictures_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkLabel *
new_caption (const char *css_class)
{
  return g_object_new (GTK_TYPE_LABEL, "ellipsize", PANGO_ELLIPSIZE_END, "max-width-chars", 14,
                       "css-classes", (const char *[]){ "caption", css_class, NULL }, NULL);
}

static void
make_place (FooledWrongPictures *self, Place *place)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *fixed = gtk_fixed_new (); /* the picture stays as large as it was made */

  place->picture = GTK_PICTURE (gtk_picture_new ());
  gtk_picture_set_can_shrink (place->picture, FALSE);
  gtk_fixed_put (GTK_FIXED (fixed), GTK_WIDGET (place->picture), 0, 0);
  gtk_widget_set_halign (fixed, GTK_ALIGN_CENTER);
  place->is = new_caption (NULL);
  place->says = new_caption ("dim-label");
  gtk_box_append (GTK_BOX (box), fixed);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (place->is));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (place->says));
  place->child = gtk_flow_box_child_new ();
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (place->child), box);
  gtk_widget_set_focusable (place->child, FALSE);
  gtk_widget_set_visible (place->child, FALSE);
  gtk_flow_box_append (GTK_FLOW_BOX (self->flow_box), place->child);
}

static void
fooled_wrong_pictures_init (FooledWrongPictures *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->heading = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, "natural-wrap-mode",
                                GTK_NATURAL_WRAP_NONE, "css-classes",
                                (const char *[]){ "caption-heading", NULL }, NULL);
  self->flow_box =
      g_object_new (GTK_TYPE_FLOW_BOX, "selection-mode", GTK_SELECTION_NONE,
                    "min-children-per-line", 2, "max-children-per-line",
                    RUN_RETRAINING_MAX_WRONG / 2, "homogeneous", TRUE, "focusable", FALSE, NULL);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->heading));
  gtk_box_append (GTK_BOX (self->box), self->flow_box);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  for (guint i = 0; i < RUN_RETRAINING_MAX_WRONG; i++)
    make_place (self, &self->places[i]);
}

static void
show_picture (Place *place, const RunWrongPicture *wrong, char *const *labels, guint n_classes)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (place->picture));
  g_autoptr (GdkTexture) texture = fooled_texture_new (wrong->image);
  const char *label = fooled_retrain_label (labels, n_classes, wrong->label);
  const char *said = fooled_retrain_label (labels, n_classes, wrong->said);
  /* Translators: what a picture shows; %s is a class. */
  g_autofree char *is = g_strdup_printf (_ ("is: %s"), label);
  /* Translators: what a network takes a picture for; %s is a class. */
  g_autofree char *says = g_strdup_printf (_ ("network: %s"), said);
  /* Translators: both %s are classes. */
  g_autofree char *name = g_strdup_printf (_ ("It is %s, the network says %s"), label, said);

  g_clear_pointer (&place->image, base_image_unref);
  place->image = base_image_ref (wrong->image);
  place->label = wrong->label;
  place->said = wrong->said;
  gtk_picture_set_paintable (place->picture, GDK_PAINTABLE (texture));
  gtk_widget_set_size_request (GTK_WIDGET (place->picture), (int) wrong->image->width / scale,
                               (int) wrong->image->height / scale);
  gtk_picture_set_alternative_text (place->picture, name);
  gtk_label_set_label (place->is, is);
  gtk_label_set_label (place->says, says);
  gtk_widget_set_tooltip_text (place->child, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (place->child), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

void
fooled_wrong_pictures_show (FooledWrongPictures *self, const RunRetrainingSnapshot *snapshot)
{
  g_return_if_fail (FOOLED_IS_WRONG_PICTURES (self));
  g_return_if_fail (snapshot != NULL);

  gtk_label_set_label (self->heading,
                       snapshot->n_tested == 0
                           ? _ ("After its first epoch: real pictures that it still gets wrong")
                       : snapshot->n_wrong > 0 ? _ ("Real pictures that it still gets wrong")
                                               : _ ("It gets no real picture wrong"));
  /* In the middle of a place that is empty yet. */
  gtk_widget_set_halign (GTK_WIDGET (self->heading),
                         snapshot->n_tested == 0 ? GTK_ALIGN_CENTER : GTK_ALIGN_FILL);
  gtk_widget_set_vexpand (GTK_WIDGET (self->heading), snapshot->n_tested == 0);
  gtk_widget_set_vexpand (GTK_WIDGET (self), snapshot->n_tested == 0);
  for (guint i = 0; i < RUN_RETRAINING_MAX_WRONG; i++)
    {
      Place *place = &self->places[i];
      const RunWrongPicture *wrong = i < snapshot->n_wrong ? &snapshot->wrong[i] : NULL;

      gtk_widget_set_visible (place->child, wrong != NULL);
      if (wrong != NULL && (wrong->image != place->image || wrong->label != place->label ||
                            wrong->said != place->said))
        show_picture (place, wrong, snapshot->labels, snapshot->n_classes);
    }
}
