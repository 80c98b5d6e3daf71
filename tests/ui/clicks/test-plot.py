# SPDX-License-Identifier: GPL-3.0-or-later
"""A person sees one run behind another. Arguments: fooled, fooled-cli, the folder of weights."""

import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402

harness.own_display(os.path.abspath(__file__))

FOOLED, CLI, WEIGHTS = map(os.path.abspath, sys.argv[1:4])
home = harness.Home()
running = []
OTHER = "LeNet (MNIST), Evolve CPPN"


def evolve():
    """A session for the list."""
    sessions = os.path.join(home.path, "data", "fooled", "sessions")
    os.makedirs(sessions, exist_ok=True)
    subprocess.run([CLI, "evolve", "--network", "lenet-mnist", "--encoding", "cppn",
                    "--generations", "10", "--session",
                    os.path.join(sessions, "mine.fooled-session")],
                   env=dict(home.environment(), FOOLED_WEIGHTS_DIR=WEIGHTS), check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_behind():
    """A saved run comes behind the one that goes on, is named, goes by time, and is taken away"""
    evolve()
    program = harness.Program(FOOLED, home, "--paused", "--seed", "1", "--method", "pixels",
                              FOOLED_WEIGHTS_DIR=WEIGHTS)
    running.append(program)
    program.press("Start")
    program.await_node(r"Confidence over evaluations: .* evaluations, highest .*")
    program.press("Pause")
    program.click("Compare with other runs")
    program.click(re.escape(OTHER), "check box")
    program.await_node(r"Confidence over evaluations: .*; behind it " + re.escape(OTHER) +
                       r": 2\D?000 evaluations, median [\d.]+ %")
    program.click("By time, not by images tried", "check box")
    program.await_node(r"Confidence over time: .*; behind it .*")
    program.click(re.escape(OTHER), "check box")
    program.await_node(r"Confidence over time: [^;]*")
    program.quit()


def end_all():
    """A failed test must not leave its window to the next one."""
    while running:
        running.pop().kill()


try:
    harness.run_tests([test_behind], end_all)
finally:
    end_all()
    home.remove()
