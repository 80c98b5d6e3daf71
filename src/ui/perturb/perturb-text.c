// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/perturb/perturb-text.h"

#include "config.h"

#include <glib/gi18n.h>

#include "run/sight.h"
#include "ui/perturb/look-view.h"
#include "ui/widgets/class-labels.h"
#include "ui/widgets/number-text.h"

/* With less nobody would say that the network is sure. */
#define SURE 0.5f

static char *
confidence_of (const RunLook *look, guint class_index)
{
  return fooled_confidence_text (class_index < look->n_classes ? look->confidences[class_index]
                                                               : 0);
}

/* In a picture of that size. */
static char *
sight_text (RunSight sight, guint width, guint height)
{
  switch (sight)
    {
    case RUN_SIGHT_HARDLY:
      /* Translators: width and height in pixels. */
      return g_strdup_printf (_ ("In a picture of %u × %u pixels hardly anyone sees that."), width,
                              height);
    case RUN_SIGHT_CLOSELY:
      /* Translators: width and height in pixels. */
      return g_strdup_printf (_ ("In a picture of %u × %u pixels who looks closely sees that."),
                              width, height);
    case RUN_SIGHT_PLAINLY:
    default:
      /* Translators: width and height in pixels. */
      return g_strdup_printf (_ ("In a picture of %u × %u pixels that is plain to see."), width,
                              height);
    }
}

char *
fooled_perturb_change_text (const RunPerturbSnapshot *snapshot)
{
  const RunPerturbResult *result;
  const BaseImage *image;
  double levels;
  RunSight sight;
  g_autofree char *size = NULL;
  g_autofree char *seen = NULL;

  g_return_val_if_fail (snapshot != NULL && snapshot->has_result && snapshot->after != NULL, NULL);

  result = &snapshot->result;
  image = snapshot->after->image;
  sight = run_sight_of_change (result->distortion, result->max_change, image->width, image->height);
  if (sight == RUN_SIGHT_NOTHING)
    /* Translators: a method. */
    return g_strdup_printf (_ ("%s: no pixel changed."),
                            _ (asc_method_info (result->settings.method)->title));
  levels = 255 * result->distortion;
  size = g_strdup_printf ("%.*f", levels < 1 ? 2 : 1, levels);
  seen = sight_text (sight, image->width, image->height);
  /* Translators: a method; numbers of grey levels; a sentence on who sees that. */
  return g_strdup_printf (_ ("%s: on average a pixel changed by %s of 255 grey levels, at most by "
                             "%u. %s"),
                          _ (asc_method_info (result->settings.method)->title), size,
                          result->max_change, seen);
}

char *
fooled_perturb_change_tooltip (const RunPerturbResult *result)
{
  g_return_val_if_fail (result != NULL, NULL);

  /* Translators: distortion is the term of the literature for the mean change of a pixel, as a
   * number from 0 to 1. */
  return g_strdup_printf (_ ("Distortion, as the literature calls it: %.4f of 1, the root of the "
                             "mean of the squared changes"),
                          result->distortion);
}

static char *
success_text (const RunPerturbSnapshot *snapshot)
{
  const RunPerturbResult *result = &snapshot->result;
  g_autofree char *before = confidence_of (snapshot->before, result->label);
  g_autofree char *after = confidence_of (snapshot->after, result->label_after);
  g_autofree char *label = fooled_class_text (snapshot->network, result->label);
  g_autofree char *label_after = fooled_class_text (snapshot->network, result->label_after);

  if (snapshot->after->confidences[result->label_after] < SURE)
    /* Translators: confidence, label; label, confidence. */
    return g_strdup_printf (_ ("Fooled: the network was %s sure of “%s”; now its first guess is "
                               "“%s”, at %s."),
                            before, label, label_after, after);
  /* Translators: confidence, label; confidence, label. */
  return g_strdup_printf (_ ("Fooled: the network was %s sure of “%s”; now it is %s sure of “%s”."),
                          before, label, after, label_after);
}

static const char *
advice (const RunPerturbResult *result)
{
  if (result->target != ASC_ANY_OTHER)
    switch (result->settings.method)
      {
      case ASC_METHOD_FGSM:
        return _ ("One step rarely reaches a chosen class: try the iterated method, or “Any "
                  "other”.");
      case ASC_METHOD_BIM:
        return _ ("Try L-BFGS, which looks at all pixels together, or another class.");
      default:
        return _ ("Try the other methods, another class, or “Any other”.");
      }
  if (result->settings.method == ASC_METHOD_FGSM)
    return _ ("One step was not enough: try the iterated method.");
  return _ ("Try another method, or another picture.");
}

