// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/picks/pick-cell.h"

#include "ui/widgets/class-labels.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/texture.h"

/* Pixels that a character of a label takes at most, about, and how many a confidence has. */
#define WIDE_CHARACTER   9
#define CONFIDENCE_CHARS 5

struct _FooledPickCell
{
  GtkWidget parent_instance;
  FooledPickItem *item;
  int side; /* of the picture, at most */

  GtkWidget *box;
  GtkPicture *picture;
  GtkLabel *label_label;
  GtkLabel *confidence_label;
  GtkLabel *network_label;
};

G_DEFINE_FINAL_TYPE (FooledPickCell, fooled_pick_cell, GTK_TYPE_WIDGET)

static void
fooled_pick_cell_dispose (GObject *object)
{
  g_clear_object (&FOOLED_PICK_CELL (object)->item);
  gtk_widget_dispose_template (GTK_WIDGET (object), FOOLED_TYPE_PICK_CELL);

  G_OBJECT_CLASS (fooled_pick_cell_parent_class)->dispose (object);
}

static void
fooled_pick_cell_class_init (FooledPickCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_pick_cell_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/picks/pick-cell.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, FooledPickCell, box);
  gtk_widget_class_bind_template_child (widget_class, FooledPickCell, picture);
  gtk_widget_class_bind_template_child (widget_class, FooledPickCell, label_label);
  gtk_widget_class_bind_template_child (widget_class, FooledPickCell, confidence_label);
  gtk_widget_class_bind_template_child (widget_class, FooledPickCell, network_label);
}

static void
fooled_pick_cell_init (FooledPickCell *self)
{
  self->side = FOOLED_PICK_SMALL;
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
fooled_pick_cell_new (void)
{
  return g_object_new (FOOLED_TYPE_PICK_CELL, NULL);
}

/* The picture takes exactly the pixels that it has, so that nothing is blurred. */
static void
show_image (FooledPickCell *self, const BaseImage *image)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  g_autoptr (BaseImage) enlarged = base_image_for_cell (image, (guint) (self->side * scale));
  g_autoptr (GdkTexture) texture = fooled_texture_new (enlarged);

  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  gtk_widget_set_size_request (GTK_WIDGET (self->picture), (int) enlarged->width / scale,
                               (int) enlarged->height / scale);
}

void
fooled_pick_cell_set_side (FooledPickCell *self, int side)
{
  g_return_if_fail (FOOLED_IS_PICK_CELL (self));
  g_return_if_fail (side > 0);

  if (side == self->side)
    return;
  self->side = side;
  gtk_label_set_max_width_chars (self->label_label, side / WIDE_CHARACTER);
  gtk_label_set_max_width_chars (self->network_label, side / WIDE_CHARACTER - CONFIDENCE_CHARS);
  if (self->item != NULL)
    show_image (self, fooled_pick_item_get_specimen (self->item)->image);
}

void
fooled_pick_cell_set_item (FooledPickCell *self, FooledPickItem *item)
{
  const StoreSpecimen *specimen;
  g_autofree char *confidence = NULL, *exact = NULL, *tooltip = NULL;

  g_return_if_fail (FOOLED_IS_PICK_CELL (self));
  g_return_if_fail (FOOLED_IS_PICK_ITEM (item));

  g_set_object (&self->item, item);
  specimen = fooled_pick_item_get_specimen (item);
  confidence = fooled_confidence_text (specimen->confidence);
  show_image (self, specimen->image);
  gtk_label_set_label (self->label_label, fooled_label_text (specimen->label));
  gtk_label_set_label (self->confidence_label, confidence);
  gtk_label_set_label (self->network_label, specimen->network_name);
  /* All of what may be cut off, and the number that was. */
  exact = fooled_exact_text (specimen->confidence);
  tooltip = g_strdup_printf ("%s\n%s\n%s", fooled_label_text (specimen->label), exact,
                             specimen->network_name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
}

FooledPickItem *
fooled_pick_cell_get_item (FooledPickCell *self)
{
  g_return_val_if_fail (FOOLED_IS_PICK_CELL (self), NULL);

  return self->item;
}
