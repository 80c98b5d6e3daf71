// SPDX-License-Identifier: GPL-3.0-or-later
#include "scorer.h"

#include <math.h>

void
scorer_init (Scorer *scorer, guint channels)
{
  BaseRandom random;

  base_random_init (&random, 51, 0, 0);
  *scorer = (Scorer){ .n_pixels = SCORER_SIZE * SCORER_SIZE * channels,
                      .scale = 1,
                      .calls_until_interrupt = -1 };
  scorer->weights = g_new (float, SCORER_N_CLASSES * scorer->n_pixels);
  for (guint i = 0; i < SCORER_N_CLASSES * scorer->n_pixels; i++)
    scorer->weights[i] = (float) base_random_normal (&random);
}

void
scorer_clear (Scorer *scorer)
{
  g_free (scorer->weights);
}

static void
score_image (const Scorer *scorer, const BaseImage *image, float *confidences)
{
  double sum = 0;

  for (guint c = 0; c < SCORER_N_CLASSES; c++)
    {
      float logit = 0;

      for (guint k = 0; k < scorer->n_pixels; k++)
        logit += scorer->weights[c * scorer->n_pixels + k] * image->pixels[k] / 255.0f;
      confidences[c] = expf (scorer->scale * logit);
      sum += confidences[c];
    }
  for (guint c = 0; c < SCORER_N_CLASSES; c++)
    confidences[c] = (float) (confidences[c] / sum);
}

static void
count_call (Scorer *scorer)
{
  if (g_atomic_int_get (&scorer->calls_until_interrupt) >= 0 &&
      g_atomic_int_add (&scorer->calls_until_interrupt, -1) == 0)
    g_atomic_int_set (&scorer->interrupt, 1);
}

gboolean
scorer_gradient (gpointer data,
                 guint workspace,
                 BaseImage *image,
                 guint class_index,
                 const gint *interrupt,
                 float *confidences,
                 float *image_gradient)
{
  Scorer *scorer = data;
  const BaseImage **halfway = &scorer->workspaces[workspace].halfway;

  g_assert_true (*halfway == NULL || *halfway == image);
  g_assert_cmpuint (scorer->workspaces[workspace].n_scored, ==, 0);
  if (*halfway == NULL)
    count_call (scorer);
  if (*halfway == NULL && interrupt != NULL && g_atomic_int_get (interrupt) != 0)
    {
      *halfway = image;
      return FALSE;
    }
  *halfway = NULL;
  score_image (scorer, image, confidences);
  for (guint k = 0; k < scorer->n_pixels; k++)
    {
      const float *weights = scorer->weights + k;
      float mean = 0;

      for (guint c = 0; c < SCORER_N_CLASSES; c++)
        mean += confidences[c] * weights[c * scorer->n_pixels];
      image_gradient[k] = scorer->scale * (weights[class_index * scorer->n_pixels] - mean) / 255.0f;
    }
  g_atomic_int_inc (&scorer->n_gradients);
  return TRUE;
}

gboolean
scorer_score (gpointer data,
              guint workspace,
              BaseImage *const *images,
              guint n,
              const gint *interrupt,
              float *confidences)
{
  Scorer *scorer = data;
  guint i = scorer->workspaces[workspace].n_scored;

  g_assert_true (i == 0 || images == scorer->workspaces[workspace].images);
  g_assert_null (scorer->workspaces[workspace].halfway);
  count_call (scorer);
  scorer->workspaces[workspace].images = images;
  scorer->workspaces[workspace].n_scored = 0;
  while (i < n)
    {
      score_image (scorer, images[i], confidences + i * SCORER_N_CLASSES);
      g_atomic_int_inc (&scorer->n_images);
      i++;
      if (i < n && interrupt != NULL && g_atomic_int_get (interrupt) != 0)
        {
          scorer->workspaces[workspace].n_scored = i;
          return FALSE;
        }
    }
  return TRUE;
}

EvoSearchSettings
scorer_settings (EvoEncoding encoding, guint channels)
{
  EvoSearchSettings settings = {
    .encoding = encoding,
    .width = SCORER_SIZE,
    .height = SCORER_SIZE,
    .channels = channels,
    .n_classes = SCORER_N_CLASSES,
    .seed = 5,
    .batch = 50,
    .micro_batch = 8,
  };

  evo_variation_init (&settings.variation);
  return settings;
}

static void
append_origin (GString *text, const EvoOrigin *origin)
{
  g_string_append_printf (text, " %" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT "/%" G_GINT64_FORMAT,
                          origin->generation, origin->evaluation, (gint64) origin->parent);
}

char *
scorer_fingerprint (const EvoSearch *search)
{
  g_autofree char *hash = evo_archive_hash (evo_search_archive (search));
  g_autoptr (GString) text = g_string_new (hash);
  const EvoArchive *archive = evo_search_archive (search);

  for (guint i = 0; i < archive->n_classes; i++)
    {
      append_origin (text, &archive->cells[i].origin);
      g_string_append_printf (text, "/%" G_GUINT64_FORMAT, archive->cells[i].improvements);
    }
  for (guint i = 0; i < evo_search_n_offspring (search); i++)
    {
      const EvoOffspring *offspring = evo_search_offspring (search, i);
      g_autoptr (GBytes) bytes = evo_genome_serialise (offspring->genome);
      g_autofree char *pixels = g_compute_checksum_for_data (
          G_CHECKSUM_MD5, offspring->image->pixels, base_image_size (offspring->image));

      g_string_append_printf (text, " %u %s %u %u %a", g_bytes_hash (bytes), pixels,
                              offspring->n_won, offspring->top[0].class_index,
                              (double) offspring->top[0].confidence);
      append_origin (text, &offspring->origin);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
