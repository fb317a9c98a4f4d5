#!/usr/bin/env python3
"""Statistics of the reference through the program: the data sets are written as case
folders, and `falak ties statistics --effects` is compared with every verified row of
targets/*.csv. Effects that the program does not know are told, and fail. Two of the data
sets come a second time through `falak import rsiena`.

    test_command.py [DATASET...]
"""
import csv
import glob
import io
import os
import re
import subprocess
import sys
import tempfile

import cases

FALAK = os.environ["FALAK"]
PROJECT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
REFERENCE = os.path.join(PROJECT, os.environ.get("FALAK_REFERENCE") or "../shared/reference")
KEY = ("depvar", "type", "shortName", "parm", "covar1", "covar2")


def key_of(row):
    return tuple(row[k] for k in KEY[:3]) + (float(row["parm"] or 0),) + (
        row["covar1"], row["covar2"], row["period"])


def ask(folder, effects):
    """Rows that the program gives for these effects, and what it says of others."""
    path = os.path.join(folder, "effects.csv")
    complaints = []
    while True:
        cases.table(folder, "effects.csv", KEY, [[e[k] for k in KEY] for e in effects])
        done = subprocess.run([FALAK, "ties", "statistics", folder, "--effects", path, "-q",
                               "--format", "csv"], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return list(csv.DictReader(io.StringIO(done.stdout))), complaints
        lines = {int(m[1]): m[2] for m in
                 re.finditer(r"effects\.csv:(\d+): error: (.*)", done.stderr)}
        if not lines:
            return [], complaints + done.stderr.splitlines()
        complaints += [f"{effects[k - 2]['depvar']} {text}" for k, text in lines.items()]
        effects = [e for k, e in enumerate(effects) if k + 2 not in lines]


def make_case(dataset, folder, imported):
    """Writes the case, or files that the program makes a case of."""
    if not imported:
        cases.write(REFERENCE, dataset, folder)
        return
    cases.write_files(REFERENCE, dataset, folder + "-files")
    subprocess.run([FALAK, "import", "rsiena", folder + "-files/mapping.yaml", "-q",
                    "--out", folder], check=True)
    # The model of the new case is not what is asked for, and may have unknown effects.
    with open(folder + "/case.yaml", encoding="utf-8") as file:
        lines = [line for line in file if "evaluation:" not in line]
    with open(folder + "/case.yaml", "w", encoding="utf-8") as file:
        file.writelines(lines)


def compare(path, imported=False):
    """What differs, and how many rows were compared."""
    with open(path, encoding="utf-8") as file:
        wanted = [row for row in csv.DictReader(file) if row["status"] == "verified"]
    if not wanted:
        return [], 0
    effects = list({key_of(row)[:-1]: row for row in wanted}.values())
    with tempfile.TemporaryDirectory() as above:
        folder = above + "/case"
        make_case(wanted[0]["dataset"], folder, imported)
        rows, off = ask(folder, effects)
    got = {key_of(row): float(row["target"]) for row in rows}
    for row in wanted:
        value, target = got.get(key_of(row)), float(row["target"])
        if value is None or not abs(value - target) <= 1e-6 * abs(target) + 1e-8:
            off.append(f"{' '.join(row[k] for k in KEY)} period {row['period']}: "
                       f"{value}, not {target}")
    return off, len(wanted)


def main():
    paths = sorted(glob.glob(os.path.join(REFERENCE, "saom", "targets", "*.csv")))
    if len(sys.argv) > 1:
        paths = [p for p in paths if os.path.basename(p)[:-4] in sys.argv[1:]]
    if not paths:
        print("1..1\nok 1 - targets through the command # SKIP no reference folder")
        return
    tasks = [(path, False) for path in paths] + [
        (path, True) for path in paths if path.endswith(("syn100bip.csv", "syn100miss.csv"))]
    print(f"1..{len(tasks)}")
    for number, (path, imported) in enumerate(tasks, 1):
        off, count = compare(path, imported)
        name = os.path.basename(path)[:-4] + (", imported" if imported else "")
        print(f"{'not ok' if off else 'ok'} {number} - {name}: {count} rows as the reference")
        for line in off[:40]:
            print(f"# {line}")
        if len(off) > 40:
            print(f"# and {len(off) - 40} more")


main()
