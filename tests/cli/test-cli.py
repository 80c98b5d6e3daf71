# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs fooled-cli as a person or a script would. Usage: test-cli.py FOOLED-CLI; prints TAP."""

import base64
import contextlib
import fcntl
import json
import os
import re
import signal
import sqlite3
import subprocess
import termios
import time

from files import RGB, grey_png, png, png_header, png_size, png_texts, read, write, write_sides
from program import (NETWORK, PROGRAM, WAIT, WEIGHTS, OnTerminal, copy_network, last_object,
                     limit_files, run, run_json, run_tests)

ENCODINGS = ("cppn", "pixels")
RESULT_KEYS = ("network encoding seed crops generation evaluations forward_passes classes median mean min max "
               "classes_at_99_percent seconds "
               "evaluations_per_second archive_sha256").split()
BENCH_KEYS = ("forward_per_second gradient_per_second genome_gradient_per_second "
              "evolve_cppn_per_second evolve_pixels_per_second kernels").split()


def evolve(encoding, *arguments, generations=5, **options):
    return run_json("evolve", "--network", NETWORK, "--encoding", encoding, "--generations",
                    str(generations), *arguments, **options)


def classify(*paths, network=NETWORK, **options):
    out, _ = run("classify", "--network", network, *paths, **options)
    return [json.loads(line) for line in out.splitlines()]


def black(folder):
    """A picture that the network takes."""
    return write(os.path.join(folder, "picture.png"), grey_png(28, 28, lambda x, y: 0))


def test_help_and_version(folder):
    out, err = run("--help")
    for command in ("networks", "train", "evolve", "classify", "bench"):
        assert re.search(rf"^  {command} ", out, re.M), out
        own, _ = run(command, "--help")
        assert f"fooled-cli {command}" in own and "Exit status" in own and "130" in own, own
    assert "Exit status" in out and err == ""
    for command, value in ((["train"], "FILE"), (["poster"], "FILE"), (["evolve"], "DIR"),
                           (["sessions", "timelapse"], "FILE"), (["retrain"], "DIR")):
        assert f"--output={value} " in run(*command, "--help")[0], command
    out, _ = run("--version")
    assert re.fullmatch(r"fooled-cli \d+\.\d+\.\d+\n", out), out


def test_wrong_usage(folder):
    base = ["evolve", "--network", NETWORK, "--encoding", "cppn", "--generations", "2"]
    picture = black(folder)
    for arguments, word in (
        ([], "command"),
        (["dance"], "dance"),
        (["--loud"], "--loud"),
        (["evolve"], "--network"),
        (base[:3] + base[5:], "--encoding"),
        (base[:5], "--generations"),
        (base[:4] + ["jpeg"] + base[5:], "jpeg"),
        (base[:-1] + ["0"], "--generations"),
        (base[:-1] + ["-3"], "--generations"),
        (base[:-1] + ["3.5"], "--generations"),
        (base[:-1] + ["99999999999999999999"], "--generations"),
        (base + ["--batch", "1"], "--batch"),
        (base + ["--batch", "4097"], "--batch"),
        (base + ["--seed", "-1"], "--seed"),
        (base + ["--seed", "18446744073709551616"], "--seed"),
        (base + ["--threads", "0"], "--threads"),
        (base + ["--threads", "many"], "--threads"),
        (base + ["--classes", "10"], "10"),
        (base + ["--classes", "5-3"], "5-3"),
        (base + ["--classes", "a"], "a"),
        (base + ["--coordinates", "miles"], "miles"),
        (base + ["--crops", "5"], "--crops"),
        (base + ["--crops", "0"], "--crops"),
        (["classify", "--network", NETWORK, "--crops", "2", picture], "--crops"),
        (["classify", "--network", NETWORK, "--crops", "10", picture], "crops"),
        (base + ["--unknown"], "--unknown"),
        (base + ["surplus"], "surplus"),
        (["classify", "--network", NETWORK], "picture"),
        (["classify", picture], "--network"),
        (["bench"], "--network"),
        (["bench", "--network", NETWORK, "--batch", "0"], "--batch"),
        (["networks", "surplus"], "surplus"),
        (["train", "--data", folder], "--output"),
        (["train", "--output", "x.onnx"], "--data"),
        (["train", "--data", folder, "--output", "x.onnx", "--epochs", "0"], "--epochs"),
        (["train", "--data", folder, "--output", "x.onnx", "--rate", "nan"], "--rate"),
        (["train", "--data", folder, "--output", "x.onnx", "--rate", "fast"], "--rate"),
        (["train", "--data", folder, "--output", "x.onnx", "--shift", "-1"], "--shift"),
        (["train", "--data", folder, "--output", os.path.join(folder, "x y.txt")], "x y.txt"),
    ):
        out, err = run(*arguments, status=2)
        assert out == "", (arguments, out)
        assert err.startswith("fooled-cli") and word in err, (arguments, err)


