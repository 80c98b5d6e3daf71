# SPDX-License-Identifier: GPL-3.0-or-later
"""A person lets networks learn not to be fooled. Arguments: fooled, fooled-cli, the folder of
weights."""

import gzip
import os
import shutil
import struct
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402

harness.own_display(os.path.abspath(__file__))

from gi.repository import Atspi, GLib  # noqa: E402

FOOLED, CLI, WEIGHTS = map(os.path.abspath, sys.argv[1:4])
home = harness.Home()
data = tempfile.mkdtemp(prefix="fooled-data-")
running = []
SIDE = 28
SETTINGS = {"Rounds": 3, "Images a round": 40, "Held out a round": 10, "Runs a round": 2,
            "Generations": 400, "Offspring": 100, "Epochs": 2}


def start(*arguments, **environment):
    program = harness.Program(FOOLED, home, "--paused", *arguments, FOOLED_WEIGHTS_DIR=WEIGHTS,
                              FOOLED_DATA_SETS_DIR=data, **environment)
    running.append(program)
    program.await_node("Main Menu")
    program.key("ctrl+4")
    return program


def write_data(n_train, n_test):
    """Ten classes of bars, each at a place of its own, as MNIST's files have pictures."""
    folder = os.path.join(data, "mnist")
    os.makedirs(folder, exist_ok=True)
    for name, n in (("train", n_train), ("t10k", n_test)):
        pixels = bytearray()
        for i in range(n):
            for y in range(SIDE):
                for x in range(SIDE):
                    inside = 2 * (i % 10) + 3 <= x < 2 * (i % 10) + 6 and 4 <= y < 24
                    pixels.append(255 - 7 * (i % 13) if inside else 0)
        with gzip.open(os.path.join(folder, f"{name}-images-idx3-ubyte.gz"), "wb") as file:
            file.write(struct.pack(">IIII", 2051, n, SIDE, SIDE) + pixels)
        with gzip.open(os.path.join(folder, f"{name}-labels-idx1-ubyte.gz"), "wb") as file:
            file.write(struct.pack(">II", 2049, n) + bytes(i % 10 for i in range(n)))


def set_numbers(program, numbers):
    program.click("More")
    program.await_node("Epochs", "spin button")
    left = dict(numbers)
    for node in program.nodes():
        try:
            if node.get_role_name() == "spin button" and node.get_name() in left:
                Atspi.Value.set_current_value(node, left.pop(node.get_name()))
        except GLib.GError:
            continue
    assert not left, f"no such rows: {left}"


def test_rounds():
    """Networks come row by row; pause, step, close, go on where it was, finish"""
    program = start()
    program.await_node("Can a Network Learn Not to Be Fooled\\?")
    set_numbers(program, SETTINGS)
    program.press("Start the Experiment")
    program.await_node(r"DNN 1; Real pictures wrong .*")
    program.press("Pause")
    program.await_node(r"Paused\. .*")
    program.press("Step")
    program.await_node(r"DNN 1; .*; New fakes: median .*")
    program.await_node(r"Paused\. .*|Finished: 3 networks")
    program.quit()
    program = start()
    program.await_node(r"DNN 1; .*; New fakes: median .*")
    program.await_node(r"Paused\. .*|Finished: 3 networks")
    if program.find("Resume"):
        program.press("Resume")
    program.await_node("Finished: 3 networks")
    program.await_node(r"DNN 3; .*; New fakes: median .*")
    program.await_node(r"How sure each network is of images that mean nothing; DNN 1: .*DNN 3: .*")
    program.quit()


def test_watch():
    """A network of the experiment is watched on Run"""
    program = start()
    program.click("More for DNN 2")
    program.press("Watch on Run")
    program.await_node(r"rubbish, .*")
    program.quit()


def test_draw():
    """A network of the experiment is to be drawn for on Perturb"""
    program = start()
    program.click("More for DNN 3")
    program.press("Draw for It on Perturb")
    program.await_node("Draw something for the network to recognise.")
    program.quit()


def test_session():
    """The experiment is among the sessions, and opens on its own page"""
    program = start()
    program.await_node("Finished: 3 networks")
    program.key("ctrl+1")
    program.key("ctrl+shift+s")
    program.await_node(r".* · 3 rounds · median .*")
    program.press(r"Open .*, retraining")
    program.await_node("Finished: 3 networks")
    program.quit()


def test_damaged():
    """Data that is damaged is a sentence, and a way back"""
    program = start()
    program.press("New Experiment")
    with open(os.path.join(data, "mnist", "train-images-idx3-ubyte.gz"), "wb") as file:
        file.write(b"\x1f\x8b\x08cut off")
    program.press("Start the Experiment")
    program.await_node(r".*train-images.*")
    program.quit()


def end_all():
    """A failed test must not leave its window to the next one."""
    while running:
        running.pop().kill()


try:
    write_data(400, 60)
    harness.run_tests([test_rounds, test_watch, test_draw, test_session, test_damaged], end_all)
finally:
    end_all()
    home.remove()
    shutil.rmtree(data, ignore_errors=True)
