// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/perturb.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "ascent/perturb-attack.h"
#include "base/error.h"

static const AscAttackRow *const methods[ASC_N_METHODS] = {
  [ASC_METHOD_LBFGS] = &asc_attack_lbfgs,
  [ASC_METHOD_FGSM] = &asc_attack_fgsm,
  [ASC_METHOD_BIM] = &asc_attack_bim,
  [ASC_METHOD_CW] = &asc_attack_cw,
};

const AscAttackRow *
asc_attack_row (AscMethod method)
{
  g_return_val_if_fail (method < ASC_N_METHODS, NULL);
  return methods[method];
}

const AscMethodInfo *
asc_method_info (AscMethod method)
{
  return &asc_attack_row (method)->info;
}

const char *
asc_method_to_string (AscMethod method)
{
  return asc_method_info (method)->name;
}

gboolean
asc_method_from_string (const char *text, AscMethod *method)
{
  g_return_val_if_fail (text != NULL && method != NULL, FALSE);

  for (guint i = 0; i < ASC_N_METHODS; i++)
    if (g_str_equal (text, methods[i]->info.name))
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
  if (methods[method]->init_settings != NULL)
    methods[method]->init_settings (settings);
}

char *
asc_perturb_settings_to_string (const AscPerturbSettings *settings)
{
  const struct
  {
    const char *name;
    double value;
  } numbers[] = {
    { "largest-change", settings->largest_change },
    { "step", settings->step },
    { "iterations", settings->iterations },
    { "searches", settings->searches },
    { "constant", settings->constant },
    { "learning-rate", settings->learning_rate },
    { "margin", settings->margin },
    { "confidence", settings->confidence },
  };
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      char value[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (text, "%s%s=%s", i > 0 ? " " : "", numbers[i].name,
                              g_ascii_dtostr (value, sizeof value, numbers[i].value));
    }
  return g_string_free (text, FALSE);
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
  if (!(settings->confidence >= 0 && settings->confidence <= ASC_MOST_SURE))
    return set_out_of_range (_ ("confidence"), 0, ASC_MOST_SURE, error);
  return TRUE;
}

void
asc_perturbation_free (AscPerturbation *perturbation)
{
  if (perturbation == NULL)
    return;
  g_free (perturbation->levels);
  g_free (perturbation);
}
