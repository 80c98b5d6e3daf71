// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/message.h"

#include "base/memory.h"
#include "nn/graph.h"

#include <string.h>

/* What unpacking may take beside the file's own size: a message of two bytes becomes a structure
 * of a hundred, so a file of nothing but such messages would otherwise take fifty times its size.
 */
#define MEMORY_FACTOR 32
#define MEMORY_EXTRA  ((gsize) 256 << 20)
#define MEMORY_LEAST  ((gsize) 64 << 10)

void *
fmt_message_allocate (FmtMessageMemory *memory, gsize size)
{
  if (size > memory->left)
    return NULL;
  memory->left -= size;
  return base_memory_prepare (g_try_malloc (MAX (size, 1)), size);
}

void
fmt_message_release (FmtMessageMemory *memory, void *data)
{
  g_free (data);
}

static void *
allocate (void *memory, size_t size)
{
  return fmt_message_allocate (memory, size);
}

static void
release (void *memory, void *data)
{
  fmt_message_release (memory, data);
}

void
fmt_message_memory_init (FmtMessageMemory *memory, gsize file_size)
{
  memory->left =
      file_size + MIN (MEMORY_LEAST + MEMORY_FACTOR * MIN (file_size, MEMORY_EXTRA), MEMORY_EXTRA);
  memory->allocator =
      (ProtobufCAllocator){ .alloc = allocate, .free = release, .allocator_data = memory };
}

gboolean
fmt_message_is_name (const char *name)
{
  return name != NULL && *name != '\0' && strlen (name) <= NN_MAX_NAME &&
         g_utf8_validate (name, -1, NULL);
}

gboolean
fmt_message_is_name_or_empty (const char *name)
{
  return name == NULL || *name == '\0' || fmt_message_is_name (name);
}

gboolean
fmt_message_are_names (char *const *names, size_t n, gboolean (*check) (const char *name))
{
  for (size_t i = 0; i < n; i++)
    if (!check (names[i]))
      return FALSE;
  return TRUE;
}
