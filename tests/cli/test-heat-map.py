# SPDX-License-Identifier: GPL-3.0-or-later
"""Heat maps with fooled-cli. Usage: test-heat-map.py FOOLED-CLI; prints TAP."""

import json
import os
import struct
import subprocess
import sys
import tempfile
import traceback
import zlib

PROGRAM = sys.argv[1]
NETWORK = "lenet-mnist"
WAIT = 150  # seconds until a program counts as hanging


def run(*arguments, status=0):
    process = subprocess.run([PROGRAM, "heat-map", *arguments], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=WAIT,
                             check=False)
    out, err = process.stdout.decode(), process.stderr.decode()
    assert process.returncode == status, f"exit {process.returncode}, not {status}: {err}"
    return out, err


def chunk(kind, content):
    return (struct.pack(">I", len(content)) + kind + content +
            struct.pack(">I", zlib.crc32(kind + content)))


def write_png(path, side, level):
    """Grey; level (x, y) -> 0 .. 255."""
    rows = b"".join(b"\0" + bytes(level(x, y) for x in range(side)) for y in range(side))
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" +
                   chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)) +
                   chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    return path


def size(path):
    with open(path, "rb") as file:
        return struct.unpack(">II", file.read(24)[16:])


folder = tempfile.TemporaryDirectory()
ONE = write_png(os.path.join(folder.name, "one.png"), 28,
                lambda x, y: 255 if 5 <= y < 23 and 13 <= x < 16 else 0)
OUT = os.path.join(folder.name, "heat.png")


def look(*arguments):
    out, err = run(ONE, "--network", NETWORK, "--out", OUT, "--json", *arguments)
    assert err == "", err
    return json.loads(out)


def says_what_it_found():
    found = look()
    assert found["network"] == NETWORK and found["class"] == 1 and found["label"] == "1", found
    assert found["method"] == "gradient" and not found["empty"], found
    assert found["confidence"] > 0.9 and found["strongest"] > 0, found
    width, height = size(OUT)
    assert width > 2 * 320 and height > 320, (width, height)


def covers_parts():
    found = look("--method", "occlusion", "--plain")
    assert found["method"] == "occlusion" and 0 < found["strongest"] <= found["confidence"], found
    assert size(OUT) == (336, 336), size(OUT)
    out, _ = run(ONE, "--network", NETWORK, "--out", OUT, "--method", "occlusion")
    assert "“1”" in out and "instead of" in out, out


def takes_another_class():
    one, seven = look("--plain"), None
    with open(OUT, "rb") as file:
        picture = file.read()
    seven = look("--plain", "--class", "7")
    assert seven["class"] == 7 and seven["confidence"] < one["confidence"], (one, seven)
    with open(OUT, "rb") as file:
        assert file.read() != picture
    assert look("--plain", "--class", "7") == seven


def refuses():
    os.remove(OUT)
    some = ("--network", NETWORK, "--out", OUT)
    for arguments, status, word in (
            ((ONE, "--network", NETWORK), 2, "--out"),
            ((ONE, "--out", OUT), 2, "--network"),
            (some, 2, "picture"),
            ((ONE, ONE, *some), 2, "picture"),
            ((ONE, *some, "--method", "guess"), 2, "gradient and occlusion"),
            ((ONE, *some, "--class", "x"), 2, "--class"),
            ((ONE, *some, "--class", "10"), 1, "0 to 9"),
            ((os.path.join(folder.name, "none.png"), *some), 1, "none.png"),
            ((ONE, "--network", "no-such-network", "--out", OUT), 1, "no-such-network"),
            ((ONE, "--network", NETWORK, "--out", os.path.join(folder.name, "no", "x.png")), 1,
             "x.png")):
        _, err = run(*arguments, status=status)
        assert word in err, err
    assert not os.path.exists(OUT)


TESTS = (says_what_it_found, covers_parts, takes_another_class, refuses)
print(f"1..{len(TESTS)}")
failed = 0
for number, test in enumerate(TESTS, 1):
    title = test.__name__.replace("_", " ")
    try:
        test()
        print(f"ok {number} {title}", flush=True)
    except Exception:  # pylint: disable=broad-except
        failed += 1
        for line in traceback.format_exc().splitlines():
            print(f"# {line}")
        print(f"not ok {number} {title}", flush=True)
sys.exit(failed > 0)
