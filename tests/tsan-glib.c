// SPDX-License-Identifier: GPL-3.0-or-later
/* For test runs under ThreadSanitizer, loaded before GLib. GLib is not built with the sanitizer,
 * which therefore does not see that its locks and queues order what threads do, and would report
 * every use of them as a race. These functions stand before GLib's own and tell it: what a thread
 * did before it let go of an object comes before what the next one does that got hold of it. */
#include <dlfcn.h>
#include <glib.h>

/* Part of the sanitizer's runtime; absent in programs that are built without. */
void __tsan_acquire (void *address) __attribute__ ((weak));
void __tsan_release (void *address) __attribute__ ((weak));

static void
acquire (gconstpointer address)
{
  if (__tsan_acquire != NULL)
    __tsan_acquire ((void *) address);
}

static void
release (gconstpointer address)
{
  if (__tsan_release != NULL)
    __tsan_release ((void *) address);
}

/* Declares `real`, GLib's function of the same name as the one that it is in. */
#define FIND_REAL(function)                                                                        \
  static __typeof__ (function) *real;                                                              \
  if (g_atomic_pointer_get (&real) == NULL)                                                        \
  g_atomic_pointer_set (&real, (__typeof__ (function) *) dlsym (RTLD_NEXT, #function))

void
g_mutex_lock (GMutex *mutex)
{
  FIND_REAL (g_mutex_lock);
  real (mutex);
  acquire (mutex);
}

gboolean
g_mutex_trylock (GMutex *mutex)
{
  FIND_REAL (g_mutex_trylock);
  if (!real (mutex))
    return FALSE;
  acquire (mutex);
  return TRUE;
}

void
g_mutex_unlock (GMutex *mutex)
{
  FIND_REAL (g_mutex_unlock);
  release (mutex);
  real (mutex);
}

void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  FIND_REAL (g_cond_wait);
  release (mutex);
  real (cond, mutex);
  acquire (mutex);
}

gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end_time)
{
  gboolean signalled;

  FIND_REAL (g_cond_wait_until);
  release (mutex);
  signalled = real (cond, mutex, end_time);
  acquire (mutex);
  return signalled;
}

void
g_async_queue_push (GAsyncQueue *queue, gpointer data)
{
  FIND_REAL (g_async_queue_push);
  release (queue);
  real (queue, data);
}

gpointer
g_async_queue_pop (GAsyncQueue *queue)
{
  gpointer data;

  FIND_REAL (g_async_queue_pop);
  data = real (queue);
  acquire (queue);
  return data;
}

gpointer
g_async_queue_try_pop (GAsyncQueue *queue)
{
  gpointer data;

  FIND_REAL (g_async_queue_try_pop);
  data = real (queue);
  acquire (queue);
  return data;
}

gpointer
g_async_queue_timeout_pop (GAsyncQueue *queue, guint64 timeout)
{
  gpointer data;

  FIND_REAL (g_async_queue_timeout_pop);
  data = real (queue, timeout);
  acquire (queue);
  return data;
}

gboolean (g_atomic_ref_count_compare) (gatomicrefcount *count, gint value)
{
  FIND_REAL (g_atomic_ref_count_compare);
  gboolean equal = real (count, value);
  acquire (count);
  return equal;
}

gboolean (g_atomic_ref_count_dec) (gatomicrefcount *count)
{
  FIND_REAL (g_atomic_ref_count_dec);
  gboolean last;

  release (count);
  last = real (count);
  if (last)
    acquire (count);
  return last;
}
