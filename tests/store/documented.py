#!/usr/bin/env python3
"""docs/results.md names every table, view and column, and its examples run.

    documented.py docs/results.md CASE      ($FALAK is the program; output is TAP)
"""
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

EVIDENCE = set("used low high source reporter valuation vintage status grade quote "
               "language correction note extra file line".split())


def undocumented(page, database):
    """What the schema has and the page does not say."""
    missing = []
    kinds = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"
    for (name,) in database.execute(kinds).fetchall():
        lines = re.findall(r"^\| `%s` \|(.*)$" % name, page, re.M)
        columns = {row[1] for row in database.execute("PRAGMA table_info(%s)" % name)}
        # `source` is also a column of evidence: the line that says most counts.
        best = min((columns - words(line) for line in lines), key=len, default=columns)
        missing += ["%s.%s" % (name, column) for column in sorted(best)]
    return missing


def words(line):
    found = set(re.findall(r"\w+", line))
    if "evidence" in found:
        found |= EVIDENCE
    if "their four days" in line:
        found |= {"start_first", "start_last", "end_first", "end_last"}
    return found


def main():
    page = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        subprocess.run([os.environ["FALAK"], "run", sys.argv[2], "--out", out, "--quiet"],
                       check=True, stdout=subprocess.DEVNULL)
        database = sqlite3.connect(os.path.join(out, "results.sqlite"))
        tests = [("every table and column is documented", undocumented(page, database))]
        for question, sql in re.findall(r"^    -- (.*)\n((?:    .+\n)+)", page, re.M):
            tests.append((question, run(database, sql)))
        database.close()
    for number, (name, wrong) in enumerate(tests, 1):
        print("%sok %d - %s" % ("not " if wrong else "", number, name))
        for line in wrong:
            print("# " + line)
    print("1..%d" % len(tests))
    return any(wrong for _, wrong in tests)


def run(database, sql):
    try:
        return [] if database.execute(sql).fetchall() else ["no rows"]
    except sqlite3.Error as error:
        return [str(error)]


if __name__ == "__main__":
    sys.exit(main())
