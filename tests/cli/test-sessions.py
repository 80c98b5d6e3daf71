# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists sessions with fooled-cli. Usage: test-sessions.py FOOLED-CLI; prints TAP."""

import json
import os
import re

from files import png_size, read, write
from program import NETWORK, last_object, run, run_tests

os.environ["TZ"] = "UTC"
KEYS = ("path open name work method network network_name network_sha256 state generation "
        "evaluations classes classes_filled median seconds created changed size").split()


def path_in(name):
    """Of a session where the program looks for them."""
    sessions = os.path.join(os.environ["XDG_DATA_HOME"], "fooled", "sessions")
    os.makedirs(sessions, exist_ok=True)
    return os.path.join(sessions, name + ".fooled-session")


def evolve(name, generations):
    path = path_in(name)
    out, _ = run("evolve", "--network", NETWORK, "--encoding", "pixels", "--batch", "20",
                 "--generations", str(generations), "--session", path, "--json")
    return path, last_object(out)


def test_none(folder):
    out, err = run("sessions")
    assert "no sessions" in out and err == "", (out, err)
    assert run("sessions", "--json") == ("", "")


def test_list(folder):
    older, _ = evolve("older", 2)
    newer, result = evolve("newer", 3)
    os.utime(older, (0, 0))  # the date is that in the file
    out, err = run("sessions", "--json")
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

    out, err = run("sessions")
    assert err == "", err
    assert os.path.dirname(newer) in out.splitlines()[0], out
    line = next(line for line in out.splitlines() if line.startswith("newer.fooled-session "))
    assert re.search(r"pixels\) +3 +[0-9.]+ % +[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} ",
                     line), line
    assert entry["name"] in line and entry["network_name"] in line, line


def test_damaged(folder):
    good, _ = evolve("good", 1)
    bad = write(path_in("bad"), "This is no session.")
    out, err = run("sessions")
    assert "good.fooled-session" in out and "bad.fooled-session" not in out, out
    assert "bad" in err, err
    out, err = run("sessions", "--json")
    entries = {entry["path"]: entry for entry in map(json.loads, out.splitlines())}
    assert list(entries[bad]) == ["path", "open", "error"] and entries[bad]["error"], entries
    assert "error" not in entries[good] and err == "", (entries, err)
    assert read(bad) == b"This is no session."


def webp_size(path):
    """(width, height, seconds, frames) of an animated WebP file: its chunks, by the container's
    specification."""
    data = read(path)
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
    path, _ = evolve("line", 30)
    strip, animation = os.path.join(folder, "strip.png"), os.path.join(folder, "line.webp")
    out, err = run("sessions", "ancestry", path, "7", "--json")
    assert err == "", err
    line = [json.loads(text) for text in out.splitlines()]
    assert len(line) > 2 and line[0]["generation"] == 0 and "parent" not in line[0], line
    for before, after in zip(line, line[1:]):
        assert after["parent"] == before["evaluation"], (before, after)
        assert after["generation"] > before["generation"], (before, after)
    assert line[-1]["label"] == "7" and line[-1]["confidence"] > 0, line[-1]
    # By its name among the sessions, with and without its ending.
    table, _ = run("sessions", "ancestry", "line", "7", "--strip", strip, "--animation",
                   animation, "--seconds", "4")
    assert len(table.splitlines()) == len(line) + 1, table
    assert run("sessions", "ancestry", "line.fooled-session", "7")[0] == table
    assert read(strip).startswith(b"\x89PNG\r\n\x1a\n")
    assert png_size(strip)[0] == len(line) * (112 + 7) + 7, png_size(strip)
    width, height, seconds, frames = webp_size(animation)
    assert (width, height, seconds) == (448, 448, 4), (width, height, seconds)
    assert 1 < frames <= len(line), frames


def test_timelapse(folder):
    evolve("lapse", 30)
    output = os.path.join(folder, "lapse.webp")
    out, err = run("sessions", "timelapse", "lapse", "--seconds", "3", "--output", output)
    assert err == "", err
    width, height, seconds, frames = webp_size(output)
    assert f"{width} × {height}" in out and "10 classes" in out and "30 moments" in out, out
    assert seconds == 3 and 2 < frames <= 30, (seconds, frames)


def test_refusals(folder):
    path, _ = evolve("few", 2)
    output = os.path.join(folder, "no.webp")
    _, err = run("sessions", "ancestry", path, "cat", status=1)
    assert "cat" in err, err
    _, err = run("sessions", "ancestry", "nowhere", "7", status=1)
    assert "nowhere" in err, err
    run("sessions", "ancestry", path, status=2)
    run("sessions", "ancestry", path, "7", "--seconds", "0", status=2)
    run("sessions", "timelapse", path, status=2)
    run("sessions", "timelapse", path, "--output", output, "--seconds", "301", status=2)
    damaged = write(path_in("damaged"), "This is no session.")
    _, err = run("sessions", "timelapse", damaged, "--output", output, status=1)
    assert "damaged" in err, err
    _, err = run("sessions", "timelapse", path, "--output",
                 os.path.join(folder, "none", "no.webp"), status=1)
    assert "no.webp" in err or "none" in err, err
    assert not os.path.exists(output)


def test_usage(folder):
    out, _ = run("--help")
    assert re.search(r"^ +sessions +\S", out, re.M), out
    out, _ = run("sessions", "--help")
    assert "--json" in out and "--session" in out, out
    assert "ancestry" in out and "timelapse" in out, out
    for word, option in (("ancestry", "--strip"), ("timelapse", "--output")):
        out, _ = run("sessions", word, "--help")
        assert option in out and "--seconds" in out, out
    run("sessions", "--nonsense", status=2)
    run("sessions", "word", status=2)


run_tests(globals())
