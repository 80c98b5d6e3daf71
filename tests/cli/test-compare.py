# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares networks with fooled-cli. Usage: test-compare.py FOOLED-CLI; prints TAP."""

import json
import os

from files import read
from program import FASHION, NETWORK, copy_network, last_object, run, run_tests

CELL = "network judged same original other no_such_class unreadable".split()


def evolve(folder, name, *arguments):
    path = os.path.join(folder, name)
    run("evolve", "--network", NETWORK, "--encoding", "cppn", "--generations", "2", "--as-in-paper",
        "--output", path, *arguments)
    return path


def compare(*arguments, status=0):
    out, err = run("compare", *arguments, "--json", status=status)
    result = last_object(out)
    del result["seconds"]
    return result, err


def second_name(folder, other_file=True):
    """The same network under another name, with other words for its classes; in another file (one
    whose documentation is "x"), or in the same one."""
    words = ";".join(f"digit {digit}" for digit in range(10))

    def edit(card):
        lines = [line for line in card.splitlines() if not line.startswith(("Labels", "Checksum", "Name"))]
        return "\n".join([*lines, "Name=Words", "Labels=" + words, ""])

    return copy_network(folder, "words", edit, b"\x32\x01x" if other_file else b"")


def test_matrix(folder):
    """Champions as they are saved, beside the sheet and a perturbed picture."""
    champions = evolve(folder, "champions")
    perturbed = os.path.join(folder, "perturbed")
    run("perturb", "--network", NETWORK, "--image", os.path.join(champions, "0.png"), "--target", "1",
        "--output", perturbed)
    result, err = compare("--networks", f"{NETWORK},{FASHION}", "--images", champions, perturbed)
    assert err == "", err
    assert [network["network"] for network in result["networks"]] == [NETWORK, FASHION]
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
        out, _ = run("classify", "--network", NETWORK, os.path.join(champions, f"{digit}.png"))
        confidences.append(json.loads(out)["top"][0]["confidence"])
    confidences.sort()
    median = (confidences[4] + confidences[5]) / 2
    assert abs(first["cells"][0]["median_confidence"] - median) < 1e-5, (confidences, first)


def test_threads(folder):
    champions = evolve(folder, "champions")
    results = [compare("--networks", f"{NETWORK},{FASHION}", "--images", champions, "--threads", n)[0]
               for n in "123"]
    assert results[0] == results[1] == results[2], results


def test_other_names(folder):
    """What is called otherwise is no failure."""
    champions, words = evolve(folder, "champions"), second_name(folder)
    session = os.path.join(folder, "run.fooled-session")
    run("evolve", "--network", NETWORK, "--encoding", "pixels", "--generations", "3", "--batch", "50",
        "--session", session)
    result, _ = compare("--networks", f"{words},{NETWORK}", "--images", champions, session)
    for row in result["sets"]:
        assert [cell["network"] for cell in row["cells"]] == ["words", NETWORK], row
        assert row["cells"][0]["no_such_class"] == 10 and row["cells"][1]["judged"] == 10, row


def test_same_file(folder):
    """The classes of the same weights are the same, whatever they are called."""
    champions, words = evolve(folder, "champions"), second_name(folder, other_file=False)
    result, _ = compare("--networks", f"{words},{NETWORK}", "--images", champions)
    for cell in result["sets"][0]["cells"]:
        assert cell["same"] == cell["judged"] == 10, result


def test_picture(folder):
    champions, table = evolve(folder, "champions"), os.path.join(folder, "table.png")
    out, err = run("compare", "--networks", f"{NETWORK},{FASHION}", "--images", champions,
                   "--picture", table)
    assert "10 of 10" in out and "No such class" in out and "LeNet (MNIST)" in out, out
    assert read(table).startswith(b"\x89PNG\r\n\x1a\n")
    _, err = run("compare", "--networks", NETWORK, "--images", champions, "--picture",
                 os.path.join(folder, "nowhere", "table.png"), status=1)
    assert "table.png" in err, err


def test_failures(folder):
    """What cannot be used has a sentence, and the rest its result."""
    champions, empty = evolve(folder, "champions"), os.path.join(folder, "empty")
    os.mkdir(empty)
    with open(os.path.join(champions, "3.png"), "r+b") as file:
        file.truncate(100)
    result, err = compare("--networks", f"nowhere,{NETWORK}", "--images", champions, empty,
                          os.path.join(folder, "away"), "--picks", status=1)
    for word in ("nowhere", "3.png", "empty", "away", "picks"):
        assert word in err, (word, err)
    picks, whole, none, away = result["sets"]
    assert "message" in result["networks"][0] and "message" not in result["networks"][1], result
    assert [cell["network"] for cell in whole["cells"]] == [NETWORK], whole
    assert whole["cells"][0]["same"] == 9 and whole["cells"][0]["unreadable"] == 1, whole
    assert not picks["cells"] and not none["cells"] and not away["cells"], result


def test_wrong_usage(folder):
    for arguments, word in ((("--networks", NETWORK), "--images"), (("--images", folder), "--networks"),
                            (("--networks", NETWORK, "--images", folder, "--threads", "0"),
                             "--threads")):
        out, err = run("compare", *arguments, status=2)
        assert out == "" and word in err, (arguments, err)
    _, err = run("compare", "--networks", f"{NETWORK},{NETWORK}", "--images", folder, status=1)
    assert "twice" in err, err


run_tests(globals())