def test_networks(folder):
    out, _ = run("networks")
    assert re.search(r"^lenet-mnist +LeNet.*\b10\b.*28 × 28 × 1", out, re.M), out
    assert re.search(r"^lenet-fashion-mnist ", out, re.M), out
    empty = dict(os.environ, FOOLED_WEIGHTS_DIR=folder)
    out, err = run("networks", status=1, env=empty)
    assert out == "" and "no networks" in err, err


def test_evolve_json(folder):
    for encoding in ENCODINGS:
        result = evolve(encoding, "--batch", "50", "--seed", "18446744073709551615", "--classes",
                        "0,3-5")
        assert list(result) == RESULT_KEYS, list(result)
        assert result["network"] == NETWORK and result["encoding"] == encoding
        assert result["seed"] == 18446744073709551615
        assert result["generation"] == 5 and result["evaluations"] == 250
        assert result["classes"] == 4
        assert 0 < result["min"] <= result["median"] <= result["max"] <= 1
        assert result["min"] <= result["mean"] <= result["max"]
        assert result["seconds"] > 0
        assert abs(result["evaluations_per_second"] * result["seconds"] - 250) < 0.01
        assert re.fullmatch("[0-9a-f]{64}", result["archive_sha256"])


def test_seed_alone_decides(folder):
    for encoding in ENCODINGS:
        hashes = [evolve(encoding, "--batch", "77", "--threads", threads)["archive_sha256"]
                  for threads in ("1", "2", "3")]
        assert len(set(hashes)) == 1, hashes
        other = evolve(encoding, "--batch", "77", "--seed", "2")["archive_sha256"]
        assert other != hashes[0]
    unit = evolve("cppn", "--coordinates", "unit")["archive_sha256"]
    assert unit == evolve("cppn")["archive_sha256"]
    assert unit != evolve("cppn", "--coordinates", "pixel")["archive_sha256"]


def test_output_classifies_the_same(folder):
    for encoding in ENCODINGS:
        output = os.path.join(folder, "a", "new folder", encoding)
        result = evolve(encoding, "--output", output, generations=8)
        names = [f"{i}.png" for i in range(10)]
        assert sorted(os.listdir(output)) == names + ["grid.png"], os.listdir(output)
        paths = [os.path.join(output, name) for name in names]
        confidences = []
        for i, (path, line) in enumerate(zip(paths, classify(*paths))):
            saved = png_texts(path)
            assert saved["fooled:class"] == str(i) and saved["fooled:network"] == NETWORK
            assert saved["fooled:encoding"] == encoding and saved["fooled:seed"] == "1"
            assert len(base64.b64decode(saved["fooled:genome"], validate=True)) > 20
            assert line["file"] == path
            assert [set(entry) for entry in line["top"]] == [{"class", "label", "confidence"}] * 5
            ranking = [entry["confidence"] for entry in line["top"]]
            assert ranking == sorted(ranking, reverse=True)
            own = [entry for entry in line["top"] if entry["class"] == i]
            confidences.append(float(saved["fooled:confidence"]))
            if own:  # a weak champion may not be among the five
                assert abs(own[0]["confidence"] - confidences[-1]) < 1e-6, (i, own, saved)
                assert own[0]["label"] == str(i)
            else:
                assert confidences[-1] < 0.2
        assert abs(min(confidences) - result["min"]) < 1e-6
        assert abs(max(confidences) - result["max"]) < 1e-6
        assert abs(sum(confidences) / 10 - result["mean"]) < 1e-6
        assert max(confidences) > 0.5
        assert png_size(os.path.join(output, "grid.png")) > (400, 300)


