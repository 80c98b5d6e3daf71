# SPDX-License-Identifier: GPL-3.0-or-later
"""A person compares networks. Arguments: fooled, fooled-cli, the folder of weights."""

import glob
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
SESSION = "LeNet (MNIST), Evolve CPPN"


def start():
    program = harness.Program(FOOLED, home, "--paused", FOOLED_WEIGHTS_DIR=WEIGHTS)
    running.append(program)
    return program


def evolve():
    """A session for the list."""
    sessions = os.path.join(home.path, "data", "fooled", "sessions")
    os.makedirs(sessions, exist_ok=True)
    subprocess.run([CLI, "evolve", "--network", "lenet-mnist", "--encoding", "cppn",
                    "--generations", "40", "--session",
                    os.path.join(sessions, "mine.fooled-session")],
                   env=dict(home.environment(), FOOLED_WEIGHTS_DIR=WEIGHTS), check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def open_page(program):
    """The keyboard is at the first button."""
    program.await_node("Start")
    program.key("ctrl+5")
    program.await_node("A Session’s Champions…")


def test_keyboard():
    """A session’s champions before both networks, by the keyboard alone"""
    evolve()
    program = start()
    open_page(program)
    program.key("Return")
    program.await_node("Choose a Session")
    program.await_node(re.escape(SESSION))
    program.key("Return")
    program.await_node(r".*Evolve CPPN, LeNet \(MNIST\): not compared yet")
    program.key("Return")
    program.await_node(r".*Evolve CPPN, LeNet \(MNIST\): 10 of 10, median [\d.]+ %")
    program.await_node(r".*Evolve CPPN, LeNet \(Fashion-MNIST\): No such class")
    program.quit()


def test_cell():
    """A cell shows its images; the table is saved and copied, and its row goes"""
    program = start()
    open_page(program)
    program.press("A Session’s Champions…")
    program.await_node("Choose a Session")
    program.await_node(re.escape(SESSION))
    program.key("Return")
    program.await_node(r".*Evolve CPPN, LeNet \(MNIST\): not compared yet")
    program.click("Compare", "push button")
    program.click(r".*Evolve CPPN, LeNet \(MNIST\): 10 of 10, median [\d.]+ %")
    program.await_node(r"LeNet \(MNIST\) takes 10 of 10 images of .*")
    program.await_node(r"Made for 7, taken for 7, [\d.]+ %")
    program.click("Copy Table", "push button")
    program.await_node("Copied the table as comma-separated values")
    program.key("ctrl+s")
    harness.await_value(lambda: glob.glob(os.path.join(home.pictures, "comparison.png")),
                        "the picture")
    program.press(re.escape(f"Remove “{SESSION}” from the table"))
    program.await_node(r"Who Else Is Fooled\?")
    program.quit()


def test_no_picks():
    """Where there are no picks, a sentence says so"""
    program = start()
    open_page(program)
    program.press("Picks", "push button")
    program.click("Compare", "push button")
    program.await_node("There are no picks yet.*")
    program.quit()


def end_all():
    """A failed test must not leave its window to the next one."""
    while running:
        running.pop().kill()


try:
    harness.run_tests([test_keyboard, test_cell, test_no_picks], end_all)
finally:
    end_all()
    home.remove()
