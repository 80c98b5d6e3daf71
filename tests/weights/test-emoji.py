# SPDX-License-Identifier: GPL-3.0-or-later
"""How the network of emoji was made, with a few drawings, and whether what is shipped agrees with
it. Usage: test-emoji.py FOOLED-CLI; prints TAP."""

import json
import pathlib
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "cli"))
from files import RGBA, SAMPLES, read_png  # noqa: E402
from program import WEIGHTS, Skip, run, run_tests  # noqa: E402

EMOJI = WEIGHTS / "emoji"
sys.path.insert(0, str(EMOJI))
import card  # noqa: E402
import pictures  # noqa: E402

BODIES = {"disc": '<circle cx="8" cy="8" r="6" fill="#f00"/>',
          "wide": '<rect width="16" height="8" fill="#00f"/>'}


def write_styles(folder, bodies):
    """Every style has the same drawings; one is an alias, and one is twice as wide as high."""
    for style in pictures.TRAIN + pictures.TEST:
        (folder / style).mkdir(parents=True)
        icons = {"width": 16, "height": 16,
                 "icons": {name: {"body": body, **({"height": 8} if name == "wide" else {})}
                           for name, body in bodies.items()},
                 "aliases": {"same": {"parent": "disc"}}}
        (folder / style / "icons.json").write_text(json.dumps(icons))


def drawn(path):
    """Rows of (red, green, blue, alpha), of the one kind that rsvg-convert writes."""
    width, height, colour, samples = read_png(path)
    assert colour == RGBA, colour
    step = SAMPLES[RGBA]
    return [[tuple(samples[at:at + step]) for at in range(y * width * step, (y + 1) * width * step, step)]
            for y in range(height)]


def draw(folder, classes, *arguments):
    (folder / "classes.tsv").write_text(classes, encoding="utf-8")
    return subprocess.run([sys.executable, EMOJI / "pictures.py", folder / "styles", folder / "out",
                           "--classes", folder / "classes.tsv", *arguments],
                          stderr=subprocess.PIPE, encoding="utf-8", check=False)


def need_rsvg():
    if shutil.which("rsvg-convert") is None:
        raise Skip("rsvg-convert is not installed")


def test_pictures(folder):
    need_rsvg()
    write_styles(folder / "styles", BODIES)
    result = draw(folder, "# what\nround thing\t🔴\tsame\tdisc\nwide thing\t🟦\twide\n", "--side", "32")
    assert result.returncode == 0, result.stderr
    made = sorted(str(path.relative_to(folder / "out")) for path in (folder / "out").rglob("*.png"))
    wanted = [f"train/{label}/{style}-{variant}.png" for label in ("round thing", "wide thing")
              for style in pictures.TRAIN for variant in pictures.VARIANTS]
    wanted += [f"test/{label}/{style}.png" for label in ("round thing", "wide thing")
               for style in pictures.TEST]
    assert made == sorted(wanted)
    rows = drawn(folder / "out/train/round thing/noto-plain.png")
    assert len(rows) == 32 and len(rows[0]) == 32
    assert rows[0][0][3] == 0 and rows[16][16] == (255, 0, 0, 255)
    rows = drawn(folder / "out/test/wide thing/fxemoji.png")  # in the middle of the square
    assert rows[4][16][3] == 0 and rows[28][16][3] == 0 and rows[16][1] == (0, 0, 255, 255)
    rows = drawn(folder / "out/train/round thing/twemoji-outline.png")  # black around it
    assert rows[16][3][:3] == (0, 0, 0) and rows[16][3][3] > 200 and rows[16][16][0] == 255
    rows = drawn(folder / "out/train/round thing/twemoji-sticker.png")
    assert rows[16][3][3] > 0 and min(rows[16][3][:3]) > 200
    rows = drawn(folder / "out/train/round thing/twemoji-thick.png")
    assert max(rows[16][3][:3]) < 60 and rows[16][3][3] > 100
    # It is a data set of the program's.
    trained = folder / "tiny.onnx"
    run("train", "--data", folder / "out", "--architecture", "vgg8", "--side", "32", "--epochs", "1",
        "--batch", "8", "--vary", "1", "--output", trained)
    assert "Labels=round thing;wide thing;" in (folder / "tiny.card").read_text()


def test_refused(folder):
    need_rsvg()
    write_styles(folder / "styles", {**BODIES, "broken": "<circle"})
    for classes, words in (("a\t🔴\tmissing\n", "there is no “missing”"),
                           ("a\t🔴\n", "is no class"),
                           ("a\t🔴\tbroken\n", "cannot draw it")):
        result = draw(folder, classes)
        assert result.returncode != 0 and words in result.stderr, result.stderr


def test_card(_folder):
    lines = ["[Network]", "Name=N", "Description=Trained.", "Labels=apple;sun;", "Weights=n.onnx"]
    measured = {style: {"network": 0.5 + i / 10, "nearest": 0.25, "mean": 0.125}
                for i, style in enumerate(card.NAMES)}
    result = card.complete(lines, measured, {"sun": "☀", "apple": "🍎", "pear": "🍐"})
    assert result[0] == "[Network]" and result[-1] == "Labels=apple;sun;"
    assert "Characters=🍎;☀;" in result and "Weights=n.onnx" in result
    description = next(line for line in result if line.startswith("Description="))
    assert "50.0 % of OpenMoji" in description and "80.0 % of FxEmojis" in description
    assert "25.0 %" in description and description.endswith("Trained.")


def shipped():
    """What the shipped card says, by key."""
    with open(WEIGHTS / "emoji.card", encoding="utf-8") as file:
        return dict(line.rstrip("\n").split("=", 1) for line in file if "=" in line)


def test_shipped(_folder):
    values = shipped()
    rows = [line.split("\t") for line in (EMOJI / "classes.tsv").read_text("utf-8").splitlines()
            if not line.startswith("#")]
    labels = values["Labels"].rstrip(";").split(";")
    assert labels == sorted(row[0] for row in rows)
    characters = dict(zip(labels, values["Characters"].rstrip(";").split(";"), strict=True))
    assert characters == {row[0]: row[1] for row in rows}
    assert (WEIGHTS / values["Weights"]).stat().st_size <= 4_000_000
    for name in card.NAMES.values():
        assert name in values["Description"] and name in values["Licence"]


def test_list(_folder):
    output, _ = run("networks")
    assert output.index("lenet-mnist") < output.index("emoji") < output.index("lenet-fashion-mnist")


run_tests([(test.__name__, lambda folder, test=test: test(pathlib.Path(folder)))
           for test in (test_pictures, test_refused, test_card, test_shipped, test_list)])
