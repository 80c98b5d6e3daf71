# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes posters and sheets of saved images. Usage: test-poster.py FOOLED-CLI; prints TAP."""

import os
import time

from files import png_size, read, write
from program import interrupt, limit_files, run, run_tests, start


def images(folder, encoding="cppn"):
    output = os.path.join(folder, encoding)
    run("evolve", "--network", "lenet-mnist", "--generations", "5", "--encoding", encoding,
        "--output", output)
    return [os.path.join(output, f"{i}.png") for i in range(10)]


def test_poster(folder):
    for encoding, word in (("cppn", "drawn again"), ("pixels", "enlarged from 28 × 28")):
        image = images(folder, encoding)[3]
        poster = os.path.join(folder, "poster.png")
        out, _ = run("poster", image, "--size", "1000", "--output", poster)
        assert word in out, out
        assert png_size(poster) == (1000, 1000), png_size(poster)
        # It is taken up again as the image that it was.
        again = os.path.join(folder, "again.png")
        run("poster", poster, "--size", "28", "--output", again)
        assert read(again) == read(image)


def test_documents_and_sheet(folder):
    all_images = images(folder)
    for name, begin in (("sheet.pdf", b"%PDF-"), ("sheet.svg", b"<?xml"), ("sheet.png", b"\x89PNG")):
        path = os.path.join(folder, name)
        out, _ = run("poster", *all_images, "--output", path)
        assert out.startswith("10 images in"), out
        assert read(path).startswith(begin)
    path = os.path.join(folder, "poster.pdf")
    run("poster", all_images[0], "--paper", "a3", "--dpi", "72", "--output", path)
    first = len(read(path))
    run("poster", all_images[0], "--paper", "a3", "--dpi", "300", "--output", path)
    assert len(read(path)) > first


def test_refusals(folder):
    image = images(folder)[0]
    png, pdf = os.path.join(folder, "x.png"), os.path.join(folder, "x.pdf")
    for arguments, word in (
            ((), "saved image"),
            ((image, "--output", png, "--size", "16385"), "16384"),
            ((image, "--output", png, "--paper", "a3"), "--size"),
            ((image, "--output", pdf, "--size", "100"), "--paper"),
            ((image, "--output", pdf, "--paper", "a9"), "a9"),
            ((image, "--output", os.path.join(folder, "x.jpg")), ".png")):
        _, err = run("poster", *(arguments or ("--output", png)), status=2)
        assert word in err, err
    hostile = os.path.join(folder, "hostile.png")
    for content in (b"", b"no picture", read(image)[:200], read(image).replace(b"IDAT", b"IDXT")):
        write(hostile, content)
        _, err = run("poster", hostile, "--output", png, status=1)
        assert "hostile.png" in err, err
    assert not os.path.exists(png) and not os.path.exists(pdf)


def test_full_disk(folder):
    """As a limit on the size of files."""
    image = images(folder, "pixels")[0]
    for name in ("x.png", "x.pdf", "x.svg"):
        path = os.path.join(folder, name)
        _, err = run("poster", image, "--output", path, status=1, preexec_fn=limit_files(3000))
        assert name in err, err
        assert os.listdir(folder) == ["pixels"], os.listdir(folder)


def test_interrupt(folder):
    image = images(folder)[0]
    path = os.path.join(folder, "x.png")
    process = start("poster", image, "--size", "16384", "--output", path)
    while not any(name.startswith(".fooled-") for name in os.listdir(folder)):
        assert process.poll() is None, "it was over before it could be interrupted"
        time.sleep(0.005)
    _, err = interrupt(process)
    assert "nothing was written" in err, err
    assert os.listdir(folder) == ["cppn"], os.listdir(folder)


run_tests(globals())
