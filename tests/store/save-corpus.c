// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"
#include "session-fixture.h"

/* Writes small valid files to begin fuzzing with: save-corpus SESSIONS-FOLDER SPECIMENS-FOLDER */
int
main (int argc, char *argv[])
{
  g_return_val_if_fail (argc == 3, 2);

  for (guint i = 0; i < 4; i++)
    {
      EvoEncoding encoding = i % 2 == 0 ? EVO_ENCODING_CPPN : EVO_ENCODING_PIXELS;
      g_autofree char *name = g_strdup_printf ("%u" STORE_SESSION_SUFFIX, i);
      g_autofree char *session_path = g_build_filename (argv[1], name, NULL);
      g_autofree char *specimen_path = g_build_filename (argv[2], name, NULL);
      g_autoptr (StoreSpecimen) specimen = fixture_specimen_new (encoding, i);
      g_autoptr (Evolution) evolution = evolution_new (encoding, 8, 1, 5, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (StoreSession) session = NULL;

      if (i == 3)
        {
          evolution->as_images = TRUE;
          g_clear_pointer (&specimen->genome, g_bytes_unref);
          g_free (specimen->encoding);
          specimen->encoding = g_strdup (STORE_ENCODING_PERTURB);
          specimen->target = 3;
        }
      session = new_session (session_path, evolution->info, &error);
      evolution_advance (evolution, 10 + 20 * i, 0.5);
      if (session == NULL || !evolution_save (evolution, session, &error) ||
          !store_specimen_save (specimen, specimen_path, &error))
        g_error ("%s", error->message);
    }
  return 0;
}
