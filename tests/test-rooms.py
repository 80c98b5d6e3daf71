# SPDX-License-Identifier: GPL-3.0-or-later
"""Every room of src/ includes only what it may use."""

import pathlib
import re
import sys

CORE = {"base", "nn", "formats", "evolve", "ascent", "store", "datasets", "run"}
ROOMS = {
    "base": {"base"},
    "nn": {"base", "nn"},
    "formats": {"base", "nn", "formats"},
    "evolve": {"base", "evolve"},
    "ascent": {"base", "nn", "ascent"},
    "store": {"base", "evolve", "store"},
    "datasets": {"base", "nn", "datasets"},
    "run": CORE,
    # The run, and the plain data of which its snapshots are made.
    "cli": {"base", "evolve", "ascent", "store", "run", "cli"},
    "cluster": {"base", "run", "cli", "cluster"},
    "ui": {"base", "evolve", "ascent", "store", "run", "ui"},
}
# The folders of src/ui, and what each may use of the others. No two use each other.
UI_ROOMS = {
    "widgets": set(),
    "threads": set(),
    "pch": set(),  # a header for the compiler (meson.build)
    "hints": {"widgets"},
    # What pages show when they are presented; it knows none of them.
    "present": {"widgets"},
    "files": {"widgets", "threads"},
    "lens": {"widgets", "threads"},
    "ancestry": {"widgets", "threads", "files"},
    "networks": {"widgets", "threads", "files"},
    "settings": {"widgets", "files", "networks"},
    "picks": {"widgets", "threads", "files", "ancestry", "present", "lens"},
    "sessions": {"widgets", "threads", "files"},
    # The grid marks what is among the picks.
    "run": {"widgets", "threads", "files", "networks", "settings", "picks",
            "ancestry", "present", "lens"},
    "perturb": {"widgets", "threads", "files", "networks", "settings", "present", "lens"},
    # The grid of the run; data sets are got as networks are.
    "retrain": {"widgets", "threads", "files", "networks", "run", "present"},
    "compare": {"widgets", "threads", "files", "settings", "present"},
    # A session is chosen as for a comparison; drawings are judged on the bench of Perturb; the
    # champions of the run.
    "quiz": {"widgets", "threads", "files", "networks", "settings", "compare", "perturb", "run",
             "present"},
    "app": {"widgets", "threads", "files", "networks", "settings", "picks", "sessions", "run",
            "perturb", "retrain", "compare", "quiz", "ancestry", "hints", "present", "lens"},
}
# Libraries that only these may name; by a path or its beginning.
LIBRARIES = {
    r"(gtk|gdk(?!-pixbuf)|gsk|adwaita|graphene)": ["ui/"],
    r"(gdk-pixbuf)": ["datasets/"],
    r"(lcms2)": ["datasets/picture-color.c"],
    r"(cblas)": ["nn/gemm.c"],
    r"(libsoup)": ["formats/download"],
    r"(sqlite3)": ["store/"],
    r"(zlib)": ["store/pack.c"],
    r"(webp)": ["store/animation.c"],
    r"(png)\.h": ["store/"],
    r"(pango)": ["store/sheet.c", "store/table.c", "store/document.c", "datasets/character.c", "ui/"],
    r"(cairo)": ["store/document", "datasets/sample.c", "ui/"],
    r"(hb)": ["datasets/character.c"],
    r"(json-glib)": ["cli/"],
    r"(nlopt)": ["ascent/"],
    r"(mpi)\.h": ["cluster/"],
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
            if room == other == "ui":
                mine, theirs = name.split("/")[1], included.split("/")[1]
                if mine != theirs and theirs not in UI_ROOMS[mine]:
                    yield f"{name}: {included}"
        for included in re.findall(r"^\s*#\s*include <([^>]+)>", text, re.MULTILINE):
            for library, users in LIBRARIES.items():
                if re.match(library, included) and not name.startswith(tuple(users)):
                    yield f"{name}: {included}"


def circle(source):
    """Files of the window that use each other, however many others are between them; or none. A
    file is its header and what is behind it; its private header is for those that it uses."""
    uses = {}
    for path in sorted((source / "ui").rglob("*.[ch]")):
        name = path.relative_to(source).with_suffix("").as_posix()
        included = re.findall(r'^\s*#\s*include "(ui/[^"]+)\.h"',
                              path.read_text(encoding="utf-8"), re.MULTILINE)
        uses.setdefault(name, set()).update(set(included) - {name, name.removesuffix("-private")})
    while True:  # what uses nothing more is in no circle
        leaves = {name for name in uses if not uses[name] & uses.keys()}
        if not leaves:
            return sorted(uses)
        for name in leaves:
            del uses[name]


def folders(path):
    return sorted(entry.name for entry in path.iterdir() if entry.is_dir())


source = pathlib.Path(sys.argv[1])
checks = [
    ("every room has its rule",
     folders(source) == sorted(ROOMS) and folders(source / "ui") == sorted(UI_ROOMS)),
    ("no two folders of the window use each other",
     not any(mine in UI_ROOMS[theirs] for mine in UI_ROOMS for theirs in UI_ROOMS[mine])),
]
if checks[0][1]:
    found = list(faults(source))
    for line in found:
        print(f"# {line}")
    checks.append(("every room includes only what it may use", not found))
    entangled = circle(source)
    for line in entangled:
        print(f"# {line}")
    checks.append(("no two files of the window use each other", not entangled))
print(f"1..{len(checks)}")
for number, (title, held) in enumerate(checks, 1):
    print(f"{'ok' if held else 'not ok'} {number} {title}")
sys.exit(not all(held for _, held in checks))
