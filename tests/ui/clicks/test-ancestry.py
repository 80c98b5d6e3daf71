# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an image comes from: a person plays its ancestors, saves them, and saves the run as a
time-lapse. Arguments: fooled, fooled-cli, the folder of weights."""

import glob
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402

harness.own_display(os.path.abspath(__file__))

FOOLED, CLI, WEIGHTS = map(os.path.abspath, sys.argv[1:4])
home = harness.Home()
running = []
COUNT = r"(\d+ of )?\d+ images(, evenly chosen)?"


def start(*arguments):
    program = harness.Program(FOOLED, home, *arguments, FOOLED_WEIGHTS_DIR=WEIGHTS)
    running.append(program)
    return program


def await_file(end, magic, at):
    """A complete file in the folder of pictures; nothing half made beside it."""
    path = harness.await_value(lambda: glob.glob(os.path.join(home.pictures, "*" + end)),
                               f"a file *{end}")[0]
    with open(path, "rb") as file:
        content = file.read()
    assert content[at:at + len(magic)] == magic, content[:16]
    assert not glob.glob(os.path.join(home.pictures, ".*")), os.listdir(home.pictures)
    return path


def menu(program, button, item):
    program.click(button)
    program.await_node(item)
    program.press(item)


def evolve(program):
    program.press("Start")
    harness.await_value(lambda: program.find(r"7, 99\.9\d %"), "the confidence for 7 to rise")
    program.press("Pause")
    program.await_node("Start")
    program.click(r"7, [\d.]+ %")
    program.await_node(r"Image taken for 7, [\d.]+ %")


def selected(program):
    """The name of the image at which the strip stands; None while it plays."""
    return next((node.name for node in program.shown(r"(Champion of|Taken for) .*")
                 if node.is_in_state("selected")), None)


def show_strip(program):
    """In a low window it is further down in the panel: the wheel brings it."""
    box = program.await_node(r"Image taken for .*").extents()
    subprocess.check_call(["xdotool", "mousemove", "--window", program.window_id(),
                           str(box.x + box.width // 2), str(box.y + box.height // 2),
                           "click", "--repeat", "5", "--delay", "60", "5"])
    program.await_node(COUNT)


def test_play_and_save():
    """Run page: the line of a champion, played and saved, by pointer and keyboard"""
    program = start("--paused")
    evolve(program)
    program.press("Star")
    show_strip(program)
    program.await_node(r"Champion of \d, [\d.<]+ %, Generation 0")
    assert selected(program).endswith("Generation 0"), selected(program)
    program.press("Play the ancestors")
    harness.await_value(lambda: not (selected(program) or "Generation 0").endswith("Generation 0"),
                        "the line to be played to its end")
    program.await_node("Play the ancestors")

    menu(program, "Save the ancestors", "Save Strip…")
    await_file(" % ancestors.png", b"\x89PNG", 0)
    menu(program, "Save the ancestors", "Save Animation…")
    program.await_node("Length in seconds")
    program.key("Return")
    await_file(" % ancestors.webp", b"WEBP", 8)
    program.quit()


def test_pick():
    """Picks page: a pick finds the session that it comes from after a new start"""
    program = start("--paused")
    program.key("ctrl+3")
    program.await_node(r"7, [\d.]+ %")
    program.await_node(COUNT)
    program.await_node(r"Champion of \d, [\d.<]+ %, Generation 0")
    program.press("Play the ancestors")
    harness.await_value(lambda: not (selected(program) or "Generation 0").endswith("Generation 0"),
                        "the line to be played to its end")
    program.quit()


def test_timelapse():
    """Main menu and list of sessions: the whole run as an animation"""
    program = start("--paused")
    program.await_node(r"7, [\d.]+ %")
    menu(program, "Main Menu", "Save Time-Lapse…")
    program.await_node("Length in seconds")
    program.key("Return")
    path = await_file(".webp", b"WEBP", 8)
    while " ancestors" in path:
        path = harness.await_value(
            lambda: [name for name in glob.glob(os.path.join(home.pictures, "*.webp"))
                     if " ancestors" not in name], "the time-lapse")[0]
    os.remove(path)

    program.key("ctrl+shift+s")
    menu(program, "More for .*", "Save Time-Lapse…")
    program.await_node("Length in seconds")
    program.key("Return")
    harness.await_value(lambda: os.path.exists(path) or glob.glob(path[:-5] + "*.webp"),
                        "the time-lapse again")
    program.key("Escape")
    program.quit()


def end_all():
    while running:
        running.pop().kill()


try:
    harness.run_tests([test_play_and_save, test_pick, test_timelapse], end_all)
finally:
    end_all()
    home.remove()
