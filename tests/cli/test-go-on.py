# SPDX-License-Identifier: GPL-3.0-or-later
"""Goes on with sessions of evolve and ascend. Usage: test-go-on.py FOOLED-CLI; prints TAP."""

import os
import sqlite3

from program import NETWORK, await_file, interrupt, last_object, run, run_json, run_tests, start

# What a command needs; later ones of the same name count.
EVOLVE = ("evolve", "--network", NETWORK, "--encoding", "cppn", "--batch", "20")
ASCEND = ("ascend", "--network", NETWORK)


def rows(path):
    """All that a session holds."""
    database = sqlite3.connect(path)
    text = list(database.iterdump())
    database.close()
    return text


def refuse(path, *arguments, words):
    before = rows(path)
    out, err = run(*arguments, "--session", path, status=1)
    assert out == "" and words in err and len(err.splitlines()) == 1, (arguments, err)
    assert rows(path) == before and not os.path.exists(path + "-wal"), arguments


def check_options(path, command, held, others, further):
    """Each of the others is refused by its name; with each that is held the run goes on. further:
    the option that says how far, its member in JSON, where the run is, and how much is added."""
    name, member, start, step = further
    for option, value in others:
        refuse(path, *command, name, "1000000", option, *value, words=option + ".")
    for number, (option, value) in enumerate(held, 1):
        end = start + step * number
        result = run_json(*command, name, str(end), option, *value, "--session", path)
        assert end <= result[member] < end + step, (option, result[member], end)


def test_options_of_evolution(folder):
    images = os.path.join(folder, "images")
    path = os.path.join(folder, "run.fooled-session")
    run(*EVOLVE, "--generations", "3", "--output", images)
    seven, three = (os.path.join(images, name) for name in ("7.png", "3.png"))
    held = {"--network": NETWORK, "--encoding": "cppn", "--classes": "0,3-5",
            "--coordinates": "pixel", "--gradient": "0.25", "--batch": "20", "--tournament": "2",
            "--parents": "curious", "--strengths": "2", "--seed": "3", "--from": seven}
    others = {"--network": "lenet-fashion-mnist", "--encoding": "pixels", "--classes": "0,3-4",
              "--coordinates": "unit", "--gradient": "0", "--batch": "21", "--tournament": "1",
              "--parents": "uniform", "--strengths": "3", "--seed": "4", "--from": three,
              "--crops": "10"}
    run("evolve", "--generations", "10", "--screening", "--session", path,
        *[word for option in held.items() for word in option])
    # Screening has no value.
    check_options(path, ("evolve", "--network", NETWORK, "--encoding", "cppn"),
                  [(option, [value]) for option, value in held.items()] +
                  [("--screening", []), ("--crops", ["1"]), ("--classes", ["3,5,4,0"])],
                  [(option, [value]) for option, value in others.items()] + [("--as-in-paper", [])],
                  ("--generations", "generation", 10, 1))


def test_options_left_out(folder):
    """What a session has by default, too, may be named, and nothing else."""
    path = os.path.join(folder, "run.fooled-session")
    run(*EVOLVE, "--generations", "5", "--session", path)
    check_options(path, EVOLVE,
                  (("--classes", ["0-9"]), ("--coordinates", ["unit"]), ("--crops", ["1"]),
                   ("--gradient", ["0"]), ("--tournament", ["1"]), ("--parents", ["uniform"]),
                   ("--strengths", ["3"]), ("--seed", ["1"]), ("--threads", ["1"])),
                  (("--classes", ["0-8"]), ("--screening", []), ("--gradient", ["0.5"]),
                   ("--tournament", ["4"]), ("--as-in-paper", [])),
                  ("--generations", "generation", 5, 1))


def test_as_in_paper(folder):
    path = os.path.join(folder, "run.fooled-session")
    base = ("evolve", "--network", NETWORK, "--encoding", "cppn")
    run(*base, "--as-in-paper", "--generations", "1", "--session", path)
    check_options(path, base,
                  (("--as-in-paper", []), ("--as-in-paper", ["--strengths", "1"])),
                  (("--strengths", ["3", "--as-in-paper"]),
                   ("--tournament", ["2", "--as-in-paper"])),
                  ("--generations", "generation", 1, 1))


