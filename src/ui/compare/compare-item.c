// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compare-item.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/widgets/class-labels.h"
#include "ui/widgets/number-text.h"

struct _FooledCompareItem
{
  GObject parent_instance;
  RunComparedSet *set;
  guint index;
  RunNetworkInfo *network;
  RunVerdict verdict;
};

G_DEFINE_FINAL_TYPE (FooledCompareItem, fooled_compare_item, G_TYPE_OBJECT)

static void
fooled_compare_item_finalize (GObject *object)
{
  FooledCompareItem *self = FOOLED_COMPARE_ITEM (object);

  run_compared_set_unref (self->set);
  run_network_info_unref (self->network);

  G_OBJECT_CLASS (fooled_compare_item_parent_class)->finalize (object);
}

static void
fooled_compare_item_class_init (FooledCompareItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fooled_compare_item_finalize;
}

static void
fooled_compare_item_init (FooledCompareItem *self)
{
}

FooledCompareItem *
fooled_compare_item_new (RunComparedSet *set,
                         guint index,
                         RunNetworkInfo *network,
                         const RunVerdict *verdict)
{
  FooledCompareItem *self = g_object_new (FOOLED_TYPE_COMPARE_ITEM, NULL);

  self->set = run_compared_set_ref (set);
  self->index = index;
  self->network = run_network_info_ref (network);
  self->verdict = *verdict;
  return self;
}

BaseImage *
fooled_compare_item_get_image (FooledCompareItem *self)
{
  return self->set->images[self->index].image;
}

const RunVerdict *
fooled_compare_item_get_verdict (FooledCompareItem *self)
{
  return &self->verdict;
}

const char *
fooled_compare_item_get_label (FooledCompareItem *self)
{
  return self->verdict.kind == RUN_VERDICT_UNREADABLE
             ? _ ("Unreadable")
             : fooled_label_text (self->network->labels[self->verdict.class_index]);
}

/* "7, 99.98 %": what the network says. Caller frees. */
static char *
text_of (FooledCompareItem *self)
{
  g_autofree char *confidence = NULL;

  if (self->verdict.kind == RUN_VERDICT_UNREADABLE)
    return g_strdup (_ ("Unreadable"));
  confidence = fooled_confidence_text (self->verdict.confidence);
  return g_strdup_printf (
      "%s, %s", fooled_label_text (self->network->labels[self->verdict.class_index]), confidence);
}

char *
fooled_compare_item_purpose (FooledCompareItem *self)
{
  const RunCompared *image = &self->set->images[self->index];

  /* Translators: %s is the label of the class that an image was made for. */
  return image->label != NULL ? g_strdup_printf (_ ("for %s"), fooled_label_text (image->label))
                              : g_strdup (image->name);
}

char *
fooled_compare_item_sentence (FooledCompareItem *self)
{
  const RunCompared *image = &self->set->images[self->index];
  g_autofree char *text = text_of (self);
  const char *label = fooled_label_text (image->label);

  if (self->verdict.kind == RUN_VERDICT_UNREADABLE)
    /* Translators: %s is the name of an image. */
    return g_strdup_printf (_ ("%s: unreadable"), image->name);
  if (image->label == NULL)
    /* Translators: the name of an image; a label and a confidence. */
    return g_strdup_printf (_ ("%s: taken for %s"), image->name, text);
  if (self->verdict.kind == RUN_VERDICT_ORIGINAL)
    /* Translators: label; label and confidence, such as "3, 99.98 %". */
    return g_strdup_printf (_ ("Made for %s, still taken for %s"), label, text);
  if (self->verdict.kind == RUN_VERDICT_NO_CLASS)
    /* Translators: label; label and confidence. */
    return g_strdup_printf (_ ("Made for %s, which the network does not know; taken for %s"), label,
                            text);
  /* Translators: label; label and confidence. */
  return g_strdup_printf (_ ("Made for %s, taken for %s"), label, text);
}
