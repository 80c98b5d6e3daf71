// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/perturb.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ascent/perturb-attack.h"
#include "base/error.h"

static const struct
{
  const char *name;
  gboolean (*run) (AscAttack *attack, GError **error);
} methods[ASC_N_METHODS] = {
  [ASC_METHOD_LBFGS] = { "lbfgs", asc_attack_lbfgs },
  [ASC_METHOD_FGSM] = { "fgsm", asc_attack_fgsm },
  [ASC_METHOD_BIM] = { "bim", asc_attack_bim },
  [ASC_METHOD_CW] = { "cw", asc_attack_cw },
};

const char *
asc_method_to_string (AscMethod method)
{
  g_return_val_if_fail (method < ASC_N_METHODS, NULL);
  return methods[method].name;
}

gboolean
asc_method_from_string (const char *text, AscMethod *method)
{
  g_return_val_if_fail (text != NULL && method != NULL, FALSE);

  for (guint i = 0; i < ASC_N_METHODS; i++)
    if (g_str_equal (text, methods[i].name))
      {
        *method = (AscMethod) i;
        return TRUE;
      }
  return FALSE;
}

void
asc_perturb_settings_init (AscPerturbSettings *settings, AscMethod method)
{
  g_return_if_fail (settings != NULL && method < ASC_N_METHODS);

  *settings = (AscPerturbSettings){
    .method = method,
    .target = ASC_ANY_OTHER,
    .step = 1,
    .iterations = 150,
    .searches = 20,
    .constant = 0.01,
    .learning_rate = 0.01,
  };
  if (method == ASC_METHOD_BIM)
    settings->iterations = ASC_LARGEST_SEARCHED;
  if (method == ASC_METHOD_CW)
    {
      settings->iterations = 300;
      settings->searches = 5;
      settings->constant = 0.1;
    }
}

static gboolean
set_out_of_range (const char *setting, double from, double to, GError **error)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
               _ ("The setting “%s” has to be from %g to %g."), setting, from, to);
  return FALSE;
}

gboolean
asc_perturb_settings_check (const AscPerturbSettings *settings,
                            const AscNetwork *network,
                            GError **error)
{
  const double tiny = 1e-9, huge = 1e9;

  g_return_val_if_fail (settings != NULL && network != NULL, FALSE);
  g_return_val_if_fail (settings->method < ASC_N_METHODS, FALSE);

  if (network->n_classes < 2)
    {
      g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                           _ ("The network knows only one class, so that there is no other one to "
                              "be misled to."));
      return FALSE;
    }
  if (settings->target != ASC_ANY_OTHER &&
      (settings->target < 0 || (guint) settings->target >= network->n_classes))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                   _ ("The network has no class %d; its classes are 0 to %u."), settings->target,
                   network->n_classes - 1);
      return FALSE;
    }
  if (!(settings->largest_change >= 0 && settings->largest_change <= 255))
    return set_out_of_range (_ ("largest change"), 0, 255, error);
  if (!(settings->step >= tiny && settings->step <= 255))
    return set_out_of_range (_ ("step"), tiny, 255, error);
  if (settings->iterations < 1 || settings->iterations > 100000)
    return set_out_of_range (_ ("iterations"), 1, 100000, error);
  if (settings->searches < 1 || settings->searches > 100)
    return set_out_of_range (_ ("searches"), 1, 100, error);
  if (!(settings->constant >= tiny && settings->constant <= huge))
    return set_out_of_range (_ ("constant"), tiny, huge, error);
  if (!(settings->learning_rate >= tiny && settings->learning_rate <= 10))
    return set_out_of_range (_ ("learning rate"), tiny, 10, error);
  if (!(settings->margin >= 0 && settings->margin <= huge))
    return set_out_of_range (_ ("margin"), 0, huge, error);
  return TRUE;
}

