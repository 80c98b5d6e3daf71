// SPDX-License-Identifier: GPL-3.0-or-later
#include "card-files.h"

#include "formats/card.h"

#include <glib/gstdio.h>
#include <string.h>

char *card_folder;

char *
card_write_file (const char *name, const char *content, gssize size)
{
  char *path = g_build_filename (card_folder, name, NULL);

  g_assert_true (
      g_file_set_contents_full (path, content, size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  return path;
}

void
card_remove_file (const char *name)
{
  g_autofree char *path = g_build_filename (card_folder, name, NULL);

  g_unlink (path);
}

char *
card_with_line (const char *text, const char *key, const char *line)
{
  g_autofree char *prefix = g_strconcat (key, "=", NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], prefix))
      {
        g_free (lines[i]);
        lines[i] = g_strdup (line != NULL ? line : "");
      }
  return g_strjoinv ("\n", lines);
}

void
card_assert_refused (const char *name, const char *content, gssize size, const char *word)
{
  g_autofree char *path = card_write_file (name, content, size);
  g_autoptr (GError) error = NULL;

  g_assert_null (fmt_card_load (path, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_false (g_str_has_suffix (error->message, ".."));
  if (strstr (error->message, word) == NULL)
    g_error ("no “%s” in: %s", word, error->message);
  g_unlink (path);
}

/* This card_folder and the one above it. */
void
card_remove_folder (const char *path)
{
  g_autofree char *above = g_path_get_dirname (path);

  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_assert_cmpint (g_rmdir (above), ==, 0);
}

void
card_files_init (void)
{
  card_folder = g_dir_make_tmp ("fooled-card-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", card_folder, TRUE);
  g_setenv ("FOOLED_WEIGHTS_DIR", card_folder, TRUE);
}

void
card_files_clear (void)
{
  g_assert_cmpint (g_rmdir (card_folder), ==, 0);
  g_clear_pointer (&card_folder, g_free);
}
