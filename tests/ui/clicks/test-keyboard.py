# SPDX-License-Identifier: GPL-3.0-or-later
"""Real presses of Tab and Shift+Tab: once around, and every stop has a name. (The way itself is
held against what is on the screen by tests/ui/app/test-keyboard.c.) Arguments: fooled, fooled-cli,
the folder of weights."""

import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402

harness.own_display(os.path.abspath(__file__))

from gi.repository import Atspi, GLib  # noqa: E402

# A busy machine answers late; libatspi gives up a program that does so after 0.8 s.
Atspi.set_timeout(10000, 20000)

FOOLED, CLI, WEIGHTS = map(os.path.abspath, sys.argv[1:4])
home = harness.Home()
running = []
MOST_STOPS = 80


class Listener:
    """Hears what gets the keyboard."""

    def __init__(self, program):
        self.program = program
        self.focused = None
        self.listener = Atspi.EventListener.new(self.heard)
        self.listener.register("object:state-changed:focused")

    def heard(self, event):
        if event.detail1:
            self.focused = event.source

    def press(self, key):
        """What has the keyboard after the key: name and role."""
        context = GLib.MainContext.default()
        while context.iteration(False):
            pass
        self.focused = None
        subprocess.check_call(["xdotool", "key", key])  # the window has the keyboard
        end = time.monotonic() + harness.DEADLINE
        while self.focused is None and time.monotonic() < end:
            if not context.iteration(False):
                time.sleep(0.005)
        assert self.focused is not None, f"{key} moved nothing"
        return self.focused.get_name() or "", self.focused.get_role_name()

    def end(self):
        self.listener.deregister("object:state-changed:focused")


def walk(listener, key, page):
    """The stops of one round."""
    stops = [listener.press(key)]
    while len(stops) < MOST_STOPS:
        stop = listener.press(key)
        if stop == stops[0]:
            break
        stops.append(stop)
    assert len(stops) < MOST_STOPS, f"{page}: no way around: {stops}"
    for name, role in stops:
        assert role == "scroll pane" or (name and not re.fullmatch("(Gtk|Adw|Fooled)[A-Za-z]+", name)), \
            f"{page}: a {role} without a name: {stops}"
    return stops


def start(*arguments):
    program = harness.Program(FOOLED, home, *arguments, FOOLED_WEIGHTS_DIR=WEIGHTS)
    running.append(program)
    return program


def walk_both_ways(listener, page, least):
    forward = walk(listener, "Tab", page)
    back = walk(listener, "shift+Tab", page)
    assert sorted(forward) == sorted(back), f"{page}: {forward} and back: {back}"
    assert len(forward) >= least, f"{page}: {forward}"


def test_run():
    """Once around the Run page, forward and back, with images and with the search"""
    program = start("--paused")
    program.press("Step")
    program.await_node(r"7, .* %.*")
    listener = Listener(program)
    walk_both_ways(listener, "Run", 20)
    program.key("ctrl+f")
    program.await_node("Find classes", "entry")
    walk_both_ways(listener, "Run with the search", 20)
    listener.end()
    program.quit()


def test_perturb():
    """Once around the Perturb page with a drawing pad, and the Picks page"""
    program = start("--paused")
    program.key("ctrl+2")
    listener = Listener(program)
    program.press("Draw")
    program.await_node("Drawing pad")
    walk_both_ways(listener, "Perturb", 12)
    program.key("ctrl+3")
    walk_both_ways(listener, "Picks", 4)
    program.key("ctrl+4")
    program.await_node("Can a Network Learn Not to Be Fooled\\?")
    walk_both_ways(listener, "Retrain", 8)
    listener.end()
    program.quit()


def end_all():
    while running:
        running.pop().kill()


try:
    harness.run_tests([test_run, test_perturb], end_all)
finally:
    end_all()
    home.remove()
