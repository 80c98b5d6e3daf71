// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-interrupt.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <signal.h>

#include "cli/cli-output.h"

static volatile sig_atomic_t interrupted;

static void
on_signal (int number)
{
  interrupted = 1;
}

void
cli_interrupt_catch (void)
{
  struct sigaction action = { .sa_handler = on_signal,
                              .sa_flags = (int) (SA_RESTART | SA_RESETHAND) };
  struct sigaction before;

  sigemptyset (&action.sa_mask);
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  /* Of a terminal that is closed the shell tells, and then the kernel: nobody is in a hurry. With
   * nohup it is not to matter at all. */
  action.sa_flags = SA_RESTART;
  if (sigaction (SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
    sigaction (SIGHUP, &action, NULL);
}

gboolean
cli_interrupted (void)
{
  return interrupted != 0;
}

void
cli_tell_interrupted (const char *session, const char *otherwise)
{
  if (session == NULL)
    cli_error ("%s", otherwise);
  else if (g_file_test (session, G_FILE_TEST_EXISTS))
    cli_error (_ ("Interrupted; the session goes on from here next time."));
  else
    cli_error (_ ("Interrupted before there was anything to save."));
}
