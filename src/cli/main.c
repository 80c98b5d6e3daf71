// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-program.h"

static const CliProgramCommand commands[] = {
  { "networks", cli_networks, N_ ("list the networks, or get one that is not here yet") },
  { "data-sets", cli_data_sets, N_ ("list the data sets, or get one that is not here yet") },
  { "train", cli_train, N_ ("train a network on labelled pictures") },
  { "retrain", cli_retrain,
    N_ ("train networks on images that fooled the ones before, round after round") },
  { "evolve", cli_evolve, N_ ("evolve images that fool a network") },
  { "ascend", cli_ascend, N_ ("climb to images that fool a network, along its gradient") },
  { "perturb", cli_perturb, N_ ("change a picture so little that only the network is misled") },
  { "rubbish", cli_rubbish, N_ ("count the images of noise that a network takes for something") },
  { "sessions", cli_sessions, N_ ("list the runs that are saved, their champions' ancestors, or make a time-lapse") },
  { "compare", cli_compare, N_ ("see whether images that fool one network fool others") },
  { "classify", cli_classify, N_ ("say what a network takes pictures for") },
  { "poster", cli_poster, N_ ("make a poster of a saved image, or a sheet of several") },
  { "heat-map", cli_heat_map, N_ ("show what in a picture speaks for a class") },
  { "reproduce", cli_reproduce,
    N_ ("repeat an experiment of the paper, and show its figures beside the paper's") },
  { "bench", cli_bench, N_ ("measure how fast a network runs here") },
};

int
main (int argc, char *argv[])
{
  const CliProgram program = { "fooled-cli", commands, G_N_ELEMENTS (commands) };

  cli_program_init (&program);
  return cli_program_run (&program, argv);
}
