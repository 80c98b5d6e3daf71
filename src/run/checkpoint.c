// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/checkpoint-private.h"

static void
clear_individual (gpointer data)
{
  StoreIndividual *individual = data;

  g_clear_pointer (&individual->genome, g_bytes_unref);
  g_clear_pointer (&individual->image, base_image_unref);
  g_clear_pointer (&individual->crowns, g_free);
}

static void
clear_part (gpointer data)
{
  StorePart *part = data;

  g_clear_pointer (&part->name, g_free);
  g_clear_pointer (&part->bytes, g_bytes_unref);
}

RunCheckpoint *
run_checkpoint_new (void)
{
  RunCheckpoint *checkpoint = g_new0 (RunCheckpoint, 1);

  checkpoint->info = store_session_info_new ();
  checkpoint->champions = g_array_new (FALSE, FALSE, sizeof (StoreChampion));
  checkpoint->individuals = g_array_new (FALSE, FALSE, sizeof (StoreIndividual));
  g_array_set_clear_func (checkpoint->individuals, clear_individual);
  checkpoint->parts = g_array_new (FALSE, FALSE, sizeof (StorePart));
  g_array_set_clear_func (checkpoint->parts, clear_part);
  return checkpoint;
}

void
run_checkpoint_free (RunCheckpoint *checkpoint)
{
  if (checkpoint == NULL)
    return;
  store_session_info_free (checkpoint->info);
  g_clear_pointer (&checkpoint->state, g_bytes_unref);
  g_array_unref (checkpoint->champions);
  g_array_unref (checkpoint->individuals);
  g_array_unref (checkpoint->parts);
  g_free (checkpoint);
}

void
run_checkpoint_add_individual (RunCheckpoint *checkpoint, const StoreIndividual *individual)
{
  StoreIndividual copy = *individual;

  if (copy.genome != NULL)
    g_bytes_ref (copy.genome);
  if (copy.image != NULL)
    base_image_ref (copy.image);
  copy.crowns = g_memdup2 (copy.crowns, copy.n_crowns * sizeof *copy.crowns);
  g_array_append_val (checkpoint->individuals, copy);
}

void
run_checkpoint_add_part (RunCheckpoint *checkpoint, const char *name, GBytes *bytes)
{
  StorePart part = { .name = g_strdup (name), .bytes = g_bytes_ref (bytes) };

  g_array_append_val (checkpoint->parts, part);
}

static const StoreChampion *
find_champion (const GArray *champions, guint class_index)
{
  for (guint i = 0; i < champions->len; i++)
    if (g_array_index (champions, StoreChampion, i).class_index == class_index)
      return &g_array_index (champions, StoreChampion, i);
  return NULL;
}

static int
compare_champions (gconstpointer a, gconstpointer b)
{
  guint first = ((const StoreChampion *) a)->class_index;
  guint second = ((const StoreChampion *) b)->class_index;

  return (first > second) - (first < second);
}

/* The array of the older one goes on with what is in the newer, and takes its place. */
static void
go_on_with (GArray **older, GArray **newer)
{
  GArray *array = *newer;

  g_array_append_vals (*older, array->data, array->len);
  g_array_set_clear_func (array, NULL);
  *newer = *older;
  *older = array;
}

void
run_checkpoint_prepend (RunCheckpoint *checkpoint, RunCheckpoint *older)
{
  for (guint i = 0; i < older->champions->len; i++)
    {
      StoreChampion champion = g_array_index (older->champions, StoreChampion, i);

      if (find_champion (checkpoint->champions, champion.class_index) == NULL)
        g_array_append_val (checkpoint->champions, champion);
    }
  g_array_sort (checkpoint->champions, compare_champions);

  go_on_with (&older->individuals, &checkpoint->individuals);
  go_on_with (&older->parts, &checkpoint->parts);
  if (checkpoint->info->picture == NULL && older->info->picture != NULL)
    checkpoint->info->picture = g_bytes_ref (older->info->picture);
  if (checkpoint->state == NULL && older->state != NULL)
    checkpoint->state = g_bytes_ref (older->state);
  run_checkpoint_free (older);
}

static StoreCheckpoint
values_of (const RunCheckpoint *checkpoint)
{
  return (StoreCheckpoint){
    .info = checkpoint->info,
    .state = checkpoint->state,
    .champions = (const StoreChampion *) checkpoint->champions->data,
    .n_champions = checkpoint->champions->len,
    .individuals = (const StoreIndividual *) checkpoint->individuals->data,
    .n_individuals = checkpoint->individuals->len,
    .parts = (const StorePart *) checkpoint->parts->data,
    .n_parts = checkpoint->parts->len,
  };
}

gboolean
run_checkpoint_write (const RunCheckpoint *checkpoint, StoreSession *session, GError **error)
{
  StoreCheckpoint values = values_of (checkpoint);

  return store_session_write (session, &values, error);
}

StoreSession *
run_checkpoint_create (const RunCheckpoint *checkpoint,
                       const char *path,
                       StoreLock **lock,
                       GError **error)
{
  StoreCheckpoint values = values_of (checkpoint);

  return store_session_create_with (path, lock, &values, error);
}
