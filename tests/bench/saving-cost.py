#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What saving costs: evaluations a second of a run with a session and without one, in turns.

  saving-cost.py FOOLED-CLI [--network lenet-mnist] [--encoding cppn] [--generations 2000] [--batch 200] [--rounds 5]

Prints each round, the median of the ratios, and the size of the last session and the time until it is open again.
FOOLED_WEIGHTS_DIR tells where the networks are."""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("program")
parser.add_argument("--network", default="lenet-mnist")
parser.add_argument("--encoding", default="cppn")
parser.add_argument("--generations", type=int, default=2000)
parser.add_argument("--batch", type=int, default=200)
parser.add_argument("--rounds", type=int, default=5)
options = parser.parse_args()

COMMAND = [options.program, "evolve", "--network", options.network, "--encoding", options.encoding,
           "--generations", str(options.generations), "--batch", str(options.batch), "--json"]


def run(*arguments):
    begin = time.monotonic()
    out = subprocess.run([*COMMAND, *arguments], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                         text=True).stdout
    return json.loads(out.splitlines()[-1]), time.monotonic() - begin


with tempfile.TemporaryDirectory() as folder:
    ratios = []
    for number in range(options.rounds):
        session = os.path.join(folder, f"{number}.fooled-session")
        plain, _ = run()
        saved, _ = run("--session", session)
        assert plain["archive_sha256"] == saved["archive_sha256"]
        ratios.append(saved["evaluations_per_second"] / plain["evaluations_per_second"])
        print(f"without {plain['evaluations_per_second']:.0f}, with {saved['evaluations_per_second']:.0f} a second: "
              f"{ratios[-1]:.3f}", flush=True)
    size = os.path.getsize(session)
    _, again = run("--session", session)
    print(f"{options.network}, {options.encoding}, {options.generations} x {options.batch}: median ratio "
          f"{statistics.median(ratios):.3f}; session of {size / 1e6:.2f} MB; to open it, its network included, and to "
          f"end: {again:.2f} s")
