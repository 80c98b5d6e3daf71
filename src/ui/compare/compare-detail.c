// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compare-detail.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/compare/compare-item.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/picture.h"

struct _FooledCompareDetail
{
  GtkWidget parent_instance;
  GListStore *items;

  GtkWidget *box;
  GtkLabel *sentence;
  GtkWidget *scroller;
  GtkGridView *grid_view;
};

G_DEFINE_FINAL_TYPE (FooledCompareDetail, fooled_compare_detail, GTK_TYPE_WIDGET)

/* Picture above; below it a mark and what the network says. */
static void
setup_image (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkWidget *picture = fooled_picture_new (), *mark = gtk_image_new ();
  GtkWidget *label = gtk_label_new (NULL), *confidence = gtk_label_new (NULL);
  GtkWidget *made_for = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (made_for), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (made_for), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (made_for), 5);
  gtk_widget_add_css_class (made_for, "caption");
  gtk_widget_add_css_class (made_for, "dim-label");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_width_chars (GTK_LABEL (label), 5);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 5);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (confidence, "caption");
  gtk_widget_add_css_class (confidence, "numeric");
  gtk_label_set_xalign (GTK_LABEL (confidence), 0);
  gtk_box_append (GTK_BOX (line), mark);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (box), picture);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), confidence);
  gtk_box_append (GTK_BOX (box), made_for);
  gtk_widget_add_css_class (box, "compare-image");
  g_object_set_data (G_OBJECT (box), "picture", picture);
  g_object_set_data (G_OBJECT (box), "mark", mark);
  g_object_set_data (G_OBJECT (box), "label", label);
  g_object_set_data (G_OBJECT (box), "confidence", confidence);
  g_object_set_data (G_OBJECT (box), "made-for", made_for);
  gtk_list_item_set_child (list_item, box);
}

static const char *
icon_of (RunVerdictKind kind)
{
  switch (kind)
    {
    case RUN_VERDICT_SAME:
      return "object-select-symbolic";
    case RUN_VERDICT_ORIGINAL:
      return "edit-undo-symbolic";
    case RUN_VERDICT_NO_CLASS:
    case RUN_VERDICT_UNREADABLE:
      return "list-remove-symbolic";
    case RUN_VERDICT_OTHER:
    default:
      return "window-close-symbolic";
    }
}

static void
bind_image (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  FooledCompareItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *box = gtk_list_item_get_child (list_item);
  const RunVerdict *verdict = fooled_compare_item_get_verdict (item);
  g_autofree char *sentence = fooled_compare_item_sentence (item);
  g_autofree char *confidence = NULL, *purpose = fooled_compare_item_purpose (item);
  g_autofree char *exact = NULL, *tooltip = NULL;
  const char *label = fooled_compare_item_get_label (item);

  if (verdict->kind != RUN_VERDICT_UNREADABLE)
    {
      confidence = fooled_confidence_text (verdict->confidence);
      exact = fooled_exact_text (verdict->confidence);
      tooltip = g_strdup_printf ("%s\n%s", sentence, exact);
    }
  fooled_picture_set_image (g_object_get_data (G_OBJECT (box), "picture"),
                            fooled_compare_item_get_image (item));
  gtk_image_set_from_icon_name (g_object_get_data (G_OBJECT (box), "mark"),
                                icon_of (verdict->kind));
  gtk_label_set_label (g_object_get_data (G_OBJECT (box), "label"), label);
  gtk_label_set_label (g_object_get_data (G_OBJECT (box), "confidence"),
                       confidence != NULL ? confidence : "");
  gtk_label_set_label (g_object_get_data (G_OBJECT (box), "made-for"), purpose);
  gtk_widget_set_tooltip_text (box, tooltip != NULL ? tooltip : sentence);
  /* What gets the focus is the cell's parent, so that is what needs a name. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (box)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
}

static void
unbind_image (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *box = gtk_list_item_get_child (list_item);

  fooled_picture_set_image (g_object_get_data (G_OBJECT (box), "picture"), NULL);
}

static void
append (GString *text, char *sentence)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
  g_free (sentence);
}

static char *
sentence_of (const RunComparedSet *set, const char *network, const RunComparedCell *cell)
{
  guint same = cell->count[RUN_VERDICT_SAME], original = cell->count[RUN_VERDICT_ORIGINAL];
  guint no_class = cell->count[RUN_VERDICT_NO_CLASS];
  g_autofree char *median = fooled_confidence_text (cell->median);
  GString *text = g_string_new (NULL);

  if (same > 0)
    /* Translators: a network; so many of so many; a set of images; a confidence. */
    append (text, g_strdup_printf (_ ("%s takes %u of %u images of “%s” for what they were made "
                                      "for, with a median confidence of %s."),
                                   network, same, cell->n_judged, set->name, median));
  else if (cell->n_judged > 0)
    /* Translators: a network; how many; a set of images. */
    append (text, g_strdup_printf (_ ("%s takes none of %u images of “%s” for what they were made "
                                      "for."),
                                   network, cell->n_judged, set->name));
  if (original > 0)
    append (text,
            g_strdup_printf (ngettext ("It takes %u for what the picture was before.",
                                       "It takes %u for what the pictures were before.", original),
                             original));
  if (no_class > 0)
    append (text, g_strdup_printf (ngettext ("%u was made for a class that %s does not have, and "
                                             "does not count.",
                                             "%u were made for classes that %s does not have, and "
                                             "do not count.",
                                             no_class),
                                   no_class, network));
  if (set->n_labelled < set->n - set->n_unreadable)
    append (text, g_strdup (_ ("Pictures that do not say what they were made for count as what the "
                               "first network takes them for.")));
  if (text->len == 0)
    append (text, g_strdup (_ ("None of these images could be read.")));
  return g_string_free (text, FALSE);
}

