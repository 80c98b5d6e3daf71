# SPDX-License-Identifier: GPL-3.0-or-later
"""A person perturbs pictures. Arguments: fooled, fooled-cli, the folder of weights."""

import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from files import grey_png, write  # noqa: E402

harness.own_display(os.path.abspath(__file__))

FOOLED, CLI, WEIGHTS = map(os.path.abspath, sys.argv[1:4])
home = harness.Home()
folder = tempfile.mkdtemp(prefix="fooled-pictures-")
running = []
TAKEN = r"The network takes this for “(.+)”, ([\d.]+) % sure\. Can you fool it\?"
FOOLED_TEXT = (r"Fooled: the network was [\d.]+ % sure of “(.+)”; now (?:it is [\d.]+ % sure of|its first guess is) "
               r"“(.+?)”.*")


def start(*arguments, **environment):
    """Without the picture that was there before."""
    home.settings["perturb-session"] = "''"
    program = harness.Program(FOOLED, home, "--paused", *arguments, FOOLED_WEIGHTS_DIR=WEIGHTS,
                              **environment)
    running.append(program)
    return program


def write_one(path):
    """A PNG of 28 x 28 grey pixels that shows a 1."""
    return write(path, grey_png(28, 28, lambda x, y: 255 if 5 <= y < 23 and 13 <= x < 16 else 0))


ONE = write_one(os.path.join(folder, "one.png"))


def sentence(program, pattern):
    return re.fullmatch(pattern, program.await_node(pattern).name)


def choose_method(program, steps):
    """The method so many entries below the first one. The keys go to the list that opens."""
    program.click("Method", "combo box")
    program.await_node(r"One step \(fast gradient sign\)")
    subprocess.check_call(["xdotool", "key", *["Down"] * steps, "Return"])


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


def test_draw():
    """Draw: the confidences follow the pen, and clearing the pad takes all back"""
    program = start()
    program.key("ctrl+2")
    program.press("Draw")
    program.await_node("Draw something for the network to recognise.")
    strokes(program, (0.5, 0.15), (0.5, 0.85))
    first = sentence(program, TAKEN)
    assert first.group(1) == "1", first.group(0)
    strokes(program, (0.25, 0.2), (0.5, 0.15), (0.75, 0.2), (0.75, 0.8), (0.3, 0.8), (0.25, 0.2))
    harness.await_value(lambda: program.find(TAKEN).name != first.group(0),
                        "other confidences after more strokes")
    program.press("Clear the pad")
    program.await_node("Draw something for the network to recognise.")
    program.quit()


