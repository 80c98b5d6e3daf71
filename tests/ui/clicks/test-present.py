# SPDX-License-Identifier: GPL-3.0-or-later
"""A person presents every page, as for people in the back row. Arguments: fooled, fooled-cli, the
folder of weights; with a fourth, a folder, it keeps pictures of what was seen there."""

import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402

harness.own_display(os.path.abspath(__file__), "3840x2160")

FOOLED, CLI, WEIGHTS = map(os.path.abspath, sys.argv[1:4])
KEPT = sys.argv[4] if len(sys.argv) > 4 else None
home = harness.Home()
running = []
SCREENS = ((1024, 768), (3840, 2160))
TILE = r"\d, [\d.<]+ ?[\d.]* %"
LINE = r"LeNet \(MNIST\) · .* · generation .*"


def start(*arguments):
    program = harness.Program(FOOLED, home, *arguments, FOOLED_WEIGHTS_DIR=WEIGHTS)
    running.append(program)
    program.await_node("Main Menu")
    return program


def resize(program, width, height):
    """No window manager makes the window fill the screen: a projector of that size."""
    window = program.window_id()
    subprocess.check_call(["xdotool", "windowmove", window, "0", "0",
                           "windowsize", window, str(width), str(height)])
    wait_for_size(program, width, height)


def wait_for_size(program, width, height):
    def is_so():
        shape = subprocess.run(["xdotool", "getwindowgeometry", "--shell", program.window_id()],
                               capture_output=True, text=True).stdout
        return f"WIDTH={width}\n" in shape and f"HEIGHT={height}\n" in shape
    harness.await_value(is_so, f"a window of {width} x {height}")


def point(program, x, y):
    subprocess.check_call(["xdotool", "mousemove", "--window", program.window_id(), str(x), str(y)])


def control(program, name):
    """One of the controls, which rest a while after the pointer does: it moves before each look, since
    a look takes longer than that on a busy machine."""
    def find():
        point(program, 300, 300)
        point(program, 340, 320)
        return program.find(name, "(push|toggle) button")

    return harness.await_value(find, f"a control named {name!r}")


def keep(program, name):
    if KEPT:
        width, height = size(program)
        subprocess.call(["import", "-window", "root", "-crop", f"{width}x{height}+0+0",
                         os.path.join(KEPT, f"present-{name}.png")])


def size(program):
    box = program.await_node("Fooled", "frame").extents()
    return box.width, box.height


def tiles(program):
    return list(program.shown(TILE, "image"))


