# SPDX-License-Identifier: GPL-3.0-or-later
"""A person who breeds by hand, and takes saved images up again. Arguments: fooled, fooled-cli, the
folder of weights."""

import glob
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from files import grey_png, write  # noqa: E402

harness.own_display(os.path.abspath(__file__))

FOOLED, CLI, WEIGHTS = map(os.path.abspath, sys.argv[1:4])
home = harness.Home()
running = []
CELL = r"\d, [\d.<]+ ?[\d.]* %"
FIGURES = r"(?s).*generation [\d,. \u00a0\u2009\u202f]+ ·.*"


def start(*arguments):
    program = harness.Program(FOOLED, home, *arguments, FOOLED_WEIGHTS_DIR=WEIGHTS)
    running.append(program)
    return program


def save_images(folder, encoding="cppn"):
    """Champions of a run of the command line, one file a class."""
    subprocess.check_call([CLI, "evolve", "--network", "lenet-mnist", "--encoding", encoding,
                           "--generations", "5", "--seed", "9", "--output", folder],
                          env=dict(home.environment(), FOOLED_WEIGHTS_DIR=WEIGHTS),
                          stdout=subprocess.DEVNULL)
    return [os.path.join(folder, f"{i}.png") for i in range(10)]


def generation(program):
    text = program.await_node(FIGURES).name
    return int(re.sub(r"\D", "", re.search(r"generation ([^·]+)·", text).group(1)))


def cells(program):
    return list(program.shown(CELL))


def described(program, pattern):
    """Cells that say so of themselves."""
    return [node for node in cells(program)
            if re.fullmatch(pattern, node.description)]


def sessions():
    return glob.glob(os.path.join(home.path, "data", "fooled", "sessions", "*.fooled-session"))


def test_breed():
    """Breed by hand: choose by key and click, Next, choose again, undo twice, and go on by itself"""
    program = start("--paused")
    program.press("Start")
    harness.await_value(lambda: generation(program) > 3, "some generations")
    program.press("Breed by hand")
    program.await_node("No parent chosen")
    program.await_node(r"Choose parents by click or key.*")
    program.await_node("Start")  # it is the hand's turn
    held = generation(program)
    program.key("3")
    program.await_node("1 parent chosen")
    harness.await_value(lambda: described(program, "Chosen as a parent, key 3"), "a chosen cell")
    program.click(r"7, [\d.]+ %")
    program.await_node("2 parents chosen")
    program.click(r"7, [\d.]+ %")
    program.await_node("1 parent chosen")
    program.key("8")
    program.await_node("2 parents chosen")

    program.press("Next")
    program.await_node(r"These are the children.*")
    program.await_node("No parent chosen")
    # One that was under way when the hand took its turn was completed first.
    assert held < generation(program) <= held + 2, (held, generation(program))
    held = generation(program) - 1
    harness.await_value(lambda: described(program, "Key [1-9A-Z]"), "keys on the offspring")
    program.key("b", "space")  # B is a key here, space the next generation
    harness.await_value(lambda: generation(program) == held + 2, "another generation")

    program.press("Undo")
    program.await_node("1 parent chosen")
    harness.await_value(lambda: described(program, "Chosen as a parent, key B"),
                        "the parent that was chosen")
    program.key("BackSpace")
    program.await_node("2 parents chosen")
    harness.await_value(lambda: len(described(program, r"Chosen as a parent, key [38]")) == 2 or
                        len(described(program, r"Chosen as a parent.*")) >= 1,
                        "the parents of before among the champions")
    assert generation(program) == held + 2, "an undo does not turn back time"
    program.press("Breed by hand")
    harness.await_value(lambda: generation(program) > held + 10, "evolution by itself")
    program.quit()


def test_star_while_breeding():
    """A bred image can be picked at any time"""
    program = start("--paused")
    program.press("Start")
    harness.await_value(lambda: generation(program) > 3, "some generations")
    program.press("Breed by hand")
    program.await_node("No parent chosen")
    program.key("1")
    program.await_node("1 parent chosen")
    program.press("Next")
    program.await_node(r"These are the children.*")
    program.key("4")
    program.await_node("1 parent chosen")
    program.press("Star")
    harness.await_value(lambda: os.path.exists(
        os.path.join(home.path, "data", "fooled", "picks.sqlite")), "the picks")
    program.quit()


def test_open_and_start():
    """A saved image on the command line: what it carries, and a run that begins with it"""
    images = save_images(os.path.join(home.path, "champions"))
    before = len(sessions())
    program = start("--paused", images[6])
    program.await_node("Saved Image")
    program.await_node("Confidence then")
    harness.await_value(lambda: program.find(r"[\d.]+ %"),
                        "what the network says now")
    for fact in ("Method", "Generation", "Seed", "Parent, by its evaluation"):
        program.await_node(fact)
    program.await_node(r"The first generation is the image itself and offspring of its genome\.")
    program.press("Start Run")
    harness.await_value(lambda: generation(program) > 0, "the run")
    harness.await_value(lambda: len(sessions()) > before, "a session of its own")
    program.press("Pause")
    program.quit()

    # It is there again, and begins again with the same image.
    program = start("--paused")
    harness.await_value(lambda: generation(program) > 0, "the session")
    program.quit()


def test_open_by_dialog():
    """Ctrl+I asks for a file; Escape loses nothing"""
    program = start("--paused")
    program.await_node("Start")
    program.key("ctrl+i")
    program.await_node("Open Saved Image")
    program.key("Escape")
    program.await_node("Start")
    program.quit()


def test_no_genome():
    """A picture that carries nothing goes to Perturb, as ever"""
    picture = os.path.join(home.path, "plain.png")
    write(picture, grey_png(28, 28, lambda x, y: x * y * 255 // (28 * 28)))
    program = start("--paused", picture)
    program.await_node(r"The network takes this for .*")
    assert program.find("Saved Image") is None
    program.quit()


def test_picks():
    """Two picks together begin a run"""
    program = start("--paused")
    program.press("Start")
    harness.await_value(lambda: generation(program) > 3, "some generations")
    program.press("Pause")
    for digit in (2, 5):
        program.click(rf"{digit}, [\d.]+ %")
        program.await_node(rf"Image taken for {digit}, .*")
        program.key("ctrl+d")
    program.key("ctrl+3")
    program.await_node(r"5, [\d.]+ %.*")
    program.key("ctrl+a")
    program.key("ctrl+b")
    program.await_node(r"\d+ Saved Images")
    program.press("Start Run")
    program.await_node("Pause")
    harness.await_value(lambda: generation(program) > 0, "the run")
    program.quit()


def end_all():
    """A failed test must not leave its window to the next one."""
    while running:
        running.pop().kill()


try:
    harness.run_tests([test_breed, test_star_while_breeding, test_open_and_start,
                       test_open_by_dialog, test_no_genome, test_picks], end_all)
finally:
    end_all()
    home.remove()
