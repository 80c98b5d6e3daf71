# SPDX-License-Identifier: GPL-3.0-or-later
"""Misleads networks with fooled-cli, and shows them noise. Usage: test-perturb.py FOOLED-CLI; prints
TAP."""

import json
import math
import os
import re

from files import RGB, png, png_header, read, read_png, write
from program import NETWORK, WEIGHTS, OnTerminal, run, run_tests

METHODS = ("lbfgs", "fgsm", "bim", "cw")
PERTURB_KEYS = ("network image method target success class_before label_before class_after "
                "label_after confidence_before confidence_after distortion max_change iterations "
                "seconds").split()
RUBBISH_KEYS = ("network noise seed images threshold accepted accepted_share mean_confidence "
                "classes seconds").split()
SAVED = ["after.png", "all.png", "before.png", "change.png"]


def write_png(path, *picture):
    return write(path, png(*picture))


def write_bar(folder, width=28, height=28, level=255):
    """An upright bar on black."""
    pixels = bytes(level if abs(2 * x - width) <= width / 8 and height / 8 < y < height * 7 / 8 else 0
                   for y in range(height) for x in range(width))
    return write_png(os.path.join(folder, "bar.png"), width, height, pixels)


def perturb(picture, *arguments, **options):
    """The object that --json prints."""
    out, err = run("perturb", "--network", NETWORK, "--image", picture, "--json", *arguments,
                   **options)
    assert err == "", err
    result = json.loads(out)
    assert list(result) == PERTURB_KEYS, list(result)
    return result


def classify(path):
    out, _ = run("classify", "--network", NETWORK, path)
    return json.loads(out)["top"]


def check_saved(folder, result):
    """The figures are those of the pictures, and the pictures are what the network misjudges."""
    assert sorted(os.listdir(folder)) == SAVED
    pictures = {name: read_png(os.path.join(folder, name)) for name in SAVED}
    before, change, after = (pictures[name + ".png"][3] for name in ("before", "change", "after"))
    assert len(before) == len(change) == len(after) == 28 * 28
    differences = [b - a for a, b in zip(before, after)]
    assert max(map(abs, differences)) == result["max_change"]
    distortion = math.sqrt(sum((d / 255) ** 2 for d in differences) / len(differences))
    assert abs(distortion - result["distortion"]) < 1e-9, (distortion, result)
    factor = 127 / result["max_change"]
    assert all(abs(c - 128 - factor * d) <= 0.51 for c, d in zip(change, differences))
    assert pictures["all.png"][0] > 3 * 28 and pictures["all.png"][1] > 28
    assert b"fooled:distortion" in read(os.path.join(folder, "after.png"))
    top_before = classify(os.path.join(folder, "before.png"))
    top_after = classify(os.path.join(folder, "after.png"))
    assert top_before[0]["class"] == result["class_before"]
    assert top_after[0]["class"] == result["class_after"]
    assert top_after[0]["label"] == result["label_after"]


def test_methods_mislead(folder):
    picture = write_bar(folder, level=120)  # the sign alone does not mislead about a white one
    for method in METHODS:
        output = os.path.join(folder, method)
        result = perturb(picture, "--method", method, "--output", output)
        assert result["success"] is True and result["method"] == method, result
        assert result["target"] == "any" and result["image"] == picture
        assert result["class_after"] != result["class_before"]
        assert result["confidence_after"] > result["confidence_before"]
        assert result["iterations"] >= 1
        check_saved(output, result)


def test_target(folder):
    picture = write_bar(folder)
    label = classify(picture)[0]["class"]
    target = (label + 2) % 10
    result = perturb(picture, "--target", str(target), "--output", folder + "/new/folder")
    assert result["success"] is True and result["target"] == target, result
    assert result["class_before"] == label and result["class_after"] == target
    again = perturb(picture, "--target", str(target))
    assert {**again, "seconds": 0} == {**result, "seconds": 0}
    out, err = run("perturb", "--network", NETWORK, "--image", picture, "--target", str(label),
                   status=1)
    assert out == "" and "already" in err, err


def test_nothing_found(folder):
    """Not an error: the figures say so."""
    output = os.path.join(folder, "out")
    result = perturb(write_bar(folder), "--method", "fgsm", "--epsilon", "1", "--output", output)
    assert result["success"] is False
    assert result["class_after"] == result["class_before"]
    assert result["max_change"] == 1 and result["iterations"] == 1
    check_saved(output, result)


def test_bounds(folder):
    picture = write_bar(folder)
    result = perturb(picture, "--method", "bim", "--epsilon", "30.4", "--iterations", "7")
    assert result["max_change"] <= 30 and result["iterations"] == 7, result


def test_any_picture(folder):
    """Of any size, grey or in colour."""
    wide = write_png(folder + "/wide.png", 300, 100, os.urandom(300 * 100 * 3), RGB)
    dot = write_png(folder + "/dot.png", 1, 1, b"\x80")
    for path in (wide, dot, write_bar(folder, 200, 100)):
        output = path + "-out"
        result = perturb(path, "--method", "fgsm", "--output", output)
        check_saved(output, result)
    black = write_png(folder + "/black.png", 28, 28, bytes(28 * 28))
    assert perturb(black)["class_before"] == classify(black)[0]["class"]