def rows_of_text(node):
    """Heights of what is bright in the tile, from its lower end upwards: confidence, label, picture,
    as they are on the screen."""
    box = node.extents()
    ppm = subprocess.run(["import", "-window", "root", "-crop",
                          f"{box.width}x{box.height}+{box.x}+{box.y}", "-depth", "8", "ppm:-"],
                         capture_output=True, check=True).stdout
    width, height = map(int, re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", ppm).groups())
    pixels = ppm[-3 * width * height:]
    bright = [max(pixels[3 * width * y:3 * width * (y + 1)]) > 130 for y in range(height)]
    runs, length = [], 0
    for is_bright in reversed([False] + bright):
        if is_bright:
            length += 1
        elif length:
            runs.append(length)
            length = 0
    return runs


def generation(program):
    text = program.await_node(r".*generation .*").name
    return int(re.sub(r"\D", "", re.search(r"generation ([^·]+)·", text).group(1)))


def stands_still(program):
    """The line is said now and then."""
    program.await_node(r".* · paused")
    first = generation(program)
    program.key("shift")  # nothing
    return first == generation(program)


def test_run():
    """Ten cells fill the screen with capitals of 3 % of its height; Space, arrows, Enter, Escape"""
    program = start("--seed", "1", "--method", "pixels")
    program.await_node(TILE)
    for width, height in SCREENS:
        resize(program, width, height)
        program.key("F11")
        program.await_node(LINE)
        harness.await_value(lambda: len(tiles(program)) == 10, "ten tiles")
        assert not program.find("Main Menu") and not program.find("Settings"), "controls are shown"
        program.key("space")
        harness.await_value(lambda: stands_still(program), "a pause")
        keep(program, f"run-{width}")
        boxes = [node.extents() for node in tiles(program)]
        area = sum(box.width * box.height for box in boxes)
        assert area > 0.85 * width * height, f"{area} of {width * height}"
        assert all(box.x >= 0 and box.x + box.width <= width and box.y >= 0 and
                   box.y + box.height <= height for box in boxes), "a tile is cut off"
        for node in tiles(program):
            runs = rows_of_text(node)
            assert len(runs) >= 2 and min(runs[:2]) >= 0.03 * height, f"{node.name}: {runs}"
        program.key("Right", "Right")
        harness.await_value(lambda: len([node for node in tiles(program)
                                         if node.name.startswith("1,")]) == 2, "a large tile")
        keep(program, f"run-enlarged-{width}")
        program.key("h")
        program.await_node(".* · red speaks for it, blue against it")
        keep(program, f"run-heat-{width}")
        program.key("h")
        harness.await_value(lambda: not program.find(".* · red speaks .*"), "the end of the colours")
        program.key("Return")
        harness.await_value(lambda: len(tiles(program)) == 10, "ten tiles again")
        program.key("space")
        held = generation(program)
        harness.await_value(lambda: generation(program) > held, "another generation")
        program.key("Escape")
        program.await_node("Main Menu")
        assert not program.find(LINE), "it is still presented"
    # What was chosen by hand stays chosen, the run goes on, and the keyboard is back in the grid.
    harness.await_value(lambda: any(
        node.name.startswith("1,") and node.is_in_state("selected") for node in program.shown(TILE)),
        "the same cell selected")
    assert program.find("Pause"), "the run stands still"
    program.quit()


def test_pointer():
    """The pointer brings the controls, which go again; its buttons pause, star and leave"""
    program = start("--seed", "1")
    program.await_node(TILE)
    resize(program, *SCREENS[0])
    program.press("Present")
    harness.await_value(lambda: len(tiles(program)) == 10, "ten tiles")
    control(program, "Leave")
    keep(program, "controls-1024")
    harness.await_value(lambda: not program.find("Leave"), "the controls to go")
    control(program, "Pause").press()
    program.await_node(r".* · paused")
    program.key("Right")
    control(program, "Star").press()  # of an image that stays: evolution would replace it
    control(program, "Starred")
    control(program, "Leave").press()
    program.await_node("Main Menu")
    program.quit()


def test_pages():
    """Each page can be presented, one after the other without leaving"""
    screens = SCREENS if KEPT else SCREENS[:1]
    images = os.path.join(home.path, "images")
    subprocess.check_call([CLI, "evolve", "--network", "lenet-mnist", "--encoding", "cppn",
                           "--generations", "30", "--seed", "3", "--output", images],
                          env=dict(home.environment(), FOOLED_WEIGHTS_DIR=WEIGHTS),
                          stdout=subprocess.DEVNULL)
    for width, height in screens:
        program = start("--paused")
        resize(program, width, height)
        program.key("ctrl+2")
        program.await_node("Test Picture", "push button")
        subprocess.check_call([FOOLED, os.path.join(images, "7.png")],
                              env=dict(home.environment(), FOOLED_WEIGHTS_DIR=WEIGHTS))
        program.await_node(r"The network takes this for “7”.*")
        program.key("F11")
        program.await_node(r"Before: 7, [\d.]+ %")
        program.key("space")
        program.await_node(r"Fooled: .*")
        program.await_node(r"After: [^7], [\d.]+ %")
        keep(program, f"perturb-{width}")
        program.key("ctrl+3")
        program.await_node(r"\d+ images? that fools? a network")
        keep(program, f"picks-{width}")
        program.key("ctrl+4")
        program.await_node(r"Can a network learn not to be fooled\? Start it on the page .*")
        keep(program, f"retrain-empty-{width}")
        program.key("ctrl+5")
        program.await_node(r"Nothing is compared yet\. Choose images on the page .*")
        program.key("F11")
        program.await_node(r"Who Else Is Fooled\?")
        program.press("Picks", "push button")
        program.click("Compare", "push button")
        program.await_node(r"Picks, LeNet \(MNIST\): \d+ of \d+.*")
        program.key("F11")
        program.await_node(r"How many images made for one network fool another\?")
        program.await_node(r"Picks, LeNet \(MNIST\): \d+ of \d+; .*")
        keep(program, f"compare-{width}")
        program.key("Escape")
        program.await_node("Compare", "push button")
        program.quit()


def end_all():
    while running:
        running.pop().kill()


try:
    if shutil.which("import"):
        harness.run_tests([test_run, test_pointer, test_pages], end_all)
    print("1..0 # SKIP import (ImageMagick) is not installed")
    sys.exit(77)
finally:
    end_all()
    home.remove()
