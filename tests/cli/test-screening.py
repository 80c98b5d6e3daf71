# SPDX-License-Identifier: GPL-3.0-or-later
"""Evolution with screening. Usage: test-screening.py FOOLED-CLI; prints TAP."""

import json
import os
import pathlib

from program import croppable, run, run_json, run_tests

BATCH = 40


def evolve(network, *arguments, encoding="cppn"):
    return run_json("evolve", "--network", network, "--encoding", encoding, "--batch", str(BATCH),
                    *arguments)


def test_one_crop(folder):
    """Where there is one crop, it changes nothing."""
    for network, crops in (("lenet-mnist", ()), (croppable(folder), ("--crops", "1"))):
        plain = evolve(network, "--generations", "8", *crops)
        screened = evolve(network, "--generations", "8", "--screening", *crops)
        for key in ("archive_sha256", "evaluations", "forward_passes", "median", "crops"):
            assert plain[key] == screened[key], (key, plain, screened)
        assert plain["forward_passes"] == plain["evaluations"] == 8 * BATCH, plain


def test_ten_crops(folder):
    """Fewer passes, the same number of images, another archive; any threads."""
    network = croppable(folder)
    for encoding in ("cppn", "pixels"):
        rest = ("--crops", "10", "--generations", "20", "--strengths", "1")
        plain = evolve(network, *rest, encoding=encoding)
        found = [evolve(network, *rest, "--screening", "--threads", threads, encoding=encoding)
                 for threads in ("1", "2", "3")]
        assert plain["forward_passes"] == 10 * plain["evaluations"] == 200 * BATCH, plain
        assert len({result["archive_sha256"] for result in found}) == 1, found
        assert len({result["forward_passes"] for result in found}) == 1, found
        assert found[0]["archive_sha256"] != plain["archive_sha256"]
        assert found[0]["evaluations"] == plain["evaluations"]
        # At least one look at each; the first generation is looked at whole.
        assert 20 * BATCH + 10 * BATCH <= found[0]["forward_passes"] < plain["forward_passes"], found
    first = evolve(network, "--crops", "10", "--generations", "1")
    screened = evolve(network, "--crops", "10", "--generations", "1", "--screening")
    assert first["archive_sha256"] == screened["archive_sha256"]
    assert screened["forward_passes"] == 11 * BATCH, screened


def test_session(folder):
    """A run goes on exactly, with the setting of its session and with no other."""
    network = croppable(folder)
    path = os.path.join(folder, "run.fooled-session")
    rest = ("--crops", "10", "--generations")
    whole = evolve(network, *rest, "30", "--screening", "--gradient", "0.3")
    evolve(network, *rest, "11", "--screening", "--gradient", "0.3", "--session", path)
    evolve(network, "--generations", "20", "--gradient", "0.3", "--session", path)
    further = evolve(network, "--generations", "30", "--gradient", "0.3", "--screening", "--session", path)
    for key in ("archive_sha256", "evaluations", "forward_passes"):
        assert whole[key] == further[key], (key, whole, further)
    path = os.path.join(folder, "plain.fooled-session")
    evolve(network, *rest, "5", "--session", path)
    _, err = run("evolve", "--network", network, "--encoding", "cppn", "--session", path,
                 "--generations", "9", "--screening", status=1)
    assert "--screening" in err, err


def test_confidences(folder):
    """What champions are said to get is what all ten crops give; their files say how they came."""
    network = croppable(folder)
    output = os.path.join(folder, "champions")
    out, _ = run("evolve", "--network", network, "--encoding", "cppn", "--batch", str(BATCH),
                 "--crops", "10", "--screening", "--generations", "20", "--output", output)
    assert "Screening: " in out and "without it 8000" in out, out
    for class_index in range(10):
        path = pathlib.Path(output) / f"{class_index}.png"
        data = path.read_bytes()
        assert b"fooled:screening\x001" in data, data[:600]
        assert b"fooled:crops\x0010" in data
        said = float(data.split(b"fooled:confidence\0")[1].split(b"\0")[0][:9])
        out, _ = run("classify", "--network", network, "--crops", "10", str(path))
        result = json.loads(out.splitlines()[-1])
        found = {row["class"]: row["confidence"] for row in result["top"]}
        assert abs(found[class_index] - said) < 1e-5, (class_index, said, result)


run_tests(globals())
