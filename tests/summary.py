# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up meson's test logs, tells again what failed, and ends with the line "N passed, N failed,
N skipped"."""

import json
import re
import sys


def count(entry):
    """(passed, failed, skipped) of one test program, by its TAP lines where it printed any."""
    passed = failed = skipped = 0
    for line in entry.get("stdout", "").splitlines():
        if re.match(r"not ok\b", line):
            failed += 1
        elif re.match(r"ok\b", line):
            if re.search(r"#\s*skip", line, re.IGNORECASE):
                skipped += 1
            else:
                passed += 1
    result = entry["result"]
    if passed + failed + skipped == 0:
        skipped = int(result == "SKIP")
        passed = int(result == "OK")
    if failed == 0 and result not in ("OK", "SKIP", "EXPECTEDFAIL"):
        failed = 1
    return passed, failed, skipped


def tell(path, entry):
    """What a reader needs of a failed test: in which build, which cases, and its last words."""
    print(f"FAILED in {path.split('/')[0]}: {entry['name']} ({entry['result']}, {entry['duration']:.0f} s)")
    output = entry.get("stdout", "").splitlines()
    cases = [line for line in output if re.match(r"not ok\b|Bail out", line)]
    for line in cases or output[-5:]:
        print(f"  {line}")
    for line in entry.get("stderr", "").splitlines()[-12:]:
        print(f"  | {line}")


totals = [0, 0, 0]
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as log:
        for line in log:
            entry = json.loads(line)
            counted = count(entry)
            if counted[1]:
                tell(path, entry)
            totals = [total + n for total, n in zip(totals, counted)]
print(f"{totals[0]} passed, {totals[1]} failed, {totals[2]} skipped")
sys.exit(1 if totals[1] or not totals[0] else 0)
