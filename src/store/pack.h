// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Genomes and images made compact: deflated (RFC 1950, with its checksum), either whole or as the
 * difference to another of the same size. A difference is the gaps between changed bytes, then
 * their changes modulo 256: where a tenth of the pixels changes, as in the paper's direct encoding,
 * both have few bits and deflate's Huffman codes find them. */
typedef enum
{
  STORE_PACKING_WHOLE,
  STORE_PACKING_DIFFERENCE,
} StorePacking;

#define STORE_PACK_FASTEST 1 /* levels of zlib */
#define STORE_PACK_DEFAULT 6

/* Chooses the smaller; STORE_PACK_FASTEST leaves as they are bytes that would hardly shrink. `base`
 * may be NULL or of another size: whole. Caller unrefs. */
GBytes *store_pack (GBytes *bytes, GBytes *base, int level, StorePacking *packing);

/* The bytes again, `size` of them; NULL when the packed ones do not give exactly that, which is
 * checked before anything larger than they allow is allocated. `base` is what it was packed with,
 * for a difference. Caller unrefs. */
GBytes *store_unpack (gconstpointer packed,
                      gsize n,
                      gsize size,
                      StorePacking packing,
                      GBytes *base);

G_END_DECLS
