// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/samples.h"

#include "datasets/sample.h"

static DataSampleKind
kind_for (const RunNetworkInfo *info)
{
  if (g_strcmp0 (info->data_set, "Fashion-MNIST") == 0)
    return DATA_SAMPLE_GARMENTS;
  return info->channels == 1 ? DATA_SAMPLE_DIGITS : DATA_SAMPLE_THINGS;
}

guint
run_samples_n (const RunNetworkInfo *info)
{
  g_return_val_if_fail (info != NULL, 0);
  return data_sample_n (kind_for (info));
}

BaseImage *
run_sample_draw (const RunNetworkInfo *info, guint number)
{
  g_return_val_if_fail (info != NULL && number < run_samples_n (info), NULL);
  return data_sample_draw (kind_for (info), number);
}

const char *
run_sample_name (const RunNetworkInfo *info, guint number)
{
  g_return_val_if_fail (info != NULL && number < run_samples_n (info), NULL);
  return data_sample_name (kind_for (info), number);
}
