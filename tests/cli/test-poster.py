# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes posters and sheets of saved images. Usage: test-poster.py FOOLED-CLI; prints TAP."""

import os
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import time
import traceback

PROGRAM = sys.argv[1]
WAIT = 150  # seconds until a program counts as hanging


def run(*arguments, status=0, limit=None):
    """Runs the program to its end, checks its exit status, returns (stdout, stderr)."""
    def restrict():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    process = subprocess.run([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             stdin=subprocess.DEVNULL, timeout=WAIT, check=False,
                             preexec_fn=restrict if limit else None)
    out, err = process.stdout.decode(), process.stderr.decode()
    assert process.returncode == status, f"exit {process.returncode}, not {status}: {err}"
    return out, err


def images(folder, encoding="cppn"):
    output = os.path.join(folder, encoding)
    run("evolve", "--network", "lenet-mnist", "--generations", "5", "--encoding", encoding,
        "--output", output)
    return [os.path.join(output, f"{i}.png") for i in range(10)]


def size(path):
    with open(path, "rb") as file:
        return struct.unpack(">II", file.read(24)[16:])


def read(path):
    with open(path, "rb") as file:
        return file.read()


# Each test gets an empty folder of its own.
def test_poster(folder):
    for encoding, word in (("cppn", "drawn again"), ("pixels", "enlarged from 28 × 28")):
        image = images(folder, encoding)[3]
        poster = os.path.join(folder, "poster.png")
        out, _ = run("poster", image, "--size", "1000", "--output", poster)
        assert word in out, out
        assert size(poster) == (1000, 1000), size(poster)
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
        with open(hostile, "wb") as file:
            file.write(content)
        _, err = run("poster", hostile, "--output", png, status=1)
        assert "hostile.png" in err, err
    assert not os.path.exists(png) and not os.path.exists(pdf)


def test_full_disk(folder):
    """As a limit on the size of files."""
    image = images(folder, "pixels")[0]
    for name in ("x.png", "x.pdf", "x.svg"):
        path = os.path.join(folder, name)
        _, err = run("poster", image, "--output", path, status=1, limit=3000)
        assert name in err, err
        assert os.listdir(folder) == ["pixels"], os.listdir(folder)


def test_interrupt(folder):
    image = images(folder)[0]
    path = os.path.join(folder, "x.png")
    process = subprocess.Popen([PROGRAM, "poster", image, "--size", "16384", "--output", path],
                               stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    while not any(name.startswith(".fooled-") for name in os.listdir(folder)):
        assert process.poll() is None, "it was over before it could be interrupted"
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=WAIT)
    assert process.returncode == 130, process.returncode
    assert "nothing was written" in err.decode(), err
    assert os.listdir(folder) == ["cppn"], os.listdir(folder)


def main():
    tests = [item for name, item in sorted(globals().items()) if name.startswith("test_")]
    failed = False
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(folder)
                print(f"ok {number} {test.__name__}")
            except Exception:  # pylint: disable=broad-except
                failed = True
                print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()), end="")
                print(f"not ok {number} {test.__name__}")
    sys.exit(failed)


main()
