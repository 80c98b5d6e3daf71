# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists sessions with fooled-cli. Usage: test-sessions.py FOOLED-CLI; prints TAP."""

import json
import os
import re
import subprocess
import sys
import tempfile
import traceback

PROGRAM = sys.argv[1]
WAIT = 100  # seconds until a program counts as hanging
KEYS = ("path open name work method network network_name network_sha256 state generation "
        "evaluations classes classes_filled median seconds created changed size").split()


def run(folder, *arguments, status=0):
    """(stdout, stderr), with the user's data in this folder."""
    process = subprocess.run([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             stdin=subprocess.DEVNULL, timeout=WAIT, check=False,
                             env=dict(os.environ, XDG_DATA_HOME=folder, TZ="UTC"))
    out, err = process.stdout.decode(), process.stderr.decode()
    assert process.returncode == status, f"exit {process.returncode}, not {status}: {err}"
    return out, err


def path_in(folder, name):
    sessions = os.path.join(folder, "fooled", "sessions")
    os.makedirs(sessions, exist_ok=True)
    return os.path.join(sessions, name + ".fooled-session")


def evolve(folder, name, generations):
    path = path_in(folder, name)
    out, _ = run(folder, "evolve", "--network", "lenet-mnist", "--encoding", "pixels", "--batch",
                 "20", "--generations", str(generations), "--session", path, "--json")
    return path, json.loads(out.splitlines()[-1])


# Each test gets an empty folder of its own.
def test_none(folder):
    out, err = run(folder, "sessions")
    assert "no sessions" in out and err == "", (out, err)
    assert run(folder, "sessions", "--json") == ("", "")


def test_list(folder):
    older, _ = evolve(folder, "older", 2)
    newer, result = evolve(folder, "newer", 3)
    os.utime(older, (0, 0))  # the date is that in the file
    out, err = run(folder, "sessions", "--json")
    assert err == "", err
    first, second = (json.loads(line) for line in out.splitlines())
    assert {first["path"], second["path"]} == {older, newer}
    entry = first if first["path"] == newer else second
    assert list(entry) == KEYS, list(entry)
    assert first["changed"] >= second["changed"]
    assert entry["generation"] == 3 and entry["evaluations"] == result["evaluations"], entry
    assert entry["method"] == "pixels" and entry["network"] == "lenet-mnist", entry
    assert entry["work"] == "evolve" and entry["open"] is False, entry
    assert abs(entry["median"] - result["median"]) < 1e-6, (entry, result)
    assert entry["size"] >= os.path.getsize(newer), entry

    out, err = run(folder, "sessions")
    assert err == "", err
    assert os.path.dirname(newer) in out.splitlines()[0], out
    line = next(line for line in out.splitlines() if line.startswith("newer.fooled-session "))
    assert re.search(r"pixels\) +3 +[0-9.]+ % +[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} ",
                     line), line
    assert entry["name"] in line and entry["network_name"] in line, line


def test_damaged(folder):
    good, _ = evolve(folder, "good", 1)
    bad = path_in(folder, "bad")
    with open(bad, "wb") as file:
        file.write(b"This is no session.")
    out, err = run(folder, "sessions")
    assert "good.fooled-session" in out and "bad.fooled-session" not in out, out
    assert "bad" in err, err
    out, err = run(folder, "sessions", "--json")
    entries = {entry["path"]: entry for entry in map(json.loads, out.splitlines())}
    assert list(entries[bad]) == ["path", "open", "error"] and entries[bad]["error"], entries
    assert "error" not in entries[good] and err == "", (entries, err)
    with open(bad, "rb") as file:
        assert file.read() == b"This is no session."


def webp_size(path):
    """(width, height, seconds, frames) of an animated WebP file: its chunks, by the container's
    specification."""
    with open(path, "rb") as file:
        data = file.read()
    assert data[:4] == b"RIFF" and data[8:12] == b"WEBP", data[:16]
    width = height = milliseconds = frames = 0
    at = 12
    while at < len(data):
        name, size = data[at:at + 4], int.from_bytes(data[at + 4:at + 8], "little")
        chunk = data[at + 8:at + 8 + size]
        if name == b"VP8X":
            width = int.from_bytes(chunk[4:7], "little") + 1
            height = int.from_bytes(chunk[7:10], "little") + 1
        elif name == b"ANMF":
            frames += 1
            milliseconds += int.from_bytes(chunk[12:15], "little")
        at += 8 + size + size % 2
    return width, height, milliseconds / 1000, frames


def test_ancestry(folder):
    path, _ = evolve(folder, "line", 30)
    strip, animation = os.path.join(folder, "strip.png"), os.path.join(folder, "line.webp")
    out, err = run(folder, "sessions", "ancestry", path, "7", "--json")
    assert err == "", err
    line = [json.loads(text) for text in out.splitlines()]
    assert len(line) > 2 and line[0]["generation"] == 0 and "parent" not in line[0], line
    for before, after in zip(line, line[1:]):
        assert after["parent"] == before["evaluation"], (before, after)
        assert after["generation"] > before["generation"], (before, after)
    assert line[-1]["label"] == "7" and line[-1]["confidence"] > 0, line[-1]
    # By its name among the sessions, with and without its ending.
    table, _ = run(folder, "sessions", "ancestry", "line", "7", "--strip", strip, "--animation",
                   animation, "--seconds", "4")
    assert len(table.splitlines()) == len(line) + 1, table
    assert run(folder, "sessions", "ancestry", "line.fooled-session", "7")[0] == table
    with open(strip, "rb") as file:
        header = file.read(24)
    assert header[:8] == b"\x89PNG\r\n\x1a\n", header
    assert int.from_bytes(header[16:20], "big") == len(line) * (112 + 7) + 7, header
    width, height, seconds, frames = webp_size(animation)
    assert (width, height, seconds) == (448, 448, 4), (width, height, seconds)
    assert 1 < frames <= len(line), frames


def test_timelapse(folder):
    evolve(folder, "lapse", 30)
    output = os.path.join(folder, "lapse.webp")
    out, err = run(folder, "sessions", "timelapse", "lapse", "--seconds", "3", "--output", output)
    assert err == "", err
    width, height, seconds, frames = webp_size(output)
    assert f"{width} × {height}" in out and "10 classes" in out and "30 moments" in out, out
    assert seconds == 3 and 2 < frames <= 30, (seconds, frames)


def test_refusals(folder):
    path, _ = evolve(folder, "few", 2)
    output = os.path.join(folder, "no.webp")
    _, err = run(folder, "sessions", "ancestry", path, "cat", status=1)
    assert "cat" in err, err
    _, err = run(folder, "sessions", "ancestry", "nowhere", "7", status=1)
    assert "nowhere" in err, err
    run(folder, "sessions", "ancestry", path, status=2)
    run(folder, "sessions", "ancestry", path, "7", "--seconds", "0", status=2)
    run(folder, "sessions", "timelapse", path, status=2)
    run(folder, "sessions", "timelapse", path, "--output", output, "--seconds", "301", status=2)
    damaged = path_in(folder, "damaged")
    with open(damaged, "wb") as file:
        file.write(b"This is no session.")
    _, err = run(folder, "sessions", "timelapse", damaged, "--output", output, status=1)
    assert "damaged" in err, err
    _, err = run(folder, "sessions", "timelapse", path, "--output",
                 os.path.join(folder, "none", "no.webp"), status=1)
    assert "no.webp" in err or "none" in err, err
    assert not os.path.exists(output)


def test_usage(folder):
    out, _ = run(folder, "--help")
    assert re.search(r"^ +sessions +\S", out, re.M), out
    out, _ = run(folder, "sessions", "--help")
    assert "--json" in out and "--session" in out, out
    assert "ancestry" in out and "timelapse" in out, out
    for word, option in (("ancestry", "--strip"), ("timelapse", "--output")):
        out, _ = run(folder, "sessions", word, "--help")
        assert option in out and "--seconds" in out, out
    run(folder, "sessions", "--nonsense", status=2)
    run(folder, "sessions", "word", status=2)


def main():
    tests = [(name[5:], test) for name, test in globals().items() if name.startswith("test_")]
    failed = 0
    print(f"1..{len(tests)}", flush=True)
    for number, (name, test) in enumerate(tests, 1):
        try:
            with tempfile.TemporaryDirectory(prefix="fooled-sessions-") as folder:
                test(folder)
            print(f"ok {number} {name}", flush=True)
        except Exception:  # pylint: disable=broad-except
            failed += 1
            for line in traceback.format_exc().splitlines():
                print("# " + line)
            print(f"not ok {number} {name}", flush=True)
    return 1 if failed else 0


sys.exit(main())
