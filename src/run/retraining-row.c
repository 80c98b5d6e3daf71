// SPDX-License-Identifier: GPL-3.0-or-later
/* A network of a retraining experiment, as a row of its table. */
#include "run/retraining-private.h"

RunRetrainingRow *
run_retraining_row_ref (RunRetrainingRow *row)
{
  g_atomic_ref_count_inc (&row->ref_count);
  return row;
}

void
run_retraining_row_unref (RunRetrainingRow *row)
{
  if (row == NULL || !g_atomic_ref_count_dec (&row->ref_count))
    return;
  for (guint i = 0; i < row->n_champions; i++)
    base_image_unref (row->champions[i].image);
  g_free (row->champions);
  g_free (row->name);
  g_free (row->id);
  g_free (row->network);
  g_free (row->card);
  g_strfreev (row->labels);
  g_free (row);
}

RunRetrainingRow *
run_retraining_row_new (const RunRetraining *retraining, guint round)
{
  g_autoptr (RunTraining) training = run_retraining_of_round (retraining, round);
  RunRetrainingRow *row = g_new0 (RunRetrainingRow, 1);
  g_autofree char *folder = g_path_get_dirname (training->output);
  g_autofree char *card = NULL;

  g_atomic_ref_count_init (&row->ref_count);
  row->number = round;
  row->name = g_strdup (training->name);
  row->id = run_training_id (training);
  row->network = g_strdup (training->output);
  card = g_strconcat (row->id, ".card", NULL);
  row->card = g_build_filename (folder, card, NULL);
  row->labels = g_strdupv (training->labels);
  row->n_classes = g_strv_length (training->labels);
  return row;
}

RunRetrainingRow *
run_retraining_row_copy (const RunRetrainingRow *row)
{
  RunRetrainingRow *copy = g_memdup2 (row, sizeof *row);

  g_atomic_ref_count_init (&copy->ref_count);
  copy->name = g_strdup (row->name);
  copy->id = g_strdup (row->id);
  copy->network = g_strdup (row->network);
  copy->card = g_strdup (row->card);
  copy->labels = g_strdupv (row->labels);
  copy->champions = g_memdup2 (row->champions, row->n_champions * sizeof *row->champions);
  for (guint i = 0; i < row->n_champions; i++)
    if (copy->champions[i].filled)
      base_image_ref (copy->champions[i].image);
  return copy;
}

/* The shares, in the order of the struct. */
static void
list_shares (RunRetrainingRow *row, double **shares)
{
  shares[0] = &row->test_error;
  shares[1] = &row->recognised;
  shares[2] = &row->noise;
  shares[3] = &row->false_rubbish;
  shares[4] = &row->total_error;
}

#define N_SHARES 5

void
run_retraining_row_save (const RunRetrainingRow *row, GByteArray *out)
{
  double *shares[N_SHARES];

  list_shares ((RunRetrainingRow *) row, shares);
  base_pack_u32 (out, row->n_rubbish);
  base_pack_u32 (out, row->n_held_out);
  base_pack_f64 (out, row->loss);
  for (guint i = 0; i < N_SHARES; i++)
    base_pack_f64 (out, *shares[i]);
  base_pack_u8 (out, row->is_evolved ? 1 : 0);
  base_pack_u64 (out, row->evaluations);
  base_pack_f32 (out, row->median);
  base_pack_f32 (out, row->mean);
  base_pack_f32 (out, row->min);
  base_pack_f64 (out, row->training_seconds);
  base_pack_f64 (out, row->evolution_seconds);
  base_pack_u32 (out, row->n_champions);
  for (guint i = 0; i < row->n_champions; i++)
    {
      const RunRetrainingChampion *champion = &row->champions[i];

      base_pack_u8 (out, champion->filled ? 1 : 0);
      base_pack_f32 (out, champion->confidence);
      if (champion->filled)
        base_pack_blob (out, champion->image->pixels, base_image_size (champion->image));
    }
}

static float
unpack_confidence (BaseUnpack *in)
{
  float confidence = base_unpack_f32 (in);

  return base_unpack_require (in, confidence >= 0 && confidence <= 1) ? confidence : 0;
}

static void
restore_champion (RunRetrainingChampion *champion, const NnDataset *data, BaseUnpack *in)
{
  champion->filled = base_unpack_boolean (in);
  champion->confidence = unpack_confidence (in);
  if (!champion->filled)
    return;
  champion->image = base_image_new (data->width, data->height, data->channels);
  base_unpack_blob_into (in, champion->image->pixels, base_image_size (champion->image));
}

RunRetrainingRow *
run_retraining_row_restore (const RunRetraining *retraining,
                            guint round,
                            const NnDataset *data,
                            BaseUnpack *in)
{
  RunRetrainingRow *row = run_retraining_row_new (retraining, round);
  guint n = g_strv_length (retraining->training.labels);
  double *shares[N_SHARES];

  list_shares (row, shares);
  row->n_rubbish = base_unpack_u32 (in);
  row->n_held_out = base_unpack_u32 (in);
  row->loss = base_unpack_f64_in (in, 0, G_MAXDOUBLE);
  for (guint i = 0; i < N_SHARES; i++)
    *shares[i] = base_unpack_f64_in (in, -1, 1);
  row->is_evolved = base_unpack_boolean (in);
  row->evaluations = base_unpack_u64 (in);
  row->median = unpack_confidence (in);
  row->mean = unpack_confidence (in);
  row->min = unpack_confidence (in);
  row->training_seconds = base_unpack_f64_in (in, 0, G_MAXDOUBLE);
  row->evolution_seconds = base_unpack_f64_in (in, 0, G_MAXDOUBLE);
  row->n_champions = base_unpack_count (in, n, 5);
  base_unpack_require (in, row->n_champions == n || (row->n_champions == 0 && !row->is_evolved));
  row->champions = g_new0 (RunRetrainingChampion, n);
  for (guint i = 0; i < row->n_champions; i++)
    restore_champion (&row->champions[i], data, in);
  return row;
}
