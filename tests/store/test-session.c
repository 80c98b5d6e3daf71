// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"
#include "session-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "store/pack.h"
#include "tests/folder.h"

#define NOBODY 65534

typedef struct
{
  char *folder;
  char *path;
} Place;

static void
set_up (Place *place, gconstpointer data)
{
  place->folder = fixture_folder_new ();
  place->path = g_build_filename (place->folder, "a" STORE_SESSION_SUFFIX, NULL);
}

static void
tear_down (Place *place, gconstpointer data)
{
  remove_folder (place->folder);
  g_free (place->folder);
  g_free (place->path);
}

static StoreSession *
create (Place *place, const Evolution *evolution)
{
  g_autoptr (GError) error = NULL;
  StoreSession *session = new_session (place->path, evolution->info, &error);

  g_assert_no_error (error);
  g_assert_nonnull (session);
  return session;
}

static StoreSession *
open_session (const char *path, gboolean read_only)
{
  g_autoptr (GError) error = NULL;
  StoreSession *session = store_session_open (path, read_only, &error);

  g_assert_no_error (error);
  g_assert_nonnull (session);
  return session;
}

static void
save (Evolution *evolution, StoreSession *session)
{
  g_autoptr (GError) error = NULL;

  evolution_save (evolution, session, &error);
  g_assert_no_error (error);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* What is left in the folder, "a b c". */
static char *
list_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (" ", (char **) names->pdata);
}

/* Three kinds of bodies, saved in several steps and read while it is open, by another handle, and
 * after it was closed and opened again. */
static void
check_round_trip (Place *place, Evolution *evolution, guint n, double chance)
{
  StoreSession *session = create (place, evolution), *reader;
  g_autofree char *left = NULL;

  for (guint i = 0; i < 4; i++)
    {
      evolution_advance (evolution, n, chance);
      save (evolution, session);
    }
  evolution_assert_saved (evolution, session);
  reader = open_session (place->path, TRUE);
  evolution_assert_saved (evolution, reader);
  evolution_advance (evolution, n, chance);
  save (evolution, session);
  evolution_assert_saved (evolution, reader);
  store_session_close (reader);
  store_session_close (session);

  left = list_folder (place->folder);
  g_assert_cmpstr (left, ==, "a" STORE_SESSION_SUFFIX);
  session = open_session (place->path, FALSE);
  evolution_assert_saved (evolution, session);
  evolution_advance (evolution, n, chance);
  save (evolution, session);
  evolution_assert_saved (evolution, session);
  store_session_close (session);
}

static void
test_cppn (Place *place, gconstpointer data)
{
  g_autoptr (Evolution) evolution = evolution_new (EVO_ENCODING_CPPN, 28, 1, 50, 1);

  check_round_trip (place, evolution, 100, 0.3);
}

static void
test_pixels (Place *place, gconstpointer data)
{
  g_autoptr (Evolution) evolution = evolution_new (EVO_ENCODING_PIXELS, 28, 3, 10, 2);

  check_round_trip (place, evolution, 100, 0.3);
}

static void
test_images (Place *place, gconstpointer data)
{
  g_autoptr (Evolution) evolution = evolution_new (EVO_ENCODING_PIXELS, 14, 1, 10, 3);

  evolution->as_images = TRUE;
  check_round_trip (place, evolution, 50, 0.5);
}

