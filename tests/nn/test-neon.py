# SPDX-License-Identifier: GPL-3.0-or-later
"""The kernels for 64-bit Arm, built from the same source by a cross compiler and run by an emulator.
Skipped where those are missing (Debian: gcc-aarch64-linux-gnu, libc6-dev-arm64-cross, qemu-user)."""

import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = (ROOT / "tests/nn/test-kernels.c", ROOT / "src/nn/kernels-baseline.c")
# As src/nn/meson.build has it.
OPTIONS = ("-std=c17", "-O2", "-ffp-contract=fast", "-static")


def main():
    compiler = shutil.which("aarch64-linux-gnu-gcc")
    emulator = shutil.which("qemu-aarch64") or shutil.which("qemu-aarch64-static")
    if compiler is None or emulator is None:
        print("1..0 # SKIP there is no cross compiler or no emulator for 64-bit Arm")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder, "kernels")
        built = subprocess.run([compiler, *OPTIONS, f"-I{ROOT / 'src'}", *SOURCES, "-lm", "-o",
                                program], capture_output=True, text=True, check=False)
        if built.returncode != 0:
            print("1..1\nnot ok 1 the kernels can be built for 64-bit Arm")
            print(built.stderr, file=sys.stderr)
            return 1
        return subprocess.run([emulator, program], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
