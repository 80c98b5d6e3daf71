# SPDX-License-Identifier: GPL-3.0-or-later
"""A person with a collection: finds picks, writes about them, takes a removal back, makes posters.
Arguments: fooled, fooled-cli, the folder of weights."""

import glob
import os
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402

harness.own_display(os.path.abspath(__file__))

FOOLED, CLI, WEIGHTS = map(os.path.abspath, sys.argv[1:4])
home = harness.Home()
running = []
PICK = r"\d, [\d.]+ %"


def start(*arguments):
    program = harness.Program(FOOLED, home, *arguments, FOOLED_WEIGHTS_DIR=WEIGHTS)
    running.append(program)
    return program


def star_some(program):
    """The first three champions."""
    program.press("Start")
    program.await_node("0, 9[\\d.]+ %")
    program.await_node("2, 9[\\d.]+ %")
    program.press("Pause")
    program.await_node("Start")
    for label in "012":
        program.click(label + r", [\d.]+ %")
        time.sleep(0.3)
        program.key("ctrl+d")
        time.sleep(0.5)
    program.key("ctrl+3")
    program.await_node("3 picks")


def saved(pattern):
    return glob.glob(os.path.join(home.pictures, pattern))


def test_collection():
    """Find, write a note, take a removal back after its toast has gone, posters"""
    program = start("--paused", "--method", "pixels")
    star_some(program)

    program.key("ctrl+f")
    program.write("Find picks", "no such words")
    program.await_node("Nothing Found")
    program.write("Find picks", "")
    program.await_node("3 picks")

    # The newest is selected: its large window, in which the note is written.
    program.click("2, [\\d.]+ %")
    time.sleep(0.3)
    program.key("Return")
    note = program.await_node("Note", "text")
    harness.Atspi.EditableText.set_text_contents(note, "for the wall")
    time.sleep(0.5)
    program.key("Escape")
    harness.await_value(lambda: program.find("Note", "text") is None, "the window to close")
    program.write("Find picks", "WALL")
    program.await_node("1 of 3 picks")
    program.write("Find picks", "")
    program.await_node("3 picks")

    # All go at once, and come back at once when nothing offers it any more.
    program.click("1, [\\d.]+ %")
    time.sleep(0.3)
    program.key("ctrl+a")
    program.key("Delete")
    program.await_node("No Picks Yet")
    time.sleep(8)  # its toast has gone by then
    assert program.find("Undo") is None, "the toast is still there"
    program.key("ctrl+z")
    program.await_node("3 picks")
    program.write("Find picks", "wall")
    program.await_node("1 of 3 picks")
    program.quit()

    program = start("--paused")
    program.key("ctrl+3")
    program.await_node("3 picks")
    program.write("Find picks", "wall")
    program.await_node("1 of 3 picks")
    program.quit()


def test_posters():
    """A poster is saved as PNG, and a window that is cancelled leaves nothing"""
    program = start("--paused")
    program.key("ctrl+3")
    program.await_node("3 picks")
    program.press("Poster")
    program.await_node(r"[\d]+ × [\d]+ pixels.*")
    # The window behind has such a button, too.
    [node for node in program.nodes() if node.get_name() == "Save" and
     node.get_role_name() == "push button"][-1].do_action(0)
    harness.await_value(lambda: saved("*-poster.png"), "the poster")
    harness.await_value(lambda: program.find("Drawing and saving…") is None, "the window to close")
    with open(saved("*-poster.png")[0], "rb") as file:
        assert file.read(24)[16:] == (2480).to_bytes(4, "big") * 2

    program.press("Poster")
    program.await_node(r"[\d]+ × [\d]+ pixels.*")
    program.press("Cancel")
    harness.await_value(lambda: program.find("Cancel") is None, "the window to close")
    assert len(os.listdir(home.pictures)) == 1, os.listdir(home.pictures)
    program.quit()


def clean_up():
    while running:
        running.pop().kill()


harness.run_tests([test_collection, test_posters], clean_up)
home.remove()
