# SPDX-License-Identifier: GPL-3.0-or-later
"""Every room of src/ includes only what it may use."""

import pathlib
import re
import sys

CORE = {"base", "nn", "formats", "evolve", "ascent", "store", "run"}
ROOMS = {
    "base": {"base"},
    "nn": {"base", "nn"},
    "formats": {"base", "nn", "formats"},
    "evolve": {"base", "evolve"},
    "ascent": {"base", "nn", "ascent"},
    "store": {"base", "evolve", "store"},
    "run": CORE,
    # The run, and the plain data of which its snapshots are made.
    "cli": {"base", "evolve", "ascent", "store", "run", "cli"},
    "ui": {"base", "evolve", "ascent", "store", "run", "ui"},
}
# Libraries that only these may name; by a path or its beginning.
LIBRARIES = {
    r"(gtk|gdk|gsk|adwaita|graphene)": ["ui/"],
    r"(gdk-pixbuf)": ["ui/"],
    r"(cblas)": ["nn/gemm.c"],
    r"(libsoup)": ["formats/download"],
    r"(sqlite3)": ["store/"],
    r"(png)\.h": ["store/"],
    r"(pango)": ["store/sheet.c", "ui/"],
    r"(json-glib)": ["cli/"],
    r"(nlopt)": ["ascent/"],
}


def faults(source):
    """What the files below this folder include and may not."""
    for path in sorted(source.rglob("*.[ch]")):
        name = path.relative_to(source).as_posix()
        room = name.split("/")[0]
        text = path.read_text(encoding="utf-8")
        for included in re.findall(r'^\s*#\s*include "([^"]+)"', text, re.MULTILINE):
            other = included.split("/")[0]
            if "/" in included and other not in ROOMS[room]:
                yield f"{name}: {included}"
        for included in re.findall(r"^\s*#\s*include <([^>]+)>", text, re.MULTILINE):
            for library, users in LIBRARIES.items():
                if re.match(library, included) and not name.startswith(tuple(users)):
                    yield f"{name}: {included}"


source = pathlib.Path(sys.argv[1])
rooms = sorted(path.name for path in source.iterdir() if path.is_dir())
found = list(faults(source))
print("1..2")
for line in found:
    print(f"# {line}")
print(f"{'not ok' if found else 'ok'} 1 every room includes only what it may use")
print(f"{'ok' if rooms == sorted(ROOMS) else 'not ok'} 2 every room has its rule")
sys.exit(1 if found or rooms != sorted(ROOMS) else 0)
