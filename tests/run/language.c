// SPDX-License-Identifier: GPL-3.0-or-later
#include "language.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <locale.h>

static char *root, *named, *folder, *mo;

gboolean
language_begin (const char *language)
{
  g_autofree char *msgfmt = g_find_program_in_path ("msgfmt");
  g_autofree char *file = g_strconcat (language, ".po", NULL);
  g_autofree char *po = g_test_build_filename (G_TEST_DIST, "..", "po", file, NULL);
  const char *argv[] = { msgfmt, "-o", NULL, po, NULL };
  int status = -1;

  if (msgfmt == NULL)
    {
      g_test_skip ("gettext is not installed");
      return FALSE;
    }
  root = g_dir_make_tmp ("fooled-language-XXXXXX", NULL);
  named = g_build_filename (root, language, NULL);
  folder = g_build_filename (named, "LC_MESSAGES", NULL);
  mo = g_build_filename (folder, GETTEXT_PACKAGE ".mo", NULL);
  argv[2] = mo;
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL,
                               &status, NULL));
  g_assert_cmpint (status, ==, 0);
  g_setenv ("LANGUAGE", language, TRUE);
  setlocale (LC_ALL, "C.UTF-8"); /* any but C looks at LANGUAGE */
  bindtextdomain (GETTEXT_PACKAGE, root);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  return TRUE;
}

void
language_end (void)
{
  g_unsetenv ("LANGUAGE");
  setlocale (LC_ALL, "C");
  g_assert_cmpint (g_unlink (mo), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_assert_cmpint (g_rmdir (named), ==, 0);
  g_assert_cmpint (g_rmdir (root), ==, 0);
  g_clear_pointer (&mo, g_free);
  g_clear_pointer (&folder, g_free);
  g_clear_pointer (&named, g_free);
  g_clear_pointer (&root, g_free);
}