def test_output_of_some_classes(folder):
    output = os.path.join(folder, "some")
    evolve("cppn", "--classes", "2,7", "--output", output, generations=2)
    assert sorted(os.listdir(output)) == ["2.png", "7.png", "grid.png"]


def test_output_cannot_be_written(folder):
    occupied = write(os.path.join(folder, "occupied"), "a file")
    for output in (occupied, os.path.join(occupied, "below")):
        out, err = run("evolve", "--network", NETWORK, "--encoding", "cppn", "--generations", "2",
                       "--output", output, status=1)
        assert output in err and out == "", err
    assert read(occupied) == b"a file"


def test_full_disk(folder):
    output = os.path.join(folder, "full")
    os.mkdir(output)
    write(os.path.join(output, "0.png"), "the old one")
    out, err = run("evolve", "--network", NETWORK, "--encoding", "cppn", "--generations", "2",
                   "--json", "--output", output, status=1, preexec_fn=limit_files(300))
    assert "0.png" in err, err
    assert "archive_sha256" in last_object(out)
    assert os.listdir(output) == ["0.png"]
    assert read(os.path.join(output, "0.png")) == b"the old one"
    with open("/dev/full", "wb") as full:
        for arguments in (["--version"], ["networks"]):
            process = subprocess.run([PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE,
                                     check=False, timeout=WAIT)
            assert process.returncode == 1 and b"written" in process.stderr, process.stderr


def test_summary_for_people(folder):
    out, err = run("evolve", "--network", NETWORK, "--encoding", "pixels", "--generations", "3",
                   "--output", os.path.join(folder, "people"))
    assert err == "", err
    assert len(re.findall(r"^ +\d +\d+\.\d\d % +\d+  \d$", out, re.M)) == 10, out
    assert "evaluations: 120" in out and "median" in out and "grid.png" in out
    assert re.search(r"[0-9a-f]{64}", out), out


def test_bad_networks(folder):
    cut = write(os.path.join(folder, "cut.onnx"), read(WEIGHTS / f"{NETWORK}.onnx")[:100000])
    empty = write(os.path.join(folder, "empty.onnx"), "")
    picture = black(folder)
    for network in ("no-such-network", os.path.join(folder, "none.onnx"), cut, empty, folder,
                    picture):
        for arguments in (["classify", picture], ["bench"],
                          ["evolve", "--encoding", "cppn", "--generations", "1"],
                          ["evolve", "--encoding", "cppn", "--generations", "1", "--classes", "1"]):
            out, err = run(*arguments, "--network", network, status=1)
            assert out == "", out
            assert os.path.basename(network) in err, (arguments, network, err)


def test_network_by_file(folder):
    weights = WEIGHTS / f"{NETWORK}.onnx"
    copy = write(os.path.join(folder, "copy.onnx"), read(weights))
    picture = write(os.path.join(folder, "picture.png"), grey_png(28, 28, lambda x, y: x * y % 256))
    assert classify(picture, network=weights) == classify(picture)
    # Without its card, too: the guessed one names the classes by number.
    assert classify(picture, network=copy) == classify(picture)


def write_card(folder, name, *lines):
    """LeNet with other lines on its card."""
    return copy_network(folder, name, lambda card: "\n".join([card, *lines]) + "\n")


def test_crops(folder):
    """One crop or ten: the option, else the card."""
    large = ["ImageWidth=36", "ImageHeight=34"]
    one = write_card(folder, "one", *large)
    ten = write_card(folder, "ten", *large, "Crops=10")
    picture = write(os.path.join(folder, "picture.png"),
                    grey_png(36, 34, lambda x, y: x * y * 5 % 256))
    tops, hashes = {}, {}
    for card in (one, ten):
        for crops in (None, "1", "10"):
            option = [] if crops is None else ["--crops", crops]
            expected = int(crops or (1 if card == one else 10))
            out, _ = run("classify", "--network", card, *option, picture)
            assert tops.setdefault(expected, out) == out, (card, crops)
            out, err = run("evolve", "--network", card, "--encoding", "pixels", "--generations", "2",
                           "--batch", "10", "--json", *option)
            result = json.loads(out)
            assert err == "" and result["crops"] == expected, (result, err)
            archive = result["archive_sha256"]
            assert hashes.setdefault(expected, archive) == archive, (card, crops)
    assert tops[1] != tops[10] and hashes[1] != hashes[10]
    out, err = run("evolve", "--network", NETWORK, "--encoding", "pixels", "--generations", "2",
                   "--crops", "10", status=1)
    assert out == "" and "28 × 28" in err, err


def test_memory_is_stated(folder):
    """Large pictures: people hear how much memory they will take."""
    card = write_card(folder, "large", "ImageWidth=4096", "ImageHeight=4096")
    options = ["evolve", "--network", card, "--encoding", "pixels", "--generations", "1",
               "--batch", "2", "--classes", "3"]
    _, err = run(*options)
    assert re.search(r"151\.0\sMB", err), err
    _, err = run(*(option.replace("pixels", "cppn") for option in options))
    assert "MB" not in err, err


def test_classify_goes_on(folder):
    missing = os.path.join(folder, "missing.png")
    good = write(os.path.join(folder, "gut 七.png"), grey_png(28, 28, lambda x, y: 0))
    colour = write(os.path.join(folder, "colour.png"),
                   png(60, 40, bytes(i % 251 for i in range(60 * 40 * 3)), RGB))
    jpeg = write(os.path.join(folder, "photo.jpg"), b"\xff\xd8\xff\xe0\x00\x10JFIF")
    cut = write(os.path.join(folder, "cut.png"), read(colour)[:-20])
    huge = write(os.path.join(folder, "huge.png"), grey_png(1, 1, lambda x, y: 0).replace(
        png_header(1, 1), png_header(100000, 100000)))
    out, err = run("classify", "--network", NETWORK, good, jpeg, cut, huge, missing, folder, colour,
                   status=1)
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["file"] for line in lines] == [good, colour], lines
    for line in lines:
        assert len(line["top"]) == 5
        assert 0.2 <= line["top"][0]["confidence"] <= 1
    errors = err.splitlines()
    assert len(errors) == 5, errors
    for error, path in zip(errors, (jpeg, cut, huge, missing, folder)):
        assert path in error, (error, path)
    assert "damaged" in errors[0]
    assert "100000" in errors[2]


