// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Slow work on a thread beside the main loop. A job is plain data: neither a widget nor anything
 * that belongs to one. It is the thread's until `done`, and is freed after that on the main loop,
 * also when `done` is not called: when the owner has gone, or nobody wants it any more. Until then
 * the program does not end. */

/* On the other thread. The error is what `done` gets. */
typedef void (*FooledWork) (gpointer job, GCancellable *cancellable, GError **error);

/* On the main loop. */
typedef void (*FooledWorkDone) (gpointer owner, gpointer job, const GError *error);

/* The owner cancels when it is disposed of. */
void fooled_background_run (GObject *owner,
                            gpointer job,
                            GDestroyNotify free_job,
                            GCancellable *cancellable,
                            FooledWork work,
                            FooledWorkDone done);

/* The same, but one job after the other, in the order of the calls: for what is on the disk. What
 * is queued is done, whoever has gone meanwhile. Without `done` the job is freed on the other
 * thread, and the program may end before. */
void fooled_background_queue (GObject *owner,
                              gpointer job,
                              GDestroyNotify free_job,
                              FooledWork work,
                              FooledWorkDone done);

G_END_DECLS
