# SPDX-License-Identifier: GPL-3.0-or-later
"""Every sentence of the program can be translated, and the translations in po/ are complete."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MARKS = {".c": r"\b(_|N_|C_|NC_|ngettext|g_dngettext) \(", ".h": r"\b(_|N_|C_|NC_) \(",
         ".ui": r"translatable=\"(yes|true)\"", ".xml": r"<summary>"}
KEYWORDS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "ngettext:1,2", "g_dngettext:2,3"]


def sources_with_sentences():
    for folder in ("src", "ui", "data"):
        for path, _, names in os.walk(os.path.join(ROOT, folder)):
            for name in names:
                mark = MARKS.get(os.path.splitext(name)[1])
                file = os.path.join(path, name)
                if name.endswith((".gresource.xml", ".metainfo.xml")):
                    continue
                with open(file, encoding="utf-8", errors="ignore") as text:
                    if mark and re.search(mark, text.read()):
                        yield os.path.relpath(file, ROOT)


def listed():
    with open(os.path.join(ROOT, "po", "POTFILES"), encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip() and not line.startswith("#")]


def languages():
    with open(os.path.join(ROOT, "po", "LINGUAS"), encoding="utf-8") as file:
        return file.read().split()


def template(folder):
    path = os.path.join(folder, "fooled.pot")
    subprocess.check_call(["xgettext", "--from-code=UTF-8", "-D", ROOT, "-o", path,
                           *(f"--keyword={keyword}" for keyword in KEYWORDS),
                           "--flag=ngettext:1:pass-c-format", *listed()])
    return path


def said_twice(language):
    """The translations that are a sentence followed by itself."""
    plain = subprocess.check_output(["msgcat", "--no-wrap", os.path.join(ROOT, "po", language + ".po")], text=True)
    texts = re.findall(r'^msgstr(?:\[\d\])? "(.{20,})"$', plain, re.MULTILINE)
    return "\n".join(text for text in texts if text[:len(text) // 2] == text[(len(text) + 1) // 2:])


def complaints():
    """(title, what is wrong or "") of each check."""
    missing = sorted(set(sources_with_sentences()) - set(listed()))
    yield "po/POTFILES lists every file with sentences", ", ".join(missing)
    gone = [name for name in listed() if not os.path.exists(os.path.join(ROOT, name))]
    yield "po/POTFILES lists no file that is not there", ", ".join(gone)
    if missing or gone:
        return
    with tempfile.TemporaryDirectory() as folder:
        pot = template(folder)
        for language in languages():
            result = subprocess.run(["msgcmp", os.path.join(ROOT, "po", language + ".po"), pot],
                                    capture_output=True, text=True)
            yield f"the translation {language} is complete", result.stderr
        for language in languages():
            yield f"the translation {language} says nothing twice in a row", said_twice(language)


if not shutil.which("xgettext"):
    print("1..0 # SKIP gettext is not installed")
    sys.exit(77)
checks = list(complaints())
print(f"1..{len(checks)}")
for number, (title, wrong) in enumerate(checks, 1):
    for line in wrong.splitlines():
        print("#", line)
    print("not ok" if wrong else "ok", number, title)
sys.exit(any(wrong for _, wrong in checks))
