// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/quiz/quiz-maker.h"

#include "ui/threads/background.h"

/* How often progress is looked at, milliseconds. */
#define PROGRESS_INTERVAL 100

typedef struct
{
  RunQuizOrder order;
  RunQuizMade *made; /* what came of it */
  GMutex mutex;      /* for what follows */
  RunQuizKind kind;
  double fraction;
} Job;

struct _FooledQuizMaker
{
  GObject parent_instance;
  GCancellable *cancellable; /* while something is made */
  Job *job;                  /* the same; the thread's but for what the mutex guards */
  guint timeout;
};

G_DEFINE_FINAL_TYPE (FooledQuizMaker, fooled_quiz_maker, G_TYPE_OBJECT)

enum
{
  PROGRESS,
  MADE,
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
job_free (gpointer data)
{
  Job *job = data;

  run_quiz_order_clear (&job->order);
  run_quiz_made_free (job->made);
  g_mutex_clear (&job->mutex);
  g_free (job);
}

static void
note_progress (gpointer data, RunQuizKind kind, double fraction)
{
  Job *job = data;

  g_mutex_lock (&job->mutex);
  job->kind = kind;
  job->fraction = fraction;
  g_mutex_unlock (&job->mutex);
}

static void
work (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->made = run_quiz_make (&job->order, note_progress, job, cancellable, error);
}

static void
end (FooledQuizMaker *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->cancellable);
  self->job = NULL;
}

static void
done (gpointer owner, gpointer data, const GError *error)
{
  FooledQuizMaker *self = owner;
  Job *job = data;

  if (self->job != job)
    return;
  end (self);
  if (job->made != NULL)
    g_signal_emit (self, signals[MADE], 0, job->made);
  else
    g_signal_emit (self, signals[FAILED], 0, error->message);
}

static gboolean
look_at_progress (gpointer data)
{
  FooledQuizMaker *self = data;
  RunQuizKind kind;
  double fraction;

  g_mutex_lock (&self->job->mutex);
  kind = self->job->kind;
  fraction = self->job->fraction;
  g_mutex_unlock (&self->job->mutex);
  g_signal_emit (self, signals[PROGRESS], 0, (int) kind, fraction);
  return G_SOURCE_CONTINUE;
}

static void
fooled_quiz_maker_dispose (GObject *object)
{
  fooled_quiz_maker_cancel (FOOLED_QUIZ_MAKER (object));

  G_OBJECT_CLASS (fooled_quiz_maker_parent_class)->dispose (object);
}

static void
fooled_quiz_maker_class_init (FooledQuizMakerClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_quiz_maker_dispose;
  signals[PROGRESS] = g_signal_new ("progress", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_DOUBLE);
  signals[MADE] = g_signal_new ("made", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_POINTER);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
fooled_quiz_maker_init (FooledQuizMaker *self)
{
}

FooledQuizMaker *
fooled_quiz_maker_new (void)
{
  return g_object_new (FOOLED_TYPE_QUIZ_MAKER, NULL);
}

void
fooled_quiz_maker_start (FooledQuizMaker *self, const RunQuizOrder *order)
{
  g_return_if_fail (FOOLED_IS_QUIZ_MAKER (self));

  fooled_quiz_maker_cancel (self);
  self->job = g_new0 (Job, 1);
  self->job->order = *order;
  g_mutex_init (&self->job->mutex);
  self->cancellable = g_cancellable_new ();
  self->timeout = g_timeout_add (PROGRESS_INTERVAL, look_at_progress, self);
  fooled_background_run (G_OBJECT (self), self->job, job_free, self->cancellable, work, done);
}

void
fooled_quiz_maker_cancel (FooledQuizMaker *self)
{
  g_return_if_fail (FOOLED_IS_QUIZ_MAKER (self));

  if (self->cancellable == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  end (self);
}
