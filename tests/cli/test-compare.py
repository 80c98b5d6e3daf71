# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares networks with fooled-cli. Usage: test-compare.py FOOLED-CLI; prints TAP."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback

PROGRAM = sys.argv[1]
MNIST, FASHION = "lenet-mnist", "lenet-fashion-mnist"
WAIT = 150  # seconds until a program counts as hanging
CELL = "network judged same original other no_such_class unreadable".split()


def run(*arguments, status=0):
    """Runs the program to its end, checks its exit status, returns (stdout, stderr)."""
    process = subprocess.run([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             stdin=subprocess.DEVNULL, timeout=WAIT, check=False)
    out, err = process.stdout.decode(), process.stderr.decode()
    assert process.returncode == status, f"exit {process.returncode}, not {status}: {err}"
    return out, err


def evolve(folder, name, *arguments):
    path = os.path.join(folder, name)
    run("evolve", "--network", MNIST, "--encoding", "cppn", "--generations", "2", "--as-in-paper",
        "--output", path, *arguments)
    return path


def compare(*arguments, status=0):
    out, err = run("compare", *arguments, "--json", status=status)
    result = json.loads(out)
    del result["seconds"]
    return result, err


def second_name(folder, other_file=True):
    """The same network under another name, with other words for its classes; in another file (one
    whose documentation is "x"), or in the same one."""
    weights = os.environ["FOOLED_WEIGHTS_DIR"]
    words = [f"digit {digit}" for digit in range(10)]
    shutil.copy(os.path.join(weights, MNIST + ".onnx"), os.path.join(folder, "words.onnx"))
    if other_file:
        with open(os.path.join(folder, "words.onnx"), "ab") as file:
            file.write(b"\x32\x01x")
    with open(os.path.join(weights, MNIST + ".card"), encoding="utf-8") as file:
        lines = [line for line in file.read().splitlines()
                 if not line.startswith(("Labels", "Weights", "Checksum", "Name"))]
    lines += ["Name=Words", "Weights=words.onnx", "Labels=" + ";".join(words)]
    path = os.path.join(folder, "words.card")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return path


def test_matrix(folder):
    """Champions as they are saved, beside the sheet and a perturbed picture."""
    champions = evolve(folder, "champions")
    perturbed = os.path.join(folder, "perturbed")
    run("perturb", "--network", MNIST, "--image", os.path.join(champions, "0.png"), "--target", "1",
        "--output", perturbed)
    result, err = compare("--networks", f"{MNIST},{FASHION}", "--images", champions, perturbed)
    assert err == "", err
    assert [network["network"] for network in result["networks"]] == [MNIST, FASHION]
    first, second = result["sets"]
    assert first["name"] == champions and first["images"] == first["labelled"] == 10, first
    assert first["left_out"] == 1 and second["left_out"] == 3, (first, second)
    assert second["images"] == 1, second
    for row in result["sets"]:
        own, other = row["cells"]
        assert list(own)[:len(CELL)] == list(other) == CELL, (own, other)
        assert own["same"] == own["judged"] == row["images"] and other["judged"] == 0, row
        assert other["no_such_class"] == row["images"] and 0 < own["median_confidence"] <= 1, row
    confidences = []
    for digit in range(10):
        out, _ = run("classify", "--network", MNIST, os.path.join(champions, f"{digit}.png"))
        confidences.append(json.loads(out)["top"][0]["confidence"])
    confidences.sort()
    median = (confidences[4] + confidences[5]) / 2
    assert abs(first["cells"][0]["median_confidence"] - median) < 1e-5, (confidences, first)


def test_threads(folder):
    champions = evolve(folder, "champions")
    results = [compare("--networks", f"{MNIST},{FASHION}", "--images", champions, "--threads", n)[0]
               for n in "123"]
    assert results[0] == results[1] == results[2], results


def test_other_names(folder):
    """What is called otherwise is no failure."""
    champions, words = evolve(folder, "champions"), second_name(folder)
    session = os.path.join(folder, "run.fooled-session")
    run("evolve", "--network", MNIST, "--encoding", "pixels", "--generations", "3", "--batch", "50",
        "--session", session)
    result, _ = compare("--networks", f"{words},{MNIST}", "--images", champions, session)
    for row in result["sets"]:
        assert [cell["network"] for cell in row["cells"]] == ["words", MNIST], row
        assert row["cells"][0]["no_such_class"] == 10 and row["cells"][1]["judged"] == 10, row


def test_same_file(folder):
    """The classes of the same weights are the same, whatever they are called."""
    champions, words = evolve(folder, "champions"), second_name(folder, other_file=False)
    result, _ = compare("--networks", f"{words},{MNIST}", "--images", champions)
    for cell in result["sets"][0]["cells"]:
        assert cell["same"] == cell["judged"] == 10, result


def test_picture(folder):
    champions, table = evolve(folder, "champions"), os.path.join(folder, "table.png")
    out, err = run("compare", "--networks", f"{MNIST},{FASHION}", "--images", champions,
                   "--picture", table)
    assert "10 of 10" in out and "No such class" in out and "LeNet (MNIST)" in out, out
    with open(table, "rb") as file:
        assert file.read(8) == b"\x89PNG\r\n\x1a\n"
    _, err = run("compare", "--networks", MNIST, "--images", champions, "--picture",
                 os.path.join(folder, "nowhere", "table.png"), status=1)
    assert "table.png" in err, err


def test_failures(folder):
    """What cannot be used has a sentence, and the rest its result."""
    champions, empty = evolve(folder, "champions"), os.path.join(folder, "empty")
    os.mkdir(empty)
    with open(os.path.join(champions, "3.png"), "r+b") as file:
        file.truncate(100)
    result, err = compare("--networks", f"nowhere,{MNIST}", "--images", champions, empty,
                          os.path.join(folder, "away"), "--picks", status=1)
    for word in ("nowhere", "3.png", "empty", "away", "picks"):
        assert word in err, (word, err)
    picks, whole, none, away = result["sets"]
    assert "message" in result["networks"][0] and "message" not in result["networks"][1], result
    assert [cell["network"] for cell in whole["cells"]] == [MNIST], whole
    assert whole["cells"][0]["same"] == 9 and whole["cells"][0]["unreadable"] == 1, whole
    assert not picks["cells"] and not none["cells"] and not away["cells"], result


def test_wrong_usage(folder):
    for arguments, word in ((("--networks", MNIST), "--images"), (("--images", folder), "--networks"),
                            (("--networks", MNIST, "--images", folder, "--threads", "0"),
                             "--threads")):
        out, err = run("compare", *arguments, status=2)
        assert out == "" and word in err, (arguments, err)
    _, err = run("compare", "--networks", f"{MNIST},{MNIST}", "--images", folder, status=1)
    assert "twice" in err, err


def main():
    tests = [(name[5:], test) for name, test in globals().items() if name.startswith("test_")]
    failed = 0
    print(f"1..{len(tests)}", flush=True)
    for number, (name, test) in enumerate(tests, 1):
        try:
            with tempfile.TemporaryDirectory(prefix="fooled-compare-") as folder:
                os.environ["XDG_DATA_HOME"] = os.path.join(folder, "data")
                test(folder)
            print(f"ok {number} {name}", flush=True)
        except Exception:  # pylint: disable=broad-except
            failed += 1
            for line in traceback.format_exc().splitlines():
                print("# " + line)
            print(f"not ok {number} {name}", flush=True)
    return 1 if failed else 0


sys.exit(main())
