# SPDX-License-Identifier: GPL-3.0-or-later
"""A class plays the quiz, and draws what fools the network. Arguments: fooled, fooled-cli, the
folder of weights."""

import csv
import glob
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402

harness.own_display(os.path.abspath(__file__))

FOOLED, CLI, WEIGHTS = map(os.path.abspath, sys.argv[1:4])
home = harness.Home()
running = []
TABLE = os.path.join(home.path, "data", "fooled", "fool-it.table")


def start():
    program = harness.Program(FOOLED, home, "--paused", FOOLED_WEIGHTS_DIR=WEIGHTS)
    running.append(program)
    program.await_node("Start Evolving")
    program.key("ctrl+6")
    program.await_node("Start the Quiz")
    return program


def test_rounds():
    """Two teams play a quiz of two rounds; its table is saved"""
    program = start()
    program.write("Name of Team 1", "Ants")
    program.await_node("Rounds", "spin button").set_value(2)
    program.press("Start the Quiz")
    program.await_node("Ants: what is it\\?")
    program.await_node("Picture 1 of 2")
    program.click("Nothing at all", "push button")
    program.await_node("Ants: what will the network say\\?")
    program.click("4", "push button")
    program.await_node("Team 2: what is it\\?")
    program.key("3")
    program.await_node("Team 2: what will the network say\\?")
    program.key("BackSpace")
    program.await_node("Team 2: what is it\\?")
    program.key("minus")
    program.await_node("Team 2: what will the network say\\?")
    program.key("5")
    program.await_node("It is nothing at all: the picture was evolved.")
    program.await_node("The network says “\\d” and is .* sure.")
    program.key("Return")
    program.await_node("Picture 2 of 2")
    for key in ("minus", "1", "2", "1"):
        program.key(key)
    program.await_node("It is nothing at all: the picture was evolved.")
    program.click("Show the Results", "push button")
    program.await_node("The Winner: Ants|A Tie: .*|The Winner: Team 2")
    program.key("ctrl+s")
    path = os.path.join(home.pictures, "quiz.csv")
    harness.await_value(lambda: glob.glob(path), "the table")
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["team"] for row in rows] == ["Ants", "Team 2"] * 2, rows
    assert [row["team_said"] for row in rows] == ["Nothing at all"] * 3 + ["2"], rows
    assert [row["team_right"] for row in rows] == ["1", "1", "1", "0"], rows
    assert [row["team_foresaw"] for row in rows] == ["4", "5", "1", "1"], rows
    for row in rows:
        assert row["foresight_right"] == str(int(row["team_foresaw"] == row["network_said"])), row
    program.click("New Quiz", "push button")
    program.await_node("Start the Quiz")
    program.quit()


def stroke(program, points):
    """A line with the pointer; points: shares of the pad's width and height."""
    box = program.await_node("Drawing pad").extents()
    window = program.window_id()

    def move(x, y):
        subprocess.check_call(["xdotool", "mousemove", "--window", window,
                               str(int(box.x + x * box.width)), str(int(box.y + y * box.height))])

    move(*points[0])
    subprocess.check_call(["xdotool", "mousedown", "1"])
    for (x, y), (to_x, to_y) in zip(points, points[1:]):
        for i in range(1, 9):
            move(x + (to_x - x) * i / 8, y + (to_y - y) * i / 8)
            time.sleep(0.01)
    subprocess.check_call(["xdotool", "mouseup", "1"])


def fool(program):
    """Draws what the network takes for the first target, a 3."""
    stroke(program, [(0.30, 0.22), (0.50, 0.16), (0.66, 0.26), (0.62, 0.40), (0.46, 0.48),
                     (0.66, 0.58), (0.70, 0.72), (0.54, 0.84), (0.30, 0.78)])
    program.await_node("The network says “3”! .*")
    return "3"


def test_fool_it():
    """A drawing fools the network, is voted on, and is in the table; it is kept when asked"""
    program = start()
    program.click("Fool It")
    program.await_node("Draw with the mouse, a finger or a pen.")
    program.await_node("Nobody has fooled the network yet.*")
    target = fool(program)
    program.click("Let the Class Vote", "push button")
    program.await_node(f"Would a person call it “{target}”\\?")
    program.click(f"A person would call it “{target}”", "push button")
    program.await_node("Then the network was right.*")
    assert program.find("Nobody has fooled the network yet.*")
    fool(program)
    program.click("Let the Class Vote", "push button")
    program.write("Name of who drew it", "Ada")
    program.click("Nobody would", "push button")
    program.await_node("Fooled! Number 1 in the table.")
    program.await_node("Ada", "label")
    program.await_node(f"[\\d.]+ % sure: “{target}”", "label")
    assert not os.path.exists(TABLE)
    program.click("Keep this table", "check box")
    harness.await_value(lambda: os.path.exists(TABLE), "the file")
    program.quit()

    program = start()
    program.click("Fool It")
    program.await_node("Ada", "label")
    program.press("Remove number 1 from the table")
    program.await_node("Nobody has fooled the network yet.*")
    program.click("Keep this table", "check box")
    harness.await_value(lambda: not os.path.exists(TABLE), "the file to go")
    program.quit()


def test_hostile():
    """A table that was kept and is damaged is said to be so, and stays"""
    with open(TABLE, "wb") as file:
        file.write(b"FOOL\x01\x00\x00\x00\xff\xff\xff\xff")
    program = start()
    program.click("Fool It")
    program.await_node("The table that was kept cannot be read.*")
    program.quit()
    assert os.path.getsize(TABLE) == 12


def end_all():
    while running:
        running.pop().kill()


try:
    harness.run_tests([test_rounds, test_fool_it, test_hostile], end_all)
finally:
    end_all()
    home.remove()
