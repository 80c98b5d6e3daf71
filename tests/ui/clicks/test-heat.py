# SPDX-License-Identifier: GPL-3.0-or-later
"""A person looks at what the network looks at. Arguments: fooled, fooled-cli, the folder of
weights."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402

harness.own_display(os.path.abspath(__file__))

FOOLED, CLI, WEIGHTS = map(os.path.abspath, sys.argv[1:4])
home = harness.Home()
running = []


def start(*arguments):
    program = harness.Program(FOOLED, home, "--paused", *arguments, FOOLED_WEIGHTS_DIR=WEIGHTS)
    running.append(program)
    return program


def colours(program, node):
    """How many pixels of a grey picture are red, and how many blue; and all of them as bytes."""
    box = node.extents()
    raw = subprocess.check_output(["import", "-window", program.window_id(), "-crop",
                                   f"{box.width}x{box.height}+{box.x}+{box.y}", "-depth", "8",
                                   "rgb:-"])
    red = sum(r > b + 60 for r, b in zip(raw[0::3], raw[2::3]))
    blue = sum(b > r + 60 for r, b in zip(raw[0::3], raw[2::3]))
    return red, blue, raw


def await_colours(program, name, there, what):
    """Until there are colours in the picture of this name, or none are left."""
    def look():
        red, blue, raw = colours(program, program.await_node(name))
        return (red, blue, raw) if (red + blue > 100) == there else None
    return harness.await_value(look, what)


def strokes(program, *points):
    """Draws on the pad, in shares of its side."""
    box = program.await_node("Drawing pad").extents()
    side = min(box.width, box.height)
    window = program.window_id()

    def move(point):
        subprocess.check_call(["xdotool", "mousemove", "--window", window,
                               str(box.x + (box.width - side) // 2 + int(point[0] * side)),
                               str(box.y + (box.height - side) // 2 + int(point[1] * side))])
    move(points[0])
    subprocess.check_call(["xdotool", "mousedown", "1"])
    for before, after in zip(points, points[1:]):
        for i in range(1, 9):
            move([a + (b - a) * i / 8 for a, b in zip(before, after)])
    subprocess.check_call(["xdotool", "mouseup", "1"])


def test_run():
    """H lays a heat map over the large picture, says for what it is, and takes it away again"""
    program = start("--seed", "1", "--method", "cppn")
    picture = r"Image taken for 3, .*"
    program.press("Start")
    program.await_node(r"3, [\d.]+ %")
    program.press("Pause")
    program.click(r"3, [\d.]+ %")
    await_colours(program, picture, False, "a picture without colours")
    program.key("h")
    program.await_node("Red speaks for “3”, blue against it.")
    await_colours(program, picture, True, "a heat map over the picture")
    program.key("h")
    await_colours(program, picture, False, "the picture without a heat map")
    program.quit()


def test_draw():
    """On the pad the heat map follows the pen"""
    program = start()
    program.key("ctrl+2")
    program.press("Draw")
    program.await_node("Draw something for the network to recognise.")
    program.key("h")
    strokes(program, (0.5, 0.15), (0.5, 0.85))
    program.await_node("Red speaks for “1”, blue against it.")
    first = await_colours(program, "Drawing pad", True, "a heat map over the pad")
    strokes(program, (0.25, 0.2), (0.5, 0.15), (0.75, 0.2), (0.75, 0.8), (0.3, 0.8), (0.25, 0.2))

    def changed():
        red, blue, raw = colours(program, program.await_node("Drawing pad"))
        return red + blue > 100 and (red, blue) != first[:2]
    harness.await_value(changed, "another heat map after more strokes")
    program.press("Clear the pad")
    await_colours(program, "Drawing pad", False, "an empty pad without colours")
    program.quit()


def end_all():
    """A failed test must not leave its window to the next one."""
    while running:
        running.pop().kill()


try:
    harness.run_tests([test_run, test_draw], end_all)
finally:
    end_all()
    home.remove()
