// SPDX-License-Identifier: GPL-3.0-or-later
/* The line of a champion, and a run as a time-lapse, from the session of a run that was made here.
 */
#include "fixture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <webp/demux.h>

#include "tests/folder.h"
#include "tests/store/new-session.h"
#include "base/error.h"
#include "base/percent.h"
#include "run/sessions.h"
#include "run/timelapse.h"
#include "store/sessions.h"
#include "store/sheet.h"

#define GENERATIONS 30

typedef struct
{
  char *folder;
  char *path; /* the session */
  char *out;
  RunJob *job;
  RunSettings settings;
  TestScreen screen;
  GPtrArray *champions; /* StoreSpecimen * */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer method)
{
  fixture->folder = g_dir_make_tmp ("fooled-ancestry-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "run" STORE_SESSION_SUFFIX, NULL);
  fixture->out = g_build_filename (fixture->folder, "out.webp", NULL);
  fixture->job = test_job_new (NULL, NULL);
  test_screen_init (&fixture->screen, fixture->job);
  test_settings_init (&fixture->settings);
  fixture->settings.method = (RunMethod) GPOINTER_TO_INT (method);
  fixture->settings.ascent.iterations = GENERATIONS;
  fixture->settings.stop_generations = GENERATIONS;
  run_experiment_start (fixture->job, &fixture->settings, fixture->path, FALSE);
  test_screen_await (&fixture->screen, RUN_STATE_FINISHED);
  g_assert_true (test_result (fixture->job, NULL, &fixture->champions));
  /* Saves. */
  test_screen_clear (&fixture->screen);
  g_clear_pointer (&fixture->job, run_job_free);
}

static void
tear_down (Fixture *fixture, gconstpointer method)
{
  remove_folder (fixture->folder);
  g_ptr_array_unref (fixture->champions);
  run_settings_clear (&fixture->settings);
  g_free (fixture->out);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
assert_same_image (const BaseImage *a, const BaseImage *b)
{
  g_assert_cmpuint (a->width, ==, b->width);
  g_assert_cmpuint (a->height, ==, b->height);
  g_assert_cmpuint (a->channels, ==, b->channels);
  g_assert_cmpmem (a->pixels, base_image_size (a), b->pixels, base_image_size (b));
}

/* The line as the session has it, read step by step. */
static void
assert_line (Fixture *fixture, const RunAncestry *ancestry, const StoreSpecimen *specimen)
{
  g_autoptr (StoreSession) session = store_session_open (fixture->path, TRUE, NULL);
  guint64 evaluation = specimen->origin.evaluation;

  g_assert_cmpuint (ancestry->n, ==, ancestry->n_line);
  for (guint i = ancestry->n; i-- > 0;)
    {
      const RunAncestor *ancestor = &ancestry->ancestors[i];
      g_autoptr (GPtrArray) line = store_session_read_ancestors (session, evaluation, NULL);
      const StoreIndividual *individual = line->pdata[line->len - 1];

      g_assert_cmpuint (line->len, ==, i + 1);
      g_assert_cmpuint (ancestor->origin.evaluation, ==, evaluation);
      g_assert_cmpuint (ancestor->n_classes, ==, individual->n_crowns);
      for (guint j = 0; i + 1 < ancestry->n && j < individual->n_crowns; j++)
        g_assert_cmpfloat (ancestor->confidence, >=, individual->crowns[j].confidence);
      evaluation = ancestor->origin.parent;
    }
  g_assert_cmpuint (evaluation, ==, EVO_NO_PARENT);
}

static void
test_line (Fixture *fixture, gconstpointer method)
{
  guint longest = 0;

  for (guint i = 0; i < fixture->champions->len; i++)
    {
      const StoreSpecimen *specimen = fixture->champions->pdata[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (RunAncestry) ancestry =
          run_ancestry_read (specimen, fixture->path, NULL, 1000, NULL, &error);
      const RunAncestor *last;

      g_assert_no_error (error);
      assert_line (fixture, ancestry, specimen);
      g_assert_false (ancestry->is_climb);
      last = &ancestry->ancestors[ancestry->n - 1];
      assert_same_image (last->image, specimen->image);
      g_assert_cmpuint (last->class_index, ==, specimen->class_index);
      g_assert_cmpfloat (last->confidence, ==, specimen->confidence);
      g_assert_cmpstr (last->label, ==, specimen->label);
      g_assert_cmpuint (ancestry->ancestors[0].origin.generation, ==, 0);
      longest = MAX (longest, ancestry->n);
    }
  g_assert_cmpuint (longest, >=, 5);
}

/* The specimen names its session, and by that it is found, and by the class. */
static void
test_by_class (Fixture *fixture, gconstpointer method)
{
  const StoreSpecimen *specimen = fixture->champions->pdata[2];
  g_autoptr (RunAncestry) expected =
      run_ancestry_read (specimen, fixture->path, NULL, 1000, NULL, NULL);
  g_autoptr (RunAncestry) by_label = NULL;
  g_autoptr (RunAncestry) by_number = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (specimen->session, ==, "run" STORE_SESSION_SUFFIX);
  by_label = run_ancestry_read_class (fixture->path, specimen->label, 1000, &error);
  g_assert_no_error (error);
  by_number = run_ancestry_read_class (fixture->path, "2", 1000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (by_label->n, ==, expected->n);
  g_assert_cmpuint (by_number->n, ==, expected->n);
  for (guint i = 0; i < expected->n; i++)
    {
      g_assert_cmpuint (by_label->ancestors[i].origin.evaluation, ==,
                        expected->ancestors[i].origin.evaluation);
      assert_same_image (by_number->ancestors[i].image, expected->ancestors[i].image);
    }
  g_assert_null (run_ancestry_read_class (fixture->path, "no such", 1000, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
}

static const StoreSpecimen *
longest_line (Fixture *fixture, guint *n)
{
  const StoreSpecimen *found = NULL;

  *n = 0;
  for (guint i = 0; i < fixture->champions->len; i++)
    {
      g_autoptr (RunAncestry) ancestry =
          run_ancestry_read (fixture->champions->pdata[i], fixture->path, NULL, 1000, NULL, NULL);

      if (ancestry->n > *n)
        {
          *n = ancestry->n;
          found = fixture->champions->pdata[i];
        }
    }
  return found;
}

/* Both ends stay, in order, and what was drawn is not drawn again. */
static void
test_thinned (Fixture *fixture, gconstpointer method)
{
  guint n;
  const StoreSpecimen *specimen = longest_line (fixture, &n);
  g_autoptr (RunAncestry) whole =
      run_ancestry_read (specimen, fixture->path, NULL, 1000, NULL, NULL);
  g_autoptr (RunAncestry) thin = run_ancestry_read (specimen, fixture->path, NULL, 4, whole, NULL);

  g_assert_cmpuint (n, >, 5);
  g_assert_cmpuint (thin->n, ==, 4);
  g_assert_cmpuint (thin->n_line, ==, n);
  g_assert_true (thin->ancestors[0].image == whole->ancestors[0].image);
  g_assert_true (thin->ancestors[3].image == whole->ancestors[n - 1].image);
  for (guint i = 0; i < 4; i++)
    {
      guint index = i * (n - 1) / 3;

      g_assert_true (thin->ancestors[i].image == whole->ancestors[index].image);
    }
}

/* A child that the session does not have yet is put at the end of its parent's line; an image of
 * another run is refused. */
static void
test_not_there (Fixture *fixture, gconstpointer method)
{
  guint n;
  const StoreSpecimen *specimen = longest_line (fixture, &n);
  g_autoptr (StoreSpecimen) child = store_specimen_new ();
  g_autoptr (RunAncestry) ancestry = NULL;
  g_autoptr (GError) error = NULL;

  child->class_index = 1;
  child->confidence = 0.25f;
  child->genome = g_bytes_ref (specimen->genome);
  child->image = base_image_ref (specimen->image);
  child->origin = (EvoOrigin){ .evaluation = G_MAXINT64 - 1,
                               .generation = 99,
                               .parent = specimen->origin.evaluation };
  ancestry = run_ancestry_read (child, fixture->path, NULL, 1000, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ancestry->n, ==, n + 1);
  g_assert_cmpuint (ancestry->ancestors[n].class_index, ==, 1);
  g_assert_cmpfloat (ancestry->ancestors[n].confidence, ==, 0.25f);
  g_assert_cmpuint (ancestry->ancestors[n].n_classes, ==, 0);

  child->origin.parent = G_MAXINT64 - 2;
  g_assert_null (run_ancestry_read (child, fixture->path, NULL, 1000, NULL, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_clear_pointer (&child->genome, g_bytes_unref);
  child->genome = g_bytes_ref (((StoreSpecimen *) fixture->champions->pdata[0])->genome);
  child->origin = specimen->origin;
  if (!g_bytes_equal (child->genome, specimen->genome))
    {
      g_assert_null (run_ancestry_read (child, fixture->path, NULL, 1000, NULL, &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
      g_clear_error (&error);
    }

  /* Nothing leads out of the folder of the sessions. */
  child->session = g_strdup ("../run" STORE_SESSION_SUFFIX);
  g_assert_null (run_ancestry_read (child, NULL, NULL, 1000, NULL, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
}

typedef struct
{
  guint n_frames;
  int milliseconds;
  BaseImage *first, *last;
} Film;

static BaseImage *
from_rgba (const guint8 *pixels, guint width, guint height)
{
  BaseImage *image = base_image_new (width, height, 3);

  for (gsize i = 0; i < (gsize) width * height; i++)
    memcpy (image->pixels + 3 * i, pixels + 4 * i, 3);
  return image;
}

static void
read_film (const char *path, Film *film)
{
  g_autofree char *content = NULL;
  WebPAnimDecoder *decoder;
  WebPAnimInfo info;
  WebPData data;
  guint8 *pixels = NULL;

  *film = (Film){ 0 };
  g_assert_true (g_file_get_contents (path, &content, &data.size, NULL));
  data.bytes = (const guint8 *) content;
  decoder = WebPAnimDecoderNew (&data, NULL);
  g_assert_nonnull (decoder);
  g_assert_true (WebPAnimDecoderGetInfo (decoder, &info));
  film->n_frames = info.frame_count;
  while (WebPAnimDecoderHasMoreFrames (decoder))
    {
      g_assert_true (WebPAnimDecoderGetNext (decoder, &pixels, &film->milliseconds));
      if (film->first == NULL)
        film->first = from_rgba (pixels, info.canvas_width, info.canvas_height);
      base_image_unref (film->last);
      film->last = from_rgba (pixels, info.canvas_width, info.canvas_height);
    }
  WebPAnimDecoderDelete (decoder);
}

static void
film_clear (Film *film)
{
  base_image_unref (film->first);
  base_image_unref (film->last);
}

static void
assert_enlarged (const BaseImage *frame, const BaseImage *image)
{
  g_autoptr (BaseImage) expected = base_image_enlarge_rgb (image, frame->width / image->width);

  assert_same_image (frame, expected);
}

static guint
n_distinct_steps (const RunAncestry *ancestry)
{
  guint n = 1;

  for (guint i = 1; i < ancestry->n; i++)
    {
      const BaseImage *a = ancestry->ancestors[i - 1].image, *b = ancestry->ancestors[i].image;

      n += memcmp (a->pixels, b->pixels, base_image_size (a)) != 0 ? 1 : 0;
    }
  return n;
}

static void
test_animation (Fixture *fixture, gconstpointer method)
{
  guint n;
  const StoreSpecimen *specimen = longest_line (fixture, &n);
  g_autoptr (RunAncestry) ancestry =
      run_ancestry_read (specimen, fixture->path, NULL, 1000, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreAnimation) animation = run_ancestry_animate (ancestry, 3, NULL, &error);
  Film film;

  g_assert_no_error (error);
  g_assert_true (store_animation_save (animation, fixture->out, &error));
  g_assert_no_error (error);
  read_film (fixture->out, &film);
  g_assert_cmpuint (film.n_frames, ==, n_distinct_steps (ancestry));
  g_assert_cmpint (film.milliseconds, ==, 3000);
  assert_enlarged (film.first, ancestry->ancestors[0].image);
  assert_enlarged (film.last, specimen->image);
  film_clear (&film);
}

static void
test_strip (Fixture *fixture, gconstpointer method)
{
  guint n;
  const StoreSpecimen *specimen = longest_line (fixture, &n);
  g_autoptr (RunAncestry) ancestry =
      run_ancestry_read (specimen, fixture->path, NULL, 1000, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseImage) image = NULL;
  g_autoptr (GBytes) png = run_ancestry_encode (ancestry, &image, &error);

  g_assert_no_error (error);
  g_assert_nonnull (png);
  /* One row: as many cells of 112 pixels and their gaps as there are images. */
  g_assert_cmpuint (image->width, ==, n * (112 + 7) + 7);
}

static void
note_fraction (double fraction, gpointer data)
{
  double *last = data;

  g_assert_cmpfloat (fraction, >, *last);
  *last = fraction;
}

/* The last frame is the grid as it is. */
static void
test_timelapse (Fixture *fixture, gconstpointer method)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseImage) grid = NULL;
  g_autoptr (GPtrArray) captions = g_ptr_array_new_with_free_func (g_free);
  BaseImage *images[TEST_N_CLASSES];
  RunTimelapsePlan plan;
  double fraction = 0;
  Film film;

  for (guint i = 0; i < TEST_N_CLASSES; i++)
    {
      const StoreSpecimen *specimen = fixture->champions->pdata[i];
      g_autofree char *confidence =
          specimen != NULL ? base_confidence_text (specimen->confidence) : NULL;

      images[i] = specimen != NULL ? specimen->image : NULL;
      if (specimen == NULL)
        g_ptr_array_add (captions, NULL);
      else
        g_ptr_array_add (captions, g_strdup_printf ("%s\n%s", specimen->label, confidence));
    }
  g_assert_true (run_timelapse_plan (fixture->path, 2, &plan, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (plan.n_frames, ==, GENERATIONS);
  g_assert_cmpuint (plan.n_cells, ==, TEST_N_CLASSES);
  g_assert_true (
      run_timelapse_save (fixture->path, 2, fixture->out, note_fraction, &fraction, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (fraction, ==, 1);
  grid = store_sheet_new (images, (const char *const *) captions->pdata, TEST_N_CLASSES, 0,
                          plan.cell, &error);
  g_assert_no_error (error);
  read_film (fixture->out, &film);
  g_assert_cmpint (film.milliseconds, ==, 2000);
  g_assert_cmpuint (film.n_frames, >, 2);
  g_assert_cmpuint (film.n_frames, <=, GENERATIONS);
  assert_same_image (film.last, grid);
  g_assert_cmpint (memcmp (film.first->pixels, film.last->pixels, base_image_size (film.last)), !=,
                   0);
  film_clear (&film);
}

static void
stop_early (double fraction, gpointer data)
{
  if (fraction > 0.3)
    g_atomic_int_set ((gint *) data, 1);
}

/* Nothing is left of what was left off; what was there stays. */
static void
test_interrupted (Fixture *fixture, gconstpointer method)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  g_autoptr (GDir) folder = NULL;
  gint interrupt = 0;
  guint n_files = 0;

  g_assert_true (g_file_set_contents (fixture->out, "before", -1, NULL));
  g_assert_false (run_timelapse_save (fixture->path, 2, fixture->out, stop_early, &interrupt,
                                      &interrupt, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_file_get_contents (fixture->out, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "before");
  folder = g_dir_open (fixture->folder, 0, NULL);
  while (g_dir_read_name (folder) != NULL)
    n_files++;
  g_assert_cmpuint (n_files, ==, 2);
}

/* A climb has moments, of which the last one is its champion. */
static void
test_climb (Fixture *fixture, gconstpointer method)
{
  for (guint i = 0; i < fixture->champions->len; i++)
    {
      const StoreSpecimen *specimen = fixture->champions->pdata[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (RunAncestry) ancestry = NULL;

      if (specimen == NULL)
        continue;
      ancestry = run_ancestry_read (specimen, fixture->path, NULL, 1000, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (ancestry->is_climb);
      assert_same_image (ancestry->ancestors[ancestry->n - 1].image, specimen->image);
    }
  test_timelapse (fixture, method);
}

/* A session without images, and one that is none. */
static void
test_empty (void)
{
  g_autofree char *folder = g_dir_make_tmp ("fooled-ancestry-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "empty" STORE_SESSION_SUFFIX, NULL);
  g_autofree char *out = g_build_filename (folder, "out.webp", NULL);
  g_autoptr (StoreSessionInfo) info = store_session_info_new ();
  g_autoptr (GError) error = NULL;

  info->n_classes = 10;
  store_session_close (new_session (path, info, &error));
  g_assert_no_error (error);
  g_assert_false (run_timelapse_save (path, 2, out, NULL, NULL, NULL, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (run_ancestry_read_class (path, "3", 10, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_unlink (path);
  g_assert_true (g_file_set_contents (path, "This is no session.", -1, NULL));
  g_assert_false (run_timelapse_save (path, 2, out, NULL, NULL, NULL, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_FOREIGN);
  g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  test_network_create ();
#define ADD(path, method, function)                                                                \
  g_test_add ("/run/ancestry/" path, Fixture, GINT_TO_POINTER (method), set_up, function, tear_down)
  ADD ("line", RUN_METHOD_EVOLVE_CPPN, test_line);
  ADD ("line-pixels", RUN_METHOD_EVOLVE_PIXELS, test_line);
  ADD ("line-gradient", RUN_METHOD_EVOLVE_CPPN_GRADIENT, test_line);
  ADD ("by-class", RUN_METHOD_EVOLVE_CPPN, test_by_class);
  ADD ("thinned", RUN_METHOD_EVOLVE_PIXELS, test_thinned);
  ADD ("not-there", RUN_METHOD_EVOLVE_PIXELS, test_not_there);
  ADD ("animation", RUN_METHOD_EVOLVE_PIXELS, test_animation);
  ADD ("strip", RUN_METHOD_EVOLVE_CPPN, test_strip);
  ADD ("timelapse", RUN_METHOD_EVOLVE_CPPN, test_timelapse);
  ADD ("timelapse-pixels", RUN_METHOD_EVOLVE_PIXELS, test_timelapse);
  ADD ("interrupted", RUN_METHOD_EVOLVE_CPPN, test_interrupted);
  ADD ("climb", RUN_METHOD_ASCENT, test_climb);
#undef ADD
  g_test_add_func ("/run/ancestry/empty", test_empty);
  status = g_test_run ();
  test_network_remove ();
  return status;
}
