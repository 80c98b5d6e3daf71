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

  /* GTK ends the program itself when the display is lost: under Broadway by exit, while compute
   * threads are at work, so that they are ended here. Under X11 and Wayland it is _exit, before
   * which it asks nobody: then what was done since the last checkpoint, some five seconds, is lost.
   */
  atexit (run_jobs_end);
  application = fooled_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
