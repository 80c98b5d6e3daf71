# SPDX-License-Identifier: GPL-3.0-or-later
"""Screening, switched on in the window. Arguments: fooled, fooled-cli, the folder of weights."""

import glob
import json
import os
import shutil
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402

harness.own_display(os.path.abspath(__file__), "1280x1000")

FOOLED, CLI, WEIGHTS = map(os.path.abspath, sys.argv[1:4])
homes = []
running = []


def croppable(home):
    """A folder with LeNet for larger pictures, so that there are ten crops of them."""
    folder = os.path.join(home.path, "weights")
    os.makedirs(folder)
    shutil.copy(os.path.join(WEIGHTS, "lenet-mnist.onnx"), folder)
    with open(os.path.join(WEIGHTS, "lenet-mnist.card"), encoding="utf-8") as file:
        card = file.read()
    with open(os.path.join(folder, "lenet-mnist.card"), "w", encoding="utf-8") as file:
        file.write(card.replace("Height=28\n", "Height=28\nImageWidth=34\nImageHeight=34\n"))
    return folder


def start(weights, **settings):
    home = homes[-1]
    home.settings.update(settings)
    program = harness.Program(FOOLED, home, FOOLED_WEIGHTS_DIR=weights or WEIGHTS)
    running.append(program)
    program.await_node(r"\d, [\d.<]+ %")
    return program


def is_sensitive(program):
    return program.await_node("Quick look first", "list item").is_in_state("sensitive")


def screened_sessions():
    """Those that screen, and were saved when few children were good enough for a second look."""
    found = []
    for path in glob.glob(os.path.join(homes[-1].path, "data", "**", "*.fooled-session"),
                          recursive=True):
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            settings, generation = database.execute(
                "SELECT settings, generation FROM session").fetchone()
        if "screening=1" in settings and generation > 30:
            found.append((path, generation))
    return found


def test_screens():
    """Where ten parts are looked at, the switch and a restart screen, as the command line does"""
    homes.append(harness.Home())
    weights = croppable(homes[-1])
    program = start(weights, crops="'10'")
    assert is_sensitive(program)
    program.press("Quick look first", "check box")
    program.press("Restart")
    harness.await_value(screened_sessions, "a session that screens")
    program.quit()
    path, generation = screened_sessions()[0]
    environment = dict(homes[-1].environment(), FOOLED_WEIGHTS_DIR=weights)

    def evolve(generations, *more):
        return json.loads(subprocess.check_output(
            [CLI, "evolve", "--network", "lenet-mnist", "--encoding", "cppn", "--json",
             "--generations", str(generations), *more], env=environment).splitlines()[-1])

    further = evolve(generation + 1, "--session", path)
    alone = evolve(further["generation"], "--crops", "10", "--screening")
    for key in ("archive_sha256", "forward_passes", "evaluations"):
        assert further[key] == alone[key], (further, alone)
    assert alone["forward_passes"] < 10 * alone["evaluations"], alone


def test_nothing_to_screen():
    """Where an image is looked at once, the row says so and cannot be switched"""
    homes.append(harness.Home())
    program = start(None)
    assert not is_sensitive(program)
    program.await_node("This network sees images whole")
    program.quit()
    homes.append(harness.Home())
    program = start(croppable(homes[-1]), crops="'1'")
    assert not is_sensitive(program)
    program.await_node("Only where the network looks at ten parts")
    program.quit()


def end_all():
    """A failed test must not leave its window to the next one."""
    while running:
        running.pop().kill()
    while homes:
        homes.pop().remove()


try:
    harness.run_tests([test_screens, test_nothing_to_screen], end_all)
finally:
    end_all()
