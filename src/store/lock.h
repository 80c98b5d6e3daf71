// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The right to write to a file, which ends with the process that has it. It is a lock on a hidden
 * file beside, because SQLite's own locks on the file itself end whenever this process closes it.
 */
typedef struct _StoreLock StoreLock;

/* BASE_ERROR_LOCKED when someone has it, this process included; _READ_ONLY when the folder cannot
 * be written. */
StoreLock *store_lock_take (const char *path, GError **error);
void store_lock_release (StoreLock *lock);

/* The file whose lock a file of this name is, without folders; NULL where it is none. Caller frees.
 */
char *store_lock_name_of (const char *name);

/* Whether someone has it now. */
gboolean store_lock_is_held (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreLock, store_lock_release)

G_END_DECLS
