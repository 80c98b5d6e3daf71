#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills work that saves in a session, an evolution, an ascent or a retraining, again and again at random moments, and
lets it go on.

  kill-runs.py FOOLED-CLI [--rounds 200] [--seconds 6] [--generations 4000] [--encoding cppn]
  kill-runs.py FOOLED-CLI --retrain DATA [--rounds 20] [--seconds 12] [--generations 60] [--encoding cppn]

Each round starts fooled-cli with the same session, kills it with SIGKILL after a random time of up to so many
seconds, looks whether the session is whole, and how many seconds of running it lost. At the end the run goes on to
its last generation, and its archive (of a retraining: its table and its networks) has to be that of a run in one go.
FOOLED_WEIGHTS_DIR tells where the networks are."""

import argparse
import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zlib

parser = argparse.ArgumentParser()
parser.add_argument("program")
parser.add_argument("--rounds", type=int, default=200)
parser.add_argument("--seconds", type=float, default=6)
parser.add_argument("--generations", type=int, default=4000)
parser.add_argument("--encoding", default="cppn")
parser.add_argument("--network", default="lenet-mnist")
parser.add_argument("--retrain", metavar="DATA")
parser.add_argument("--epochs", type=int, default=2)
options = parser.parse_args()

if options.retrain:
    COMMAND = [options.program, "retrain", "--data", options.retrain, "--encoding", options.encoding, "--rounds", "2",
               "--runs", "4", "--generations", str(options.generations), "--epochs", str(options.epochs), "--json"]
else:
    COMMAND = [options.program, "evolve", "--network", options.network, "--encoding", options.encoding,
               "--generations", str(options.generations), "--json"]


def whole(path):
    """(seconds of running that are saved, whether nothing is damaged)"""
    if not os.path.exists(path):
        return 0, True
    with sqlite3.connect(path) as data:
        ok = data.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        tables = [name for (name,) in data.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = "session" if "session" in tables else tables[0]
        columns = [row[1] for row in data.execute(f"PRAGMA table_info({table})")]
        seconds = data.execute(f"SELECT seconds FROM {table}").fetchone()[0] if "seconds" in columns else None
    return seconds, ok


def age(path, since):
    """Seconds since something was saved last; 0 where nothing was since then."""
    files = [path + ending for ending in ("", "-wal") if os.path.exists(path + ending)]
    last = max(map(os.path.getmtime, files), default=0)
    return time.time() - last if last > since else 0


def where(folder, name):
    """Of a retraining: the folder of its networks."""
    return ["--output", os.path.join(folder, name)] if options.retrain else []


def stage(path):
    """Of a retraining that is saved: "training", or what comes after it; "" of other work."""
    if not options.retrain or not os.path.exists(path):
        return ""
    with sqlite3.connect(path) as data:
        state = data.execute("SELECT data FROM part WHERE name = 'state'").fetchone()
    # After the tag and the version, 4 bytes each, comes the stage; 0 is training.
    return "" if state is None else "training" if zlib.decompress(state[0])[8] == 0 else "later"


def outcome(out):
    """What has to be the same at the end, however often it was killed."""
    rows = [json.loads(line) for line in out.splitlines()]
    if not options.retrain:
        return rows[-1]["archive_sha256"]
    for row in rows:
        with open(row.pop("network"), "rb") as file:
            row["sha256"] = hashlib.sha256(file.read()).hexdigest()
        del row["training_seconds"], row["evolution_seconds"]
    return rows


def finish(arguments, threads):
    return outcome(subprocess.run([*COMMAND, "--threads", str(threads), *arguments], check=True,
                                  stdout=subprocess.PIPE, text=True).stdout)


with tempfile.TemporaryDirectory() as folder:
    session = os.path.join(folder, "run.fooled-session")
    damaged = failed = n_in_training = 0
    worst = oldest = 0.0
    saved = 0.0
    for number in range(options.rounds):
        begin, since = time.monotonic(), time.time()
        process = subprocess.Popen([*COMMAND, "--threads", str(1 + number % 3), "--session", session,
                                    *where(folder, "killed")],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            said = process.communicate(timeout=random.uniform(0.05, options.seconds))[1]
            if process.returncode != 0:
                failed += 1
                print(f"\n{said.decode()}", file=sys.stderr)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            oldest = max(oldest, age(session, since))
        ran = time.monotonic() - begin
        before, (saved, ok) = saved or 0, whole(session)
        damaged += not ok
        n_in_training += stage(session) == "training"
        if saved is not None:
            worst = max(worst, ran - (saved - before))
        print(f"\r{number + 1} rounds, {damaged} damaged, {failed} failed starts, at most {worst:.1f} s lost",
              end="", file=sys.stderr)
    print(file=sys.stderr)
    resumed = finish(["--session", session, *where(folder, "killed")], 2)
    straight = finish(where(folder, "straight"), 2)
    same = resumed == straight
    in_training = f", {n_in_training} of them in the middle of training" if options.retrain else ""
    print(f"{options.rounds} kills{in_training}: {damaged} damaged, {failed} starts failed, at most {worst:.1f} s of "
          f"work lost (start of the program included; what was saved last was at most {oldest:.1f} s old); "
          f"the same outcome as in one go: {'yes' if same else 'NO'}")
    sys.exit(0 if same and not damaged and not failed else 1)
