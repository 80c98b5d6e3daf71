// SPDX-License-Identifier: GPL-3.0-or-later
/* The workbench in its session: what was there is there again, and a search goes on exactly. */
#include <glib/gstdio.h>
#include <string.h>

#include "base/pack.h"
#include "perturb-fixture.h"
#include "store/session.h"
#include "tests/folder.h"

#define N_DAMAGES 100

static char *folder;

static char *
new_session (void)
{
  static guint n;

  return g_strdup_printf ("%s/%u%s", folder, n++, STORE_SESSION_SUFFIX);
}

static RunJob *
begin (const char *session, const char *network, BaseImage *picture)
{
  RunJob *job = perturb_job_new (NULL, NULL);

  run_perturb_begin (job, session);
  run_perturb_set_network (job, network);
  if (picture != NULL)
    run_perturb_set_picture (job, picture);
  return job;
}

/* A workbench that was opened, when it has told what is there. */
static RunPerturbSnapshot *
open_again (RunJob **job, const char *session)
{
  *job = perturb_job_new (NULL, NULL);
  run_job_open (*job, session, TRUE);
  for (;;)
    {
      g_autoptr (RunPerturbSnapshot) snapshot = run_job_wait (*job, 60000);

      g_assert_nonnull (snapshot);
      if (snapshot->job.message != NULL ||
          (snapshot->job.number > 1 && snapshot->state != RUN_PERTURB_LOADING))
        return g_steal_pointer (&snapshot);
    }
}

static void
assert_same_image (const BaseImage *a, const BaseImage *b)
{
  g_assert_cmpuint (a->width, ==, b->width);
  g_assert_cmpuint (a->height, ==, b->height);
  g_assert_cmpmem (a->pixels, base_image_size (a), b->pixels, base_image_size (b));
}

static void
assert_same_look (const RunLook *a, const RunLook *b)
{
  assert_same_image (a->image, b->image);
  assert_same_image (a->whole, b->whole);
  g_assert_cmpmem (a->confidences, a->n_classes * sizeof (float), b->confidences,
                   b->n_classes * sizeof (float));
}

static void
assert_same_result (const RunPerturbSnapshot *a, const RunPerturbSnapshot *b)
{
  g_assert_true (a->has_result && b->has_result);
  assert_same_look (a->before, b->before);
  assert_same_look (a->after, b->after);
  g_assert_cmpint (a->result.success, ==, b->result.success);
  g_assert_cmpuint (a->result.label, ==, b->result.label);
  g_assert_cmpuint (a->result.label_after, ==, b->result.label_after);
  g_assert_cmpint (a->result.target, ==, b->result.target);
  g_assert_cmpfloat (a->result.distortion, ==, b->result.distortion);
  g_assert_cmpuint (a->result.max_change, ==, b->result.max_change);
  g_assert_cmpuint (a->result.iterations, ==, b->result.iterations);
  g_assert_cmpint (a->result.settings.method, ==, b->result.settings.method);
  g_assert_cmpfloat (a->result.settings.confidence, ==, b->result.settings.confidence);
}

/* Until the network has looked at the picture. */
static RunPerturbSnapshot *
await_look (RunJob *job)
{
  for (;;)
    {
      g_autoptr (RunPerturbSnapshot) snapshot = run_job_wait (job, 60000);

      g_assert_nonnull (snapshot);
      if (snapshot->before != NULL)
        return g_steal_pointer (&snapshot);
    }
}

static RunPerturbSnapshot *
search (RunJob *job, AscMethod method)
{
  AscPerturbSettings settings;

  asc_perturb_settings_init (&settings, method);
  settings.confidence = 0.6;
  run_perturb_search (job, &settings);
  return perturb_await_result (job);
}

