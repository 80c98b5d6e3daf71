# SPDX-License-Identifier: GPL-3.0-or-later
"""How evolution grows: evaluations a second and memory from 10 to 1000 wanted classes, on one and two
threads. All take turns, round after round, so that what else the computer does meets all of them.

  ninja -C BUILD src/cli/fooled-cli
  python3 tests/bench/growth.py BUILD --network squeezenet-1.0 [--generations 4] [--rounds 3]

Memory is the most that was resident, the network's weights and the program included.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile


def run(program, network, method, classes, threads, generations):
    """(evaluations a second, bytes)"""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [program, "evolve", "--network", network, "--encoding", method, "--classes",
             f"0-{classes - 1}", "--generations", str(generations), "--threads", str(threads),
             "--json", "--output", os.path.join(folder, "champions")],
            stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(f"fooled-cli ended with {process.returncode}")
        out.seek(0)
        result = json.loads(out.read().splitlines()[-1])
    return result["evaluations"] / result["seconds"], usage.ru_maxrss * 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build")
    parser.add_argument("--network", default="squeezenet-1.0")
    parser.add_argument("--encoding", default="cppn")
    parser.add_argument("--classes", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--generations", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    program = os.path.join(options.build, "src/cli/fooled-cli")
    cases = [(classes, threads) for classes in options.classes for threads in options.threads]
    results = {case: [] for case in cases}
    for _ in range(options.rounds):
        for classes, threads in cases:
            results[classes, threads].append(run(program, options.network, options.encoding,
                                                 classes, threads, options.generations))
    for classes, threads in cases:
        speeds, sizes = zip(*results[classes, threads])
        print(f"{options.network}, {options.encoding}, {classes} classes, {threads} threads: "
              f"{statistics.median(speeds):.1f} evaluations/s, {max(sizes) / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
