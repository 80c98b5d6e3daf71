# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flatpak manifest fits the program: its names, and what it is built from. It builds nothing.
Argument: the project's folder."""

import configparser
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as tree

root = pathlib.Path(sys.argv[1])
PLACES = {"--share=ipc", "--share=network", "--socket=wayland", "--socket=fallback-x11",
          "--device=dri", "--filesystem=xdg-pictures/Fooled:create"}
# What org.gnome.Platform 43 has of what meson.build asks for.
PLATFORM = {"glib-2.0", "gobject-2.0", "gio-2.0", "gio-unix-2.0", "libpng", "gdk-pixbuf-2.0",
            "lcms2", "nettle", "sqlite3", "zlib", "libwebp", "libwebpmux", "pangocairo", "cairo",
            "cairo-pdf", "cairo-svg", "harfbuzz", "libsoup-3.0", "json-glib-1.0", "gtk4",
            "libadwaita-1"}
MODULES = {"openblas": "openblas", "nlopt": "nlopt", "libprotobuf-c": "protobuf-c"}
NOT_INSIDE = {"mpi"}


def once(pairs):
    """A key that is there twice would be one that is lost."""
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), f"twice: {names}"
    return dict(pairs)


def text(path):
    return (root / path).read_text(encoding="utf-8")


PATH = "data/package/org.fooled.Fooled.json"
manifest = json.loads(text(PATH), object_pairs_hook=once)
meson = text("meson.build")
identity = re.search(r"application_id = '([\w.]+)'", meson).group(1)


def test_names():
    """Application id, desktop file, icon, metainfo, file types and command agree"""
    assert manifest["app-id"] == identity == pathlib.Path(PATH).stem
    desktop = configparser.ConfigParser(interpolation=None)
    desktop.read_string(text(f"data/{identity}.desktop.in"))
    entry = desktop["Desktop Entry"]
    assert entry["Icon"] == identity
    assert entry["Exec"].split()[0] == manifest["command"]
    for icon in (f"scalable/apps/{identity}.svg", f"symbolic/apps/{identity}-symbolic.svg"):
        assert (root / "data/icons/hicolor" / icon).is_file(), icon
    metainfo = tree.fromstring(text(f"data/{identity}.metainfo.xml.in"))
    assert metainfo.findtext("id") == identity
    assert metainfo.findtext("launchable") == f"{identity}.desktop"
    binaries = [binary.text for binary in metainfo.iter("binary")]
    assert manifest["command"] in binaries
    # Flatpak shows the desktop only files that are named after the application.
    assert "application_id + '.xml'" in text("data/meson.build")


def test_rights():
    """It may do what it needs, and nothing else"""
    assert set(manifest["finish-args"]) == PLACES
    assert (manifest["runtime"], manifest["sdk"]) == ("org.gnome.Platform", "org.gnome.Sdk")


def test_complete():
    """Each library of meson.build is in the runtime or a module before the program"""
    names = [module["name"] for module in manifest["modules"]]
    assert names[-1] == "fooled" and len(names) == len(set(names))
    wanted = set(re.findall(r"dependency\('([\w.+-]+)'", meson)) - NOT_INSIDE
    assert "gtk4" in wanted and "nlopt" in wanted
    for library in wanted - PLATFORM:
        assert MODULES.get(library) in names, f"nothing brings {library}"
    for library, module in MODULES.items():
        assert library in wanted, f"{module} is not needed"
    assert names.index("protobuf") < names.index("protobuf-c")


def test_sources():
    """Sources are tags of their authors, by a safe way, and this folder; hashes are whole"""
    for module in manifest["modules"]:
        for source in module["sources"]:
            if source["type"] == "dir":
                assert module["name"] == "fooled"
                folder = (root / PATH).parent / source["path"]
                assert folder.resolve() == root.resolve()
                continue
            assert source["type"] == "git" and source["url"].startswith("https://"), source
            assert re.fullmatch(r"v\d+(\.\d+)+", source["tag"]), source
            assert re.fullmatch(r"[0-9a-f]{40}", source.get("commit", "0" * 40)), source


tests = [test_names, test_rights, test_complete, test_sources]
print(f"1..{len(tests)}")
failed = 0
for number, test in enumerate(tests, 1):
    try:
        test()
        print(f"ok {number} {test.__doc__}")
    except AssertionError as error:
        failed += 1
        print(f"# {error}\nnot ok {number} {test.__doc__}")
sys.exit(1 if failed else 0)
