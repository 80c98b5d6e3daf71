# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up meson's test logs and ends with the line "N passed, N failed, N skipped"."""

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


totals = [0, 0, 0]
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as log:
        for line in log:
            for i, n in enumerate(count(json.loads(line))):
                totals[i] += n
print(f"{totals[0]} passed, {totals[1]} failed, {totals[2]} skipped")
sys.exit(1 if totals[1] or not totals[0] else 0)
