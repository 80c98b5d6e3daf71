// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/sessions.h"

G_BEGIN_DECLS

/* A session with its picture unpacked, as it is listed. Plain data, made on any thread. */
typedef struct
{
  gatomicrefcount ref_count;
  StoreSessionEntry *entry;
  BaseImage *picture; /* sRGB; NULL = none */
} FooledSessionItem;

/* Takes over the entry. */
FooledSessionItem *fooled_session_item_new (StoreSessionEntry *entry);
FooledSessionItem *fooled_session_item_ref (FooledSessionItem *item);
void fooled_session_item_unref (FooledSessionItem *item);

/* The session's name; where it cannot be read or has none, that of its file. Caller frees. */
char *fooled_session_item_name (const FooledSessionItem *item);

/* RUN_SESSION_UNKNOWN also where it cannot be read. */
RunSessionKind fooled_session_item_kind (const FooledSessionItem *item);

/* "LeNet · Patterns (CPPN) · 1 200 generations · median 99.98 %". Caller frees. */
char *fooled_session_item_summary (const FooledSessionItem *item);

/* "yesterday's date, 1.2 MB". Caller frees. */
char *fooled_session_item_file_text (const FooledSessionItem *item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FooledSessionItem, fooled_session_item_unref)

G_END_DECLS