/* A result, with what is seen between before and after. */
static void
test_result (void)
{
  g_autofree char *session = new_session ();
  g_autoptr (BaseImage) picture = perturb_picture (20, 16, 3, 5);
  RunJob *job = begin (session, COLOUR, picture);
  g_autoptr (RunPerturbSnapshot) before = search (job, ASC_METHOD_LBFGS);
  g_autoptr (RunPerturbSnapshot) after = NULL;
  g_autoptr (StoreSpecimen) first = run_perturb_specimen (before);
  g_autoptr (StoreSpecimen) second = NULL;

  run_perturb_set_blend (job, 0.25);
  run_job_free (job);
  after = open_again (&job, session);
  g_assert_cmpstr (after->job.message, ==, NULL);
  g_assert_cmpstr (after->job.session, ==, session);
  g_assert_cmpstr (after->network_key, ==, COLOUR);
  g_assert_cmpint (after->job.state, ==, RUN_STATE_FINISHED);
  assert_same_image (after->picture, picture);
  assert_same_result (before, after);
  g_assert_cmpfloat (after->blend, ==, 0.25);
  second = run_perturb_specimen (after);
  g_assert_cmpstr (first->rules, ==, second->rules);
  g_assert_cmpstr (first->network_sha256, ==, second->network_sha256);
  run_job_free (job);
}

/* Writes the state of a session anew as the first version had it: always with a picture, of which
 * nothing is said, and without noise. */
static void
make_first_version (const char *session)
{
  StoreSession *file = store_session_open (session, FALSE, NULL);
  g_autoptr (StoreSessionInfo) info = store_session_info (file, NULL);
  g_autoptr (GBytes) state = store_session_read_state (file, NULL);
  g_autoptr (GByteArray) first = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  gsize size, header;
  const guint8 *present = g_bytes_get_data (state, &size);
  StoreCheckpoint checkpoint = { .info = info };

  base_pack_header (first, "PTRB", 1);
  header = first->len;
  g_assert_cmpmem (first->data, 4, present, 4);
  g_assert_cmpuint (present[header], ==, 1);   /* a picture */
  g_assert_cmpuint (present[size - 1], ==, 0); /* no noise */
  g_byte_array_append (first, present + header + 1, (guint) (size - header - 2));
  checkpoint.state = bytes = g_byte_array_free_to_bytes (g_steal_pointer (&first));
  g_assert_true (store_session_write (file, &checkpoint, NULL));
  store_session_close (file);
}

static void
test_first_version (void)
{
  g_autofree char *session = new_session ();
  g_autoptr (BaseImage) picture = perturb_picture (20, 16, 3, 5);
  RunJob *job = begin (session, COLOUR, picture);
  g_autoptr (RunPerturbSnapshot) before = search (job, ASC_METHOD_LBFGS);
  g_autoptr (RunPerturbSnapshot) after = NULL;

  run_job_free (job);
  make_first_version (session);
  after = open_again (&job, session);
  g_assert_cmpstr (after->job.message, ==, NULL);
  assert_same_image (after->picture, picture);
  assert_same_result (before, after);
  run_job_free (job);
}

/* Left in the middle and taken up again, it comes to what it comes to in one go. */
static void
test_exact (void)
{
  for (int method = 0; method < ASC_N_METHODS; method++)
    {
      g_autofree char *session = new_session ();
      g_autoptr (BaseImage) picture = perturb_picture (SIDE, SIDE, 1, 7);
      RunJob *whole = begin (session, GREY, picture), *part;
      g_autoptr (RunPerturbSnapshot) in_one_go = search (whole, method);
      g_autoptr (RunPerturbSnapshot) end = NULL;
      g_autofree char *other = new_session ();
      AscPerturbSettings settings = in_one_go->result.settings;

      run_job_free (whole);
      part = begin (other, GREY, picture);
      run_job_snapshot_unref (await_look (part));
      run_perturb_search (part, &settings);
      for (guint i = 0; i < 3; i++)
        {
          g_autoptr (RunPerturbSnapshot) snapshot = NULL;

          run_job_step (part);
          g_usleep (2000);
          run_job_pause (part);
          run_job_free (part);
          snapshot = open_again (&part, other);
          g_assert_cmpstr (snapshot->job.message, ==, NULL);
          if (snapshot->has_result)
            break;
          /* A search whose first part was never complete is there, too. */
          g_assert_cmpint (snapshot->state, ==, RUN_PERTURB_SEARCHING);
          g_assert_cmpint (snapshot->job.state, ==, RUN_STATE_PAUSED);
        }
      run_job_resume (part);
      run_perturb_set_blend (part, 1);
      end = perturb_await_result (part);
      assert_same_result (in_one_go, end);
      run_job_free (part);
    }
}

