// SPDX-License-Identifier: GPL-3.0-or-later
/* Products, tile by tile: MAX_ROWS x MAX_BLOCKS vectors of sums stay in registers, each step reads
 * MAX_BLOCKS vectors of weights and spreads one number for each row. 14 x 2 of AVX-512's 32
 * registers, 6 x 1 blocks of two vectors of AVX2's 16. Direct and 1 x 1 convolutions, Winograd's
 * products and fully connected layers are all sums of this kind. Of one, two or three rows a tile
 * takes more blocks instead, because a sum would wait for itself otherwise. */

#define MOST_WIDE_ROWS 3
#define MOST_WIDE      8

#define EACH_SUM                                                                                   \
  _Pragma ("GCC unroll 16") for (int r = 0; r < rows; r++)                                         \
      _Pragma ("GCC unroll 16") for (int v = 0; v < blocks * PARTS; v++)
#define SUM   sums[r * blocks * PARTS + v]
#define PLACE (r * c_row + v / PARTS * c_block + v % PARTS * VECTOR)

/* The rows' addresses in fours, so that few registers hold them. */
#define AT(r) four[(r) / 4][((r) % 4) * a_row]

/* What becomes of the sums; add, residual and finish are decided once for all of them. */
INLINE void
store_sums (const int rows,
            const int blocks,
            Vector *sums,
            const NnProducts *all,
            float *c,
            const float *residual,
            const ptrdiff_t c_row)
{
  const ptrdiff_t c_block = all->c_block;

  if (all->add)
    EACH_SUM SUM += load (c + PLACE);
  if (residual != NULL)
    EACH_SUM SUM += load (residual + PLACE);
  finish_vectors (sums, rows * blocks * PARTS, all->finish);
  EACH_SUM store (c + PLACE, SUM);
}

/* n tiles, one below the other. */
INLINE void
tiles_of (const int rows, const int blocks, const NnProducts *all, int n)
{
  const ptrdiff_t a_row = all->a_row, b_block = all->b_block, c_row = all->c_row;
  const NnSegment *segments = all->segments, *end = segments + all->n_segments;
  const float *a = all->a, *bias = all->bias, *residual = all->residual;
  float *c = all->c;

  for (; n > 0; n--)
    {
      Vector sums[MAX_ROWS * MAX_BLOCKS * PARTS];

      if (bias == NULL)
        EACH_SUM SUM = spread (0);
      else if (all->row_bias)
        {
          EACH_SUM SUM = spread (bias[r]);
          bias += rows;
        }
      else
        EACH_SUM SUM = load (bias + v * VECTOR);
      for (const NnSegment *segment = segments; segment < end; segment++)
        {
          const float *b = all->b + segment->b;
          const float *four[(MAX_ROWS + 3) / 4];

#pragma GCC unroll 4
          for (int i = 0; i < (rows + 3) / 4; i++)
            four[i] = a + segment->a + i * 4 * a_row;
          for (int i = 0; i < segment->n; i++, b += NN_LANES)
            {
              if (blocks > MAX_BLOCKS)
                { /* the rows' numbers stay in registers */
                  Vector x[MOST_WIDE_ROWS];

#pragma GCC unroll 4
                  for (int r = 0; r < rows; r++)
                    x[r] = spread (AT (r));
#pragma GCC unroll 16
                  for (int v = 0; v < blocks * PARTS; v++)
                    {
                      Vector operand = load (b + v / PARTS * b_block + v % PARTS * VECTOR);

#pragma GCC unroll 4
                      for (int r = 0; r < rows; r++)
                        SUM += x[r] * operand;
                    }
                }
              else
                { /* the blocks' vectors do */
                  Vector operands[MAX_BLOCKS * PARTS];

#pragma GCC unroll 8
                  for (int v = 0; v < blocks * PARTS; v++)
                    operands[v] = load (b + v / PARTS * b_block + v % PARTS * VECTOR);
#pragma GCC unroll 16
                  for (int r = 0; r < rows; r++)
                    {
                      Vector x = spread (AT (r));

#pragma GCC unroll 8
                      for (int v = 0; v < blocks * PARTS; v++)
                        SUM += x * operands[v];
                    }
                }
#pragma GCC unroll 4
              for (int k = 0; k < (rows + 3) / 4; k++)
                four[k]++;
            }
        }
      /* Where the rows lie side by side, as they mostly do, all places are known beforehand. */
      if (c_row == NN_LANES)
        store_sums (rows, blocks, sums, all, c, residual, NN_LANES);
      else
        store_sums (rows, blocks, sums, all, c, residual, c_row);
      a += rows * a_row;
      c += rows * c_row;
      if (residual != NULL)
        residual += rows * c_row;
    }
}

/* clang-format off */
#define TILE(rows, blocks) static void tile_##rows##_##blocks (const NnProducts *all, int n) { tiles_of (rows, blocks, all, n); }
#define WIDE(rows, blocks) static void wide_##rows##_##blocks (const NnProducts *all, int n) { tiles_of (rows, blocks, all, n); }
#define TILES(blocks) TILE (1, blocks) TILE (2, blocks) MORE_TILES (blocks)
#define NAMES(blocks) { tile_1_##blocks, tile_2_##blocks, MORE_NAMES (blocks) }