def test_for_people(folder):
    picture, output = write_bar(folder), os.path.join(folder, "out")
    out, err = run("perturb", "--network", NETWORK, "--image", picture, "--output", output)
    assert err == "", err
    assert re.search(r"^Before +\d+\.\d\d % +(< 0\.01|\d+\.\d\d) % +1$", out, re.M), out
    assert "A change was found after which the network takes the picture for" in out
    assert re.search(r"Distortion: 0\.\d{4}; largest change of a pixel: \d+ of 255", out), out
    assert "all.png" in out and sorted(os.listdir(output)) == SAVED
    out, _ = run("perturb", "--network", NETWORK, "--image", picture, "--method", "fgsm",
                 "--epsilon", "1")
    assert "No change was found that misleads the network." in out, out


def test_wrong_usage(folder):
    picture = write_bar(folder)
    start = ("perturb", "--network", NETWORK, "--image", picture)
    for arguments, word in ((("perturb", "--image", picture), "--network"),
                            (("perturb", "--network", NETWORK), "--image"),
                            ((*start, "--target", "10"), "0 to 9"),
                            ((*start, "--target", "-1"), "--target"),
                            ((*start, "--target", "x"), "--target"),
                            ((*start, "--method", "magic"), "magic"),
                            ((*start, "--method", "bim", "--epsilon", "256"), "--epsilon"),
                            ((*start, "--method", "bim", "--epsilon", "nan"), "--epsilon"),
                            ((*start, "--method", "cw", "--epsilon", "2"), "--epsilon"),
                            ((*start, "--method", "fgsm", "--iterations", "2"), "--iterations"),
                            ((*start, "--iterations", "0"), "--iterations"),
                            ((*start, "more"), "more"),
                            (("rubbish",), "--network"),
                            (("rubbish", "--network", NETWORK, "--images", "0"), "--images"),
                            (("rubbish", "--network", NETWORK, "--images", "1000001"), "--images"),
                            (("rubbish", "--network", NETWORK, "--noise", "pink"), "pink"),
                            (("rubbish", "--network", NETWORK, "--threads", "0"), "--threads")):
        out, err = run(*arguments, status=2)
        assert out == "" and word in err, (arguments, err)


def test_failures(folder):
    picture = write_bar(folder)
    content = read(picture)
    text = write(os.path.join(folder, "text.png"), "not a picture")
    cut = write(os.path.join(folder, "cut.onnx"), read(WEIGHTS / f"{NETWORK}.onnx")[:1000])
    huge = write(os.path.join(folder, "huge.png"),
                 content.replace(png_header(28, 28), png_header(1 << 30, 1 << 30)))
    for network, image, word in (("nowhere", picture, "nowhere"), (cut, picture, "cut.onnx"),
                                 (NETWORK, text, "text.png"), (NETWORK, huge, "huge.png"),
                                 (NETWORK, folder + "/missing.png", "missing.png"),
                                 (NETWORK, folder, os.path.basename(folder))):
        out, err = run("perturb", "--network", network, "--image", image, status=1)
        assert out == "" and word in err, (network, image, err)
    _, err = run("perturb", "--network", NETWORK, "--image", picture, "--output", picture, status=1)
    assert "bar.png" in err, err
    _, err = run("rubbish", "--network", "nowhere", status=1)
    assert "nowhere" in err, err


def rubbish(*arguments):
    out, err = run("rubbish", "--network", NETWORK, "--json", *arguments)
    assert err == "", err
    result = json.loads(out)
    assert list(result) == RUBBISH_KEYS, list(result)
    assert result["threshold"] == 0.5
    assert sum(row["accepted"] for row in result["classes"]) == result["accepted"]
    assert abs(result["accepted_share"] - result["accepted"] / result["images"]) < 1e-12
    counts = [row["accepted"] for row in result["classes"]]
    assert counts == sorted(counts, reverse=True) and 0 not in counts
    return {**result, "seconds": 0}


def test_rubbish(folder):
    for noise in ("uniform", "normal"):
        first = rubbish("--images", "333", "--noise", noise, "--seed", "9", "--threads", "1")
        assert first["images"] == 333 and first["noise"] == noise and first["seed"] == 9
        assert first == rubbish("--images", "333", "--noise", noise, "--seed", "9", "--threads",
                                "3")
        other = rubbish("--images", "333", "--noise", noise, "--seed", "10")
        assert other["mean_confidence"] != first["mean_confidence"]
    assert rubbish()["images"] == 1000
    out, err = run("rubbish", "--network", NETWORK, "--images", "200", "--noise", "normal")
    assert err == "" and re.search(r"more than 50 %: \d+ of 200 images", out), (out, err)


def interrupt(pattern, *arguments):
    """Ends the program by Ctrl+C once its terminal shows the pattern; (stdout, what was shown)."""
    program = OnTerminal(*arguments)
    status, out = program.interrupt(pattern)
    assert status == 130, (status, program.screen)
    return out, program.screen


def test_interrupt(folder):
    output = os.path.join(folder, "out")
    out, screen = interrupt(r"[1-9]\d* gradients", "perturb", "--network", NETWORK, "--image",
                            write_bar(folder), "--method", "bim", "--iterations", "100000",
                            "--output", output)
    assert out == "" and "Interrupted" in screen, (out, screen)
    assert os.listdir(output) == []
    out, screen = interrupt(r"[1-9]\d* of 1000000", "rubbish", "--network", NETWORK, "--images",
                            "1000000")
    assert out == "" and "Interrupted" in screen, (out, screen)


run_tests(globals())