static char *
failure_text (const RunPerturbSnapshot *snapshot)
{
  const RunPerturbResult *result = &snapshot->result;
  g_autofree char *label = fooled_class_text (snapshot->network, result->label_after);
  g_autofree char *confidence = confidence_of (snapshot->after, result->label_after);

  if (result->settings.confidence > 0 &&
      (result->target == ASC_ANY_OTHER ? result->label_after != result->label
                                       : (gint) result->label_after == result->target))
    {
      g_autofree char *wish = fooled_confidence_text ((float) result->settings.confidence);

      /* Translators: label, confidence, confidence that was wanted, what to try next. */
      return g_strdup_printf (_ ("It says “%s”, but is only %s sure, not %s. %s"), label,
                              confidence, wish, advice (result));
    }
  if (result->label_after == result->label)
    /* Translators: label, confidence, what to try next. */
    return g_strdup_printf (_ ("Not fooled: the network still says “%s” (%s). %s"), label,
                            confidence, advice (result));
  /* Translators: label, confidence, what to try next. */
  return g_strdup_printf (_ ("Not there yet: the network says “%s” (%s). %s"), label, confidence,
                          advice (result));
}

static char *
searching_text (const RunPerturbSnapshot *snapshot)
{
  g_autofree char *count = fooled_count_text (snapshot->iterations);

  /* Translators: %s is a count. */
  return g_strdup_printf (ngettext ("Looking for a small change that fools it… %s step",
                                    "Looking for a small change that fools it… %s steps",
                                    snapshot->iterations),
                          count);
}

static char *
look_text (const RunPerturbSnapshot *snapshot, int target)
{
  guint first = fooled_look_first (snapshot->network, snapshot->before);
  guint class_index = snapshot->before->top[first].class_index;
  g_autofree char *label = fooled_class_text (snapshot->network, class_index);
  g_autofree char *confidence = confidence_of (snapshot->before, class_index);

  if (target == (int) class_index && first == 0)
    /* Translators: %s is a label. */
    return g_strdup_printf (
        _ ("The network says “%s” already: choose another class that it is to say."), label);
  if (first > 0)
    /* Translators: label, confidence, "(another label is left out)". */
    return g_strdup_printf (_ ("The network takes this for “%s”, %s sure %s. Can you fool it?"),
                            label, confidence, fooled_left_out_note ());
  /* Translators: label, confidence. */
  return g_strdup_printf (_ ("The network takes this for “%s”, %s sure. Can you fool it?"), label,
                          confidence);
}

char *
fooled_perturb_sentence (const RunPerturbSnapshot *snapshot, int target)
{
  if (snapshot == NULL || snapshot->state == RUN_PERTURB_LOADING)
    return g_strdup (_ ("The network is being loaded…"));
  if (snapshot->before == NULL || snapshot->before->n_top == 0)
    return g_strdup ("");
  if (snapshot->state == RUN_PERTURB_SEARCHING)
    return searching_text (snapshot);
  if (snapshot->has_result && snapshot->after != NULL)
    return snapshot->result.success ? success_text (snapshot) : failure_text (snapshot);
  return look_text (snapshot, target);
}

static void
append_class (GString *text, const RunPerturbSnapshot *snapshot, guint class_index)
{
  g_autofree char *label = fooled_class_text (snapshot->network, class_index);
  g_autofree char *confidence = confidence_of (snapshot->between, class_index);

  if (text->len > 0)
    g_string_append (text, " · ");
  /* Translators: label, confidence. */
  g_string_append_printf (text, _ ("%s: %s"), label, confidence);
}

char *
fooled_perturb_between_text (const RunPerturbSnapshot *snapshot)
{
  GString *text = g_string_new (NULL);
  const RunPerturbResult *result;
  guint top;

  g_return_val_if_fail (snapshot != NULL && snapshot->between != NULL, NULL);

  result = &snapshot->result;
  append_class (text, snapshot, result->label);
  if (result->label_after != result->label)
    append_class (text, snapshot, result->label_after);
  top = snapshot->between->n_top > 0 ? snapshot->between->top[0].class_index : result->label;
  if (top != result->label && top != result->label_after)
    append_class (text, snapshot, top);
  return g_string_free (text, FALSE);
}

char *
fooled_rubbish_text (const RunRubbish *rubbish)
{
  g_autofree char *accepted = NULL;
  g_autofree char *scored = NULL;

  g_return_val_if_fail (rubbish != NULL, NULL);

  accepted = fooled_count_text (rubbish->n_accepted);
  scored = fooled_count_text (rubbish->n_scored);
  /* Translators: %s are counts. */
  return g_strdup_printf (
      ngettext ("%s of %s noise image was taken for something: the network was more than 50 %% "
                "sure.",
                "%s of %s noise images were taken for something: the network was more than 50 %% "
                "sure.",
                rubbish->n_scored),
      accepted, scored);
}
