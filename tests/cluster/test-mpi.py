# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that several ranks share. Usage: test-mpi.py FOOLED-CLI [FOOLED-MPI]; prints TAP."""

import os
import pathlib
import shutil
import signal
import sqlite3
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "cli"))
from files import write_idx  # noqa: E402
from program import (PROGRAM as CLI, WAIT, WEIGHTS, croppable, end, last_object, run_tests,  # noqa: E402
                     start)

MPI = sys.argv[2] if len(sys.argv) > 2 else None
MPIRUN = shutil.which("mpirun")
RANKS = (1, 2, 3, 5)
FEW_RANKS = (2, 3)  # where only what they work at is another
SMALL = ["--network", "lenet-mnist", "--batch", "60"]
RUNS = {
    "cppn": ["evolve", *SMALL, "--encoding", "cppn", "--generations", "12"],
    "pixels": ["evolve", *SMALL, "--encoding", "pixels", "--generations", "6"],
    "curious": ["evolve", *SMALL, "--encoding", "cppn", "--generations", "12", "--parents", "curious",
                "--strengths", "3"],
    "gradient": ["evolve", *SMALL, "--encoding", "cppn", "--gradient", "0.5", "--generations", "12"],
    "ascent": ["ascend", "--network", "lenet-mnist", "--classes", "0-6", "--iterations", "15"],
}
# As root, on a machine of few processors, and without a network; leaks are MPI's own.
SETTINGS = {
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "OMPI_MCA_hwloc_base_binding_policy": "none",
    "OMPI_MCA_btl": "self,vader",
    "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
    "OMPI_MCA_plm_rsh_agent": "true",
    "PMIX_MCA_gds": "hash",
    "ASAN_OPTIONS": "detect_leaks=0",
}


def command(n_ranks, *arguments):
    return [MPIRUN, "-n", str(n_ranks), MPI, *arguments]


def run(line, status=0):
    return end(start(command=line, env={**os.environ, **SETTINGS}), status)


def result(line):
    """The object that --json prints."""
    out, err = run([*line, "--json"])
    assert err == "", err
    return last_object(out)


def same_archive(arguments, ranks=FEW_RANKS):
    """The archive of one machine, on any number of ranks and of threads each."""
    alone = result([CLI, *arguments])
    for n_ranks in ranks:
        shared = result(command(n_ranks, *arguments, "--threads", str(1 + n_ranks % 2)))
        for key in ("archive_sha256", "evaluations", "forward_passes", "median"):
            assert shared.get(key) == alone.get(key), (n_ranks, key, shared, alone)


def test_cppn(_folder):
    same_archive(RUNS["cppn"], RANKS)


def test_pixels(_folder):
    same_archive(RUNS["pixels"])


def test_gradient(_folder):
    same_archive(RUNS["gradient"])


def test_curious(_folder):
    same_archive(RUNS["curious"])


def test_ascent(_folder):
    same_archive(RUNS["ascent"])


def test_screening(folder):
    """Two exchanges a generation; a session of some ranks goes on with others."""
    arguments = ["evolve", "--network", croppable(folder), "--encoding", "cppn", "--batch", "60",
                 "--crops", "10", "--screening", "--gradient", "0.3", "--generations"]
    session = os.path.join(folder, "run.fooled-session")
    same_archive([*arguments, "12"])
    alone = result([CLI, *arguments, "16"])
    assert alone["forward_passes"] < 10 * alone["evaluations"], alone
    for n_ranks, generations in ((3, "6"), (2, "11"), (1, "16")):
        shared = result(command(n_ranks, *arguments, generations, "--session", session))
    assert shared["archive_sha256"] == alone["archive_sha256"], (shared, alone)


def saved(program, folder, name):
    """What a run of CPPNs leaves: the files of its images, and the rows of its session that do not
    depend on time."""
    place = pathlib.Path(folder, name)
    session = place / "run.fooled-session"
    place.mkdir()
    run([*program, *RUNS["cppn"], "--threads", "1", "--session", str(session), "--output",
         str(place / "champions")])
    files = {path.name: path.read_bytes() for path in (place / "champions").iterdir()}
    with sqlite3.connect(f"file:{session}?mode=ro", uri=True) as database:
        rows = [database.execute(f"SELECT * FROM {table}").fetchall()
                for table in ("champion", "crown", "individual")]
        rows += database.execute("SELECT n_filled, median FROM session").fetchall()
        rows += database.execute("SELECT data FROM part WHERE name = 'picture'").fetchall()
    return files, rows


