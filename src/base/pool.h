// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A fixed set of compute threads that together work through the tasks of one job at a time. */
typedef struct _BasePool BasePool;

/* One task of a job. `task` counts from 0; `worker` is 0 .. n_threads - 1 and names the thread, so
 * a caller can give each thread a workspace of its own. Tasks run in any order and at once: a task
 * must not depend on another one, nor its result on `worker`. */
typedef void (*BaseTask) (gpointer data, guint task, guint worker);

/* n_threads >= 1, or 0 for one a processor. The threads run at a lower priority than the rest of
 * the program where the system allows it. */
BasePool *base_pool_new (guint n_threads);

/* Joins the threads. No job may be under way. NULL is ignored. */
void base_pool_free (BasePool *pool);

/* >= 1 */
guint base_pool_n_threads (const BasePool *pool);

/* Runs task 0 .. n_tasks - 1 and returns when all that were begun have ended. When `interrupt` is
 * not NULL and another thread sets it (g_atomic_int_set) to other than 0, tasks that have not
 * begun are left out; the caller keeps record of which ones ran. One job at a time: call it from
 * one thread, and not from inside a task. */
void base_pool_run (BasePool *pool,
                    guint n_tasks,
                    BaseTask task,
                    gpointer data,
                    const gint *interrupt);

/* Called on the thread that calls base_pool_run, about ten times a second while it waits there: to
 * show how far its tasks are, while they go on. NULL ends that. */
typedef void (*BaseWatch) (gpointer data);
void base_pool_set_watch (BasePool *pool, BaseWatch watch, gpointer data);

/* Gives the calling thread the priority of the compute threads: for one that computes by itself. */
void base_pool_lower_priority (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BasePool, base_pool_free)

G_END_DECLS