def test_bench(folder):
    out, err = run("bench", "--network", NETWORK, "--batch", "20", "--threads", "2", "--json")
    result = json.loads(out)
    assert err == "" and list(result) == BENCH_KEYS, out
    assert all(value > 0 for key, value in result.items() if key != "kernels"), out
    assert result["kernels"], out


def test_data_sets(folder):
    data = os.path.join(folder, "mnist")
    environment = dict(os.environ, FOOLED_DATA_SETS_DIR=folder, XDG_DATA_HOME=folder,
                       FOOLED_DATA_SETS_MIRROR="http://127.0.0.1:9")

    def run_here(*arguments, status=0):
        return run(*arguments, status=status, env=environment)

    def refused(*arguments, status):
        return run_here(*arguments, status=status)[1]

    output = os.path.join(folder, "net.onnx")
    out, _ = run_here("data-sets")
    assert re.search(r"^mnist +MNIST +not here yet \(11\.6.MB\)", out, re.M), out
    assert "data-sets get mnist" in refused("train", "--data", "mnist", "--output", output, status=1)
    assert "http://127.0.0.1:9/mnist/" in refused("data-sets", "get", "mnist", status=1)
    assert "data set is missing" in refused("data-sets", "get", status=2)
    refused("data-sets", "mnist", status=2)
    write_sides(data)
    out, _ = run_here("data-sets")
    assert re.search(f"^mnist +MNIST +{re.escape(data)}$", out, re.M), out
    run_here("train", "--data", "mnist", "--epochs", "1", "--optimizer", "adam", "--schedule",
             "cosine", "--brightness", "0.1", "--output", output)
    assert os.path.exists(output)
    for option, words in (("--optimizer", "sgd, adam"), ("--schedule", "cosine")):
        assert words in refused("train", "--data", "mnist", "--output", output, option, "x", status=2)


