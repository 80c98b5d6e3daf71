# SPDX-License-Identifier: GPL-3.0-or-later
"""The first minute of a new user: a hint is there, is closed, and is gone for good. Arguments:
fooled, fooled-cli (not used), the folder of weights."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402

harness.own_display(os.path.abspath(__file__))

FOOLED, _, WEIGHTS = map(os.path.abspath, sys.argv[1:4])
SURE = r"The network is [\d.]+ % sure that this is “\d”\. What do you see\?.*"
CHANCE = r"Nobody drew this: .*"

running = []
homes = []


def start():
    program = harness.Program(FOOLED, homes[-1], FOOLED_WEIGHTS_DIR=WEIGHTS)
    running.append(program)
    return program


def test_hints():
    """The first hint is closed, the next one follows, and after a restart the first is not back"""
    homes.append(harness.Home())
    for key in ("method", "hints-done"):  # as a new user has them
        del homes[-1].settings[key]
    program = start()
    program.await_node(SURE)
    program.press("Close the hint")
    program.await_node(CHANCE)
    assert program.find(SURE) is None
    program.quit()

    program = start()
    program.await_node(CHANCE)
    assert program.find(SURE) is None
    program.press("Close the hint")
    program.await_node(r"Every image is at [\d.]+ % or more.*")
    program.press("Evolve Patterns")
    program.await_node(r"A pattern, and the network is .*")
    program.press("Draw")
    program.await_node(r"Draw something with the mouse.*")
    program.quit()


def end_all():
    while running:
        running.pop().kill()
    while homes:
        homes.pop().remove()


try:
    harness.run_tests([test_hints], end_all)
finally:
    end_all()
