// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/arena.h"

typedef struct
{
  gsize place, size;
} Gap;

struct _NnArena
{
  GArray *gaps; /* Gap, by place; no two touch */
  gsize size;
};

static gsize
round_up (gsize size)
{
  return (size + NN_ARENA_ALIGNMENT - 1) / NN_ARENA_ALIGNMENT * NN_ARENA_ALIGNMENT;
}

NnArena *
nn_arena_new (void)
{
  NnArena *arena = g_new0 (NnArena, 1);

  arena->gaps = g_array_new (FALSE, FALSE, sizeof (Gap));
  return arena;
}

void
nn_arena_free (NnArena *arena)
{
  if (arena == NULL)
    return;
  g_array_unref (arena->gaps);
  g_free (arena);
}

/* The smallest gap that is large enough, or -1. */
static int
best_gap (const NnArena *arena, gsize size)
{
  int best = -1;

  for (guint i = 0; i < arena->gaps->len; i++)
    {
      const Gap *gap = &g_array_index (arena->gaps, Gap, i);

      if (gap->size >= size &&
          (best < 0 || gap->size < g_array_index (arena->gaps, Gap, best).size))
        best = (int) i;
    }
  return best;
}

/* A place at the end, beginning with a gap there if there is one. */
static gsize
extend (NnArena *arena, gsize size)
{
  gsize place = arena->size;

  if (arena->gaps->len > 0)
    {
      const Gap *last = &g_array_index (arena->gaps, Gap, arena->gaps->len - 1);

      if (last->place + last->size == arena->size)
        {
          place = last->place;
          g_array_set_size (arena->gaps, arena->gaps->len - 1);
        }
    }
  arena->size = place + size;
  return place;
}

gsize
nn_arena_take (NnArena *arena, gsize size)
{
  int index;
  Gap *gap;
  gsize place;

  g_return_val_if_fail (arena != NULL, 0);
  size = round_up (size);
  index = best_gap (arena, size);
  if (index < 0)
    return extend (arena, size);

  gap = &g_array_index (arena->gaps, Gap, index);
  place = gap->place;
  gap->place += size;
  gap->size -= size;
  if (gap->size == 0)
    g_array_remove_index (arena->gaps, index);
  return place;
}

void
nn_arena_give_back (NnArena *arena, gsize place, gsize size)
{
  Gap gap = { .place = place, .size = round_up (size) };
  guint i = 0;

  g_return_if_fail (arena != NULL && gap.place + gap.size <= arena->size);
  if (gap.size == 0)
    return;
  while (i < arena->gaps->len && g_array_index (arena->gaps, Gap, i).place < place)
    i++;
  if (i < arena->gaps->len && g_array_index (arena->gaps, Gap, i).place == gap.place + gap.size)
    {
      gap.size += g_array_index (arena->gaps, Gap, i).size;
      g_array_remove_index (arena->gaps, i);
    }
  if (i > 0)
    {
      Gap *before = &g_array_index (arena->gaps, Gap, i - 1);

      if (before->place + before->size == gap.place)
        {
          before->size += gap.size;
          return;
        }
    }
  g_array_insert_val (arena->gaps, i, gap);
}

gsize
nn_arena_size (const NnArena *arena)
{
  g_return_val_if_fail (arena != NULL, 0);
  return arena->size;
}
