# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to a session's file while fooled-cli is at work, and at its end. Usage: test-kept.py
FOOLED-CLI; prints TAP."""

import os
import shutil
import signal
import time

from files import read, write, write_sides
from program import await_file, end, interrupt, last_object, limit_files, run, run_tests, start

EVOLVE = ["evolve", "--network", "lenet-mnist", "--encoding", "cppn", "--threads", "1"]


def generation_of(path):
    """After no more work; the program tells where it is."""
    out, _ = run(*EVOLVE, "--session", path, "--generations", "1", "--json")
    return last_object(out)["generation"]


def test_training_killed_at_once(folder):
    """Killed as soon as its session is there, a training goes on; more than once."""
    data, session = os.path.join(folder, "sides"), os.path.join(folder, "a")
    write_sides(data)
    for i in range(4):
        output = os.path.join(folder, f"{i}.onnx")
        process = start("train", "--data", data, "--epochs", "100000", "--output", output,
                        "--session", session + str(i))
        await_file(session + str(i), process)
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
    await_file(session, process)
    shutil.copy(session, alone)
    interrupt(process)
    assert generation_of(alone) > 1
    assert generation_of(session) >= generation_of(alone)


def test_moved(folder):
    """Renamed while it is written, it is whole under both names."""
    session, other = os.path.join(folder, "a"), os.path.join(folder, "b")
    process = start(*EVOLVE, "--generations", "100000000", "--session", session)
    await_file(session, process)
    os.rename(session, other)
    _, err = interrupt(process)
    assert "goes on from here" in err, err
    assert generation_of(session) >= generation_of(other) > 1


def test_removed(folder):
    """Removed with its folder, it is made again."""
    session = os.path.join(folder, "folder", "a")
    process = start(*EVOLVE, "--generations", "100000000", "--session", session)
    await_file(session, process)
    shutil.rmtree(os.path.dirname(session))
    _, err = interrupt(process)
    assert "goes on from here" in err, err
    assert generation_of(session) > 1


def test_log_left(folder):
    """What a killed run left of a file that was moved away is not taken for a new one's."""
    session = os.path.join(folder, "a")
    process = start(*EVOLVE, "--generations", "100000000", "--session", session)
    await_file(session + "-wal", process)
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
    await_file(session, process)
    os.rename(session, session + "b")
    write(session, "mine")
    _, err = interrupt(process, 1)
    assert "at the end is not saved" in err and "a file" in err, err
    assert read(session) == b"mine"
    assert generation_of(session + "b") > 1


def test_end_not_saved(folder):
    """A run or a training that cannot be saved at its end says so, and fails."""
    data = os.path.join(folder, "sides")
    write_sides(data)
    for limit, path in ((8000, os.path.join(folder, "full")), (None, os.path.join(folder, "link"))):
        if limit is None:
            os.symlink(os.path.join(folder, "nowhere"), path)
        out, err = run(*EVOLVE, "--generations", "3", "--session", path, "--json", status=1,
                       preexec_fn=limit and limit_files(limit))
        assert "at the end is not saved" in err and path in err, err
        assert ".fooled-" not in err, err
        assert last_object(out)["generation"] == 3
    _, err = run("train", "--data", data, "--epochs", "1", "--output",
                 os.path.join(folder, "net.onnx"), "--session", path, status=1)
    assert "at the end is not saved" in err and path in err, err


run_tests(globals())
