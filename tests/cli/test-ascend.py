# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs fooled-cli ascend as a person or a script would. Usage: test-ascend.py FOOLED-CLI; TAP."""

import json
import os
import subprocess
import sys
import tempfile
import traceback

PROGRAM = sys.argv[1]
NETWORK = "lenet-mnist"
MARKS = ["top_1", "0.99", "0.999", "0.9999"]


def run(*arguments, status=0):
    """Runs the program to its end, checks its exit status, returns (stdout, stderr)."""
    process = subprocess.run([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             stdin=subprocess.DEVNULL, timeout=150, check=False)
    out, err = process.stdout.decode(), process.stderr.decode()
    assert process.returncode == status, f"exit {process.returncode}, not {status}: {err}"
    return out, err


def ascend(*arguments, network=NETWORK):
    """The object that --json prints."""
    out, err = run("ascend", "--network", network, "--json", *arguments)
    assert err == "", err
    return json.loads(out.splitlines()[-1])


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
    for arguments, words in (
            (("--preset", "nonsense"), "nonsense"),
            (("--objective", "no-such-layer"), "no-such-layer"),
            (("--start", "sideways"), "sideways"),
            (("--iterations", "0"), "iterations"),
            (("--classes", "12"), "12"),
            (("extra",), "extra")):
        process = subprocess.run([PROGRAM, "ascend", "--network", NETWORK, *arguments],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
                                 check=False)
        err = process.stderr.decode()
        assert process.returncode in (1, 2), (arguments, process.returncode, err)
        assert words in err and err.startswith("fooled-cli ascend: "), (arguments, err)
    _, err = run("ascend", status=2)
    assert "--network" in err, err


def main():
    tests = [(name[5:], test) for name, test in globals().items() if name.startswith("test_")]
    failed = 0
    print(f"1..{len(tests)}", flush=True)
    for number, (name, test) in enumerate(tests, 1):
        try:
            with tempfile.TemporaryDirectory(prefix="fooled-cli-") as folder:
                test(folder)
            print(f"ok {number} {name}", flush=True)
        except Exception:  # pylint: disable=broad-except
            failed += 1
            for line in traceback.format_exc().splitlines():
                print("# " + line)
            print(f"not ok {number} {name}", flush=True)
    return 1 if failed else 0


sys.exit(main())