/* The network's confidences for whole grey levels, (n_classes); NULL with an error. */
static float *
look (AscAttack *attack, const guint8 *levels, guint *label, GError **error)
{
  g_autofree float *picture = g_new (float, attack->network->size);

  for (gsize i = 0; i < attack->network->size; i++)
    picture[i] = levels[i];
  if (asc_attack_scores (attack, picture, error) == NULL)
    return NULL;
  *label = asc_gradient_label (attack->gradient, 0);
  return g_memdup2 (asc_gradient_confidences (attack->gradient, 0),
                    attack->network->n_classes * sizeof (float));
}

static guint
max_change (const AscAttack *attack, const guint8 *levels)
{
  guint most = 0;

  for (gsize i = 0; i < attack->network->size; i++)
    most = MAX (most, (guint) ABS (levels[i] - attack->before[i]));
  return most;
}

static AscPerturbation *
conclude (AscAttack *attack, const float *confidences_before, GError **error)
{
  const AscPerturbSettings *settings = attack->settings;
  g_autoptr (AscPerturbation) perturbation = g_new0 (AscPerturbation, 1);
  g_autofree float *confidences = NULL;
  guint wanted;

  perturbation->levels = g_memdup2 (
      attack->best_distance == ASC_NOT_FOUND ? attack->tried : attack->best, attack->network->size);
  confidences = look (attack, perturbation->levels, &perturbation->label_after, error);
  if (confidences == NULL)
    return NULL;

  wanted = settings->target == ASC_ANY_OTHER ? perturbation->label_after : (guint) settings->target;
  perturbation->label = attack->label;
  perturbation->success = settings->target == ASC_ANY_OTHER
                              ? perturbation->label_after != attack->label
                              : perturbation->label_after == wanted;
  perturbation->label_confidence_before = confidences_before[attack->label];
  perturbation->label_confidence_after = confidences[attack->label];
  perturbation->confidence_before = confidences_before[wanted];
  perturbation->confidence_after = confidences[wanted];
  perturbation->distortion = sqrt ((double) asc_attack_distance (attack, perturbation->levels) /
                                   (double) attack->network->size) /
                             255.0;
  perturbation->max_change = max_change (attack, perturbation->levels);
  perturbation->iterations = attack->iterations;
  return g_steal_pointer (&perturbation);
}

static AscPerturbation *
perturb (AscAttack *attack, GError **error)
{
  g_autofree float *confidences = look (attack, attack->before, &attack->label, error);

  if (confidences == NULL)
    return NULL;
  if ((gint) attack->label == attack->settings->target)
    {
      g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                           _ ("The network already takes the picture for this class. Choose "
                              "another class."));
      return NULL;
    }
  if (!methods[attack->settings->method].run (attack, error))
    return NULL;
  return conclude (attack, confidences, error);
}

AscPerturbation *
asc_perturb (const AscNetwork *network,
             const guint8 *levels,
             const AscPerturbSettings *settings,
             AscPerturbProgress progress,
             gpointer progress_data,
             GCancellable *cancellable,
             GError **error)
{
  AscAttack attack = { .network = network,
                       .settings = settings,
                       .before = levels,
                       .best_distance = ASC_NOT_FOUND,
                       .progress = progress,
                       .progress_data = progress_data,
                       .cancellable = cancellable };
  AscPerturbation *perturbation;

  g_return_val_if_fail (network != NULL && levels != NULL && settings != NULL, NULL);

  if (!asc_perturb_settings_check (settings, network, error))
    return NULL;
  attack.gradient = asc_gradient_new (network, 1, error);
  if (attack.gradient == NULL)
    return NULL;
  attack.score_gradient = g_new0 (float, network->n_classes);
  attack.tried = g_memdup2 (levels, network->size);
  attack.best = g_new (guint8, network->size);
  perturbation = perturb (&attack, error);
  asc_gradient_free (attack.gradient);
  g_free (attack.score_gradient);
  g_free (attack.tried);
  g_free (attack.best);
  return perturbation;
}

void
asc_perturbation_free (AscPerturbation *perturbation)
{
  if (perturbation == NULL)
    return;
  g_free (perturbation->levels);
  g_free (perturbation);
}
