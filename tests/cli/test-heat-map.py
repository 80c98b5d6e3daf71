# SPDX-License-Identifier: GPL-3.0-or-later
"""Heat maps with fooled-cli. Usage: test-heat-map.py FOOLED-CLI; prints TAP."""

import json
import os

from files import grey_png, png_size, read, write
from program import NETWORK, run, run_tests


def one(folder):
    """A picture of a 1, and where the heat map is to be."""
    return (write(os.path.join(folder, "one.png"), grey_png(
        28, 28, lambda x, y: 255 if 5 <= y < 23 and 13 <= x < 16 else 0)),
            os.path.join(folder, "heat.png"))


def look(picture, output, *arguments):
    out, err = run("heat-map", picture, "--network", NETWORK, "--out", output, "--json", *arguments)
    assert err == "", err
    return json.loads(out)


def test_says_what_it_found(folder):
    picture, output = one(folder)
    found = look(picture, output)
    assert found["network"] == NETWORK and found["class"] == 1 and found["label"] == "1", found
    assert found["method"] == "gradient" and not found["empty"], found
    assert found["confidence"] > 0.9 and found["strongest"] > 0, found
    width, height = png_size(output)
    assert width > 2 * 320 and height > 320, (width, height)


def test_covers_parts(folder):
    picture, output = one(folder)
    found = look(picture, output, "--method", "occlusion", "--plain")
    assert found["method"] == "occlusion" and 0 < found["strongest"] <= found["confidence"], found
    assert png_size(output) == (336, 336), png_size(output)
    out, _ = run("heat-map", picture, "--network", NETWORK, "--out", output, "--method", "occlusion")
    assert "“1”" in out and "instead of" in out, out


def test_takes_another_class(folder):
    picture, output = one(folder)
    own = look(picture, output, "--plain")
    drawn = read(output)
    seven = look(picture, output, "--plain", "--class", "7")
    assert seven["class"] == 7 and seven["confidence"] < own["confidence"], (own, seven)
    assert read(output) != drawn
    assert look(picture, output, "--plain", "--class", "7") == seven


def test_refuses(folder):
    picture, output = one(folder)
    some = ("--network", NETWORK, "--out", output)
    for arguments, status, word in (
            ((picture, "--network", NETWORK), 2, "--out"),
            ((picture, "--out", output), 2, "--network"),
            (some, 2, "picture"),
            ((picture, picture, *some), 2, "picture"),
            ((picture, *some, "--method", "guess"), 2, "gradient, occlusion"),
            ((picture, *some, "--class", "x"), 2, "--class"),
            ((picture, *some, "--class", "10"), 1, "0 to 9"),
            ((os.path.join(folder, "none.png"), *some), 1, "none.png"),
            ((picture, "--network", "no-such-network", "--out", output), 1, "no-such-network"),
            ((picture, "--network", NETWORK, "--out", os.path.join(folder, "no", "x.png")), 1,
             "x.png")):
        _, err = run("heat-map", *arguments, status=status)
        assert word in err, err
    assert not os.path.exists(output)


run_tests(globals())