def test_train(folder):
    data = os.path.join(folder, "sides")
    labels = write(os.path.join(folder, "labels.txt"), "links, größer\nrechts\n")
    write_sides(data)
    written = []
    for threads in ("1", "3"):
        output = os.path.join(folder, f"sides-{threads}.onnx")
        out, err = run("train", "--data", data, "--architecture", "lenet", "--epochs", "3",
                       "--seed", "7", "--threads", threads, "--rate", "0.02", "--decay", "0.001",
                       "--shift", "1", "--name", "Sides", "--data-set", "Left or right", "--labels",
                       labels, "--output", output)
        assert re.search(r"test error 0 %\.", out), out
        assert len(re.findall(r"^epoch \d of 3: loss .* test error", err, re.M)) == 3, err
        assert os.path.exists(output[:-5] + ".card")
        written.append(read(output))
    assert written[0] == written[1]

    picture = write(os.path.join(folder, "left.png"),
                    grey_png(28, 28, lambda x, y: 220 if x < 14 else 10))
    # JSON is UTF-8 whatever the terminal's character set.
    (line,) = classify(picture, network=output, env=dict(os.environ, LC_ALL="C"))
    assert [entry["label"] for entry in line["top"]] == ["links, größer", "rechts"], line
    result = run_json("evolve", "--network", output, "--encoding", "cppn", "--generations", "3")
    assert result["classes"] == 2


def test_train_failures(folder):
    data = os.path.join(folder, "sides")
    write_sides(data, 32, 16)
    for name, content in (("one", "only one\n"), ("gap", "a\n\nb\n"), ("latin", b"gr\xf6\xdfer\nb\n")):
        write(os.path.join(folder, name + ".txt"), content)
    output = os.path.join(folder, "x.onnx")
    for arguments, word, status in (
        (["--data", folder, "--output", output], folder, 1),
        (["--data", data, "--output", "/proc/none/x.onnx"], "/proc/none", 1),
        (["--data", data, "--output", output, "--architecture", "resnet"], "resnet", 1),
        (["--data", data, "--output", output, "--labels", folder + "/none.txt"], "none.txt", 1),
        (["--data", data, "--output", output, "--labels", folder + "/gap.txt"], "gap.txt", 1),
        (["--data", data, "--output", output, "--labels", folder + "/latin.txt"], "latin.txt", 1),
        (["--data", data, "--output", output, "--labels", folder + "/one.txt"], "labels", 1),
    ):
        out, err = run("train", "--epochs", "1", *arguments, status=status)
        assert out == "" and word in err, (arguments, err)
    assert sorted(os.listdir(folder)) == ["gap.txt", "latin.txt", "one.txt", "sides"]


def test_bar_on_a_terminal(folder):
    program = OnTerminal("evolve", "--network", NETWORK, "--encoding", "pixels", "--generations",
                         "12", "--json")
    status, out = program.end()
    assert status == 0 and json.loads(out)["generation"] == 12
    assert re.search(r"\r\[[#.]+\] generation \d+ of 12", program.screen), program.screen
    # The bar is gone at the end.
    assert program.screen.endswith("\r") and program.screen.rstrip("\r").endswith(" ")


