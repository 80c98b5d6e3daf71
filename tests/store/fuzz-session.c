// SPDX-License-Identifier: GPL-3.0-or-later
#include "../formats/fuzz.h"

#include "store/sessions.h"

#include <glib/gstdio.h>

/* Session files: whatever they hold, all can be asked of them. */

static void
read_all (StoreSession *session)
{
  GError *errors[4] = { NULL };
  g_autoptr (StoreSessionInfo) info = store_session_info (session, &errors[0]);
  g_autoptr (GBytes) state = store_session_read_state (session, &errors[1]);
  g_autoptr (GArray) cells = store_session_read_champions (session, &errors[2]);
  g_autoptr (GPtrArray) crowns = store_session_read_crowns (session, 0, G_MAXUINT64, &errors[3]);

  fuzz_check_error (info != NULL, errors[0]);
  fuzz_check_error (state != NULL, errors[1]);
  fuzz_check_error (cells != NULL, errors[2]);
  fuzz_check_error (crowns != NULL, errors[3]);
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    g_clear_error (&errors[i]);
  for (guint i = 0; cells != NULL && i < cells->len && i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) line = store_session_read_ancestors (
          session, g_array_index (cells, StoreHeldCell, i).champion.evaluation, &error);

      fuzz_check_error (line != NULL, error);
    }
}

/* What it lets be opened for writing it also lets be saved, or says why not. */
static void
write_some (StoreSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreSessionInfo) info = store_session_info_new ();
  g_autoptr (GBytes) genome = g_bytes_new ("0123456789abcdef", 16);
  StoreCrown crown = { .confidence = 0.5f };
  StoreIndividual individual = {
    .origin = { .evaluation = 1000, .parent = 5 }, .genome = genome, .n_crowns = 1, .crowns = &crown
  };
  StoreCheckpoint checkpoint = { .info = info, .individuals = &individual, .n_individuals = 1 };

  fuzz_check_error (store_session_write (session, &checkpoint, &error), error);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *path = fuzz_path (STORE_SESSION_SUFFIX);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *index = g_strconcat (path, "-shm", NULL);
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);

  g_file_set_contents_full (path, (const char *) data, (gssize) size, G_FILE_SET_CONTENTS_NONE,
                            0600, NULL);
  for (gboolean read_only = TRUE; read_only >= FALSE; read_only--)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (StoreSession) session = store_session_open (path, read_only, &error);

      fuzz_check_error (session != NULL, error);
      if (session != NULL)
        read_all (session);
      if (session != NULL && !read_only)
        write_some (session);
    }
  g_unlink (path);
  g_unlink (log);
  g_unlink (index);
  g_unlink (journal);
  return 0;
}
