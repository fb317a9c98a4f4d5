#!/usr/bin/env python3
"""Counts single tests in what `meson test` logged, and closes with one plain line.

    tap_total.py [--quiet] LOG.json [LOG.json ...]

Meson counts test programs; a program here holds many tests and speaks TAP. A program
that crashed, ran out of time or stopped before its plan was done counts as one failure
for each test it still owed, and at least one. Exit status 1 when anything failed, or
when nothing ran at all.
"""
import json
import re
import sys

POINT = re.compile(r"^(not )?ok\b[^#]*(?:#\s*(skip|todo)\b\S*\s*(.*))?", re.IGNORECASE)
PLAN = re.compile(r"^1\.\.(\d+)(?:\s*#\s*skip\S*\s*(.*))?", re.IGNORECASE)


def count_tap(text):
    """Passed, failed and skipped of one program, what its plan promised, why it skipped."""
    passed = failed = skipped = 0
    planned, reasons = None, []
    for line in text.splitlines():
        plan, point = PLAN.match(line), POINT.match(line)
        if plan:
            planned = (planned or 0) + int(plan.group(1))
            reasons += [plan.group(2)] if plan.group(2) else []
        elif point:
            directive = (point.group(2) or "").lower()
            if directive == "skip":
                skipped += 1
                reasons.append(point.group(3).strip())
            elif point.group(1) and directive != "todo":
                failed += 1
            else:
                passed += 1
    return passed, failed, skipped, planned, reasons


def count_program(entry):
    """The same for one entry of the log, with what it owed added to the failures."""
    text, result = entry.get("stdout") or "", entry.get("result", "")
    passed, failed, skipped, planned, reasons = count_tap(text)
    if planned is None and not passed + failed + skipped:  # speaks no TAP: one test
        good = result in ("OK", "EXPECTEDFAIL")
        return good, not good and result != "SKIP", result == "SKIP", reasons
    owed = (planned or 0) - passed - failed - skipped
    if planned == 0 and result == "SKIP":  # a program that skips all it has
        skipped += 1
    elif owed > 0:
        failed += owed
    elif result not in ("OK", "SKIP", "EXPECTEDFAIL") and not failed:
        failed += 1
    return passed, failed, skipped, reasons


def main(arguments):
    quiet = "--quiet" in arguments
    total = [0, 0, 0]
    for log in (word for word in arguments if word != "--quiet"):
        with open(log, encoding="utf-8") as lines:
            for line in lines:
                entry = json.loads(line)
                *counts, reasons = count_program(entry)
                total = [int(a + b) for a, b in zip(total, counts)]
                if counts[1] and not quiet:
                    print(f"failed: {entry['name']} ({int(counts[1])})")
                if counts[2] and not quiet:
                    why = next((reason for reason in reasons if reason), "")
                    print(f"skipped: {entry['name']} ({int(counts[2])}){': ' + why if why else ''}")
    print("{} passed, {} failed, {} skipped".format(*total))
    return 1 if total[1] or not sum(total) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
