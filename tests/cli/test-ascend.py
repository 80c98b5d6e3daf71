# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs fooled-cli ascend as a person or a script would. Usage: test-ascend.py FOOLED-CLI; TAP."""

import json
import os

from program import NETWORK, run, run_json, run_tests

MARKS = ["top_1", "0.99", "0.999", "0.9999"]


def ascend(*arguments, network=NETWORK):
    return run_json("ascend", "--network", network, *arguments)


def test_all_digits(folder):
    """The paper's way, without regularisation: certain of all ten within 500 iterations."""
    result = ascend("--preset", "plain", "--iterations", "500", "--output", folder)
    assert result["iterations"] == 500 and result["classes"] == 10, result
    assert result["reached_0.9999"] == 10, result
    assert result["min"] >= 0.9999, result
    for climb in result["climbs"]:
        firsts = [climb[mark] for mark in MARKS]
        assert firsts == sorted(firsts), climb
        assert climb["best_confidence"] > 0.9999, climb
        assert climb["best_iteration"] >= firsts[-1] or climb["best_iteration"] < 500, climb
    names = [f"{digit}.png" for digit in range(10)]
    assert sorted(os.listdir(folder)) == sorted(names + ["grid.png"])
    # What was saved is what the network is sure of.
    out, _ = run("classify", "--network", NETWORK, *[os.path.join(folder, name) for name in names])
    for digit, line in enumerate(out.splitlines()):
        top = json.loads(line)["top"][0]
        assert top["class"] == digit and top["confidence"] >= 0.9999, line


def test_seed_alone_decides(_folder):
    one = ascend("--iterations", "20", "--threads", "1")
    two = ascend("--iterations", "20", "--threads", "2")
    other = ascend("--iterations", "20", "--seed", "2")
    assert one["archive_sha256"] == two["archive_sha256"]
    assert one["archive_sha256"] != other["archive_sha256"]


def test_presets_differ(_folder):
    out, _ = run("ascend", "--help")
    names = ["plain", "l2", "l2-blur", "all", "toolbox-blur", "toolbox-norm", "toolbox-figures",
             "toolbox-benefit"]
    hashes = set()
    for name in names:
        assert f"\n  {name} " in out, name
        hashes.add(ascend("--preset", name, "--iterations", "12", "--classes", "3,5")
                   ["archive_sha256"])
    assert len(hashes) == len(names), hashes


def test_objectives_and_starts(_folder):
    hashes = {ascend("--iterations", "15", *options)["archive_sha256"]
              for options in ((), ("--objective", "score"), ("--start", "zero"),
                              ("--start", "randu"))}
    assert len(hashes) == 4, hashes


def test_enough(_folder):
    """It ends a climb where the mark is, and changes nothing before."""
    whole, short = ascend(), ascend("--enough", "0.99")
    assert 0 < short["iterations"] < whole["iterations"] == 500
    for climb, all_of_it in zip(short["climbs"], whole["climbs"]):
        assert climb["0.99"] == all_of_it["0.99"] == climb["best_iteration"]
        assert climb["state"] == "complete"


def test_some_classes(_folder):
    result = ascend("--iterations", "10", "--classes", "7,2-3")
    assert [climb["class"] for climb in result["climbs"]] == [2, 3, 7], result


def test_says_what_did_not_rise(_folder):
    """Where an image loses three tenths of its contrast the first step leads some classes down."""
    result = ascend("--preset", "toolbox-norm", "--iterations", "2")
    flat = [climb for climb in result["climbs"] if climb["best_iteration"] == 0]
    assert flat, result
    for climb in result["climbs"]:
        assert climb["state"] == ("did not rise" if climb in flat else "complete"), climb
    out, _ = run("ascend", "--network", NETWORK, "--preset", "toolbox-norm", "--iterations", "2")
    assert "did not rise above" in out, out


def test_for_people(_folder):
    out, _ = run("ascend", "--network", NETWORK, "--iterations", "30")
    assert "gradient ascent, seed 1" in out, out
    assert "Of 10 classes" in out, out


def test_wrong_usage(_folder):
    for arguments, words, status in (
            (("--preset", "nonsense"), "nonsense", 2),
            (("--objective", "no-such-layer"), "no-such-layer", 1),
            (("--start", "sideways"), "sideways", 2),
            (("--iterations", "0"), "iterations", 2),
            (("--classes", "12"), "12", 2),
            (("extra",), "extra", 2)):
        _, err = run("ascend", "--network", NETWORK, *arguments, status=status)
        assert words in err and err.startswith("fooled-cli ascend: "), (arguments, err)
    _, err = run("ascend", status=2)
    assert "--network" in err, err


run_tests(globals())
