// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/memory.h"

#include <stdint.h>
#include <sys/mman.h>

#define LARGE_PAGE  ((uintptr_t) 2 << 20)
#define LEAST_PAGES 2

void *
base_memory_prepare (void *data, gsize size)
{
#ifdef MADV_HUGEPAGE
  uintptr_t begin = ((uintptr_t) data + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
  uintptr_t end = ((uintptr_t) data + size) & ~(LARGE_PAGE - 1);

  if (data != NULL && end > begin && end - begin >= LEAST_PAGES * LARGE_PAGE)
    (void) madvise ((void *) begin, end - begin, MADV_HUGEPAGE);
#endif
  return data;
}
