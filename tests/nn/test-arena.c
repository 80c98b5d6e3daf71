// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/arena.h"

#include "base/random.h"

typedef struct
{
  gsize place, size;
} Taken;

static void
assert_apart (const GArray *taken, gsize place, gsize size)
{
  for (guint i = 0; i < taken->len; i++)
    {
      const Taken *other = &g_array_index (taken, Taken, i);

      g_assert_true (place + size <= other->place || other->place + other->size <= place);
    }
}

/* Buffers that come and go at random never overlap, and all lie within the size. */
static void
test_random (void)
{
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (Taken));
  g_autoptr (NnArena) arena = nn_arena_new ();
  BaseRandom random;

  base_random_init (&random, 1, 0, 0);
  for (int i = 0; i < 5000; i++)
    if (taken->len > 0 && base_random_chance (&random, 0.5))
      {
        guint index = base_random_below (&random, taken->len);
        Taken old = g_array_index (taken, Taken, index);

        nn_arena_give_back (arena, old.place, old.size);
        g_array_remove_index_fast (taken, index);
      }
    else
      {
        Taken new = { .size = 1 + base_random_below (&random, 300) };

        new.place = nn_arena_take (arena, new.size);
        g_assert_cmpuint (new.place % NN_ARENA_ALIGNMENT, ==, 0);
        g_assert_cmpuint (new.place + new.size, <=, nn_arena_size (arena));
        assert_apart (taken, new.place, new.size);
        g_array_append_val (taken, new);
      }
}

/* A chain in which two buffers live at a time needs two, and what is given back joins up. */
static void
test_reuse (void)
{
  g_autoptr (NnArena) arena = nn_arena_new ();
  gsize before = nn_arena_take (arena, 64), place;

  for (int i = 0; i < 100; i++)
    {
      place = nn_arena_take (arena, 64);
      nn_arena_give_back (arena, before, 64);
      before = place;
    }
  g_assert_cmpuint (nn_arena_size (arena), ==, 128);
  nn_arena_give_back (arena, before, 64);
  g_assert_cmpuint (nn_arena_take (arena, 128), ==, 0);
  g_assert_cmpuint (nn_arena_size (arena), ==, 128);
}

/* A larger buffer grows a gap at the end rather than beginning behind it. */
static void
test_grows_the_last_gap (void)
{
  g_autoptr (NnArena) arena = nn_arena_new ();
  gsize first = nn_arena_take (arena, 16), second = nn_arena_take (arena, 32);

  g_assert_cmpuint (first, ==, 0);
  nn_arena_give_back (arena, second, 32);
  g_assert_cmpuint (nn_arena_take (arena, 160), ==, second);
  g_assert_cmpuint (nn_arena_size (arena), ==, 16 + 160);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/arena/random", test_random);
  g_test_add_func ("/nn/arena/reuse", test_reuse);
  g_test_add_func ("/nn/arena/grows-the-last-gap", test_grows_the_last_gap);
  return g_test_run ();
}
