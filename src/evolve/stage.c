// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/stage-private.h"

#include <string.h>

void
evo_stage_clear (EvoStage *stage)
{
  g_free (stage->children);
  g_free (stage->images);
  g_free (stage->confidences);
  g_free (stage->done);
  g_free (stage->scored);
  *stage = (EvoStage){ 0 };
}

void
evo_stage_begin (EvoStage *stage,
                 guint n,
                 const guint *children,
                 guint n_alone,
                 guint micro_batch,
                 guint n_classes)
{
  guint n_micro_batches = n_alone + (n - n_alone + micro_batch - 1) / micro_batch;

  stage->n = n;
  stage->n_classes = n_classes;
  stage->n_alone = n_alone;
  stage->micro_batch = micro_batch;
  stage->n_micro_batches = n_micro_batches;
  stage->children = g_renew (guint, stage->children, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    stage->children[i] = children != NULL ? children[i] : i;
  stage->images = g_renew (BaseImage *, stage->images, MAX (n, 1));
  stage->confidences = g_renew (float, stage->confidences, (gsize) MAX (n, 1) * n_classes);
  stage->done = g_renew (gboolean, stage->done, MAX (n_micro_batches, 1));
  stage->scored = g_renew (gboolean, stage->scored, MAX (n_micro_batches, 1));
  memset (stage->done, 0, n_micro_batches * sizeof *stage->done);
  memset (stage->scored, 0, n_micro_batches * sizeof *stage->scored);
}

guint
evo_stage_first (const EvoStage *stage, guint micro_batch)
{
  guint n = stage->n_alone;

  return micro_batch < n ? micro_batch : n + (micro_batch - n) * stage->micro_batch;
}

guint
evo_stage_size (const EvoStage *stage, guint micro_batch)
{
  if (micro_batch < stage->n_alone)
    return 1;
  return MIN (stage->micro_batch, stage->n - evo_stage_first (stage, micro_batch));
}

float *
evo_stage_confidences (const EvoStage *stage, guint place)
{
  return stage->confidences + (gsize) place * stage->n_classes;
}

static gboolean
has_confidences (const EvoStage *stage, guint micro_batch)
{
  return stage->done[micro_batch] || stage->scored[micro_batch];
}

gboolean
evo_stage_is_scored (const EvoStage *stage)
{
  for (guint i = 0; i < stage->n_micro_batches; i++)
    if (!has_confidences (stage, i))
      return FALSE;
  return TRUE;
}

void
evo_stage_save (const EvoStage *stage, GByteArray *out)
{
  for (guint i = 0; i < stage->n_micro_batches; i++)
    {
      base_pack_u8 (out, has_confidences (stage, i));
      if (has_confidences (stage, i))
        base_pack_f32s (out, evo_stage_confidences (stage, evo_stage_first (stage, i)),
                        (gsize) evo_stage_size (stage, i) * stage->n_classes);
    }
}

void
evo_stage_restore (EvoStage *stage, guint micro_batch, BaseUnpack *in)
{
  for (guint i = 0, first = 0, n; first < stage->n && !in->failed; i++, first += n)
    {
      gboolean alone = i < stage->n_alone;
      gboolean scored = base_unpack_boolean (in);

      n = alone ? 1 : MIN (micro_batch, stage->n - first);
      if (scored)
        base_unpack_f32s (in, evo_stage_confidences (stage, first), (gsize) n * stage->n_classes);
      if (alone || micro_batch == stage->micro_batch)
        stage->scored[i] = scored;
    }
}