void
fooled_compare_detail_show (FooledCompareDetail *self,
                            const RunCompareSnapshot *snapshot,
                            guint set_index,
                            guint network_index)
{
  RunComparedSet *set = snapshot->sets[set_index];
  const RunComparedNetwork *network = &snapshot->networks[network_index];
  const RunComparedCell *cell = run_compare_cell (snapshot, set_index, network_index);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *sentence = NULL;

  g_return_if_fail (FOOLED_IS_COMPARE_DETAIL (self));
  g_return_if_fail (cell != NULL);

  sentence = sentence_of (set, run_compared_network_name (network), cell);
  for (guint i = 0; i < cell->n; i++)
    g_ptr_array_add (items, fooled_compare_item_new (set, i, network->info, &cell->verdicts[i]));
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)),
                       items->pdata, items->len);
  gtk_label_set_label (self->sentence, sentence);
  gtk_widget_set_visible (self->scroller, TRUE);
}

void
fooled_compare_detail_clear (FooledCompareDetail *self, const char *sentence)
{
  g_return_if_fail (FOOLED_IS_COMPARE_DETAIL (self));

  g_list_store_remove_all (self->items);
  gtk_label_set_label (self->sentence, sentence);
  gtk_widget_set_visible (self->scroller, FALSE);
}

static void
fooled_compare_detail_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FOOLED_TYPE_COMPARE_DETAIL);

  G_OBJECT_CLASS (fooled_compare_detail_parent_class)->dispose (object);
}

static void
fooled_compare_detail_finalize (GObject *object)
{
  g_clear_object (&FOOLED_COMPARE_DETAIL (object)->items);

  G_OBJECT_CLASS (fooled_compare_detail_parent_class)->finalize (object);
}

static void
fooled_compare_detail_class_init (FooledCompareDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_compare_detail_dispose;
  G_OBJECT_CLASS (klass)->finalize = fooled_compare_detail_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/compare/compare-detail.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, FooledCompareDetail, box);
  gtk_widget_class_bind_template_child (widget_class, FooledCompareDetail, sentence);
  gtk_widget_class_bind_template_child (widget_class, FooledCompareDetail, scroller);
  gtk_widget_class_bind_template_child (widget_class, FooledCompareDetail, grid_view);
  gtk_widget_class_bind_template_callback (widget_class, setup_image);
  gtk_widget_class_bind_template_callback (widget_class, bind_image);
  gtk_widget_class_bind_template_callback (widget_class, unbind_image);
}

static void
fooled_compare_detail_init (FooledCompareDetail *self)
{
  GtkSelectionModel *selection;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (FOOLED_TYPE_COMPARE_ITEM);
  selection =
      GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->items))));
  gtk_grid_view_set_model (self->grid_view, selection);
  g_object_unref (selection);
}