def test_at_once():
    """A click on Fool the Network just after a stroke and H is not lost, whenever the answer comes"""
    program = start()
    program.key("ctrl+2")
    program.press("Draw")
    program.await_node("Draw something for the network to recognise.")
    window = program.window_id()
    subprocess.check_call(["xdotool", "windowfocus", "--sync", window])
    for _ in range(3):
        program.press("Clear the pad")
        program.await_node("Draw something for the network to recognise.")
        pad = program.await_node("Drawing pad").extents()
        button = program.await_node("Fool the Network", "push button").extents()

        def move(x, y):
            return ["mousemove", "--window", window, str(x), str(y)]
        x, top, step = pad.x + pad.width // 2, pad.y + pad.height // 6, pad.height // 12
        stroke = [word for i in range(1, 9) for word in move(x, top + i * step)]
        subprocess.check_call(["xdotool", *move(x, top), "mousedown", "1", *stroke, "mouseup", "1",
                               *move(button.x + button.width // 2, button.y + button.height // 2),
                               "key", "h", "click", "1"])
        sentence(program, FOOLED_TEXT)
    program.quit()


def test_fool_and_save():
    """A picture by the command line, fooled in one step; saved, it fools the command line, too"""
    program = start(ONE)
    before = sentence(program, TAKEN)
    choose_method(program, 1)
    program.press("Fool the Network", "push button")
    found = sentence(program, FOOLED_TEXT)
    assert found.group(1) == before.group(1) and found.group(2) != found.group(1), found.group(0)
    program.await_node("In between: taken for .*")
    program.key("ctrl+s")
    sheet = harness.await_value(lambda: glob.glob(os.path.join(home.pictures, "* all.png")),
                                "all in one picture")
    assert os.path.getsize(sheet[0]) > 1000
    program.click("Save", "push button")
    program.press("After", "menu item")
    saved = harness.await_value(lambda: glob.glob(os.path.join(home.pictures, "* after.png")),
                                "the picture after")
    result = json.loads(subprocess.check_output(
        [CLI, "classify", "--network", "lenet-mnist", saved[0]],
        env=dict(home.environment(), FOOLED_WEIGHTS_DIR=WEIGHTS)))
    assert result["top"][0]["label"] == found.group(2), (result, found.group(0))
    program.quit()


def test_cancel():
    """Cancel, by the button and by Escape, a search that takes long: the picture is still there"""
    shared = os.path.join(os.environ.get("FOOLED_TEST_SHARED", ""), "networks",
                          "squeezenet-v1.0-deep-compression.net")
    if not os.path.exists(shared):
        return
    weights = os.path.join(folder, "weights")
    shutil.copytree(WEIGHTS, weights)
    shutil.copy(shared, os.path.join(weights, "compressed_SqueezeNet.net"))
    program = harness.Program(FOOLED, home, "--paused", "--network", "squeezenet-1.0", ONE,
                              FOOLED_WEIGHTS_DIR=weights)
    running.append(program)
    before = sentence(program, TAKEN).group(0)
    choose_method(program, 3)
    for cancel in (lambda: program.press("Cancel", "push button"), lambda: program.key("Escape")):
        program.press("Fool the Network", "push button")
        program.await_node("Cancel", "push button")
        cancel()
        program.await_node("Fool the Network", "push button")
        program.await_node(re.escape(before))
    home.settings["network"] = "'lenet-mnist'"
    home.settings["session"] = "''"
    program.quit()


def test_paste():
    """Paste: nothing happens to words, and a picture is taken"""
    if not shutil.which("xclip"):
        return
    program = start()
    program.key("ctrl+2")
    program.await_node("Paste")
    subprocess.run(["xclip", "-selection", "clipboard"], input=b"words", check=True)
    program.key("ctrl+v")
    program.await_node("Change a Little, Fool the Network")
    subprocess.run(["xclip", "-selection", "clipboard", "-target", "image/png", ONE], check=True)
    program.key("ctrl+v")
    sentence(program, TAKEN)
    program.quit()


def test_unreadable():
    """A file that is no picture, from a second start: the picture before stays"""
    broken = os.path.join(folder, "broken.png")
    with open(broken, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\nno more")
    program = start(ONE)
    before = sentence(program, TAKEN).group(0)
    second = harness.Program(FOOLED, home, broken, FOOLED_WEIGHTS_DIR=WEIGHTS)
    running.append(second)
    assert second.wait() == 0, second.output()
    program.await_node(re.escape(before))
    program.quit()


def test_noise():
    """How easy is it: a count, and a bar chart"""
    program = start()
    program.key("ctrl+2")
    program.press("Try Noise")
    text = sentence(program, r"([\d\u00a0]+) of 1\u00a0000 noise images were taken for something.*")
    assert int(text.group(1).replace("\u00a0", "")) <= 1000
    program.await_node("Bar chart: 0 .*; 9 .*")
    program.quit()


def test_pick():
    """A pick is perturbed"""
    program = start()
    program.press("Start")
    program.await_node(r"3, [\d.]+ %")
    program.press("Pause")
    program.click(r"3, [\d.]+ %")
    program.await_node(r"Image taken for 3, .*")
    program.key("ctrl+d")
    # Not its toast, which goes by itself.
    harness.await_value(
        lambda: program.await_node(r"3, [\d.]+ %").description == "Starred", "the star")
    program.key("ctrl+3")
    program.click(r"3, [\d.]+ %.*")
    program.key("ctrl+p")
    assert sentence(program, TAKEN).group(1)
    program.quit()


def test_star():
    """The picture after is starred by its menu: a pick that says how it was made"""
    program = start(ONE)
    sentence(program, TAKEN)
    program.press("Fool the Network", "push button")
    label = sentence(program, FOOLED_TEXT).group(2)
    program.await_node("Star the picture after")
    box = program.await_node("After: taken for .*").extents()
    subprocess.check_call(["xdotool", "mousemove", "--window", program.window_id(),
                           str(box.x + box.width // 2), str(box.y + box.height // 2),
                           "click", "3"])
    program.press("Star", "menu item")
    program.await_node("Remove from the Picks", "push button")
    program.key("Escape")
    program.key("ctrl+3")
    program.click(label + r", [\d.]+ %.*")
    program.key("Return")
    program.await_node(r"(?s)Network: LeNet \(MNIST\).*Small change \(L-BFGS\).*"
                       r"Was taken for: 1\nWas to become: Any other\n"
                       r"Size of the change \(distortion\): 0\.\d{4}.*")
    program.key("Escape")
    program.quit()


def test_sample():
    """A sample: pictures that come along, one after the other"""
    program = start()
    program.key("ctrl+2")
    program.press("Sample", "push button")
    first = sentence(program, TAKEN).group(1)
    program.press("Sample", "push button")
    harness.await_value(lambda: sentence(program, TAKEN).group(1) != first, "another digit")
    program.quit()


def test_emoji():
    """The network of emoji: a picture drawn from the font, or a sentence where there is none"""
    program = start("--network", "emoji")
    program.key("ctrl+2")
    program.press("Test Picture", "push button")
    text = program.await_node("(" + TAKEN + "|.*fonts-noto-color-emoji.*)").name
    if "fonts-noto-color-emoji" not in text:
        sentence(program, TAKEN)
    home.settings["network"] = "'lenet-mnist'"
    home.settings["session"] = "''"
    program.quit()


def end_all():
    """A failed test must not leave its window to the next one."""
    while running:
        running.pop().kill()


try:
    harness.run_tests([test_draw, test_at_once, test_fool_and_save, test_cancel, test_paste,
                       test_unreadable, test_noise, test_pick, test_star, test_sample,
                       test_emoji], end_all)
finally:
    end_all()
    home.remove()
    shutil.rmtree(folder, ignore_errors=True)
