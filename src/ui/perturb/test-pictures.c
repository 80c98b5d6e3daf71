// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/perturb/test-pictures.h"

#include "base/error.h"
#include "ui/threads/background.h"

/* How often progress is looked at, milliseconds. */
#define PROGRESS_INTERVAL 100

typedef struct
{
  char *data_set;
  char *character;           /* to be drawn, in place of a data set's */
  BaseImage *drawn;          /* what came of drawing it */
  RunTestPictures *pictures; /* what came of opening them */
  GMutex mutex;              /* for what follows */
  guint64 n_bytes, total;
} Job;

struct _FooledTestPictures
{
  GObject parent_instance;
  GCancellable *cancellable; /* of opening; until the end */
  char *data_set;            /* of `pictures` */
  RunTestPictures *pictures; /* NULL = none opened */
  gboolean opening;          /* or drawing */

  GCancellable *get_cancellable; /* NULL = nothing is being got */
  Job *job;                      /* borrowed from the thread while that is so */
  guint progress_timeout;
};

G_DEFINE_FINAL_TYPE (FooledTestPictures, fooled_test_pictures, G_TYPE_OBJECT)

enum
{
  PICTURE,
  MISSING,
  CHANGED,
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static Job *
job_new (const char *data_set)
{
  Job *job = g_new0 (Job, 1);

  job->data_set = g_strdup (data_set);
  g_mutex_init (&job->mutex);
  return job;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  run_test_pictures_free (job->pictures);
  g_clear_pointer (&job->drawn, base_image_unref);
  g_free (job->character);
  g_mutex_clear (&job->mutex);
  g_free (job->data_set);
  g_free (job);
}

static void
emit_random (FooledTestPictures *self)
{
  guint n = run_test_pictures_n (self->pictures);
  g_autoptr (BaseImage) image = NULL;

  if (n == 0)
    return;
  image = run_test_pictures_image (self->pictures, (guint) g_random_int_range (0, (gint32) n));
  g_signal_emit (self, signals[PICTURE], 0, image);
}

static void
open_pictures (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->pictures = run_test_pictures_open (job->data_set, error);
}

static void
opened (gpointer owner, gpointer data, const GError *error)
{
  FooledTestPictures *self = owner;
  Job *job = data;

  self->opening = FALSE;
  if (error == NULL)
    {
      g_clear_pointer (&self->pictures, run_test_pictures_free);
      self->pictures = g_steal_pointer (&job->pictures);
      g_free (self->data_set);
      self->data_set = g_strdup (job->data_set);
      emit_random (self);
    }
  else
    g_signal_emit (self, signals[MISSING], 0, job->data_set,
                   g_error_matches (error, BASE_ERROR, BASE_ERROR_NOT_FOUND) &&
                       run_test_pictures_can_get (job->data_set),
                   error->message);
}

static void
draw_character (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->drawn = run_test_pictures_draw (job->character, error);
}

static void
drawn (gpointer owner, gpointer data, const GError *error)
{
  FooledTestPictures *self = owner;
  Job *job = data;

  self->opening = FALSE;
  if (error == NULL)
    g_signal_emit (self, signals[PICTURE], 0, job->drawn);
  else
    g_signal_emit (self, signals[FAILED], 0, NULL, error->message);
}

static gboolean
look_at_progress (gpointer data)
{
  g_signal_emit (data, signals[CHANGED], 0);
  return G_SOURCE_CONTINUE;
}

/* On the other thread. */
static void
progressed (gpointer data, guint64 n_bytes, guint64 total)
{
  Job *job = data;

  g_mutex_lock (&job->mutex);
  job->n_bytes = n_bytes;
  job->total = total;
  g_mutex_unlock (&job->mutex);
}

static void
get_pictures (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  run_test_pictures_get (job->data_set, progressed, job, cancellable, error);
}

static void
end_getting (FooledTestPictures *self)
{
  g_clear_handle_id (&self->progress_timeout, g_source_remove);
  g_clear_object (&self->get_cancellable);
  self->job = NULL;
}

static void
got (gpointer owner, gpointer data, const GError *error)
{
  FooledTestPictures *self = owner;
  Job *job = data;

  end_getting (self);
  g_signal_emit (self, signals[CHANGED], 0);
  if (error != NULL)
    g_signal_emit (self, signals[FAILED], 0, job->data_set, error->message);
  else
    fooled_test_pictures_pick (self, job->data_set);
}

static void
fooled_test_pictures_dispose (GObject *object)
{
  FooledTestPictures *self = FOOLED_TEST_PICTURES (object);

  g_cancellable_cancel (self->cancellable);
  if (self->get_cancellable != NULL)
    g_cancellable_cancel (self->get_cancellable);
  end_getting (self);

  G_OBJECT_CLASS (fooled_test_pictures_parent_class)->dispose (object);
}

static void
fooled_test_pictures_finalize (GObject *object)
{
  FooledTestPictures *self = FOOLED_TEST_PICTURES (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->pictures, run_test_pictures_free);
  g_free (self->data_set);

  G_OBJECT_CLASS (fooled_test_pictures_parent_class)->finalize (object);
}

static void
fooled_test_pictures_class_init (FooledTestPicturesClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_test_pictures_dispose;
  G_OBJECT_CLASS (klass)->finalize = fooled_test_pictures_finalize;

  signals[PICTURE] = g_signal_new ("picture", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[MISSING] = g_signal_new ("missing", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_BOOLEAN, G_TYPE_STRING);
  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
fooled_test_pictures_init (FooledTestPictures *self)
{
  self->cancellable = g_cancellable_new ();
}

FooledTestPictures *
fooled_test_pictures_new (void)
{
  return g_object_new (FOOLED_TYPE_TEST_PICTURES, NULL);
}

void
fooled_test_pictures_pick (FooledTestPictures *self, const char *data_set)
{
  g_return_if_fail (FOOLED_IS_TEST_PICTURES (self));
  g_return_if_fail (data_set != NULL);

  if (self->pictures != NULL && g_str_equal (self->data_set, data_set))
    emit_random (self);
  else if (!self->opening)
    {
      self->opening = TRUE;
      fooled_background_run (G_OBJECT (self), job_new (data_set), job_free, self->cancellable,
                             open_pictures, opened);
    }
}

void
fooled_test_pictures_draw (FooledTestPictures *self, const char *character)
{
  Job *job;

  g_return_if_fail (FOOLED_IS_TEST_PICTURES (self));
  g_return_if_fail (character != NULL);

  if (self->opening)
    return;
  self->opening = TRUE;
  job = job_new (NULL);
  job->character = g_strdup (character);
  fooled_background_run (G_OBJECT (self), job, job_free, self->cancellable, draw_character, drawn);
}

void
fooled_test_pictures_get (FooledTestPictures *self, const char *data_set)
{
  g_return_if_fail (FOOLED_IS_TEST_PICTURES (self));
  g_return_if_fail (data_set != NULL);

  if (self->get_cancellable != NULL)
    return;
  self->get_cancellable = g_cancellable_new ();
  self->job = job_new (data_set);
  self->progress_timeout = g_timeout_add (PROGRESS_INTERVAL, look_at_progress, self);
  fooled_background_run (G_OBJECT (self), self->job, job_free, self->get_cancellable, get_pictures,
                         got);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* The thread ends by itself, and nobody hears of it. */
void
fooled_test_pictures_cancel (FooledTestPictures *self)
{
  g_return_if_fail (FOOLED_IS_TEST_PICTURES (self));

  if (self->get_cancellable == NULL)
    return;
  g_cancellable_cancel (self->get_cancellable);
  end_getting (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
fooled_test_pictures_is_getting (FooledTestPictures *self, double *fraction)
{
  g_return_val_if_fail (FOOLED_IS_TEST_PICTURES (self), FALSE);

  if (self->job == NULL)
    return FALSE;
  g_mutex_lock (&self->job->mutex);
  *fraction = self->job->total > 0 ? MIN (1, (double) self->job->n_bytes / self->job->total) : -1;
  g_mutex_unlock (&self->job->mutex);
  return TRUE;
}