#if MAX_ROWS == 2
#define WIDE_TILES WIDE (1, 2)
#define WIDE_NAMES { 0, wide_1_2 }
#define MOST_BLOCKS { 2, 1, 1 }
#define MORE_TILES(blocks)
#define MORE_NAMES(blocks)
#elif MAX_ROWS == 5
#define WIDE_TILES WIDE (1, 2) WIDE (1, 3) WIDE (1, 4) WIDE (1, 5) WIDE (2, 2)
#define WIDE_NAMES { 0, wide_1_2, wide_1_3, wide_1_4, wide_1_5 }, { 0, wide_2_2 }
#define MOST_BLOCKS { 5, 2, 1 }
#define MORE_TILES(blocks) TILE (3, blocks) TILE (4, blocks) TILE (5, blocks)
#define MORE_NAMES(blocks) tile_3_##blocks, tile_4_##blocks, tile_5_##blocks
#elif MAX_ROWS == 6
#define WIDE_TILES WIDE (1, 2) WIDE (1, 3) WIDE (1, 4) WIDE (1, 5) WIDE (1, 6) WIDE (2, 2) WIDE (2, 3) WIDE (3, 2)
#define WIDE_NAMES { 0, wide_1_2, wide_1_3, wide_1_4, wide_1_5, wide_1_6 }, { 0, wide_2_2, wide_2_3 }, { 0, wide_3_2 }
#define MOST_BLOCKS { 6, 3, 2 }
#define MORE_TILES(blocks) TILE (3, blocks) TILE (4, blocks) TILE (5, blocks) TILE (6, blocks)
#define MORE_NAMES(blocks) tile_3_##blocks, tile_4_##blocks, tile_5_##blocks, tile_6_##blocks
#elif MAX_ROWS == 14
#define WIDE_TILES WIDE (1, 3) WIDE (1, 4) WIDE (1, 5) WIDE (1, 6) WIDE (1, 7) WIDE (1, 8) WIDE (2, 3) WIDE (2, 4) \
  WIDE (3, 3) WIDE (3, 4)
#define WIDE_NAMES { 0, 0, wide_1_3, wide_1_4, wide_1_5, wide_1_6, wide_1_7, wide_1_8 }, { 0, 0, wide_2_3, wide_2_4 }, \
  { 0, 0, wide_3_3, wide_3_4 }
#define MOST_BLOCKS { 8, 4, 4 }
#define MORE_TILES(blocks) TILE (3, blocks) TILE (4, blocks) TILE (5, blocks) TILE (6, blocks) TILE (7, blocks) \
  TILE (8, blocks) TILE (9, blocks) TILE (10, blocks) TILE (11, blocks) TILE (12, blocks) TILE (13, blocks) TILE (14, blocks)
#define MORE_NAMES(blocks) tile_3_##blocks, tile_4_##blocks, tile_5_##blocks, tile_6_##blocks, tile_7_##blocks, \
  tile_8_##blocks, tile_9_##blocks, tile_10_##blocks, tile_11_##blocks, tile_12_##blocks, tile_13_##blocks, tile_14_##blocks
#endif
/* clang-format on */

WIDE_TILES
TILES (1)
#if MAX_BLOCKS == 2
TILES (2)
#endif

/* Goes over what is too much for its stores. */
static void
finish_late (int n_rows, int n_blocks, const NnProducts *all)
{
  for (int v = 0; v < n_blocks; v++)
    {
      float *c = all->c + v * all->c_block;

      if (all->c_row == NN_LANES)
        activate ((size_t) n_rows, c, all->finish, c);
      else
        for (int r = 0; r < n_rows; r++)
          activate (1, c + r * all->c_row, all->finish, c + r * all->c_row);
    }
}

static void
products (int n_rows, int n_blocks, const NnProducts *all)
{
  static void (*const tiles[MAX_BLOCKS][MAX_ROWS]) (const NnProducts *, int) = {
    NAMES (1),
#if MAX_BLOCKS == 2
    NAMES (2),
#endif
  };
  static void (*const wide[MOST_WIDE_ROWS][MOST_WIDE]) (const NnProducts *, int) = { WIDE_NAMES };
  static const int most_blocks[MOST_WIDE_ROWS] = MOST_BLOCKS;
  int most = n_rows <= MOST_WIDE_ROWS ? most_blocks[n_rows - 1] : MAX_BLOCKS;
  int n_tiles = (n_rows + MAX_ROWS - 1) / MAX_ROWS, low = n_rows / n_tiles;
  int n_high = n_rows - low * n_tiles; /* of one row more */
  NnProducts part = *all;

  for (int block = 0, blocks; block < n_blocks; block += blocks)
    {
      const float *bias = part.bias;

      blocks = n_blocks - block < MAX_BLOCKS ? n_blocks - block : MAX_BLOCKS;
      if (most > MAX_BLOCKS && n_blocks - block > MAX_BLOCKS)
        {
          blocks = nn_tile_rows (n_blocks - block, most);
          wide[n_rows - 1][blocks - 1](&part, 1);
        }
      else
        {
          if (n_high > 0)
            {
              int rows = n_high * (low + 1);

              tiles[blocks - 1][low](&part, n_high);
              part.a += rows * all->a_row;
              part.c += rows * all->c_row;
              if (part.bias != NULL && part.row_bias)
                part.bias += rows;
              if (part.residual != NULL)
                part.residual += rows * all->c_row;
            }
          tiles[blocks - 1][low - 1](&part, n_tiles - n_high);
        }
      part.a = all->a;
      part.b += blocks * all->b_block;
      part.c = all->c + (block + blocks) * all->c_block;
      if (all->residual != NULL)
        part.residual = all->residual + (block + blocks) * all->c_block;
      part.bias = bias != NULL && !part.row_bias ? bias + blocks * NN_LANES : bias;
    }
  if (is_late (all->finish))
    finish_late (n_rows, n_blocks, all);
}