def test_interrupt_keeps_what_is_there(folder):
    output = os.path.join(folder, "kept")
    program = OnTerminal("evolve", "--network", NETWORK, "--encoding", "cppn", "--generations",
                         "1000000", "--output", output, "--json")
    status, out = program.interrupt(r"generation [1-9]\d* of 1000000")
    result = last_object(out)
    assert status == 130, status
    assert 1 <= result["generation"] < 1000000
    assert len(os.listdir(output)) == 11
    # What was kept is the very run that ends there by itself.
    again = evolve("cppn", generations=result["generation"])
    assert again["evaluations"] == result["evaluations"]
    assert again["archive_sha256"] == result["archive_sha256"]


def generation_of(session):
    """(generation, state) of a session that nobody is at work at."""
    with contextlib.closing(sqlite3.connect(session)) as database:
        return database.execute("SELECT generation, state FROM session").fetchone()


def take_terminal():
    os.setsid()
    fcntl.ioctl(2, termios.TIOCSCTTY, 0)


def test_closed_terminal_saves(folder):
    """A terminal that goes away with the program in it; and one whose shell tells of it, too."""
    for told in (0, 2):
        session = os.path.join(folder, f"{told}.fooled-session")
        program = OnTerminal("evolve", "--network", NETWORK, "--encoding", "cppn", "--generations",
                             "1000000", "--json", "--session", session, prepare=take_terminal)
        program.read_until("generation [1-9]")
        for _ in range(told):
            program.process.send_signal(signal.SIGHUP)
            time.sleep(0.005)  # two of them, not one
        os.close(program.master)
        out, _ = program.process.communicate(timeout=WAIT)
        assert program.process.returncode == 130, program.process.returncode
        result = last_object(out.decode())
        assert generation_of(session) == (result["generation"], "paused"), result
        assert not os.path.exists(session + "-wal")
        further = str(result["generation"] + 1)
        run("evolve", "--network", NETWORK, "--encoding", "cppn", "--generations", further,
            "--session", session)
        assert generation_of(session)[0] == int(further)


