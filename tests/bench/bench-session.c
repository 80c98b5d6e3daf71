// SPDX-License-Identifier: GPL-3.0-or-later
#include "../store/session-fixture.h"

#include <glib/gstdio.h>

/* What sessions of made-up evolutions need: bytes on the disk, time to save and to open.
 *
 *   bench-session [FOLDER]
 *
 * Each evaluation takes a class with a chance that falls as it does in a real run of SqueezeNet; a
 * checkpoint every 500 evaluations. */
typedef struct
{
  const char *name;
  EvoEncoding encoding;
  guint side, channels, n_classes, n_evaluations;
} Case;

static const Case cases[] = {
  { "CPPN, 1000 classes", EVO_ENCODING_CPPN, 227, 3, 1000, 20000 },
  { "pixels 28 x 28 x 1, 10 classes", EVO_ENCODING_PIXELS, 28, 1, 10, 20000 },
  { "pixels 227 x 227 x 3, 1000 classes", EVO_ENCODING_PIXELS, 227, 3, 1000, 2000 },
};

static double
chance (guint evaluation)
{
  return 1 / (1 + evaluation / 3000.0);
}

static void
run_case (const Case *c, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "bench" STORE_SESSION_SUFFIX, NULL);
  g_autoptr (Evolution) evolution =
      evolution_new (c->encoding, c->side, c->channels, c->n_classes, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) cells = NULL;
  g_autoptr (GPtrArray) line = NULL;
  StoreSession *session = new_session (path, evolution->info, &error);
  gint64 saving = 0, longest = 0, start, opened, read;
  double raw = 0;
  GStatBuf status;

  for (guint i = 0; error == NULL && i < c->n_evaluations; i += 500)
    {
      gint64 needed;

      evolution_advance (evolution, 500, chance (i));
      start = g_get_monotonic_time ();
      evolution_save (evolution, session, &error);
      needed = g_get_monotonic_time () - start;
      saving += needed;
      longest = MAX (longest, needed);
    }
  for (guint i = 0; i < evolution->individuals->len; i++)
    raw += (double) g_bytes_get_size (
        g_array_index (evolution->individuals, StoreIndividual, i).genome);
  store_session_close (session);
  start = g_get_monotonic_time ();
  session = error == NULL ? store_session_open (path, FALSE, &error) : NULL;
  opened = g_get_monotonic_time () - start;
  if (error == NULL)
    cells = store_session_read_champions (session, &error);
  read = g_get_monotonic_time () - start - opened;
  if (error != NULL)
    g_error ("%s", error->message);
  start = g_get_monotonic_time ();
  line = store_session_read_ancestors (
      session, g_array_index (cells, StoreHeldCell, 0).champion.evaluation, &error);
  g_stat (path, &status);
  g_print ("%s: %u evaluations, %u individuals (%.2f MB of genomes) -> %.2f MB;"
           " %.0f bytes an individual\n"
           "  saving %.3f ms an individual, longest checkpoint %.0f ms;"
           " opening %.0f ms, reading %u champions %.0f ms, %u ancestors %.0f ms\n",
           c->name, c->n_evaluations, evolution->individuals->len, raw / 1e6,
           (double) status.st_size / 1e6, (double) status.st_size / evolution->individuals->len,
           (double) saving / 1e3 / evolution->individuals->len, (double) longest / 1e3,
           (double) opened / 1e3, cells->len, (double) read / 1e3, line->len,
           (double) (g_get_monotonic_time () - start) / 1e3);
  store_session_close (session);
  g_unlink (path);
}

int
main (int argc, char *argv[])
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    run_case (&cases[i], argc > 1 ? argv[1] : g_get_tmp_dir ());
  return 0;
}
