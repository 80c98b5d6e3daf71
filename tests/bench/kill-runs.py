#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills an evolution or an ascent that saves in a session, again and again at random moments, and lets it go on.

  kill-runs.py FOOLED-CLI [--rounds 200] [--seconds 6] [--generations 4000] [--encoding cppn]

Each round starts fooled-cli with the same session, kills it with SIGKILL after a random time of up to so many
seconds, looks whether the session is whole, and how many seconds of running it lost. At the end the run goes on to
its last generation, and its archive has to be that of a run in one go. FOOLED_WEIGHTS_DIR tells where the networks
are."""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("program")
parser.add_argument("--rounds", type=int, default=200)
parser.add_argument("--seconds", type=float, default=6)
parser.add_argument("--generations", type=int, default=4000)
parser.add_argument("--encoding", default="cppn")
parser.add_argument("--network", default="lenet-mnist")
options = parser.parse_args()

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


def finish(arguments, threads):
    out = subprocess.run([*COMMAND, "--threads", str(threads), *arguments], check=True, stdout=subprocess.PIPE,
                         text=True).stdout
    return json.loads(out.splitlines()[-1])


with tempfile.TemporaryDirectory() as folder:
    session = os.path.join(folder, "run.fooled-session")
    damaged = failed = 0
    worst = 0.0
    saved = 0.0
    for number in range(options.rounds):
        begin = time.monotonic()
        process = subprocess.Popen([*COMMAND, "--threads", str(1 + number % 3), "--session", session],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            said = process.communicate(timeout=random.uniform(0.05, options.seconds))[1]
            if process.returncode != 0:
                failed += 1
                print(f"\n{said.decode()}", file=sys.stderr)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        ran = time.monotonic() - begin
        before, (saved, ok) = saved or 0, whole(session)
        damaged += not ok
        if saved is not None:
            worst = max(worst, ran - (saved - before))
        print(f"\r{number + 1} rounds, {damaged} damaged, {failed} failed starts, at most {worst:.1f} s lost",
              end="", file=sys.stderr)
    print(file=sys.stderr)
    resumed = finish(["--session", session], 2)
    straight = finish([], 2)
    same = resumed["archive_sha256"] == straight["archive_sha256"]
    print(f"{options.rounds} kills: {damaged} damaged, {failed} starts failed, at most {worst:.1f} s of work lost "
          f"(start of the program included); the same archive as in one go: {'yes' if same else 'NO'}")
    sys.exit(0 if same and not damaged and not failed else 1)
