// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <protobuf-c/protobuf-c.h>

G_BEGIN_DECLS

/* Memory for unpacking one protobuf file, bounded by the file's size: unpacking fails where a
 * hostile file would take many times as much as it has. Must not move while it is in use. */
typedef struct
{
  ProtobufCAllocator allocator;
  gsize left;
} FmtMessageMemory;

void fmt_message_memory_init (FmtMessageMemory *memory, gsize file_size);
void *fmt_message_allocate (FmtMessageMemory *memory, gsize size); /* NULL = not that much */
void fmt_message_release (FmtMessageMemory *memory, void *data);

/* A name that is there, is short, and is readable text. */
gboolean fmt_message_is_name (const char *name);
gboolean fmt_message_is_name_or_empty (const char *name);
gboolean fmt_message_are_names (char *const *names, size_t n, gboolean (*check) (const char *name));

G_END_DECLS
