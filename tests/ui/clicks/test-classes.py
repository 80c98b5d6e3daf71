# SPDX-License-Identifier: GPL-3.0-or-later
"""Choosing the classes to evolve for: in the dialog, in numbers, and from a cell's menu. Arguments:
fooled, fooled-cli (not used), the folder of weights."""

import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402

harness.own_display(os.path.abspath(__file__))

FOOLED, _, WEIGHTS = map(os.path.abspath, sys.argv[1:4])
homes = []
running = []


def start():
    """With the settings of a new user; evolving."""
    homes.append(harness.Home())
    program = harness.Program(FOOLED, homes[-1], FOOLED_WEIGHTS_DIR=WEIGHTS)
    running.append(program)
    harness.await_value(lambda: len(classes(program)) == 10, "pictures for all ten digits")
    return program


def classes(program):
    """The digits that have a picture in the grid, in order."""
    grid = program.find("Images")
    cells = grid.children if grid else []
    return "".join(sorted(cell.name[0] for cell in cells
                          if re.fullmatch(r"\d, [\d.<]+ %", cell.name)))


def await_classes(program, digits):
    harness.await_value(lambda: classes(program) == digits, f"a grid of {digits}")


def type_over(program, text):
    program.key("ctrl+a")
    subprocess.check_call(["xdotool", "type", "--delay", "20", text])


def start_with(digits):
    """A run of these classes only."""
    homes.append(harness.Home())
    homes[-1].settings["classes"] = f"'{digits}'"
    program = harness.Program(FOOLED, homes[-1], FOOLED_WEIGHTS_DIR=WEIGHTS)
    running.append(program)
    await_classes(program, digits)
    return program


def right_click(program, name):
    box = program.await_node(name).extents()
    subprocess.check_call(["xdotool", "mousemove", "--window", program.window_id(),
                           str(box.x + box.width // 2), str(box.y + box.height // 2),
                           "click", "3"])


def is_enabled(program, name):
    return program.await_node(name).is_in_state("sensitive")


def has_focus(program, row):
    node = program.find(row, "list item")
    return node and node.is_in_state("focused")


def test_check_marks():
    """The dialog: find a class, check no others, one more by the space bar, Apply; Cancel changes nothing"""
    program = start()
    program.press("Choose classes")
    program.await_node("10 of 10 chosen")
    program.key("3")
    program.await_node("1 found")
    program.press("Only These")
    program.await_node("1 of 10 chosen")
    program.key("ctrl+a", "7", "Down")
    harness.await_value(lambda: has_focus(program, "7"), "the row of 7 to have the keyboard")
    program.key("space")
    program.await_node("2 of 10 chosen")
    program.press("Apply")
    program.await_node("2 of 10")
    await_classes(program, "37")

    program.press("Choose classes")
    program.press("Invert")
    program.await_node("8 of 10 chosen")
    program.press("Cancel")
    harness.await_value(lambda: not program.find("8 of 10 chosen"), "the dialog to go")
    assert program.find("2 of 10"), "Cancel changed the classes"
    program.quit()


def test_numbers():
    """In numbers: what is wrong is said in a sentence and cannot be applied; what is right is"""
    program = start()
    program.press("Choose classes")
    program.click("In numbers, such as 0,3-5")
    type_over(program, "0,,x")
    program.await_node("A class is missing after “0,”.")
    assert not is_enabled(program, "Apply")
    type_over(program, "3-1")
    program.await_node("“3-1” runs backwards: write 1-3.")
    type_over(program, "0,10")
    program.await_node("There is no class 10: the network's classes are 0 to 9.")
    type_over(program, "0,3-5")
    program.await_node("4 of 10 chosen")
    program.key("Return")
    await_classes(program, "0345")
    program.quit()


def test_menu():
    """A cell's menu, by right click and by keyboard: without this class, only this class, all classes"""
    program = start()
    right_click(program, r"7, [\d.<]+ %")
    program.press("Leave This Class Out")
    await_classes(program, "012345689")
    program.click(r"8, [\d.<]+ %")
    program.await_node(r"Image taken for 8, .*")
    program.open_menu("Leave This Class Out", lambda: program.key("Menu"))
    program.press("Evolve Only for This Class")
    await_classes(program, "8")
    program.quit()

    program = start_with("8")
    program.click(r"8, [\d.<]+ %")
    program.open_menu("Leave This Class Out", lambda: program.key("shift+F10"))
    assert not is_enabled(program, "Leave This Class Out")
    program.press("Evolve for All Classes")
    await_classes(program, "0123456789")
    program.quit()


def test_star():
    """Star in the menu marks the cell, and once more takes the mark away"""
    program = start()
    program.press("Pause")
    right_click(program, r"5, [\d.<]+ %")
    program.press("Star", "menu item")
    harness.await_value(
        lambda: program.await_node(r"5, [\d.<]+ %").description == "Starred", "the star")
    program.open_menu("Remove from the Picks", lambda: right_click(program, r"5, [\d.<]+ %"))
    program.press("Remove from the Picks")
    harness.await_value(
        lambda: program.await_node(r"5, [\d.<]+ %").description != "Starred", "no star")
    program.quit()


def end_all():
    """A failed test must not leave its window to the next one."""
    while running:
        running.pop().kill()
    while homes:
        homes.pop().remove()


try:
    harness.run_tests([test_check_marks, test_numbers, test_menu, test_star], end_all)
finally:
    end_all()
