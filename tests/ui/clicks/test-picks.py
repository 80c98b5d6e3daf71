# SPDX-License-Identifier: GPL-3.0-or-later
"""A person with a collection: finds picks, writes about them, takes a removal back, makes posters,
drags a picture.
Arguments: fooled, fooled-cli, the folder of weights."""

import glob
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402

harness.own_display(os.path.abspath(__file__))

FOOLED, CLI, WEIGHTS = map(os.path.abspath, sys.argv[1:4])
home = harness.Home()
running = []
# What is beside them, the line of ancestors, has cells of the same names.
CHAMPIONS = ("Images", "table")
PICKS = ("Picks", "table")
POSTER = ("Poster|Sheet", "frame")
PRINT = ("Print", "dialog")


def start(*arguments):
    program = harness.Program(FOOLED, home, *arguments, FOOLED_WEIGHTS_DIR=WEIGHTS)
    running.append(program)
    return program


def star_some(program):
    """The first three champions."""
    program.press("Start")
    for label in "012":
        program.await_node(label + r", 9[\d.]+ %", inside=CHAMPIONS)
    program.press("Pause")
    program.await_node("Start")
    for label in "012":
        program.click(label + r", [\d.]+ %", inside=CHAMPIONS)
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
    program.click(r"2, [\d.]+ %", inside=PICKS)
    time.sleep(0.3)
    program.key("Return")
    note = program.await_node("Note", "text")
    note.set_text("for the wall")
    time.sleep(0.5)
    program.key("Escape")
    harness.await_value(lambda: program.find("Note", "text") is None, "the window to close")
    program.write("Find picks", "WALL")
    program.await_node("1 of 3 picks")
    program.write("Find picks", "")
    program.await_node("3 picks")

    # All go at once, and come back at once when nothing offers it any more.
    program.click(r"1, [\d.]+ %", inside=PICKS)
    time.sleep(0.3)
    program.key("ctrl+a")
    program.key("Delete")
    program.await_node("No Picks Yet")
    # A toast stays while the keyboard is in it, and from an empty page it goes there.
    program.key("ctrl+1")
    harness.await_value(lambda: program.find("Undo", "push button") is None, "the toast to go")
    program.key("ctrl+3")
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
    program.click("Save", "push button", inside=POSTER)
    harness.await_value(lambda: saved("* % poster.png"), "the poster")
    harness.await_value(lambda: program.find("Poster", "frame") is None, "the window to close")
    with open(saved("* % poster.png")[0], "rb") as file:
        assert file.read(24)[16:] == (2480).to_bytes(4, "big") * 2

    program.press("Poster")
    program.await_node(r"[\d]+ × [\d]+ pixels.*")
    program.press("Cancel")
    harness.await_value(lambda: program.find("Cancel") is None, "the window to close")
    assert len(os.listdir(home.pictures)) == 1, os.listdir(home.pictures)
    program.quit()


def print_to_file(program, title, pages):
    """Through the print dialog, whose only printer here is a file."""
    path = os.path.join(home.pictures, title + ".pdf")
    program.press("Print…", inside=POSTER)
    program.click("Print to File", inside=PRINT)
    time.sleep(0.5)
    program.press("_Print Print", inside=PRINT)
    harness.await_value(lambda: os.path.exists(path), path)
    harness.await_value(lambda: open(path, "rb").read().rstrip().endswith(b"%%EOF"), "the last page")
    with open(path, "rb") as file:
        content = file.read()
    assert content.startswith(b"%PDF-"), content[:8]
    assert len(re.findall(rb"/Type */Page\b", content)) == pages, title
    program.await_node("Saved " + re.escape(title) + r"\.pdf")
    harness.await_value(lambda: program.find(*POSTER) is None, "the window to close")


def test_printing():
    """A poster and a sheet go through the print dialog into files with the names of the images"""
    program = start("--paused")
    program.key("ctrl+3")
    program.await_node("3 picks")
    name = program.await_node(r"2, [\d.]+ %", inside=PICKS).name
    program.press("Poster")
    program.await_node(r"[\d]+ × [\d]+ pixels.*")
    print_to_file(program, name.replace(", ", " ").replace("\u00a0", " ") + " poster", 1)
    program.click(r"1, [\d.]+ %", inside=PICKS)
    time.sleep(0.3)
    program.key("ctrl+a")
    program.press("Sheet|Poster")
    program.await_node("3 images.*")
    print_to_file(program, "sheet", 1)
    program.quit()


def test_dragging():
    """A large picture is dragged into the main window, which offers to start a run from it"""
    program = start("--paused")
    program.key("ctrl+3")
    program.await_node("3 picks")
    main = program.window_id()
    program.click(r"2, [\d.]+ %", inside=PICKS)
    time.sleep(0.3)
    program.key("Return")
    program.await_node("Note", "text")
    program.point(r"2, [\d.]+ %", "image", inside=(r"2, [\d.]+ %", "frame"))
    subprocess.check_call(["xdotool", "mousedown", "1"])
    for x, y in ((420, 300), (640, 340), (900, 400), (1000, 420), (1010, 424)):
        subprocess.check_call(["xdotool", "mousemove", "--window", main, str(x), str(y)])
        time.sleep(0.3)
    subprocess.check_call(["xdotool", "mouseup", "1"])
    program.await_node("Start Run", "push button")
    program.await_node("New Run", "label")


def clean_up():
    while running:
        running.pop().kill()


harness.run_tests([test_collection, test_posters, test_printing, test_dragging], clean_up)
home.remove()
