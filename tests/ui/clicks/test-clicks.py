# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's first minutes with Fooled, and their bad days. Arguments: fooled, fooled-cli, the
folder of weights."""

import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402

harness.own_display(os.path.abspath(__file__))

FOOLED, CLI, WEIGHTS = map(os.path.abspath, sys.argv[1:4])
home = harness.Home()
CELL = r"(\d), ([\d.]+) %"


def start(*arguments, **environment):
    program = harness.Program(FOOLED, home, *arguments, FOOLED_WEIGHTS_DIR=WEIGHTS, **environment)
    running.append(program)
    return program


running = []


def cell_confidence(program, digit):
    """What the grid says of a digit, in percent; None while its cell is empty."""
    node = program.find(rf"{digit}, ([\d.]+) %")
    return float(re.search(r", ([\d.]+) %", node.name).group(1)) if node else None


def all_confidences(program):
    return sorted(node.name for node in program.shown(CELL))


def test_first_minute():
    """Start, watch a cell rise, pause and see it hold, step, select, star, save, and find it again"""
    program = start("--paused")
    program.press("Start")
    harness.await_value(lambda: (cell_confidence(program, 3) or 0) > 90,
                        "the confidence for 3 to rise above 90 %")

    program.press("Pause")
    program.await_node("Start")
    held = all_confidences(program)
    time.sleep(0.7)
    assert held == all_confidences(program), "the grid went on after Pause"
    assert len(held) == 10, held

    count = r"generation [\d,. \u2009\u202f]+ · .*"
    generation = program.await_node(count).name
    program.press("Step")
    harness.await_value(
        lambda: program.find(count).name
        != generation, "one more generation after Step")

    program.click(r"7, [\d.]+ %")
    panel = program.await_node(r"Image taken for 7, [\d.]+ %").name
    confidence = float(re.search(r", ([\d.]+) %", panel).group(1))
    program.press("Star")
    program.press("Save")
    saved = harness.await_value(lambda: glob.glob(os.path.join(home.pictures, "*.png")),
                                "a PNG in the folder")
    result = json.loads(subprocess.check_output(
        [CLI, "classify", "--network", "lenet-mnist", saved[0]],
        env=dict(home.environment(), FOOLED_WEIGHTS_DIR=WEIGHTS)))
    assert result["top"][0]["label"] == "7", result
    # The window shows two decimals, cut off.
    assert abs(result["top"][0]["confidence"] * 100 - confidence) < 0.011, (result, panel)
    program.quit()

    program = start("--paused")
    program.key("ctrl+3")
    program.await_node(r"7, [\d.]+ %.*")
    program.quit()


def is_pressed(program, name):
    node = program.find(name, "push button")
    return node and node.is_in_state("pressed")


def test_keys():
    """Everything by keyboard: start, pause, step, pages, shortcuts overlay"""
    program = start("--paused")
    program.await_node("Start")
    program.key("ctrl+Return")
    program.await_node("Pause")
    program.key("ctrl+Return")
    program.await_node("Start")
    program.key("ctrl+question")
    program.await_node("(?i).*shortcuts.*")
    program.await_node("Champions or children")
    program.key("Escape")
    harness.await_value(lambda: not program.find("Champions or children"), "the window to close")
    program.await_node(r"3, [\d.]+ %")
    for shown in ("Children", "Champions"):
        program.key("o")
        harness.await_value(lambda: is_pressed(program, shown), shown)
    program.quit()


def test_search():
    """Ctrl+F, a label, Enter: the one cell that matches; Escape: all of them again"""
    program = start("--paused")
    program.press("Start")
    harness.await_value(lambda: cell_confidence(program, 3), "a picture for 3")
    program.key("ctrl+f")
    program.await_node("Find classes", "entry")
    program.key("7")
    program.await_node("1 of 10")
    assert cell_confidence(program, 3) is None, "what does not match is still there"
    program.key("Return")
    program.await_node(r"Image taken for 7, .*")
    program.key("Escape")
    harness.await_value(lambda: cell_confidence(program, 3), "the cell for 3 again")
    program.quit()


def test_truncated_network():
    """A truncated network: a sentence that names the file, and the program goes on"""
    folder = tempfile.mkdtemp(prefix="fooled-weights-")
    for name in ("lenet-mnist.card", "lenet-fashion-mnist.card", "lenet-fashion-mnist.onnx"):
        shutil.copy(os.path.join(WEIGHTS, name), folder)
    with open(os.path.join(WEIGHTS, "lenet-mnist.onnx"), "rb") as file:
        data = file.read()
    with open(os.path.join(folder, "lenet-mnist.onnx"), "wb") as file:
        file.write(data[:len(data) // 2])
    program = harness.Program(FOOLED, home, FOOLED_WEIGHTS_DIR=folder)
    running.append(program)
    program.await_node(r"(?s).*lenet-mnist\.onnx.*")
    program.quit()
    shutil.rmtree(folder)


def test_missing_network():
    """Weights that cannot be read: a sentence, and the program goes on"""
    folder = tempfile.mkdtemp(prefix="fooled-weights-")
    shutil.copy(os.path.join(WEIGHTS, "lenet-mnist.card"), folder)
    os.mkdir(os.path.join(folder, "lenet-mnist.onnx"))
    program = harness.Program(FOOLED, home, FOOLED_WEIGHTS_DIR=folder)
    running.append(program)
    program.await_node(r"(?s).*lenet-mnist\.onnx.*")
    program.quit()
    shutil.rmtree(folder)


def test_unwritable_folder():
    """Saving into a folder that cannot be written: a sentence, and the picture is not lost"""
    blocker = os.path.join(home.path, "not-a-folder")
    with open(blocker, "w", encoding="utf-8") as file:
        file.write("a file where the folder would be")
    home.settings["save-folder"] = f"'{blocker}/pictures'"
    program = start()
    harness.await_value(lambda: cell_confidence(program, 7), "a picture for 7")
    program.press("Pause")
    program.click(r"7, [\d.]+ %")
    program.press("Save")
    program.await_node(r"(?s).*not-a-folder.*")
    home.settings["save-folder"] = f"'{home.pictures}'"
    program.quit()


def test_no_display():
    """No display: a sentence that names fooled-cli, and status 69"""
    program = start(DISPLAY=None, WAYLAND_DISPLAY=None)
    assert program.wait() == 69, program.output()
    assert "fooled-cli" in program.output(), program.output()


def test_no_method():
    """A method that there is not: the names of those that there are, and status 1"""
    program = start("--method", "nonsense")
    assert program.wait() == 1, program.output()
    for name in ("cppn", "pixels", "ascent"):
        assert name in program.output(), program.output()


def test_second_instance():
    """A second start raises the first window and ends"""
    program = start("--paused")
    program.await_node("Start")
    second = start()
    assert second.wait() == 0, second.output()
    assert not second.is_accessible()
    program.quit()


def end_all():
    """A failed test must not leave its window to the next one."""
    while running:
        running.pop().kill()


try:
    harness.run_tests([test_first_minute, test_keys, test_search, test_truncated_network,
                       test_missing_network, test_unwritable_folder, test_no_display,
                       test_no_method, test_second_instance], end_all)
finally:
    end_all()
    home.remove()