static void
test_empty (Place *place, gconstpointer data)
{
  g_autoptr (Evolution) evolution = evolution_new (EVO_ENCODING_CPPN, 28, 1, 10, 1);
  StoreSession *session = create (place, evolution);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) state = store_session_read_state (session, &error);
  g_autoptr (GArray) cells = store_session_read_champions (session, &error);
  g_autoptr (GPtrArray) crowns = store_session_read_crowns (session, 0, G_MAXUINT64, &error);
  g_autoptr (StoreSessionInfo) info = store_session_info (session, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (state), ==, 0);
  g_assert_cmpuint (cells->len, ==, 0);
  g_assert_cmpuint (crowns->len, ==, 0);
  g_assert_null (info->picture);
  g_assert_cmpint (info->created, >, 0);
  g_assert_false (info->read_only);
  g_assert_null (store_session_read_ancestors (session, 0, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
  store_session_close (session);
}

/* Texts may be NULL or full of anything; the picture stays until there is another. */
static void
test_info (Place *place, gconstpointer data)
{
  g_autoptr (StoreSessionInfo) info = store_session_info_new ();
  g_autoptr (StoreSessionInfo) read = NULL, again = NULL, copy = NULL;
  g_autoptr (GError) error = NULL;
  StoreCheckpoint checkpoint = { .info = info };
  StoreSession *session;

  info->picture = g_bytes_new ("\0PNG", 4);
  session = new_session (place->path, info, &error);
  g_assert_no_error (error);
  read = store_session_info (session, &error);
  g_assert_cmpstr (read->name, ==, "");
  g_assert_true (g_bytes_equal (read->picture, info->picture));

  g_clear_pointer (&info->picture, g_bytes_unref);
  info->name = g_strdup ("x'); DROP TABLE session; --");
  info->settings = g_strnfill (1 << 20, '=');
  g_assert_true (store_session_write (session, &checkpoint, &error));
  again = store_session_info (session, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->name, ==, info->name);
  g_assert_cmpstr (again->settings, ==, info->settings);
  g_assert_true (g_bytes_equal (again->picture, read->picture));
  g_assert_cmpint (again->created, ==, read->created);
  g_assert_cmpint (again->changed, >=, read->changed);
  g_assert_cmpuint (again->file_size, >, 1 << 20);
  copy = store_session_info_copy (again);
  g_assert_cmpstr (copy->path, ==, place->path);
  g_assert_true (g_bytes_equal (copy->picture, read->picture));
  store_session_close (session);
}

static void
test_ancestors (Place *place, gconstpointer data)
{
  g_autoptr (Evolution) evolution = evolution_new (EVO_ENCODING_PIXELS, 14, 1, 10, 5);
  StoreSession *session = create (place, evolution);
  const StoreIndividual *youngest;
  g_autoptr (GPtrArray) line = NULL;
  g_autoptr (GError) error = NULL;

  evolution_advance (evolution, 600, 0.4);
  save (evolution, session);
  youngest =
      &g_array_index (evolution->individuals, StoreIndividual, evolution->individuals->len - 1);
  line = store_session_read_ancestors (session, youngest->origin.evaluation, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (line->len, >, 10);
  for (guint i = 0; i < line->len; i++)
    {
      const StoreIndividual *read = g_ptr_array_index (line, i);
      const StoreIndividual *before = i > 0 ? g_ptr_array_index (line, i - 1) : NULL;

      g_assert_cmpuint (read->origin.parent, ==,
                        before != NULL ? before->origin.evaluation : EVO_NO_PARENT);
      g_assert_cmpuint (read->n_crowns, >=, 1);
      for (guint j = 0; j < evolution->individuals->len; j++)
        {
          const StoreIndividual *made = &g_array_index (evolution->individuals, StoreIndividual, j);

          if (made->origin.evaluation == read->origin.evaluation)
            {
              g_assert_true (g_bytes_equal (made->genome, read->genome));
              g_assert_cmpuint (made->n_crowns, ==, read->n_crowns);
            }
        }
    }
  g_assert_cmpuint (
      ((StoreIndividual *) g_ptr_array_index (line, line->len - 1))->origin.evaluation, ==,
      youngest->origin.evaluation);
  store_session_close (session);
}

/* Played frame by frame, whatever their number, the crowns end in the archive. */
static void
test_time_lapse (Place *place, gconstpointer data)
{
  const guint numbers[] = { 1, 7, 60, 5000 };
  g_autoptr (Evolution) evolution = evolution_new (EVO_ENCODING_CPPN, 28, 1, 10, 6);
  StoreSession *session = create (place, evolution);

  evolution_advance (evolution, 600, 0.4);
  save (evolution, session);
  for (guint k = 0; k < G_N_ELEMENTS (numbers); k++)
    {
      float grid[10] = { 0 };
      guint64 from = 0;

      for (guint frame = 0; frame < numbers[k]; frame++)
        {
          guint64 to = store_frame_end (evolution->info->evaluations, frame, numbers[k]);
          g_autoptr (GError) error = NULL;
          g_autoptr (GPtrArray) list = store_session_read_crowns (session, from, to, &error);
          gboolean changed[10] = { FALSE };

          g_assert_no_error (error);
          for (guint i = 0; i < list->len; i++)
            {
              const StoreIndividual *individual = g_ptr_array_index (list, i);

              g_assert_true (individual->origin.evaluation >= from &&
                             individual->origin.evaluation < to);
              for (guint j = 0; j < individual->n_crowns; j++)
                {
                  guint class_index = individual->crowns[j].class_index;

                  g_assert_false (changed[class_index]);
                  changed[class_index] = TRUE;
                  grid[class_index] = individual->crowns[j].confidence;
                }
            }
          from = to;
        }
      g_assert_cmpuint (from, ==, evolution->info->evaluations);
      for (guint i = 0; i < 10; i++)
        g_assert_cmpfloat (grid[i], ==,
                           g_array_index (evolution->champions, StoreChampion, i).confidence);
    }
  store_session_close (session);
  g_assert_cmpuint (store_frame_end (G_MAXUINT64, 0, 1), ==, G_MAXUINT64);
  g_assert_cmpuint (store_frame_end (G_MAXUINT64, G_MAXUINT - 2, G_MAXUINT - 1), ==, G_MAXUINT64);
}

/* What contradicts itself is refused, and nothing of it kept. */
static void
test_refused_arguments (Place *place, gconstpointer data)
{
  g_autoptr (Evolution) evolution = evolution_new (EVO_ENCODING_CPPN, 28, 1, 10, 1);
  StoreSession *session = create (place, evolution);
  StoreCrown crown = { .class_index = 1, .confidence = 0.5f };
  g_autoptr (GBytes) genome = g_bytes_new ("genome", 6);
  StoreIndividual individual = {
    .origin = { .evaluation = 1000, .parent = EVO_NO_PARENT },
    .genome = genome,
    .n_crowns = 1,
    .crowns = &crown,
  };
  StoreIndividual second = individual;
  StoreIndividual both[2] = { individual, individual };
  StoreChampion champion = { .class_index = 1, .evaluation = 1000, .confidence = 0.5f };
  StoreChampion lost = { .class_index = 1, .evaluation = 999, .confidence = 0.5f };
  StoreChampion high = champion;
  StoreSessionInfo wrong[4];
  StoreCheckpoint checkpoints[] = {
    { evolution->info, NULL, &lost, 1, both, 1 },
    { evolution->info, NULL, &high, 1, both, 1 },
    { evolution->info, NULL, &champion, 1, both, 2 },
    { wrong + 0, NULL, NULL, 0, both, 1 },
    { wrong + 1, NULL, NULL, 0, both, 1 },
    { wrong + 2, NULL, NULL, 0, both, 1 },
    { wrong + 3, NULL, NULL, 0, both, 1 },
  };

  evolution_advance (evolution, 100, 0.5);
  save (evolution, session);
  high.confidence = 1.5f;
  second.origin.evaluation = 1001;
  second.origin.parent = 1001;
  both[1] = second;
  for (guint i = 0; i < 4; i++)
    wrong[i] = *evolution->info;
  wrong[0].median = NAN;
  wrong[1].n_filled = wrong[1].n_classes + 1;
  wrong[2].name = (char *) "\xff";
  wrong[3].seconds = -1;
  for (guint i = 0; i < G_N_ELEMENTS (checkpoints); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (store_session_write (session, &checkpoints[i], &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
      evolution_assert_saved (evolution, session);
    }
  store_session_close (session);
}

/* The same again, as after a failure whose outcome is not known, changes nothing. */
static void
test_written_twice (Place *place, gconstpointer data)
{
  g_autoptr (Evolution) evolution = evolution_new (EVO_ENCODING_PIXELS, 14, 1, 10, 1);
  StoreSession *session = create (place, evolution);

  evolution_advance (evolution, 100, 0.5);
  save (evolution, session);
  evolution->n_saved = 0;
  save (evolution, session);
  evolution_assert_saved (evolution, session);
  store_session_close (session);
}

static void
assert_locked (const char *path)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (store_session_open (path, FALSE, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_LOCKED);
  g_assert_nonnull (strstr (error->message, path));
}

/* Only one writes: in this process and in others; and a killed one leaves no lock. */
static void
test_lock (Place *place, gconstpointer data)
{
  g_autoptr (Evolution) evolution = evolution_new (EVO_ENCODING_CPPN, 28, 1, 10, 1);
  StoreSession *session = create (place, evolution), *reader;
  int status, pipe_ends[2];
  pid_t child;
  char byte;

  evolution_advance (evolution, 100, 0.5);
  save (evolution, session);
  assert_locked (place->path);
  reader = open_session (place->path, TRUE);
  evolution_assert_saved (evolution, reader);
  g_assert_false (evolution_save (evolution, reader, NULL));
  store_session_close (reader);
  child = fork ();
  if (child == 0)
    {
      g_autoptr (GError) error = NULL;

      _exit (store_session_open (place->path, FALSE, &error) != NULL ||
             !g_error_matches (error, BASE_ERROR, BASE_ERROR_LOCKED));
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  store_session_close (session);

  g_assert_cmpint (pipe (pipe_ends), ==, 0);
  child = fork ();
  if (child == 0)
    {
      open_session (place->path, FALSE);
      if (write (pipe_ends[1], "x", 1) == 1)
        pause ();
      _exit (1);
    }
  g_assert_cmpint (read (pipe_ends[0], &byte, 1), ==, 1);
  assert_locked (place->path);
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  close (pipe_ends[0]);
  close (pipe_ends[1]);
  session = open_session (place->path, FALSE);
  evolution_assert_saved (evolution, session);
  store_session_close (session);
}

static void
test_exists (Place *place, gconstpointer data)
{
  g_autoptr (Evolution) evolution = evolution_new (EVO_ENCODING_CPPN, 28, 1, 10, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL, *left = NULL;

  g_assert_true (g_file_set_contents (place->path, "mine", -1, NULL));
  g_assert_null (new_session (place->path, evolution->info, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_EXISTS);
  g_assert_true (g_file_get_contents (place->path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "mine");
  left = list_folder (place->folder);
  g_assert_cmpstr (left, ==, "a" STORE_SESSION_SUFFIX);
}

/* Refused with a sentence that names the file, whose content stays what it was. */
static void
assert_refused (const char *path, gboolean read_only, int code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL, *after = NULL;
  gsize size_before, size_after;

  g_assert_true (g_file_get_contents (path, &before, &size_before, NULL));
  g_assert_null (store_session_open (path, read_only, &error));
  g_assert_error (error, BASE_ERROR, code);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_true (g_file_get_contents (path, &after, &size_after, NULL));
  g_assert_cmpmem (before, size_before, after, size_after);
}

/* A good file with `size` bytes at `offset` replaced, or cut to `offset` when bytes is NULL. */
static void
write_patched (Place *place, gsize offset, gconstpointer bytes, gsize size)
{
  g_autoptr (Evolution) evolution = evolution_new (EVO_ENCODING_PIXELS, 28, 1, 10, 1);
  g_autofree char *content = NULL;
  StoreSession *session;
  gsize length;

  g_unlink (place->path);
  session = create (place, evolution);
  evolution_advance (evolution, 100, 0.5);
  save (evolution, session);
  store_session_close (session);
  g_assert_true (g_file_get_contents (place->path, &content, &length, NULL));
  g_assert_cmpuint (offset + size, <=, length);
  if (bytes != NULL)
    memcpy (content + offset, bytes, size);
  else
    length = offset;
  g_assert_true (g_file_set_contents (place->path, content, (gssize) length, NULL));
}

static void
test_unusable_files (Place *place, gconstpointer data)
{
  g_autofree char *rubbish = g_strnfill (4096, '\xee');
  g_autofree char *left = NULL;
  g_autoptr (GError) error = NULL;

  for (gboolean read_only = FALSE; read_only <= TRUE; read_only++)
    {
      g_assert_true (g_file_set_contents (place->path, "", 0, NULL));
      assert_refused (place->path, read_only, BASE_ERROR_FOREIGN);
      g_assert_true (g_file_set_contents (place->path, rubbish, 4096, NULL));
      assert_refused (place->path, read_only, BASE_ERROR_FOREIGN);
      write_patched (place, 68, "FOOL", 4); /* the picks' application_id */
      assert_refused (place->path, read_only, BASE_ERROR_FOREIGN);
      write_patched (place, 60, "\0\0\0\2", 4); /* user_version */
      assert_refused (place->path, read_only, BASE_ERROR_NEWER);
      write_patched (place, 60, "\0\0\0\0", 4);
      assert_refused (place->path, read_only, BASE_ERROR_INVALID);
      write_patched (place, 100, rubbish, 64); /* the root of the tables */
      assert_refused (place->path, read_only, BASE_ERROR_INVALID);
    }
  /* Looking at it finds out later. */
  write_patched (place, 4 * 4096, rubbish, 2048);
  assert_refused (place->path, FALSE, BASE_ERROR_INVALID);
  write_patched (place, 6 * 4096 + 100, NULL, 0);
  assert_refused (place->path, FALSE, BASE_ERROR_INVALID);
  g_unlink (place->path);
  g_assert_null (store_session_open (place->path, FALSE, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (store_session_open (place->folder, FALSE, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_FOREIGN);
  left = list_folder (place->folder);
  g_assert_cmpstr (left, ==, "");
}

/* The superuser may write anywhere, so the test gives that right up for a moment. */
static void
test_read_only_folder (Place *place, gconstpointer data)
{
  gboolean super = geteuid () == 0;
  g_autoptr (Evolution) evolution = evolution_new (EVO_ENCODING_CPPN, 28, 1, 10, 1);
  StoreSession *session = create (place, evolution), *reader, *refused, *created;
  g_autofree char *other = g_build_filename (place->folder, "b" STORE_SESSION_SUFFIX, NULL);
  g_autoptr (GError) error = NULL, error_create = NULL;

  evolution_advance (evolution, 100, 0.5);
  save (evolution, session);
  store_session_close (session);
  g_assert_cmpint (g_chmod (place->path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (place->folder, 0555), ==, 0);
  if (super)
    g_assert_cmpint (seteuid (NOBODY), ==, 0);
  reader = open_session (place->path, TRUE);
  evolution_assert_saved (evolution, reader);
  store_session_close (reader);
  refused = store_session_open (place->path, FALSE, &error);
  created = new_session (other, evolution->info, &error_create);
  if (super)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_cmpint (g_chmod (place->folder, 0755), ==, 0);
  g_assert_null (refused);
  g_assert_error (error, BASE_ERROR, BASE_ERROR_READ_ONLY);
  g_assert_null (created);
  g_assert_error (error_create, BASE_ERROR, BASE_ERROR_READ_ONLY);
}

/* Moved or removed while it is open for writing, it is put back with all that was written. */
static void
test_put_back (Place *place, gconstpointer data)
{
  g_autoptr (Evolution) evolution = evolution_new (EVO_ENCODING_CPPN, 28, 1, 10, 1);
  StoreSession *session = create (place, evolution), *moved;
  g_autofree char *other = g_build_filename (place->folder, "b" STORE_SESSION_SUFFIX, NULL);
  g_autoptr (GError) error = NULL;

  evolution_advance (evolution, 50, 0.5);
  save (evolution, session);
  g_assert_false (store_session_has_moved (session));
  g_assert_cmpint (g_rename (place->path, other), ==, 0);
  g_assert_true (store_session_has_moved (session));

  /* Not where something else has its place. */
  g_assert_true (g_file_set_contents (place->path, "mine", -1, NULL));
  g_assert_false (store_session_put_back (&session, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_cmpint (g_unlink (place->path), ==, 0);

  moved = open_session (other, TRUE);
  evolution_assert_saved (evolution, moved);
  store_session_close (moved);
  evolution_advance (evolution, 20, 0.6);
  g_assert_true (store_session_put_back (&session, &error));
  g_assert_no_error (error);
  g_assert_false (store_session_has_moved (session));
  save (evolution, session);
  evolution_assert_saved (evolution, session);

  g_assert_cmpint (g_unlink (place->path), ==, 0);
  g_assert_true (store_session_has_moved (session));
  g_assert_true (store_session_put_back (&session, &error));
  g_assert_no_error (error);
  evolution_assert_saved (evolution, session);
  store_session_close (session);
  session = open_session (place->path, TRUE);
  evolution_assert_saved (evolution, session);
  store_session_close (session);
}

/* The file of a session that is open has everything, without its log. */
static void
test_copied_alone (Place *place, gconstpointer data)
{
  g_autoptr (Evolution) evolution = evolution_new (EVO_ENCODING_CPPN, 28, 1, 10, 1);
  StoreSession *session = create (place, evolution), *copy;
  g_autofree char *other = g_build_filename (place->folder, "b" STORE_SESSION_SUFFIX, NULL);
  g_autofree char *bytes = NULL;
  gsize size;

  for (guint i = 0; i < 2; i++)
    {
      evolution_advance (evolution, 50, 0.5 + 0.1 * i);
      save (evolution, session);
    }
  g_assert_true (g_file_get_contents (place->path, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (other, bytes, (gssize) size, NULL));
  copy = open_session (other, TRUE);
  evolution_assert_saved (evolution, copy);
  store_session_close (copy);
  store_session_close (session);
}

/* A limit on the size of files stands for a full disk. The run goes on and saves later. */
static void
test_full_disk (Place *place, gconstpointer data)
{
  g_autoptr (Evolution) evolution = evolution_new (EVO_ENCODING_PIXELS, 28, 3, 10, 1);
  StoreSession *session = create (place, evolution), *reader;
  g_autoptr (GError) error = NULL;
  struct rlimit limit, small;

  evolution_advance (evolution, 50, 0.5);
  save (evolution, session);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  small = limit;
  small.rlim_cur = 20000;
  evolution_advance (evolution, 100, 0.9);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_false (evolution_save (evolution, session, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, place->path));

  save (evolution, session);
  evolution_assert_saved (evolution, session);
  store_session_close (session);
  reader = open_session (place->path, TRUE);
  evolution_assert_saved (evolution, reader);
  store_session_close (reader);
}

static void
add_test (const char *path, void (*test) (Place *, gconstpointer))
{
  g_test_add (path, Place, NULL, set_up, test, tear_down);
}

/* The weights of a network are not worth the time that packing takes; what repeats is. */
static void
test_pack_fast (void)
{
  const guint n = 100000;
  g_autofree float *weights = g_new (float, n);
  g_autoptr (GBytes) bytes = NULL, packed = NULL, again = NULL, same = NULL;
  StorePacking packing;
  gsize size;

  for (guint i = 0; i < n; i++)
    weights[i] = (float) g_test_rand_double_range (-0.1, 0.1);
  bytes = g_bytes_new (weights, n * sizeof *weights);
  packed = store_pack (bytes, NULL, STORE_PACK_FASTEST, &packing);
  g_assert_cmpuint (g_bytes_get_size (packed), >=, n * sizeof *weights);
  again = store_unpack (g_bytes_get_data (packed, &size), g_bytes_get_size (packed),
                        n * sizeof *weights, packing, NULL);
  g_assert_true (g_bytes_equal (bytes, again));

  memset (weights, 0, n * sizeof *weights);
  same = g_bytes_new (weights, n * sizeof *weights);
  g_clear_pointer (&packed, g_bytes_unref);
  packed = store_pack (same, NULL, STORE_PACK_FASTEST, &packing);
  g_assert_cmpuint (g_bytes_get_size (packed), <, n);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/store/session/cppn", test_cppn);
  add_test ("/store/session/pixels", test_pixels);
  add_test ("/store/session/images", test_images);
  add_test ("/store/session/empty", test_empty);
  add_test ("/store/session/info", test_info);
  add_test ("/store/session/ancestors", test_ancestors);
  add_test ("/store/session/time-lapse", test_time_lapse);
  add_test ("/store/session/refused-arguments", test_refused_arguments);
  add_test ("/store/session/written-twice", test_written_twice);
  add_test ("/store/session/lock", test_lock);
  add_test ("/store/session/exists", test_exists);
  add_test ("/store/session/unusable-files", test_unusable_files);
  add_test ("/store/session/read-only-folder", test_read_only_folder);
  add_test ("/store/session/full-disk", test_full_disk);
  add_test ("/store/session/put-back", test_put_back);
  add_test ("/store/session/copied-alone", test_copied_alone);
  g_test_add_func ("/store/session/pack-fast", test_pack_fast);
  return g_test_run ();
}