def test_gradient_stays(folder):
    """Who does not name it goes on with it."""
    path = os.path.join(folder, "run.fooled-session")
    whole = run_json(*EVOLVE, "--gradient", "0.5", "--generations", "9")
    run(*EVOLVE, "--gradient", "0.5", "--generations", "4", "--session", path)
    result = run_json(*EVOLVE, "--generations", "9", "--session", path)
    assert result["encoding"] == "cppn-gradient", result
    assert result["archive_sha256"] == whole["archive_sha256"]


def test_options_of_ascent(folder):
    path = os.path.join(folder, "climb.fooled-session")
    held = {"--network": NETWORK, "--iterations": "60", "--enough": "0.9999", "--start": "randu",
            "--objective": "score", "--classes": "7,2-3", "--seed": "3"}
    others = {"--network": "lenet-fashion-mnist", "--iterations": "61", "--enough": "0.999",
              "--start": "zero", "--objective": "confidence", "--classes": "2-4", "--seed": "4",
              "--preset": "toolbox-blur"}
    words = [word for option in held.items() for word in option]
    whole = run_json("ascend", *words, "--evaluations", "108")
    run("ascend", *words, "--evaluations", "9", "--session", path)
    check_options(path, ASCEND, [(option, [value]) for option, value in held.items()],
                  [(option, [value]) for option, value in others.items()] +
                  [("--objective", ["conv2"])],
                  ("--evaluations", "evaluations", 9, 12))
    result = run_json(*ASCEND, "--evaluations", "108", "--session", path)
    assert result["archive_sha256"] == whole["archive_sha256"]


def test_preset(folder):
    """It stands for all the rules that are not named."""
    path = os.path.join(folder, "climb.fooled-session")
    run(*ASCEND, "--preset", "l2", "--evaluations", "20", "--session", path)
    check_options(path, ASCEND,
                  (("--preset", ["l2"]), ("--preset", ["l2", "--start", "mean_plus"])),
                  (("--preset", ["l2-blur"]), ("--start", ["zero", "--preset", "l2"])),
                  ("--evaluations", "evaluations", 20, 40))


def test_another_kind(folder):
    path = os.path.join(folder, "run.fooled-session")
    run(*EVOLVE, "--generations", "2", "--session", path)
    refuse(path, *ASCEND, words="another experiment")
    path = os.path.join(folder, "climb.fooled-session")
    run(*ASCEND, "--iterations", "3", "--session", path)
    refuse(path, *EVOLVE, "--generations", "9", words="another experiment")


def interrupted(path, *command):
    """A run that was broken off: the object that it printed."""
    process = start(*command, "--json", "--session", path)
    await_file(path, process)
    return last_object(interrupt(process)[0])


def test_past_the_end(folder):
    """A run that is further than the end that is named stays as it is, also an unfinished one."""
    path = os.path.join(folder, "run.fooled-session")
    first = interrupted(path, *EVOLVE, "--generations", "100000000")
    at = first["generation"]
    assert at > 1, first
    before = rows(path)
    for end in (("--generations", "1"), ("--generations", str(at)), ("--evaluations", "1")):
        out, err = run(*EVOLVE, *end, "--json", "--session", path)
        result = last_object(out)
        assert "nothing was added" in err and len(err.splitlines()) == 1, err
        for member in ("generation", "evaluations", "archive_sha256"):
            assert result[member] == first[member], (member, first, result)
        assert rows(path) == before, end
    # The generation that was under way is the last one.
    further = run_json(*EVOLVE, "--generations", str(at + 1), "--session", path)
    assert further["generation"] == at + 1, further
    whole = run_json(*EVOLVE, "--generations", str(at + 1))
    assert further["archive_sha256"] == whole["archive_sha256"]


run_tests(globals())
