// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ancestry/ancestry-item.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/widgets/class-labels.h"
#include "ui/widgets/number-text.h"

struct _FooledAncestryItem
{
  GObject parent_instance;
  RunAncestry *ancestry;
  guint index;
};

G_DEFINE_FINAL_TYPE (FooledAncestryItem, fooled_ancestry_item, G_TYPE_OBJECT)

static void
fooled_ancestry_item_finalize (GObject *object)
{
  run_ancestry_unref (FOOLED_ANCESTRY_ITEM (object)->ancestry);

  G_OBJECT_CLASS (fooled_ancestry_item_parent_class)->finalize (object);
}

static void
fooled_ancestry_item_class_init (FooledAncestryItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fooled_ancestry_item_finalize;
}

static void
fooled_ancestry_item_init (FooledAncestryItem *self)
{
}

FooledAncestryItem *
fooled_ancestry_item_new (RunAncestry *ancestry, guint index)
{
  FooledAncestryItem *self = g_object_new (FOOLED_TYPE_ANCESTRY_ITEM, NULL);

  self->ancestry = run_ancestry_ref (ancestry);
  self->index = index;
  return self;
}

const RunAncestor *
fooled_ancestry_item_get (FooledAncestryItem *self)
{
  return &self->ancestry->ancestors[self->index];
}

char *
fooled_ancestry_item_when (FooledAncestryItem *self)
{
  g_autofree char *count = fooled_count_text (fooled_ancestry_item_get (self)->origin.generation);

  if (self->ancestry->is_climb)
    /* Translators: %s is a number. */
    return g_strdup_printf (_ ("Iteration %s"), count);
  /* Translators: %s is a number. */
  return g_strdup_printf (_ ("Generation %s"), count);
}

char *
fooled_ancestry_item_when_short (FooledAncestryItem *self)
{
  g_autofree char *count = fooled_count_text (fooled_ancestry_item_get (self)->origin.generation);

  if (self->ancestry->is_climb)
    /* Translators: iteration, short; %s is a number. */
    return g_strdup_printf (_ ("iter. %s"), count);
  /* Translators: generation, short; %s is a number. */
  return g_strdup_printf (_ ("gen %s"), count);
}

char *
fooled_ancestry_item_name (FooledAncestryItem *self)
{
  const RunAncestor *ancestor = fooled_ancestry_item_get (self);
  g_autofree char *confidence = fooled_confidence_text (ancestor->confidence);
  g_autofree char *when = fooled_ancestry_item_when (self);
  const char *label = fooled_label_text (ancestor->label);

  if (ancestor->n_classes == 0)
    /* Translators: an image in a line of ancestors: label, confidence, "Generation 12". */
    return g_strdup_printf (_ ("Taken for %s, %s, %s"), label, confidence, when);
  /* Translators: an image in a line of ancestors: label, confidence, "Generation 12". */
  return g_strdup_printf (_ ("Champion of %s, %s, %s"), label, confidence, when);
}

char *
fooled_ancestry_item_tooltip (FooledAncestryItem *self)
{
  const RunAncestor *ancestor = fooled_ancestry_item_get (self);
  g_autofree char *name = fooled_ancestry_item_name (self);
  g_autofree char *exact = fooled_exact_text (ancestor->confidence);
  g_autofree char *others = NULL;

  if (ancestor->n_classes < 2)
    return g_strdup_printf ("%s\n%s", name, exact);
  others = g_strdup_printf (ngettext ("It was champion of %u other class, too.",
                                      "It was champion of %u other classes, too.",
                                      ancestor->n_classes - 1),
                            ancestor->n_classes - 1);
  return g_strdup_printf ("%s\n%s\n%s", name, exact, others);
}

gboolean
fooled_ancestry_item_equal (FooledAncestryItem *a, FooledAncestryItem *b)
{
  const RunAncestor *x = fooled_ancestry_item_get (a), *y = fooled_ancestry_item_get (b);

  return x->image == y->image && x->origin.evaluation == y->origin.evaluation &&
         x->class_index == y->class_index && x->confidence == y->confidence &&
         x->n_classes == y->n_classes && g_str_equal (x->label, y->label);
}
