// SPDX-License-Identifier: GPL-3.0-or-later
/* Which images a run gives to the rubbish: half from its first generations, half from the last
 * ones, where its champions come first. No image twice. */
#include "run/retraining-private.h"

#include <string.h>

typedef struct
{
  guint64 evaluation; /* by which an image is known */
  BaseImage *image;
} Collected;

static void
collected_free (gpointer data)
{
  Collected *collected = data;

  base_image_unref (collected->image);
  g_free (collected);
}

static Collected *
collect (guint64 evaluation, BaseImage *image)
{
  Collected *collected = g_new (Collected, 1);

  *collected = (Collected){ .evaluation = evaluation, .image = base_image_ref (image) };
  return collected;
}

static GPtrArray *
new_generation (void)
{
  return g_ptr_array_new_with_free_func (collected_free);
}

void
run_collector_init (RunCollector *collector, guint quota)
{
  *collector = (RunCollector){ .quota = quota, .first = new_generation () };
  g_queue_init (&collector->last);
}

void
run_collector_clear (RunCollector *collector)
{
  g_clear_pointer (&collector->first, g_ptr_array_unref);
  g_queue_clear_full (&collector->last, (GDestroyNotify) g_ptr_array_unref);
  collector->n_last = 0;
}

static guint
n_wanted_last (const RunCollector *collector)
{
  return collector->quota - collector->quota / 2;
}

/* No more generations than it takes. */
static void
keep_last (RunCollector *collector, GPtrArray *generation)
{
  g_queue_push_tail (&collector->last, generation);
  collector->n_last += generation->len;
  for (;;)
    {
      const GPtrArray *oldest = g_queue_peek_head (&collector->last);

      if (oldest == NULL || collector->n_last - oldest->len < n_wanted_last (collector))
        return;
      collector->n_last -= oldest->len;
      g_ptr_array_unref (g_queue_pop_head (&collector->last));
    }
}

void
run_collector_note (RunCollector *collector, const RunExperiment *experiment)
{
  guint64 generation = experiment->searcher->generation (experiment->search);
  guint n = experiment->searcher->n_offspring (experiment->search);
  GPtrArray *new = new_generation ();

  for (guint i = 0; i < n; i++)
    {
      const EvoOffspring *child = experiment->searcher->offspring (experiment->search, i);

      /* A climb that is over shows what it came to before. */
      if (child->image == NULL || child->origin.generation + 1 != generation)
        continue;
      if (collector->first->len < collector->quota / 2)
        g_ptr_array_add (collector->first, collect (child->origin.evaluation, child->image));
      g_ptr_array_add (new, collect (child->origin.evaluation, child->image));
    }
  keep_last (collector, new);
}

static void
give (GPtrArray *result, GHashTable *seen, guint64 evaluation, BaseImage *image)
{
  if (g_hash_table_add (seen, g_memdup2 (&evaluation, sizeof evaluation)))
    g_ptr_array_add (result, base_image_ref (image));
}

GPtrArray *
run_collector_result (const RunCollector *collector, const RunExperiment *experiment)
{
  GPtrArray *result = g_ptr_array_new_with_free_func ((GDestroyNotify) base_image_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  const EvoArchive *archive = run_experiment_archive (experiment);

  for (guint i = 0; i < collector->first->len; i++)
    {
      const Collected *collected = collector->first->pdata[i];

      give (result, seen, collected->evaluation, collected->image);
    }
  for (guint i = 0; i < archive->n_classes && result->len < collector->quota; i++)
    if (archive->cells[i].image != NULL)
      give (result, seen, archive->cells[i].origin.evaluation, archive->cells[i].image);
  for (const GList *link = collector->last.tail; link != NULL; link = link->prev)
    {
      const GPtrArray *generation = link->data;

      for (guint i = 0; i < generation->len && result->len < collector->quota; i++)
        {
          const Collected *collected = generation->pdata[i];

          give (result, seen, collected->evaluation, collected->image);
        }
    }
  return result;
}

static void
save_generation (const GPtrArray *generation, GByteArray *out)
{
  base_pack_u32 (out, generation->len);
  for (guint i = 0; i < generation->len; i++)
    {
      const Collected *collected = generation->pdata[i];

      base_pack_u64 (out, collected->evaluation);
      base_pack_blob (out, collected->image->pixels, base_image_size (collected->image));
    }
}

void
run_collector_save (const RunCollector *collector, GByteArray *out)
{
  save_generation (collector->first, out);
  base_pack_u32 (out, collector->last.length);
  for (const GList *link = collector->last.head; link != NULL; link = link->next)
    save_generation (link->data, out);
}

static GPtrArray *
restore_generation (guint most, guint width, guint height, guint channels, BaseUnpack *in)
{
  gsize size = (gsize) width * height * channels;
  guint n = base_unpack_count (in, most, size);
  GPtrArray *generation = new_generation ();

  for (guint i = 0; i < n && !in->failed; i++)
    {
      guint64 evaluation = base_unpack_u64 (in);
      g_autoptr (BaseImage) image = base_image_new (width, height, channels);

      base_unpack_blob_into (in, image->pixels, size);
      g_ptr_array_add (generation, collect (evaluation, image));
    }
  return generation;
}

void
run_collector_restore (RunCollector *collector,
                       guint width,
                       guint height,
                       guint channels,
                       BaseUnpack *in)
{
  guint n;

  g_ptr_array_unref (collector->first);
  collector->first = restore_generation (collector->quota / 2, width, height, channels, in);
  n = base_unpack_count (in, G_MAXUINT, sizeof (guint32));
  for (guint i = 0; i < n && !in->failed; i++)
    {
      GPtrArray *generation = restore_generation (G_MAXUINT, width, height, channels, in);

      g_queue_push_tail (&collector->last, generation);
      collector->n_last += generation->len;
    }
}