def test_saved(folder):
    """Images that another rank has scored, and that are drawn only to be saved, are the same."""
    alone = saved([CLI], folder, "alone")
    assert len(alone[0]) > 10 and all(alone[1]), alone
    for n_ranks in (2, 3):
        assert saved(command(n_ranks), folder, f"shared-{n_ranks}") == alone, n_ranks


def wait_for(condition, what):
    deadline = time.monotonic() + WAIT
    while not (found := condition()):
        assert time.monotonic() < deadline, f"no {what}"
        time.sleep(0.02)
    return found


def ranks_of(process):
    """Process ids by rank of what mpirun has started."""
    found = {}
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parent = int(path.joinpath("stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent != process.pid:
                continue
            for entry in path.joinpath("environ").read_bytes().split(b"\0"):
                name, _, value = entry.partition(b"=")
                if name == b"OMPI_COMM_WORLD_RANK":
                    found[int(value)] = int(path.name)
        except (OSError, ValueError):
            continue
    return found


def processor_time(pid):
    """In ticks."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def begin(n_ranks, *arguments):
    """A run that has been at work for a while on all its ranks."""
    process = start(command=command(n_ranks, *arguments), env={**os.environ, **SETTINGS})
    ranks = wait_for(lambda: (r := ranks_of(process)) if len(ranks_of(process)) == n_ranks else None,
                     "ranks")
    before = {rank: processor_time(pid) for rank, pid in ranks.items()}
    wait_for(lambda: all(processor_time(pid) >= before[rank] + 20 for rank, pid in ranks.items()),
             "work")
    return process, ranks


def failed(process):
    """(stdout, stderr) of what does not end well."""
    out, err = process.communicate(timeout=WAIT)
    assert process.returncode != 0
    return out, err


def generation_in(session):
    with sqlite3.connect(f"file:{session}?mode=ro", uri=True) as database:
        return database.execute("SELECT generation FROM session").fetchone()[0]


ENDLESS = ["evolve", "--network", "lenet-mnist", "--encoding", "cppn", "--batch", "400",
           "--threads", "1"]


def goes_on(session, n_ranks):
    """The session ends where a run in one go does."""
    last = str(generation_in(session) + 2)
    resumed = result(command(n_ranks, *ENDLESS, "--session", session, "--generations", last))
    assert resumed["generation"] == int(last), resumed
    alone = result([CLI, *ENDLESS, "--generations", last])
    assert resumed["archive_sha256"] == alone["archive_sha256"], (resumed, alone)


def test_dead_rank(folder):
    """Ends the run, with a sentence; what is saved goes on, on another number of ranks."""
    session = os.path.join(folder, "dead.fooled-session")
    process, ranks = begin(3, *ENDLESS, "--session", session, "--generations", "1000000")
    wait_for(lambda: os.path.exists(session), "session")
    os.kill(ranks[1], signal.SIGKILL)
    _, err = failed(process)
    assert "rank 1" in err and "signal 9" in err, err
    assert generation_in(session) > 0
    goes_on(session, 2)


def test_ctrl_c(folder):
    """Ends it with a checkpoint and the result so far."""
    session = os.path.join(folder, "ended.fooled-session")
    process, _ = begin(2, *ENDLESS, "--session", session, "--generations", "1000000")
    wait_for(lambda: os.path.exists(session), "session")
    process.send_signal(signal.SIGINT)
    out, err = failed(process)
    assert "Interrupted; the session goes on from here next time." in err, err
    assert "Archive: " in out, out
    goes_on(session, 3)


def test_wrong_usage(_folder):
    """One rank speaks, not all."""
    for arguments, status, sentence in (
            (["evolve", *SMALL, "--encoding", "cppn", "--generations", "0"], 2, "--generations has"),
            (["evolve", "--network", "none", "--encoding", "cppn", "--generations", "2"], 1,
             "There is no network and no file"),
            (["classify"], 2, "There is no command “classify”; see “fooled-mpi --help”.")):
        out, err = run(command(3, *arguments), status=status)
        assert out == "" and err.count(sentence) == 1, err
        assert err.count("fooled-mpi:") + err.count("fooled-mpi evolve:") == 1, err
    out, err = run(command(3, "evolve", "--help"))
    assert out.count("--generations=") == 1 and err == "", (out, err)
    options = [line.split()[0] for line in out.splitlines() if line.startswith("  --")]
    own = run([CLI, "evolve", "--help"])[0]
    assert options == [line.split()[0] for line in own.splitlines() if line.startswith("  --")], own


def write_stripes(folder):
    """A tiny data set: class i is bright in a stripe of its own."""
    for name, n in (("train", 300), ("t10k", 100)):
        write_idx(folder, name, [i % 10 for i in range(n)], lambda i, x, y:
                  (200 if y // 3 == i % 10 else 0) + (37 * i + 11 * y + 5 * x) % 40)


def test_retraining(folder):
    """Ranks share the evolution, whose images all go into training: the networks are the same."""
    write_stripes(folder)
    for method, length in (("cppn", ["--generations", "8", "--batch", "40"]),
                           ("pixels", ["--generations", "8", "--batch", "40"]),
                           ("ascent", ["--generations", "8"])):
        seen = {}
        for n_ranks in (0, 2, 3):
            output = os.path.join(folder, f"{method}-{n_ranks}")
            program = command(n_ranks) if n_ranks > 0 else [CLI]
            run([*program, "retrain", "--data", folder, "--rounds", "2", "--train-images", "40",
                 "--test-images", "20", "--runs", "2", "--epochs", "2", "--encoding", method, *length,
                 "--threads", "1", "--json", "--output", output])
            networks = sorted(pathlib.Path(output).glob("*.onnx"))
            assert len(networks) == 2, networks
            seen[n_ranks] = [network.read_bytes() for network in networks]
        assert seen[0] == seen[2] == seen[3], method


def write_picture(path, side):
    """Stripes, as a picture that nobody has labelled."""
    row = bytes(value for x in range(side) for value in (x % 251, 3 * x % 256, 90))
    pathlib.Path(path).write_bytes(b"P6 %d %d 255\n" % (side, side) + row * side)


def comparison(folder):
    """Sets of all kinds: CPPNs, pixels, pictures large and small, what cannot be read; and networks
    of several sizes, one of which is not there."""
    session = os.path.join(folder, "run.fooled-session")
    images = os.path.join(folder, "images")
    pictures = os.path.join(folder, "pictures")
    run([CLI, "evolve", *SMALL, "--encoding", "cppn", "--generations", "5", "--session", session])
    run([CLI, "evolve", *SMALL, "--encoding", "pixels", "--generations", "3", "--output", images])
    os.mkdir(pictures)
    for side in (5, 28, 40, 300):
        write_picture(os.path.join(pictures, f"{side}.ppm"), side)
    shutil.copytree(pictures, os.path.join(folder, "others"))
    pathlib.Path(pictures, "broken.png").write_bytes(b"no picture")
    return ["compare", "--networks", f"lenet-mnist,none,{croppable(folder)},emoji", images, pictures,
            session, os.path.join(folder, "nothing")]


def outcome(line, program):
    """What is printed, said and drawn, without the seconds, and without what mpirun says."""
    with tempfile.TemporaryDirectory() as folder:
        picture = os.path.join(folder, "table.png")
        out, err = run([*line, "--picture", picture, "--threads", "1"], status=1)
        drawn = pathlib.Path(picture).read_bytes()
    numbers = last_object(run([*line, "--json"], status=1)[0])
    del numbers["seconds"]
    said = [line[len(program):] for line in err.splitlines() if line.startswith(program)]
    return out, said, drawn, numbers


def test_compare(folder):
    """The same to the byte, what goes wrong included; images come from rank 0 alone."""
    arguments = comparison(folder)
    alone = outcome([CLI, *arguments], "fooled-cli")
    for i, what in enumerate(("no network and no file called “none”", "broken.png", "nothing")):
        assert what in alone[1][i], alone[1]
    assert [cell["judged"] for group in alone[3]["sets"] for cell in group["cells"]
            if cell["network"].startswith("lenet")] == [10, 10, 4, 4, 10, 10], alone[3]
    for n_ranks in (2, 5):
        shared = outcome(command(n_ranks, *arguments), "fooled-mpi")
        assert shared == alone, (n_ranks, shared, alone)


def long_comparison(folder):
    """The same network again and again, under many names."""
    images = os.path.join(folder, "images")
    names = [os.path.join(folder, f"{i}.card") for i in range(90)]
    os.mkdir(images)
    for i in range(2000):
        write_picture(os.path.join(images, f"{i}.ppm"), 40)
    shutil.copytree(WEIGHTS / "emoji", os.path.join(folder, "emoji"))
    shutil.copy(WEIGHTS / "emoji.onnx", folder)
    for name in names:
        shutil.copy(WEIGHTS / "emoji.card", name)
    return ["compare", "--networks", ",".join(names), images, "--threads", "1"]


def test_compare_ends(folder):
    """A rank that dies ends it with a sentence, and so does a signal; nobody hangs."""
    arguments = long_comparison(folder)
    process, ranks = begin(3, *arguments)
    os.kill(ranks[2], signal.SIGKILL)
    out, err = failed(process)
    assert out == "", (out, err)
    assert "rank 2" in err and "signal 9" in err, err
    process, ranks = begin(2, *arguments)
    os.kill(ranks[0], signal.SIGINT)
    out, err = failed(process)
    assert out == "", (out, err)
    assert err.count("Interrupted; there is no result.") == 1, err


def test_one_reading(folder):
    """Only rank 0 has the network's files."""
    weights = os.path.join(folder, "weights")
    shutil.copytree(WEIGHTS, weights)
    arguments = [*RUNS["cppn"], "--threads", "1"]
    line = [MPIRUN, "-n", "1", "-x", f"FOOLED_WEIGHTS_DIR={weights}", MPI, *arguments, "--json", ":",
            "-n", "2", "-x", f"FOOLED_WEIGHTS_DIR={folder}/nothing", MPI, *arguments]
    out, err = run(line)
    assert err == "", err
    shared = last_object(out)
    assert shared["archive_sha256"] == result([CLI, *arguments])["archive_sha256"], shared
    picture = os.path.join(folder, "picture.ppm")
    write_picture(picture, 300)
    arguments = ["compare", "--networks", "emoji,lenet-mnist", picture]
    shared = run([MPIRUN, "-n", "1", "-x", f"FOOLED_WEIGHTS_DIR={weights}", MPI, *arguments, ":",
                  "-n", "2", "-x", f"FOOLED_WEIGHTS_DIR={folder}/nothing", MPI, *arguments])
    assert shared == run([CLI, *arguments]), shared


def test_unlike_processors(_folder):
    """Ranks that compute other last bits are refused."""
    arguments = RUNS["cppn"]
    if "avx2" not in pathlib.Path("/proc/cpuinfo").read_text():
        return
    line = [MPIRUN, "-n", "1", MPI, *arguments, ":", "-n", "1", "-x",
            "FOOLED_INSTRUCTIONS=baseline", MPI, *arguments]
    out, err = run(line, status=1)
    assert out == "" and err.count("Rank 0 computes with") == 1, err


TESTS = [
    ("CPPNs: the same archive on 1, 2, 3 and 5 ranks", test_cppn),
    ("pixels: the same", test_pixels),
    ("CPPNs with gradient: the same", test_gradient),
    ("parents whose children won: the same", test_curious),
    ("what is saved: the same", test_saved),
    ("screening: the same, and sessions go on with other ranks", test_screening),
    ("gradient ascent: the same", test_ascent),
    ("a rank that dies ends the run, and its session goes on", test_dead_rank),
    ("Ctrl+C saves, and the session goes on", test_ctrl_c),
    ("one rank speaks where the command line is wrong", test_wrong_usage),
    ("retraining: the same networks", test_retraining),
    ("comparing networks: the same output, pictures and sentences", test_compare),
    ("comparing networks: a rank that dies, and a signal", test_compare_ends),
    ("one reading of the network is enough", test_one_reading),
    ("ranks that compute differently are refused", test_unlike_processors),
]

if MPI is None or MPIRUN is None:
    print("1..0 # SKIP " + ("fooled-mpi was not built" if MPI is None else "mpirun is not there"))
    sys.exit(0)
run_tests(TESTS)
