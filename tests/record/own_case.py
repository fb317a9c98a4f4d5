#!/usr/bin/env python3
"""Follows docs/own-case.md to the letter.

    own_case.py [--accept] docs/own-case.md

A fence that names a file ("```csv midland/actors.csv") is written, "```console" is run by
the shell and its output, both streams, compared with what stands below each `$ ` line; a
line `...` stands for any lines. --accept rewrites what stands there, where no `...` does.
The program is $FALAK. Output is TAP.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

FENCE = re.compile(r"^```(\w+)[ ]?(\S*)\n(.*?)^```$", re.M | re.S)


def matches(expected, lines):
    """Whether the lines are the expected ones, `...` standing for any number of them."""
    if not expected:
        return not lines
    if expected[0] == "...":
        return any(matches(expected[1:], lines[k:]) for k in range(len(lines) + 1))
    return bool(lines) and expected[0] == lines[0].rstrip() and matches(expected[1:], lines[1:])


def run(command, folder):
    env = dict(os.environ, LC_ALL="C.UTF-8", COLUMNS="100")
    env["PATH"] = os.path.dirname(os.environ["FALAK"]) + os.pathsep + env["PATH"]
    done = subprocess.run(command, shell=True, cwd=folder, env=env, timeout=120, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.splitlines()


def steps(text):
    """(command, expected lines) of a console fence."""
    found = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
    return found


def main():
    accept = "--accept" in sys.argv
    path = pathlib.Path(sys.argv[-1])
    page, said = path.read_text(encoding="utf-8"), []
    number = failed = 0
    with tempfile.TemporaryDirectory() as folder:

        def follow(fence):
            nonlocal number, failed
            language, name, text = fence.groups()
            if name:
                file = pathlib.Path(folder, name)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            if language != "console":
                return fence.group(0)
            shown = "```console\n"
            for command, expected in steps(text):
                number += 1
                status, lines = run(command, folder)
                good = status == 0 and matches(expected, lines)
                said.append(f"{'ok' if good else 'not ok'} {number} - {command}")
                if not good:
                    failed += 1
                    said.extend("# " + line for line in [f"exit {status}"] + lines)
                keep = expected if "..." in expected else lines
                shown += f"$ {command}\n" + "".join(line.rstrip() + "\n" for line in keep)
            return shown + "```"

        result = FENCE.sub(follow, page)
    if accept:
        path.write_text(result, encoding="utf-8")
    print(f"1..{number}")
    print("\n".join(said))
    return 1 if failed and not accept else 0


if __name__ == "__main__":
    sys.exit(main())
