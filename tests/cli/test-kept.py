# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to a session's file while fooled-cli is at work, and at its end. Usage: test-kept.py
FOOLED-CLI; prints TAP."""

import json
import os
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import traceback

PROGRAM = sys.argv[1]
WAIT = 100  # seconds until a program counts as hanging
EVOLVE = ["evolve", "--network", "lenet-mnist", "--encoding", "cppn", "--threads", "1"]


def start(*arguments, limit=None):
    """limit: of the size of files, in bytes, which stands for a full disk."""
    def before():
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            stdin=subprocess.DEVNULL, text=True, preexec_fn=before)


def end(process, status):
    out, err = process.communicate(timeout=WAIT)
    assert process.returncode == status, f"exit {process.returncode}, not {status}: {err}"
    return out, err


def run(*arguments, status=0, limit=None):
    return end(start(*arguments, limit=limit), status)


def await_file(path):
    deadline = time.monotonic() + WAIT
    while not os.path.exists(path):
        assert time.monotonic() < deadline, f"no {path}"
        time.sleep(0.01)


def interrupt(process):
    process.send_signal(signal.SIGINT)
    return end(process, 130)


def generation_of(path):
    """After no more work; the program tells where it is."""
    out, _ = run(*EVOLVE, "--session", path, "--generations", "1", "--json")
    return json.loads(out.splitlines()[-1])["generation"]


def write_data_set(folder):
    """Bright on the left is class 0, on the right class 1; in MNIST's format."""
    os.makedirs(folder)
    for name, n in (("train", 256), ("t10k", 64)):
        pictures = b"".join(bytes(200 if (x < 14) == (i % 2 == 0) else 20
                                  for _ in range(28) for x in range(28)) for i in range(n))
        with open(os.path.join(folder, name + "-images-idx3-ubyte"), "wb") as file:
            file.write(struct.pack(">IIII", 0x803, n, 28, 28) + pictures)
        with open(os.path.join(folder, name + "-labels-idx1-ubyte"), "wb") as file:
            file.write(struct.pack(">II", 0x801, n) + bytes(i % 2 for i in range(n)))


def test_training_killed_at_once(folder):
    """Killed as soon as its session is there, a training goes on; more than once."""
    data, session = os.path.join(folder, "sides"), os.path.join(folder, "a")
    write_data_set(data)
    for i in range(4):
        output = os.path.join(folder, f"{i}.onnx")
        process = start("train", "--data", data, "--epochs", "100000", "--output", output,
                        "--session", session + str(i))
        await_file(session + str(i))
        time.sleep(0.03 * i)
        process.kill()
        end(process, -signal.SIGKILL)
        process = start("train", "--session", session + str(i))
        time.sleep(0.5)
        _, err = interrupt(process)
        assert "goes on from here" in err, err


def test_copied_alone(folder):
    """The file by itself, copied while a run writes to it, goes on; what cannot, is not written over."""
    session, alone = os.path.join(folder, "a"), os.path.join(folder, "alone")
    process = start(*EVOLVE, "--generations", "100000000", "--session", session)
    await_file(session)
    shutil.copy(session, alone)
    interrupt(process)
    assert generation_of(alone) > 1
    assert generation_of(session) >= generation_of(alone)


def test_moved(folder):
    """Renamed while it is written, it is whole under both names."""
    session, other = os.path.join(folder, "a"), os.path.join(folder, "b")
    process = start(*EVOLVE, "--generations", "100000000", "--session", session)
    await_file(session)
    os.rename(session, other)
    _, err = interrupt(process)
    assert "goes on from here" in err, err
    assert generation_of(session) >= generation_of(other) > 1


def test_removed(folder):
    """Removed with its folder, it is made again."""
    session = os.path.join(folder, "folder", "a")
    process = start(*EVOLVE, "--generations", "100000000", "--session", session)
    await_file(session)
    shutil.rmtree(os.path.dirname(session))
    _, err = interrupt(process)
    assert "goes on from here" in err, err
    assert generation_of(session) > 1


def test_log_left(folder):
    """What a killed run left of a file that was moved away is not taken for a new one's."""
    session = os.path.join(folder, "a")
    process = start(*EVOLVE, "--generations", "100000000", "--session", session)
    await_file(session + "-wal")
    os.rename(session, session + "b")
    process.kill()
    end(process, -signal.SIGKILL)
    assert os.path.exists(session + "-wal")
    run(*EVOLVE, "--generations", "2", "--seed", "5", "--session", session)
    assert generation_of(session) == 2
    assert generation_of(session + "b") > 1


def test_place_taken(folder):
    """Where another file has its name by now, that stays, and it is said that nothing is saved."""
    session = os.path.join(folder, "a")
    process = start(*EVOLVE, "--generations", "100000000", "--session", session)
    await_file(session)
    os.rename(session, session + "b")
    with open(session, "w", encoding="utf-8") as file:
        file.write("mine")
    process.send_signal(signal.SIGINT)
    _, err = end(process, 1)
    assert "at the end is not saved" in err and "a file" in err, err
    with open(session, encoding="utf-8") as file:
        assert file.read() == "mine"
    assert generation_of(session + "b") > 1


def test_end_not_saved(folder):
    """A run or a training that cannot be saved at its end says so, and fails."""
    data = os.path.join(folder, "sides")
    write_data_set(data)
    for limit, path in ((8000, os.path.join(folder, "full")), (None, os.path.join(folder, "link"))):
        if limit is None:
            os.symlink(os.path.join(folder, "nowhere"), path)
        out, err = run(*EVOLVE, "--generations", "3", "--session", path, "--json", limit=limit,
                       status=1)
        assert "at the end is not saved" in err and path in err, err
        assert ".fooled-" not in err, err
        assert json.loads(out.splitlines()[-1])["generation"] == 3
    _, err = run("train", "--data", data, "--epochs", "1", "--output",
                 os.path.join(folder, "net.onnx"), "--session", path, status=1)
    assert "at the end is not saved" in err and path in err, err


def main():
    tests = [(name[5:], value) for name, value in sorted(globals().items())
             if name.startswith("test_")]
    print(f"1..{len(tests)}")
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        try:
            with tempfile.TemporaryDirectory(prefix="fooled-kept-") as folder:
                test(folder)
            print(f"ok {number} {name}", flush=True)
        except Exception:  # pylint: disable=broad-except
            failed += 1
            print("# " + "\n# ".join(traceback.format_exc().splitlines()))
            print(f"not ok {number} {name}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
