// SPDX-License-Identifier: GPL-3.0-or-later
/* Vectors of the compiler's, of the width of the set that is compiled; see kernels-body.h. */
#include "nn/kernels.h"

#include <float.h>
#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define PARTS (NN_LANES / VECTOR) /* vectors that make NN_LANES floats */

typedef float Vector __attribute__ ((vector_size (VECTOR * sizeof (float))));
typedef int Mask __attribute__ ((vector_size (VECTOR * sizeof (float))));

#define INLINE static inline __attribute__ ((always_inline))

/* NN_LANES floats. */
typedef struct
{
  Vector part[PARTS];
} Lanes;

INLINE Vector
load (const float *x)
{
  Vector v;

  memcpy (&v, x, sizeof v);
  return v;
}

INLINE void
store (float *y, Vector v)
{
  memcpy (y, &v, sizeof v);
}

INLINE Vector
spread (float x)
{
  return x - (Vector){ 0 };
}

INLINE Vector
choose (Mask mask, Vector yes, Vector no)
{
  return (Vector) ((mask & (Mask) yes) | (~mask & (Mask) no));
}

/* a > b ? a : b, which is b where either is not a number. */
INLINE Vector
larger (Vector a, Vector b)
{
#if VECTOR == 16 && defined(__AVX512F__)
  return (Vector) _mm512_max_ps ((__m512) a, (__m512) b);
#elif VECTOR == 8 && defined(__AVX__)
  return (Vector) _mm256_max_ps ((__m256) a, (__m256) b);
#elif VECTOR == 4 && defined(__SSE2__)
  return (Vector) _mm_max_ps ((__m128) a, (__m128) b);
#else
  return choose (a > b, a, b);
#endif
}

INLINE Vector
smaller (Vector a, Vector b)
{
#if VECTOR == 16 && defined(__AVX512F__)
  return (Vector) _mm512_min_ps ((__m512) a, (__m512) b);
#elif VECTOR == 8 && defined(__AVX__)
  return (Vector) _mm256_min_ps ((__m256) a, (__m256) b);
#elif VECTOR == 4 && defined(__SSE2__)
  return (Vector) _mm_min_ps ((__m128) a, (__m128) b);
#else
  return choose (a < b, a, b);
#endif
}

INLINE Lanes
load_lanes (const float *x)
{
  Lanes lanes;

  for (int i = 0; i < PARTS; i++)
    lanes.part[i] = load (x + i * VECTOR);
  return lanes;
}

INLINE void
store_lanes (float *y, Lanes lanes)
{
  for (int i = 0; i < PARTS; i++)
    store (y + i * VECTOR, lanes.part[i]);
}

INLINE Lanes
spread_lanes (float x)
{
  Lanes lanes;

  for (int i = 0; i < PARTS; i++)
    lanes.part[i] = spread (x);
  return lanes;
}

#define FOR_PARTS   for (int part_ = 0; part_ < PARTS; part_++)
#define PART(lanes) ((lanes).part[part_])

INLINE Lanes
add_lanes (Lanes a, Lanes b)
{
  FOR_PARTS PART (a) += PART (b);
  return a;
}
