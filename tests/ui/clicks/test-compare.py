# SPDX-License-Identifier: GPL-3.0-or-later
"""A person compares networks. Arguments: fooled, fooled-cli, the folder of weights."""

import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402

harness.own_display(os.path.abspath(__file__))

FOOLED, CLI, WEIGHTS = map(os.path.abspath, sys.argv[1:4])
home = harness.Home()
folder = tempfile.mkdtemp(prefix="fooled-weights-")
running = []
SESSION = "LeNet (MNIST), Patterns (CPPN)"


def start(weights=WEIGHTS):
    program = harness.Program(FOOLED, home, "--paused", FOOLED_WEIGHTS_DIR=weights)
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


def test_no_session():
    """Where there is no session, the choice says how to make one, and Escape leaves it"""
    program = start()
    open_page(program)
    program.press("A Session’s Champions…")
    program.await_node("Choose a Session")
    program.await_node("No Champions Yet")
    program.await_node("Let a run evolve some images.*")
    program.key("Escape")
    harness.await_value(lambda: not program.find("No Champions Yet"), "the choice to close")
    program.await_node(r"Who Else Is Fooled\?")
    program.quit()


def test_other_labels():
    """Labels are matched by name: a network that says 2 where it would say 7 is fooled by none"""
    for ending in (".card", ".onnx"):
        shutil.copy(os.path.join(WEIGHTS, "lenet-mnist" + ending), folder)
    # With a comment of its own (doc_string, field 6) it is another network than the session's.
    with open(os.path.join(WEIGHTS, "lenet-mnist.onnx"), "rb") as file:
        content = file.read() + b"\x32\x04mine"
    with open(os.path.join(folder, "backwards.onnx"), "wb") as file:
        file.write(content)
    with open(os.path.join(WEIGHTS, "lenet-mnist.card"), encoding="utf-8") as file:
        card = file.read()
    for key, value in (("Name", "Backwards"), ("Labels", "9;8;7;6;5;4;3;2;1;0;"), ("Weights", "backwards.onnx"),
                       ("Checksum", hashlib.sha256(content).hexdigest())):
        card = re.sub(rf"^{key}=.*$", f"{key}={value}", card, flags=re.MULTILINE)
    with open(os.path.join(folder, "backwards.card"), "w", encoding="utf-8") as file:
        file.write(card)
    program = start(folder)
    open_page(program)
    program.press("A Session’s Champions…")
    program.await_node(re.escape(SESSION))
    program.key("Return")
    program.await_node(r".*Patterns \(CPPN\), Backwards: not compared yet")
    program.click("Compare", "push button")
    program.await_node(r".*Patterns \(CPPN\), LeNet \(MNIST\): 10 of 10, median [\d.]+ %")
    program.await_node(r".*Patterns \(CPPN\), Backwards: 0 of 10.*")
    program.quit()


def test_keyboard():
    """A session’s champions before both networks, by the keyboard alone"""
    evolve()
    program = start()
    open_page(program)
    program.key("Return")
    program.await_node("Choose a Session")
    program.await_node(re.escape(SESSION))
    program.key("Return")
    program.await_node(r".*Patterns \(CPPN\), LeNet \(MNIST\): not compared yet")
    program.key("Return")
    program.await_node(r".*Patterns \(CPPN\), LeNet \(MNIST\): 10 of 10, median [\d.]+ %")
    program.await_node(r".*Patterns \(CPPN\), LeNet \(Fashion-MNIST\): No such class")
    program.quit()


def test_cell():
    """A cell shows its images; the table is saved and copied, and its row goes"""
    program = start()
    open_page(program)
    program.press("A Session’s Champions…")
    program.await_node("Choose a Session")
    program.await_node(re.escape(SESSION))
    program.key("Return")
    program.await_node(r".*Patterns \(CPPN\), LeNet \(MNIST\): not compared yet")
    program.click("Compare", "push button")
    program.click(r".*Patterns \(CPPN\), LeNet \(MNIST\): 10 of 10, median [\d.]+ %")
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
    harness.run_tests([test_no_session, test_keyboard, test_cell, test_other_labels, test_no_picks], end_all)
finally:
    end_all()
    home.remove()
    shutil.rmtree(folder, ignore_errors=True)
