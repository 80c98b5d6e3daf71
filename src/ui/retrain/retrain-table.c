// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/retrain-table.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/widgets/narrow-layout.h"

/* Headings take more than one line rather than make a column of short numbers wide. An inscription
 * reckons without what is between the lines: three of them need the room of four. */
#define HEADING_CHARS     11
#define MIN_HEADING_CHARS 10
#define HEADING_LINES 4

/* In less a column of numbers beside the next one would be cut; logical pixels. */
#define NARROW_WIDTH 560

struct _FooledRetrainTable
{
  GtkWidget parent_instance;
  GtkWidget *scroller;
  GtkWidget *headings;
  GtkWidget *noise_heading;
  GtkListBox *list_box;
  FooledRetrainWidths widths;
  gboolean control;
  FooledNarrowLayout *layout; /* the widget's own */
};

G_DEFINE_FINAL_TYPE (FooledRetrainTable, fooled_retrain_table, GTK_TYPE_WIDGET)

static guint wish_signal;

static void
row_wish (FooledRetrainTable *self, int wish, FooledRetrainRow *row)
{
  g_signal_emit (self, wish_signal, 0, wish, fooled_retrain_row_get (row));
}

static void
row_activated (FooledRetrainTable *self, FooledRetrainRow *row)
{
  row_wish (self, FOOLED_RETRAIN_WATCH, row);
}

static GtkListBoxRow *
get_row (FooledRetrainTable *self, guint number)
{
  return gtk_list_box_get_row_at_index (self->list_box, (int) number);
}

static void
adapt (gpointer widget)
{
  FooledRetrainTable *self = FOOLED_RETRAIN_TABLE (widget);
  gboolean is_narrow = fooled_narrow_layout_is_narrow (self->layout);
  GtkSizeGroupMode mode = is_narrow ? GTK_SIZE_GROUP_NONE : GTK_SIZE_GROUP_HORIZONTAL;

  gtk_widget_set_visible (self->headings, !is_narrow);
  gtk_size_group_set_mode (self->widths.name, mode);
  gtk_size_group_set_mode (self->widths.champions, mode);
  for (FooledRetrainColumn column = 0; column < FOOLED_RETRAIN_N_COLUMNS; column++)
    gtk_size_group_set_mode (self->widths.numbers[column], mode);
  for (guint i = 0; get_row (self, i) != NULL; i++)
    fooled_retrain_row_set_narrow (FOOLED_RETRAIN_ROW (get_row (self, i)), is_narrow);
}

static void
fooled_retrain_table_dispose (GObject *object)
{
  FooledRetrainTable *self = FOOLED_RETRAIN_TABLE (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->widths.name);
  g_clear_object (&self->widths.champions);
  for (FooledRetrainColumn column = 0; column < FOOLED_RETRAIN_N_COLUMNS; column++)
    g_clear_object (&self->widths.numbers[column]);

  G_OBJECT_CLASS (fooled_retrain_table_parent_class)->dispose (object);
}

static void
fooled_retrain_table_class_init (FooledRetrainTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_retrain_table_dispose;
  wish_signal = g_signal_new ("wish", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_POINTER);
  gtk_widget_class_set_css_name (widget_class, "retrain-table");
}

/* Its width is that many characters, whatever it says. */
static GtkWidget *
new_heading (const char *title, const char *explanation, double xalign)
{
  GtkWidget *heading = g_object_new (
      GTK_TYPE_INSCRIPTION, "text", title, "tooltip-text", explanation, "xalign", xalign, "yalign",
      1.0, "min-chars", MIN_HEADING_CHARS, "nat-chars", HEADING_CHARS, "min-lines", HEADING_LINES,
      "nat-lines", HEADING_LINES, "css-classes", (const char *[]){ "caption-heading", NULL }, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (heading), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, explanation, -1);
  return heading;
}

static GtkWidget *
new_headings (FooledRetrainTable *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, FOOLED_RETRAIN_COLUMN_GAP);
  GtkWidget *heading =
      new_heading (_ ("Network"), _ ("The networks in the order in which they were trained"), 0);

  self->widths.name = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  gtk_size_group_add_widget (self->widths.name, heading);
  gtk_box_append (GTK_BOX (box), heading);
  for (FooledRetrainColumn column = 0; column < FOOLED_RETRAIN_N_COLUMNS; column++)
    {
      heading = new_heading (fooled_retrain_column_title (column),
                             fooled_retrain_column_explanation (column), 1);
      self->widths.numbers[column] = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
      gtk_size_group_add_widget (self->widths.numbers[column], heading);
      gtk_box_append (GTK_BOX (box), heading);
      if (column == FOOLED_RETRAIN_NOISE)
        self->noise_heading = heading;
    }
  gtk_widget_set_visible (self->noise_heading, FALSE);
  heading = new_heading (_ ("New fakes"), _ ("The best new image for each class"), 0);
  gtk_widget_set_hexpand (heading, TRUE);
  self->widths.champions = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  gtk_size_group_add_widget (self->widths.champions, heading);
  gtk_box_append (GTK_BOX (box), heading);
  gtk_widget_add_css_class (box, "headings");
  return box;
}

static void
fooled_retrain_table_init (FooledRetrainTable *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->layout = fooled_narrow_layout_add (GTK_WIDGET (self), NARROW_WIDTH, adapt);
  self->list_box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list_box, GTK_SELECTION_NONE);
  gtk_list_box_set_activate_on_single_click (self->list_box, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list_box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Networks"), -1);
  g_signal_connect_object (self->list_box, "row-activated", G_CALLBACK (row_activated), self,
                           G_CONNECT_SWAPPED);
  self->headings = new_headings (self);
  gtk_box_append (GTK_BOX (box), self->headings);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list_box));
  self->scroller = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy",
                                 GTK_POLICY_AUTOMATIC, "vscrollbar-policy", GTK_POLICY_NEVER,
                                 "propagate-natural-height", TRUE, "child", box, NULL);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

static void
set_control (FooledRetrainTable *self, gboolean control)
{
  GtkListBoxRow *row;

  if (control == self->control)
    return;
  self->control = control;
  gtk_widget_set_visible (self->noise_heading, control);
  while ((row = get_row (self, 0)) != NULL)
    gtk_list_box_remove (self->list_box, GTK_WIDGET (row));
}

void
fooled_retrain_table_show (FooledRetrainTable *self,
                           RunRetrainingRow *const *rows,
                           guint n_rows,
                           gboolean control)
{
  GtkListBoxRow *row;

  g_return_if_fail (FOOLED_IS_RETRAIN_TABLE (self));

  set_control (self, control);
  for (guint i = 0; i < n_rows; i++)
    {
      row = get_row (self, i);
      if (row == NULL)
        {
          row = GTK_LIST_BOX_ROW (fooled_retrain_row_new (&self->widths, control));
          fooled_retrain_row_set_narrow (FOOLED_RETRAIN_ROW (row),
                                         fooled_narrow_layout_is_narrow (self->layout));
          g_signal_connect_object (row, "wish", G_CALLBACK (row_wish), self, G_CONNECT_SWAPPED);
          gtk_list_box_append (self->list_box, GTK_WIDGET (row));
        }
      fooled_retrain_row_set (FOOLED_RETRAIN_ROW (row), rows[i]);
    }
  while ((row = get_row (self, n_rows)) != NULL)
    gtk_list_box_remove (self->list_box, GTK_WIDGET (row));
  gtk_widget_set_visible (GTK_WIDGET (self), n_rows > 0);
}
