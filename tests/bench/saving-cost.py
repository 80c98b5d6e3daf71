#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What saving costs: evaluations a second of a run with a session and without one, in turns.

  saving-cost.py FOOLED-CLI [--network lenet-mnist] [--encoding cppn] [--generations 2000] [--batch 200] [--rounds 5]

Prints each round, by the clock and by the processor time that an evaluation takes (which other programs disturb less), the
medians of the ratios, and the size of the last session and the time until it is open again.
FOOLED_WEIGHTS_DIR tells where the networks are."""

import argparse
import json
import os
import resource
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


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run(*arguments):
    begin = time.monotonic()
    before = processor_seconds()
    out = subprocess.run([*COMMAND, *arguments], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                         text=True).stdout
    return json.loads(out.splitlines()[-1]), time.monotonic() - begin, processor_seconds() - before


with tempfile.TemporaryDirectory() as folder:
    ratios = []
    processor_ratios = []
    for number in range(options.rounds):
        session = os.path.join(folder, f"{number}.fooled-session")
        plain, _, plain_seconds = run()
        saved, _, saved_seconds = run("--session", session)
        assert plain["archive_sha256"] == saved["archive_sha256"]
        ratios.append(saved["evaluations_per_second"] / plain["evaluations_per_second"])
        processor_ratios.append(plain_seconds / saved_seconds)
        print(f"without {plain['evaluations_per_second']:.0f}, with {saved['evaluations_per_second']:.0f} a second: "
              f"{ratios[-1]:.3f}; processor {plain_seconds:.2f} and {saved_seconds:.2f} s: {processor_ratios[-1]:.3f}",
              flush=True)
    size = os.path.getsize(session)
    _, again, _ = run("--session", session)
    print(f"{options.network}, {options.encoding}, {options.generations} x {options.batch}: median ratio "
          f"{statistics.median(ratios):.3f}, by processor time {statistics.median(processor_ratios):.3f}; session of {size / 1e6:.2f} MB; to open it, its network included, and to "
          f"end: {again:.2f} s")
