# SPDX-License-Identifier: GPL-3.0-or-later
"""Begins runs with saved images. Usage: test-from.py FOOLED-CLI; prints TAP."""

import os

from files import grey_png, read, write
from program import last_object, run, run_tests



def evolve(*arguments, generations=3, network="lenet-mnist", status=0):
    """What --json prints, and what is said beside it."""
    out, err = run("evolve", "--network", network, "--generations", str(generations), "--json",
                   *arguments, status=status)
    return (last_object(out) if status == 0 else None), err


def champions(folder, encoding, seed="5"):
    output = os.path.join(folder, encoding)
    evolve("--encoding", encoding, "--seed", seed, "--as-in-paper", "--output", output,
           generations=30)
    return [os.path.join(output, f"{i}.png") for i in range(10)]


def test_goes_on_from_images(folder):
    """A generation bred from champions is far ahead of a random one, and the same every time."""
    images = champions(folder, "cppn")
    chosen = ",".join(images)
    first, err = evolve("--from", chosen, "--as-in-paper", generations=1)
    assert err == "", err
    again, _ = evolve("--from", chosen, "--encoding", "cppn", "--as-in-paper", "--threads", "1",
                      generations=1)
    random, _ = evolve("--encoding", "cppn", "--as-in-paper", generations=1)
    assert first["encoding"] == "cppn"
    assert first["archive_sha256"] == again["archive_sha256"] != random["archive_sha256"]
    assert first["min"] > 0.999 > random["min"], (first, random)


def test_another_network(folder):
    images = champions(folder, "pixels")
    result, err = evolve("--from", ",".join(images[:2]), network="lenet-fashion-mnist")
    assert result["encoding"] == "pixels", result
    assert "2 images" in err and "LeNet" in err, err


def test_session(folder):
    """It goes on from a session without the images, and not with others."""
    images = champions(folder, "cppn")
    path = os.path.join(folder, "mine.fooled-session")
    whole, _ = evolve("--from", images[3], generations=8)
    evolve("--from", images[3], "--session", path, generations=4)
    _, err = evolve("--from", images[4], "--session", path, generations=8, status=1)
    assert "--from" in err, err
    os.remove(images[3])
    result, _ = evolve("--encoding", "cppn", "--session", path, generations=8)
    assert result["archive_sha256"] == whole["archive_sha256"]


def test_without_a_genome(folder):
    """Only the pixels of a picture can go on; and that is said."""
    picture = os.path.join(folder, "a, picture.png")
    write(picture, grey_png(40, 30, lambda x, y: (x * 7 + y * 13) % 256))
    for options in ((), ("--encoding", "cppn")):
        _, err = evolve("--from", picture, *options, status=1)
        assert "a, picture.png" in err and "genome" in err, err
    result, err = evolve("--from", picture, "--encoding", "pixels")
    assert "28" in err and "1 image" in err, err
    climbed = os.path.join(folder, "climbed")
    run("ascend", "--network", "lenet-mnist", "--preset", "plain", "--iterations", "3", "--classes",
        "7", "--output", climbed)
    evolve("--from", os.path.join(climbed, "7.png"), "--encoding", "pixels")
    for options in ((), ("--encoding", "cppn")):
        _, err = evolve("--from", os.path.join(climbed, "7.png"), *options, status=1)
        assert "7.png" in err and "genome" in err, err
    images = champions(folder, "pixels")
    _, err = evolve("--from", images[0], "--encoding", "cppn", status=1)
    assert "genome" in err and "pixels" in err, err


def test_wrong(folder):
    missing = os.path.join(folder, "missing.png")
    _, err = evolve("--from", missing, status=1)
    assert "missing.png" in err, err
    image = champions(folder, "cppn")[0]
    data = read(image)
    damaged = write(os.path.join(folder, "damaged.png"), data[:len(data) // 2])
    for encoding in ("cppn", "pixels"):
        _, err = evolve("--from", damaged, "--encoding", encoding, status=1)
        assert "damaged.png" in err, err
    _, err = evolve("--from", ",".join([image] * 65), status=1)
    assert "64" in err, err
    _, err = evolve("--from", ",".join([image] * 5), "--batch", "4", status=2)
    assert "5" in err, err


run_tests(globals())
