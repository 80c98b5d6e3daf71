// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/cell-factory.h"

struct _FooledCellFactory
{
  GObject parent_instance;

  GtkListItemFactory *factory;
  GPtrArray *cells; /* FooledCell, borrowed: they leave when they are destroyed */
  int side;         /* 0 = the cell's own */
  gboolean two_lines;
};

G_DEFINE_FINAL_TYPE (FooledCellFactory, fooled_cell_factory, G_TYPE_OBJECT)

static void
on_cell_destroyed (GtkWidget *cell, FooledCellFactory *self)
{
  g_ptr_array_remove_fast (self->cells, cell);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *list_item, FooledCellFactory *self)
{
  GtkWidget *cell = fooled_cell_new ();

  gtk_widget_set_halign (cell, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (cell, GTK_ALIGN_CENTER);
  if (self->side > 0)
    fooled_cell_set_layout (FOOLED_CELL (cell), self->side, self->two_lines);
  g_ptr_array_add (self->cells, cell);
  g_signal_connect_object (cell, "destroy", G_CALLBACK (on_cell_destroyed), self, 0);
  gtk_list_item_set_child (list_item, cell);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, FooledCellFactory *self)
{
  fooled_cell_set_item (FOOLED_CELL (gtk_list_item_get_child (list_item)),
                        FOOLED_CELL_ITEM (gtk_list_item_get_item (list_item)));
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item, FooledCellFactory *self)
{
  fooled_cell_set_item (FOOLED_CELL (gtk_list_item_get_child (list_item)), NULL);
}

static void
fooled_cell_factory_finalize (GObject *object)
{
  FooledCellFactory *self = FOOLED_CELL_FACTORY (object);

  g_object_unref (self->factory);
  g_ptr_array_unref (self->cells);
  G_OBJECT_CLASS (fooled_cell_factory_parent_class)->finalize (object);
}

static void
fooled_cell_factory_class_init (FooledCellFactoryClass *class)
{
  G_OBJECT_CLASS (class)->finalize = fooled_cell_factory_finalize;
}

static void
fooled_cell_factory_init (FooledCellFactory *self)
{
  self->cells = g_ptr_array_new ();
  self->factory = gtk_signal_list_item_factory_new ();
  g_signal_connect_object (self->factory, "setup", G_CALLBACK (on_setup), self, 0);
  g_signal_connect_object (self->factory, "bind", G_CALLBACK (on_bind), self, 0);
  g_signal_connect_object (self->factory, "unbind", G_CALLBACK (on_unbind), self, 0);
}

FooledCellFactory *
fooled_cell_factory_new (void)
{
  return g_object_new (FOOLED_TYPE_CELL_FACTORY, NULL);
}

GtkListItemFactory *
fooled_cell_factory_get_factory (FooledCellFactory *self)
{
  return self->factory;
}

void
fooled_cell_factory_set_layout (FooledCellFactory *self, int side, gboolean two_lines)
{
  self->side = side;
  self->two_lines = two_lines;
  for (guint i = 0; i < self->cells->len; i++)
    fooled_cell_set_layout (self->cells->pdata[i], side, two_lines);
}

void
fooled_cell_factory_set_tooltips (FooledCellFactory *self, gboolean tooltips)
{
  for (guint i = 0; i < self->cells->len; i++)
    gtk_widget_set_has_tooltip (self->cells->pdata[i], tooltips);
}

int
fooled_cell_factory_measure (FooledCellFactory *self, GtkOrientation orientation)
{
  int extent = self->side;

  if (self->cells->len > 0)
    gtk_widget_measure (self->cells->pdata[0], orientation, -1, &extent, NULL, NULL, NULL);
  return extent;
}

int
fooled_cell_factory_height_for (FooledCellFactory *self, int side)
{
  return self->cells->len > 0
             ? fooled_cell_height_for (self->cells->pdata[0], side, self->two_lines)
             : side;
}

GtkWidget *
fooled_cell_factory_find (FooledCellFactory *self, FooledCellItem *item)
{
  for (guint i = 0; i < self->cells->len; i++)
    if (fooled_cell_get_item (self->cells->pdata[i]) == item)
      return self->cells->pdata[i];
  return NULL;
}
