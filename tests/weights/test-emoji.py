# SPDX-License-Identifier: GPL-3.0-or-later
"""How the network of emoji was made, with a few drawings, and whether what is shipped agrees with
it. Usage: test-emoji.py FOOLED-CLI; prints TAP."""

import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import traceback
import zlib

PROGRAM = sys.argv[1]
WEIGHTS = pathlib.Path(os.environ["FOOLED_WEIGHTS_DIR"])
EMOJI = WEIGHTS / "emoji"

sys.dont_write_bytecode = True
sys.path.insert(0, str(EMOJI))
import card  # noqa: E402
import pictures  # noqa: E402

BODIES = {"disc": '<circle cx="8" cy="8" r="6" fill="#f00"/>',
          "wide": '<rect width="16" height="8" fill="#00f"/>'}


class Skip(Exception):
    pass


def write_styles(folder, bodies):
    """Every style has the same drawings; one is an alias, and one is twice as wide as high."""
    for style in pictures.TRAIN + pictures.TEST:
        (folder / style).mkdir(parents=True)
        icons = {"width": 16, "height": 16,
                 "icons": {name: {"body": body, **({"height": 8} if name == "wide" else {})}
                           for name, body in bodies.items()},
                 "aliases": {"same": {"parent": "disc"}}}
        (folder / style / "icons.json").write_text(json.dumps(icons))


def read_png(path):
    """Rows of (red, green, blue, alpha), of the one kind that rsvg-convert writes."""
    data, at, packed = path.read_bytes(), 8, b""
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if kind == b"IHDR":
            width, height, depth, colours, _, _, laced = struct.unpack_from(">IIBBBBB", data, at + 8)
            assert (depth, colours, laced) == (8, 6, 0)
        if kind == b"IDAT":
            packed += data[at + 8:at + 8 + size]
        at += 12 + size
    raw, rows, above = zlib.decompress(packed), [], bytes(4 * width)
    for y in range(height):
        kind, row = raw[y * (4 * width + 1)], bytearray(raw[y * (4 * width + 1) + 1:][:4 * width])
        for i in range(4 * width):
            left, corner = (row[i - 4], above[i - 4]) if i >= 4 else (0, 0)
            up = above[i]
            guess = min((left, up, corner), key=lambda n: abs(left + up - corner - n))
            row[i] = (row[i] + (0, left, up, (left + up) // 2, guess)[kind]) % 256
        rows.append([tuple(row[4 * x:4 * x + 4]) for x in range(width)])
        above = bytes(row)
    return rows


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
    rows = read_png(folder / "out/train/round thing/noto-plain.png")
    assert len(rows) == 32 and len(rows[0]) == 32
    assert rows[0][0][3] == 0 and rows[16][16] == (255, 0, 0, 255)
    rows = read_png(folder / "out/test/wide thing/fxemoji.png")  # in the middle of the square
    assert rows[4][16][3] == 0 and rows[28][16][3] == 0 and rows[16][1] == (0, 0, 255, 255)
    rows = read_png(folder / "out/train/round thing/twemoji-outline.png")  # black around it
    assert rows[16][3][:3] == (0, 0, 0) and rows[16][3][3] > 200 and rows[16][16][0] == 255
    rows = read_png(folder / "out/train/round thing/twemoji-sticker.png")
    assert rows[16][3][3] > 0 and min(rows[16][3][:3]) > 200
    rows = read_png(folder / "out/train/round thing/twemoji-thick.png")
    assert max(rows[16][3][:3]) < 60 and rows[16][3][3] > 100
    # It is a data set of the program's.
    trained = folder / "tiny.onnx"
    subprocess.run([PROGRAM, "train", "--data", folder / "out", "--architecture", "vgg8", "--side",
                    "32", "--epochs", "1", "--batch", "8", "--vary", "1", "--output", trained],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert "Labels=round thing;wide thing;" in (folder / "tiny.card").read_text()


def test_refused(folder):
    need_rsvg()
    write_styles(folder / "styles", {**BODIES, "broken": "<circle"})
    for classes, words in (("a\t🔴\tmissing\n", "there is no “missing”"),
                           ("a\t🔴\n", "is no class"),
                           ("a\t🔴\tbroken\n", "cannot draw it")):
        result = draw(folder, classes)
        assert result.returncode != 0 and words in result.stderr, result.stderr


def test_card(folder):
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


def test_shipped(folder):
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


def test_list(folder):
    output = subprocess.run([PROGRAM, "networks"], stdout=subprocess.PIPE, encoding="utf-8",
                            check=True, env={**os.environ, "XDG_DATA_HOME": str(folder)}).stdout
    assert output.index("lenet-mnist") < output.index("emoji") < output.index("lenet-fashion-mnist")


def main():
    tests = [test_pictures, test_refused, test_card, test_shipped, test_list]
    failed = False
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(pathlib.Path(folder))
                print(f"ok {number} {test.__name__}", flush=True)
            except Skip as reason:
                print(f"ok {number} {test.__name__} # SKIP {reason}", flush=True)
            except Exception:  # pylint: disable=broad-except
                failed = True
                print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()), end="")
                print(f"not ok {number} {test.__name__}", flush=True)
    sys.exit(failed)


main()