static void
test_picture_only (void)
{
  g_autofree char *session = new_session ();
  g_autoptr (BaseImage) picture = perturb_picture (SIDE, SIDE, 1, 9);
  RunJob *job = begin (session, GREY, NULL);
  g_autoptr (RunPerturbSnapshot) loaded = NULL, looked = NULL, after = NULL;

  do
    {
      g_clear_pointer (&loaded, run_job_snapshot_unref);
      loaded = perturb_await (job, RUN_PERTURB_IDLE, 0);
    }
  while (loaded->network == NULL);
  run_job_free (job);
  g_assert_false (g_file_test (session, G_FILE_TEST_EXISTS)); /* an empty one is not kept */

  job = begin (session, GREY, picture);
  looked = await_look (job);
  run_job_free (job);
  after = open_again (&job, session);
  g_assert_false (after->has_result);
  assert_same_image (after->picture, picture);
  g_assert_nonnull (after->before);
  run_job_free (job);
}

/* Until so many images of noise were scored. */
static RunRubbish *
await_noise (RunJob *job, guint n)
{
  for (;;)
    {
      g_autoptr (RunPerturbSnapshot) snapshot = run_job_wait (job, 60000);

      g_assert_nonnull (snapshot);
      g_assert_cmpstr (snapshot->job.message, ==, NULL);
      if (snapshot->rubbish != NULL && snapshot->rubbish->n_scored >= n)
        return run_rubbish_ref (snapshot->rubbish);
    }
}

static void
assert_same_counts (const RunRubbish *a, const RunRubbish *b)
{
  g_assert_cmpuint (a->settings.seed, ==, b->settings.seed);
  g_assert_cmpuint (a->n_scored, ==, b->n_scored);
  g_assert_cmpuint (a->n_accepted, ==, b->n_accepted);
  g_assert_cmpfloat (a->mean_confidence, ==, b->mean_confidence);
  g_assert_cmpmem (a->accepted, a->n_classes * sizeof (guint), b->accepted,
                   b->n_classes * sizeof (guint));
}

/* A count that is left again and again comes to what it comes to in one go; it needs no picture. */
static void
test_noise (void)
{
  const RunRubbishSettings settings = { .noise = RUN_NOISE_NORMAL, .n_images = 30000, .seed = 3 };
  g_autofree char *session = new_session ();
  g_autofree char *other = new_session ();
  RunJob *whole = begin (other, COLOUR, NULL), *part = begin (session, COLOUR, NULL);
  g_autoptr (RunRubbish) in_one_go = NULL, end = NULL;
  guint n_scored = 1, n_times = 0;

  run_perturb_try_noise (whole, &settings);
  in_one_go = await_noise (whole, settings.n_images);
  g_assert_cmpuint (in_one_go->n_accepted, >, 0);
  run_job_free (whole);

  run_perturb_try_noise (part, &settings);
  while (n_times < 3)
    {
      g_autoptr (RunRubbish) some = await_noise (part, n_scored);
      g_autoptr (RunPerturbSnapshot) snapshot = NULL;

      run_job_free (part);
      snapshot = open_again (&part, session);
      g_assert_cmpstr (snapshot->job.message, ==, NULL);
      g_assert_null (snapshot->picture);
      g_assert_cmpuint (snapshot->rubbish->n_scored, >=, some->n_scored);
      if (snapshot->state != RUN_PERTURB_TRYING)
        break;
      g_assert_cmpint (snapshot->job.state, ==, RUN_STATE_PAUSED);
      n_scored = snapshot->rubbish->n_scored + 1;
      n_times++;
      run_job_resume (part);
    }
  g_assert_cmpuint (n_times, >, 0);
  run_perturb_set_blend (part, 1); /* for another snapshot, should it be over */
  end = await_noise (part, settings.n_images);
  assert_same_counts (in_one_go, end);
  run_job_free (part);
}

