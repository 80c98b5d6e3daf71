// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-interrupt.h"

#include <signal.h>

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

  sigemptyset (&action.sa_mask);
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

gboolean
cli_interrupted (void)
{
  return interrupted != 0;
}
