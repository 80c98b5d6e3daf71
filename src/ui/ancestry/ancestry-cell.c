// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ancestry/ancestry-cell.h"

#include "ui/widgets/class-labels.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/texture.h"

#define PICTURE_SIZE 84 /* a multiple of 28: the digits' pixels are squares of the same size */

struct _FooledAncestryCell
{
  GtkWidget parent_instance;
  GtkWidget *box;
  GtkPicture *picture;
  GtkLabel *label_label;
  GtkLabel *confidence_label;
  GtkLabel *when_label;
};

G_DEFINE_FINAL_TYPE (FooledAncestryCell, fooled_ancestry_cell, GTK_TYPE_WIDGET)

static void
fooled_ancestry_cell_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FOOLED_TYPE_ANCESTRY_CELL);

  G_OBJECT_CLASS (fooled_ancestry_cell_parent_class)->dispose (object);
}

static void
fooled_ancestry_cell_class_init (FooledAncestryCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_ancestry_cell_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/ancestry/ancestry-cell.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, FooledAncestryCell, box);
  gtk_widget_class_bind_template_child (widget_class, FooledAncestryCell, picture);
  gtk_widget_class_bind_template_child (widget_class, FooledAncestryCell, label_label);
  gtk_widget_class_bind_template_child (widget_class, FooledAncestryCell, confidence_label);
  gtk_widget_class_bind_template_child (widget_class, FooledAncestryCell, when_label);
}

static void
fooled_ancestry_cell_init (FooledAncestryCell *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
fooled_ancestry_cell_new (void)
{
  return g_object_new (FOOLED_TYPE_ANCESTRY_CELL, NULL);
}

/* As large as fits by a whole factor of device pixels, so that nothing is blurred. */
static void
show_image (FooledAncestryCell *self, const BaseImage *image)
{
  guint scale = (guint) gtk_widget_get_scale_factor (GTK_WIDGET (self));
  guint side = PICTURE_SIZE * scale;
  guint longest = MAX (image->width, image->height);
  g_autoptr (BaseImage) fitted = longest <= side ? base_image_enlarge_rgb (image, side / longest)
                                                 : base_image_for_cell (image, side);
  g_autoptr (GdkTexture) texture = fooled_texture_new (fitted);

  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  gtk_widget_set_size_request (GTK_WIDGET (self->picture), (int) (fitted->width / scale),
                               (int) (fitted->height / scale));
}

void
fooled_ancestry_cell_set_item (FooledAncestryCell *self, FooledAncestryItem *item)
{
  const RunAncestor *ancestor;
  g_autofree char *confidence = NULL;
  g_autofree char *when = NULL;
  g_autofree char *tooltip = NULL;

  g_return_if_fail (FOOLED_IS_ANCESTRY_CELL (self));
  g_return_if_fail (FOOLED_IS_ANCESTRY_ITEM (item));

  ancestor = fooled_ancestry_item_get (item);
  confidence = fooled_confidence_text (ancestor->confidence);
  when = fooled_ancestry_item_when_short (item);
  tooltip = fooled_ancestry_item_tooltip (item);
  show_image (self, ancestor->image);
  gtk_label_set_label (self->label_label, fooled_label_text (ancestor->label));
  gtk_label_set_label (self->confidence_label, confidence);
  gtk_label_set_label (self->when_label, when);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
}