/* The program ends at once: not even the network was read. */
static void
test_at_once (void)
{
  const guint sides[] = { SIDE, 3000 }; /* the second one is too large to be saved as it is */

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_autofree char *session = new_session ();
      g_autoptr (BaseImage) picture = perturb_picture (sides[i], sides[i], 3, 9);
      g_autoptr (RunPerturbSnapshot) after = NULL;
      RunJob *job;

      perturb_forget_host ();
      job = begin (session, GREY, picture);
      run_job_free (job);
      after = open_again (&job, session);
      g_assert_cmpstr (after->job.message, ==, NULL);
      g_assert_cmpstr (after->network_key, ==, GREY);
      g_assert_nonnull (after->before);
      if (sides[i] == SIDE)
        assert_same_image (after->picture, picture);
      else
        g_assert_cmpuint (after->picture->width, ==, after->picture->height);
      run_job_free (job);
    }
}

/* Another network was chosen, and is not there yet: the picture is for that. */
static void
test_other_at_once (void)
{
  g_autofree char *session = new_session ();
  g_autoptr (BaseImage) picture = perturb_picture (SIDE, SIDE, 1, 9);
  RunJob *job;
  g_autoptr (RunPerturbSnapshot) before = NULL, after = NULL;

  perturb_forget_host ();
  job = begin (session, GREY, picture);
  before = search (job, ASC_METHOD_FGSM);
  run_perturb_set_network (job, COLOUR);
  run_job_free (job);
  after = open_again (&job, session);
  g_assert_cmpstr (after->job.message, ==, NULL);
  g_assert_cmpstr (after->network_key, ==, COLOUR);
  g_assert_false (after->has_result);
  assert_same_image (after->picture, picture);
  run_job_free (job);
}

/* Saved without the end of the job, too. */
static void
test_meanwhile (void)
{
  g_autofree char *session = new_session ();
  g_autoptr (BaseImage) picture = perturb_picture (SIDE, SIDE, 1, 9);
  RunJob *job = begin (session, GREY, NULL);
  gint64 patience = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < 20; i++) /* as a pen does */
    run_perturb_set_picture (job, picture);
  while (bytes == NULL && g_get_monotonic_time () < patience)
    {
      g_autoptr (StoreSession) reader = store_session_open (session, TRUE, NULL);

      if (reader != NULL)
        bytes = store_session_read_part (reader, "picture-whole", 1 << 20, NULL);
      g_usleep (10000);
    }
  g_assert_nonnull (bytes);
  run_job_free (job);
}

/* A picture that is too large to be kept is kept as the network was given it. */
static void
test_large (void)
{
  g_autofree char *session = new_session ();
  g_autoptr (BaseImage) picture = perturb_picture (4000, 3000, 3, 2);
  RunJob *job = begin (session, COLOUR, picture);
  g_autoptr (RunPerturbSnapshot) before = search (job, ASC_METHOD_FGSM), after = NULL;
  GStatBuf about;

  run_job_free (job);
  after = open_again (&job, session);
  g_assert_cmpint (g_stat (session, &about), ==, 0);
  g_assert_cmpint (about.st_size, <, 1 << 20);
  assert_same_image (after->picture, before->before->whole);
  assert_same_result (before, after);
  run_job_free (job);
}

/* Without its network there is the picture, and the file stays as it is. */
static void
test_missing (void)
{
  g_autofree char *session = new_session ();
  g_autofree char *weights = perturb_weights (GREY);
  g_autofree char *away = g_strconcat (weights, ".away", NULL);
  g_autoptr (BaseImage) picture = perturb_picture (SIDE, SIDE, 1, 5);
  RunJob *job = begin (session, GREY, picture);
  g_autoptr (RunPerturbSnapshot) before = search (job, ASC_METHOD_FGSM);
  g_autoptr (RunPerturbSnapshot) without = NULL, after = NULL;

  run_job_free (job);
  perturb_forget_host ();
  g_assert_cmpint (g_rename (weights, away), ==, 0);
  without = open_again (&job, session);
  g_assert_nonnull (without->job.message);
  g_assert_null (without->network_key);
  assert_same_image (without->picture, picture);
  g_assert_false (without->has_result);
  run_job_free (job);

  perturb_forget_host ();
  g_assert_cmpint (g_rename (away, weights), ==, 0);
  after = open_again (&job, session);
  assert_same_result (before, after);
  run_job_free (job);
}

