// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdlib.h>

#include "run/job.h"
#include "ui/app/application.h"

int
main (int argc, char **argv)
{
  const char *locale_dir = g_getenv ("FOOLED_LOCALE_DIR"); /* not installed: the build folder */
  g_autoptr (FooledApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir != NULL ? locale_dir : FOOLED_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name (_ ("Fooled"));

  /* A lost display ends the program by exit, while compute threads are at work. */
  atexit (run_jobs_end);
  application = fooled_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
