# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the window takes from the command to its first frame: median of several starts by a user
who has none of its files, on a display of its own.
Arguments: the program, the folder of weights, the folder of the compiled settings; how often (10)."""

import ctypes
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

FOOLED, WEIGHTS, SCHEMAS = map(os.path.abspath, sys.argv[1:4])
N = int(sys.argv[4]) if len(sys.argv) > 4 else 10
SCREEN = (1280, 800)
POLL = 0.004  # seconds
Z_PIXMAP = 2
ALL_PLANES = ctypes.c_ulong(-1)


class Image(ctypes.Structure):
    """The beginning of XImage."""
    _fields_ = [("width", ctypes.c_int), ("height", ctypes.c_int), ("xoffset", ctypes.c_int),
                ("format", ctypes.c_int), ("data", ctypes.POINTER(ctypes.c_char)),
                ("byte_order", ctypes.c_int), ("bitmap_unit", ctypes.c_int),
                ("bitmap_bit_order", ctypes.c_int), ("bitmap_pad", ctypes.c_int),
                ("depth", ctypes.c_int), ("bytes_per_line", ctypes.c_int)]


class Screen:
    """What an X server shows."""

    def __init__(self, display):
        self.x = ctypes.CDLL("libX11.so.6")
        self.x.XOpenDisplay.restype = ctypes.c_void_p
        self.x.XDefaultRootWindow.restype = ctypes.c_ulong
        self.x.XGetImage.restype = ctypes.POINTER(Image)
        self.display = ctypes.c_void_p(self.x.XOpenDisplay(display.encode()))
        self.root = ctypes.c_ulong(self.x.XDefaultRootWindow(self.display))

    def row(self, y):
        """The pixels of one row, as bytes."""
        image = self.x.XGetImage(self.display, self.root, 0, y, SCREEN[0], 1, ALL_PLANES, Z_PIXMAP)
        data = ctypes.string_at(image.contents.data, image.contents.bytes_per_line)
        self.x.XDestroyImage(image)
        return data

    def is_drawn(self):
        """Whether anything but the empty root window or an empty window is there: the header and
        what is below it have several colours."""
        for y in (25, SCREEN[1] // 2):
            row = self.row(y)
            if len({row[i:i + 3] for i in range(0, len(row), 4)}) < 3:
                return False
        return True


def cpu_seconds(pid):
    """Of the thread that makes and draws the window; the others evolve already."""
    with open(f"/proc/{pid}/task/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def start(screen, display):
    """Seconds to the first frame, and those that a processor worked for it."""
    home = tempfile.mkdtemp(prefix="fooled-start-")
    environment = dict(os.environ, HOME=home, DISPLAY=display, GDK_BACKEND="x11",
                       XDG_DATA_HOME=home, XDG_CONFIG_HOME=home, XDG_CACHE_HOME=home,
                       GSETTINGS_BACKEND="memory", GSETTINGS_SCHEMA_DIR=SCHEMAS,
                       FOOLED_WEIGHTS_DIR=WEIGHTS)
    begin = time.monotonic()
    program = subprocess.Popen([FOOLED], env=environment, stderr=subprocess.DEVNULL)
    try:
        while not screen.is_drawn():
            if program.poll() is not None or time.monotonic() > begin + 60:
                sys.exit("The window does not appear.")
            time.sleep(POLL)
        return time.monotonic() - begin, cpu_seconds(program.pid)
    finally:
        program.kill()
        program.wait()
        shutil.rmtree(home, ignore_errors=True)


def main():
    read, write = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0",
                               f"{SCREEN[0]}x{SCREEN[1]}x24", "-noreset", "-nolisten", "tcp"],
                              pass_fds=[write], stderr=subprocess.DEVNULL)
    try:
        display = ":" + re.match(rb"\d+", os.read(read, 16)).group().decode()
        screen = Screen(display)
        start(screen, display)  # what the disk holds is in memory from now on
        figures = []
        for _ in range(N):
            time.sleep(0.3)
            assert not screen.is_drawn()
            figures.append(start(screen, display))
    finally:
        server.terminate()
        server.wait()
    wall, cpu = zip(*figures)
    print(f"first frame: median {statistics.median(wall):.3f} s of {N} "
          f"({min(wall):.3f} to {max(wall):.3f}); of the processor {statistics.median(cpu):.2f} s")


main()
