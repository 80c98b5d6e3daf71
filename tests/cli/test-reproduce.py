# SPDX-License-Identifier: GPL-3.0-or-later
"""The paper's figures, beside what the other commands make of the same settings.
Usage: test-reproduce.py FOOLED-CLI; prints TAP."""

import json
import os
import random
import struct
import time

from files import write, write_sides
from program import NETWORK, interrupt, last_object, run, run_tests, start

FIGURES = ["mnist-direct", "mnist-cppn", "imagenet-cppn", "transfer", "retraining", "ascent-plain",
           "ascent-l2", "ascent-l2-blur", "ascent-all"]


def reproduce(figure, *arguments):
    result = last_object(run("reproduce", figure, "--json", *arguments)[0])
    assert result["figure"] == figure, result
    return result


def evolve(encoding, *arguments):
    return last_object(run("evolve", "--network", NETWORK, "--encoding", encoding, "--json",
                           *arguments)[0])


def ours(result, name):
    """What came out; None = not reached."""
    return next(value for value in result["values"] if value["name"] == name).get("ours")


def varint(number):
    parts = bytearray()
    while number > 127:
        parts.append(number & 127 | 128)
        number >>= 7
    return bytes(parts) + bytes([number])


def field(tag, value):
    """Of a protocol buffer: a number, a text, bytes or several."""
    if isinstance(value, list):
        return b"".join(field(tag, one) for one in value)
    if isinstance(value, int):
        return varint(tag << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(tag << 3 | 2) + varint(len(value)) + value


def write_thousand(path, side=8, n_classes=1000):
    """An ONNX file: one layer, grey pictures, a thousand classes."""
    numbers = random.Random(1)

    def node(kind, inputs, output, *attributes):
        return (field(1, inputs) + field(2, [output]) + field(4, kind) +
                field(5, [field(1, name) + field(3, value) + field(20, 2)
                          for name, value in attributes]))

    def shape(name, *sizes):
        sizes = field(2, field(1, [field(1, size) for size in sizes]))
        return field(1, name) + field(2, field(1, field(1, 1) + sizes))

    weights = [numbers.gauss(0, 0.5) for _ in range(n_classes * side * side)]
    graph = (field(1, [node("Flatten", ["x"], "f"),
                       node("Gemm", ["f", "w"], "y", ("transB", 1)),
                       node("Softmax", ["y"], "p")]) + field(2, "thousand") +
             field(5, field(1, [n_classes, side * side]) + field(2, 1) + field(8, "w") +
                   field(9, struct.pack(f"<{len(weights)}f", *weights))) +
             field(11, shape("x", 1, 1, side, side)) + field(12, shape("p", 1, n_classes)))
    return write(path, field(1, 8) + field(7, graph) + field(8, field(1, "") + field(2, 13)))


def test_list(_folder):
    out, err = run("reproduce")
    assert err == "" and [line.split()[0] for line in out.splitlines()[1:]] == FIGURES, out
    result = last_object(run("reproduce", "--json")[0])
    assert [row["figure"] for row in result["figures"]] == FIGURES, result


def test_mnist_is_what_evolve_makes(_folder):
    """Settings, seed and budget, to the bit."""
    for figure, encoding in (("mnist-direct", "pixels"), ("mnist-cppn", "cppn")):
        for seed in ("1", "7"):
            rest = ("--seed", seed, "--evaluations", "1100")
            result = reproduce(figure, *rest)
            plain = evolve(encoding, "--as-in-paper", *rest)
            assert result["archive_sha256"] == plain["archive_sha256"], (result, plain)
            assert ours(result, "median") == plain["median"], (result, plain)
            assert result["evaluations"] == plain["evaluations"] == 1200, result
            assert ours(result, "generations_until_9999") is None, result


def test_whole_figure(_folder):
    """Without a budget, the paper's; and the generation is the one in which all digits are there."""
    result = reproduce("mnist-cppn", "--threads", "1")
    assert result["generation"] == 200 and result["evaluations"] == 40000, result
    generations = int(ours(result, "generations_until_9999"))
    assert 1 < generations < 200, result
    rest = ("--as-in-paper", "--generations")
    assert evolve("cppn", *rest, str(generations))["min"] >= 0.9999
    assert evolve("cppn", *rest, str(generations - 1))["min"] < 0.9999
    assert result["archive_sha256"] == evolve("cppn", *rest, "200")["archive_sha256"]


def test_table(_folder):
    """For people: both figures, and no network of the paper's unsaid."""
    out, err = run("reproduce", "mnist-direct", "--evaluations", "400")
    plain = evolve("pixels", "--as-in-paper", "--evaluations", "400")
    row = next(line for line in out.splitlines() if line.startswith("Median confidence"))
    hundredths = int(plain["median"] * 10000 + 1e-6)
    assert f"{hundredths / 100:.2f} %" in row and "99.99 %" in row and "3.1" in row, (row, plain)
    assert "not reached" in out and "under 50" in out, out
    assert plain["archive_sha256"] in out, out
    assert "--network" in err, err


def test_ascent(folder):
    """Each setting is the preset of that name, with the twenty classes of the supplement."""
    network = write_thousand(os.path.join(folder, "thousand.onnx"))
    classes = "200,207,215,279,366,367,390,414,445,500,509,580,643,657,704,713,782,805,826,906"
    for preset in ("plain", "l2", "l2-blur", "all"):
        rest = ("--network", network, "--evaluations", "150", "--seed", "3")
        result = reproduce("ascent-" + preset, *rest)
        plain = last_object(run("ascend", "--preset", preset, "--classes", classes, "--json",
                                *rest)[0])
        assert result["archive_sha256"] == plain["archive_sha256"], preset
        best = sorted(climb["best_confidence"] for climb in plain["climbs"])
        assert len(best) == 20
        assert abs(ours(result, "best_confidence") - (best[9] + best[10]) / 2) <= 1e-6, preset
        assert ours(result, "top_1") == plain["reached_top_1"], preset
        assert ours(result, "above_0.9999") == plain["reached_0.9999"], preset


def test_retraining(folder):
    data = write_sides(os.path.join(folder, "sides"))
    rest = ("--data", data, "--rounds", "2", "--runs", "2", "--generations", "2", "--epochs", "2",
            "--seed", "5", "--json")
    result = last_object(run("reproduce", "retraining", *rest)[0])
    out, _ = run("retrain", *rest, "--output", os.path.join(folder, "networks"))
    rows = [json.loads(line) for line in out.splitlines()]
    assert ours(result, "first_median") == rows[0]["median"], (result, rows)
    assert ours(result, "last_median") == rows[1]["median"], (result, rows)
    assert ours(result, "lowest_median") == rows[1]["median"], (result, rows)
    # Nothing of it stays but what is said.
    assert not os.path.exists(os.path.join(os.environ["XDG_DATA_HOME"], "fooled", "networks"))


def test_transfer(folder):
    data = write_sides(os.path.join(folder, "sides"))
    session = os.path.join(folder, "images.fooled-session")
    second = os.path.join(folder, "second.onnx")
    result = reproduce("transfer", "--data", data, "--epochs", "2", "--evaluations", "600",
                       "--seed", "4")
    plain = evolve("cppn", "--as-in-paper", "--evaluations", "600", "--seed", "4", "--session",
                   session)
    run("train", "--data", data, "--epochs", "2", "--seed", "5", "--output", second)
    table = last_object(run("compare", "--json", "--networks", f"{NETWORK},{second}", session)[0])
    cell = table["sets"][0]["cells"][1]
    assert result["archive_sha256"] == plain["archive_sha256"]
    assert ours(result, "median") == plain["median"]
    assert ours(result, "same") == cell["same"], (result, cell)
    assert ours(result, "same_confidence") == cell.get("median_confidence"), (result, cell)
    assert not os.listdir(os.environ["TMPDIR"])


def test_session(folder):
    """It goes on, with another budget, and with no other experiment."""
    session = os.path.join(folder, "figure.fooled-session")
    first = reproduce("mnist-cppn", "--evaluations", "1000", "--session", session)
    assert first["evaluations"] == 1000
    further = reproduce("mnist-cppn", "--evaluations", "3000", "--session", session)
    whole = reproduce("mnist-cppn", "--evaluations", "3000")
    assert further["archive_sha256"] == whole["archive_sha256"] != first["archive_sha256"]
    for other in (("mnist-direct",), ("mnist-cppn", "--seed", "2")):
        out, err = run("reproduce", *other, "--session", session, status=1)
        assert out == "" and "another experiment" in err, err


def test_interrupt(_folder):
    process = start("reproduce", "mnist-direct", "--json", "--evaluations", "100000000",
                    "--threads", "1")
    process.stderr.readline()  # which network
    time.sleep(3)
    out, _ = interrupt(process)
    assert last_object(out)["generation"] > 0, out


def test_what_is_not_here(_folder):
    """A sentence that says how to get it."""
    for figure in ("imagenet-cppn", "ascent-plain"):
        out, err = run("reproduce", figure, status=1)
        assert out == "" and "networks get caffenet" in err, err
    for figure in ("retraining", "transfer"):
        out, err = run("reproduce", figure, "--data", "mnist", status=1,
                       env={**os.environ, "FOOLED_DATA_SETS_DIR": "/nowhere"})
        assert out == "" and "data-sets get mnist" in err, err


def test_wrong_usage(folder):
    for arguments, word in (
        (("eyes",), "eyes"),
        (("mnist-direct", "mnist-cppn"), "mnist-cppn"),
        (("mnist-direct", "--rounds", "3"), "--rounds"),
        (("mnist-direct", "--data", folder), "--data"),
        (("transfer", "--session", "x"), "--session"),
        (("retraining", "--evaluations", "9"), "--evaluations"),
        (("mnist-direct", "--evaluations", "0"), "--evaluations"),
    ):
        out, err = run("reproduce", *arguments, status=2)
        assert out == "" and word in err, (arguments, err)


run_tests(globals())
