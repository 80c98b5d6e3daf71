# SPDX-License-Identifier: GPL-3.0-or-later
"""The program that tests run as a person or a script would, the first argument of each of them; and
how they tell what came of it."""

import json
import os
import pathlib
import re
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback

PROGRAM = sys.argv[1]
WEIGHTS = pathlib.Path(os.environ["FOOLED_WEIGHTS_DIR"])
NETWORK = "lenet-mnist"
FASHION = "lenet-fashion-mnist"
WAIT = 150  # seconds until a program counts as hanging


def start(*arguments, command=(PROGRAM,), **options):
    """options: of subprocess.Popen."""
    return subprocess.Popen([*command, *arguments], stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", **options)


def end(process, status=0):
    """Awaits its end, checks its exit status, returns (stdout, stderr)."""
    out, err = process.communicate(timeout=WAIT)
    assert process.returncode == status, \
        f"{process.args}: exit {process.returncode}, not {status}: {err}"
    return out, err


def run(*arguments, status=0, **options):
    return end(start(*arguments, **options), status)


def interrupt(process, status=130):
    """As Ctrl+C does."""
    process.send_signal(signal.SIGINT)
    return end(process, status)


def last_object(out):
    """The object that --json prints, behind those that it prints on the way."""
    return json.loads(out.splitlines()[-1])


def run_json(*arguments, **options):
    """The object that --json prints, of a run that has nothing to say beside it."""
    out, err = run(*arguments, "--json", **options)
    assert err == "", (arguments, err)
    return last_object(out)


def await_file(path, process):
    """One that the running program is to write."""
    deadline = time.monotonic() + WAIT
    while not os.path.exists(path):
        assert time.monotonic() < deadline and process.poll() is None, f"no {path}"
        time.sleep(0.01)


def limit_files(size):
    """For preexec_fn: no file may have more bytes, which stands for a full disk."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return limit


class OnTerminal:
    """The program with a terminal as its standard error stream; prepare is called just before."""

    def __init__(self, *arguments, prepare=None):
        self.master, slave = os.openpty()
        self.process = subprocess.Popen([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=slave,
                                        stdin=subprocess.DEVNULL, preexec_fn=prepare)
        os.close(slave)
        self.screen = ""

    def read_until(self, pattern):
        """pattern None: until the program ends."""
        deadline = time.monotonic() + WAIT
        while pattern is None or not re.search(pattern, self.screen):
            assert time.monotonic() < deadline, f"not seen: {pattern} in {self.screen}"
            if not select.select([self.master], [], [], 0.1)[0]:
                continue
            try:
                part = os.read(self.master, 65536)
            except OSError:  # the other side is closed
                part = b""
            if not part:
                assert pattern is None, f"ended before {pattern}: {self.screen}"
                break
            self.screen += part.decode(errors="replace")

    def interrupt(self, pattern):
        """Ctrl+C, once that is on the screen; (exit status, stdout)."""
        self.read_until(pattern)
        self.process.send_signal(signal.SIGINT)
        return self.end()

    def end(self):
        """(exit status, stdout)."""
        self.read_until(None)
        out = self.process.stdout.read().decode()
        self.process.stdout.close()
        os.close(self.master)
        return self.process.wait(WAIT), out


def copy_network(folder, name, edit, suffix=b""):
    """LeNet for digits under another name, its card changed by edit (text) -> text; suffix is put
    behind its weights. Returns the card's path."""
    (pathlib.Path(folder) / f"{name}.onnx").write_bytes(
        (WEIGHTS / f"{NETWORK}.onnx").read_bytes() + suffix)
    card = (WEIGHTS / f"{NETWORK}.card").read_text(encoding="utf-8")
    path = pathlib.Path(folder) / f"{name}.card"
    path.write_text(edit(card.replace(f"{NETWORK}.onnx", f"{name}.onnx")), encoding="utf-8")
    return str(path)


def croppable(folder):
    """LeNet with larger pictures, so that there are ten crops of them."""
    return copy_network(folder, NETWORK, lambda card: card.replace(
        "Height=28\n", "Height=28\nImageWidth=34\nImageHeight=34\n"))


class Skip(Exception):
    """Raised by a test that cannot be made here, with the reason."""


def run_tests(tests):
    """Prints TAP, and ends the script. tests: the script's globals, of which those called test_...
    are the tests, in their order; or (title, test) of each. Every test gets an empty folder, and the
    program a user's data and a place for temporary files of the test's own."""
    if isinstance(tests, dict):
        tests = [(name[5:], test) for name, test in tests.items() if name.startswith("test_")]
    print(f"1..{len(tests)}", flush=True)
    failed = False
    for number, (title, test) in enumerate(tests, 1):
        with tempfile.TemporaryDirectory(prefix="fooled-test-", ignore_cleanup_errors=True) as place:
            folders = [os.path.join(place, name) for name in ("test", "data", "tmp")]
            for folder in folders:
                os.mkdir(folder)
            os.environ["XDG_DATA_HOME"], os.environ["TMPDIR"] = folders[1:]
            try:
                test(folders[0])
                print(f"ok {number} {title}", flush=True)
            except Skip as reason:
                print(f"ok {number} {title} # SKIP {reason}", flush=True)
            except Exception:  # pylint: disable=broad-except
                failed = True
                print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()), end="")
                print(f"not ok {number} {title}", flush=True)
    sys.exit(failed)