/* Other weights of that name are another network. */
static void
test_other (void)
{
  g_autofree char *session = new_session ();
  g_autofree char *weights = perturb_weights (GREY);
  g_autoptr (BaseImage) picture = perturb_picture (SIDE, SIDE, 1, 5);
  RunJob *job = begin (session, GREY, picture);
  g_autoptr (RunPerturbSnapshot) before = search (job, ASC_METHOD_FGSM), after = NULL;
  g_autofree char *old = NULL;
  gsize size;

  run_job_free (job);
  perturb_forget_host ();
  g_assert_true (g_file_get_contents (weights, &old, &size, NULL));
  perturb_network_change (GREY);
  after = open_again (&job, session);
  g_assert_nonnull (after->job.message);
  g_assert_false (after->has_result);
  g_assert_nonnull (after->before);
  assert_same_image (after->picture, picture);
  run_job_free (job);
  perturb_forget_host ();
  g_assert_true (g_file_set_contents (weights, old, (gssize) size, NULL));
}

/* Bytes changed and cut off: a sentence or a sound workbench, nothing else. */
static void
test_damaged (void)
{
  g_autofree char *session = new_session ();
  g_autoptr (BaseImage) picture = perturb_picture (SIDE, SIDE, 1, 5);
  RunJob *job = begin (session, GREY, picture);
  g_autoptr (RunPerturbSnapshot) before = search (job, ASC_METHOD_CW);
  g_autoptr (StoreSession) file = NULL;
  g_autoptr (StoreSessionInfo) info = NULL;
  g_autoptr (GBytes) state = NULL;
  guint n_refused = 0;

  run_job_free (job);
  file = store_session_open (session, TRUE, NULL);
  info = store_session_info (file, NULL);
  state = store_session_read_state (file, NULL);
  g_clear_pointer (&file, store_session_close);
  for (guint i = 0; i < N_DAMAGES; i++)
    {
      gsize size = g_bytes_get_size (state);
      g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (state, NULL), size);
      g_autoptr (RunPerturbSnapshot) opened = NULL;
      g_autoptr (GBytes) damaged = NULL;
      StoreCheckpoint checkpoint = { .info = info };

      if (i % 4 == 0)
        size = (gsize) g_test_rand_int_range (0, (gint32) size);
      else
        bytes[g_test_rand_int_range (0, (gint32) size)] ^= (guint8) (1 << i % 8);
      damaged = g_bytes_new (bytes, size);
      checkpoint.state = damaged;
      file = store_session_open (session, FALSE, NULL);
      g_assert_true (store_session_write (file, &checkpoint, NULL));
      g_clear_pointer (&file, store_session_close);
      opened = open_again (&job, session);
      if (opened->job.message != NULL)
        {
          n_refused++;
          g_assert_cmpuint (opened->job.number, ==, 1);
        }
      run_job_free (job);
    }
  g_assert_cmpuint (n_refused, >=, N_DAMAGES / 4);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("fooled-workbench-XXXXXX", NULL);
  perturb_networks_create ();
  g_test_add_func ("/perturb/save/result", test_result);
  g_test_add_func ("/perturb/save/first-version", test_first_version);
  g_test_add_func ("/perturb/save/exact", test_exact);
  g_test_add_func ("/perturb/save/picture-only", test_picture_only);
  g_test_add_func ("/perturb/save/noise", test_noise);
  g_test_add_func ("/perturb/save/at-once", test_at_once);
  g_test_add_func ("/perturb/save/other-at-once", test_other_at_once);
  g_test_add_func ("/perturb/save/meanwhile", test_meanwhile);
  g_test_add_func ("/perturb/save/large", test_large);
  g_test_add_func ("/perturb/save/missing", test_missing);
  g_test_add_func ("/perturb/save/other", test_other);
  g_test_add_func ("/perturb/save/damaged", test_damaged);
  result = g_test_run ();
  perturb_networks_remove ();
  remove_folder (folder);
  g_free (folder);
  return result;
}
