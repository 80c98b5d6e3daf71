// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Plans where in one block of memory buffers go that come and go in a known order. Places are
 * counted in floats and are multiples of NN_ARENA_ALIGNMENT. */
typedef struct _NnArena NnArena;

#define NN_ARENA_ALIGNMENT 16 /* floats: 64 bytes */

NnArena *nn_arena_new (void);
void nn_arena_free (NnArena *arena);

/* A place for `size` floats, apart from all that are taken. */
gsize nn_arena_take (NnArena *arena, gsize size);

/* Gives a place of that size back. */
void nn_arena_give_back (NnArena *arena, gsize place, gsize size);

/* Floats that hold everything taken so far. */
gsize nn_arena_size (const NnArena *arena);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnArena, nn_arena_free)

G_END_DECLS