def test_no_hang_up(_folder):
    """Under nohup, which ignores the signal, the terminal does not matter."""
    program = OnTerminal("evolve", "--network", NETWORK, "--encoding", "cppn", "--generations",
                         "400", "--json",
                         prepare=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    program.read_until("generation [1-9]")
    program.process.send_signal(signal.SIGHUP)
    status, out = program.end()
    assert status == 0, (status, program.screen)
    assert last_object(out)["generation"] == 400


def test_interrupted_training_writes_nothing(folder):
    data = os.path.join(folder, "sides")
    output = os.path.join(folder, "x.onnx")
    write_sides(data)
    program = OnTerminal("train", "--data", data, "--epochs", "100000", "--output", output)
    status, out = program.interrupt("epoch 1 of 100000: loss")
    assert status == 130 and out == "", (status, out)
    assert "nothing was written" in program.screen
    assert os.listdir(folder) == ["sides"]


def test_training_goes_on(folder):
    data = os.path.join(folder, "sides")
    output = os.path.join(folder, "x.onnx")
    whole = os.path.join(folder, "whole.onnx")
    session = os.path.join(folder, "x.fooled-session")
    write_sides(data)
    rest = ["--epochs", "16", "--seed", "3", "--data", data]
    run("train", *rest, "--output", whole)
    program = OnTerminal("train", *rest, "--output", output, "--session", session)
    status, out = program.interrupt("epoch 2 of 16: loss")
    assert status == 130 and out == "", (status, out)
    assert "goes on" in program.screen and not os.path.exists(output)
    out, err = run("train", "--session", session, "--seed", "4", status=1)
    assert out == "" and "other settings" in err, err
    out, err = run("train", "--session", session, "--threads", "1")
    assert len(re.findall(r"^epoch \d+ of 16: loss .* test error", err, re.M)) == 16, err
    assert read(output) == read(whole)
    out, err = run("evolve", "--network", NETWORK, "--encoding", "cppn", "--generations", "1",
                   "--session", os.path.join(folder, "other"))
    out, err = run("train", "--session", os.path.join(folder, "other"), status=2)
    assert "no training" in err, err


def test_retrain(folder):
    data = os.path.join(folder, "sides")
    write_sides(data)
    rest = ["--data", data, "--rounds", "2", "--epochs", "1", "--runs", "3", "--generations", "5",
            "--batch", "10", "--train-images", "20", "--test-images", "6"]
    tables = []
    for threads in ("1", "2"):
        output = os.path.join(folder, "networks" + threads)
        out, err = run("retrain", *rest, "--threads", threads, "--output", output, "--json")
        rows = [json.loads(line) for line in out.splitlines()]
        assert [row["round"] for row in rows] == [1, 2], out
        assert "recognised" not in rows[0] and rows[0]["rubbish"] == 0, out
        assert 0 <= rows[1]["recognised"] <= 1 and rows[1]["rubbish"] == 20, out
        assert "DNN 2" in err, err
        assert len(os.listdir(output)) == 4, os.listdir(output)
        for row in rows:
            assert row["evaluations"] == 150 and os.path.exists(row["network"]), row
        tables.append([{key: value for key, value in row.items()
                        if key != "network" and not key.endswith("_seconds")} for row in rows])
        tables.append(read(rows[1]["network"]))
    assert tables[:2] == tables[2:]
    # Another experiment in the same folder leaves the first one as it is.
    before = {name: read(os.path.join(output, name)) for name in os.listdir(output)}
    run("retrain", *rest, "--seed", "2", "--output", output)
    assert len(os.listdir(output)) == 8, os.listdir(output)
    assert all(read(os.path.join(output, name)) == content for name, content in before.items())
    # Each begins as a network that is there, with its classes.
    output = os.path.join(folder, "further")
    out, err = run("retrain", *rest, "--network", "lenet-mnist", "--last-layer", "--output", output, "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["classes"] for row in rows] == [10, 11], out
    assert sorted(os.listdir(output))[1] == "lenet-mnist-sides-cppn-dnn-1.onnx", os.listdir(output)
    # What people read; and the networks are where the list finds them.
    out, err = run("retrain", *rest, "--control", "--encoding", "pixels", "--name", "Sides")
    assert re.search(r"^DNN 2 +[\d.]+ % +[\d.]+ % +[\d.]+ %", out, re.M) and "noise" in out, out
    out, _ = run("networks")
    assert "Sides, round 2" in out, out


def test_retrain_failures(folder):
    output = os.path.join(folder, "networks")
    for arguments, word, status in (
        ([], "--data", 2),
        (["--data", folder, "--runs", "1"], "--runs", 2),
        (["--data", folder, "--encoding", "jpeg"], "jpeg", 2),
        (["--data", folder], folder, 1),
    ):
        out, err = run("retrain", "--output", output, *arguments, status=status)
        assert out == "" and word in err, (arguments, err)
    assert not os.path.exists(output)


def test_retraining_session(folder):
    data = os.path.join(folder, "sides")
    session = os.path.join(folder, "x.fooled-session")
    write_sides(data)
    rest = ["--data", data, "--rounds", "3", "--epochs", "10", "--runs", "3", "--generations",
            "100", "--batch", "20", "--train-images", "20", "--test-images", "6"]
    run("retrain", *rest, "--output", os.path.join(folder, "whole"), "--json")
    program = OnTerminal("retrain", *rest, "--output", os.path.join(folder, "networks"),
                         "--session", session)
    status, _ = program.interrupt("DNN 2 of 3, training")
    assert status == 130 and "goes on" in program.screen, program.screen
    out, err = run("retrain", "--session", session, "--seed", "4", status=1)
    assert out == "" and "other settings" in err, err
    out, _ = run("retrain", "--session", session, "--threads", "1", "--json")
    assert len(out.splitlines()) == 3, out
    names = sorted(os.listdir(os.path.join(folder, "whole")))
    assert sorted(os.listdir(os.path.join(folder, "networks"))) == names and len(names) == 6
    for name in names:
        assert read(os.path.join(folder, "networks", name)) == read(
            os.path.join(folder, "whole", name)), name


run_tests(globals())
