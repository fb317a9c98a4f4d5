#!/usr/bin/env python3
"""Runs command lines and compares what they print with what stands beside them.

    run.py [--accept] NAME.test ...

A test file is prose with examples. What begins with two spaces and `$ ` is run by the
shell, in an empty folder with `cases` (tests/cli/cases) in it; the lines below, two
spaces in, are what it must print. `2> ` begins a line of standard error, `[2]` at the
end is an exit status other than 0. A line that ends in ` (re)` is a regular expression;
`...` alone stands for any lines. Examples of one file share the folder and go in order.

    An unknown command is refused with the nearest one.

      $ falak chek
      2> falak: bad usage: unknown command 'chek'; did you mean 'check'?
      [2]

--accept rewrites the files with what was printed, so that the change can be read as a
diff. The program is $FALAK, or `falak` on the path. Output is TAP.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
STEP_SECONDS = 120


class Step:
    """A command and the lines expected below it, in the order of the file."""

    def __init__(self, command, line):
        self.command, self.line, self.expected = command, line, []


def read(path):
    """A file as a list of prose lines (text) and steps."""
    parts, blank = [], 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        step = parts[-1] if parts and isinstance(parts[-1], Step) else None
        if line.startswith("  $ "):
            parts += [""] * blank + [Step(line[4:], number)]
        elif not line and step:
            blank += 1  # of the output when more of it follows, else of the prose
            continue
        elif line.startswith("  ") and step:
            step.expected += [""] * blank + [line[2:]]
        else:
            parts += [""] * blank + [line]
        blank = 0
    return parts


def environment(folder):
    """The same everywhere: no colours, no locale, nothing of the user's."""
    program = os.environ.get("FALAK")
    keep = ("PATH", "FALAK_CASES", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")
    clean = {name: os.environ[name] for name in keep if name in os.environ}
    if program:
        clean["PATH"] = f"{pathlib.Path(program).resolve().parent}:{clean['PATH']}"
    return clean | {"LC_ALL": "C.UTF-8", "HOME": str(folder), "TMPDIR": str(folder)}


def run(step, folder):
    """What the command printed, written as in a test file."""
    try:
        done = subprocess.run(["sh", "-c", step.command], cwd=folder, capture_output=True,
                              env=environment(folder), stdin=subprocess.DEVNULL,
                              timeout=STEP_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return [f"[no end after {STEP_SECONDS} s]"]
    lines = []
    for prefix, output in ("", done.stdout), ("2> ", done.stderr):
        text = output.decode("utf-8", "backslashreplace").replace("\x1b", "\\x1b")
        lines += [prefix + line for line in text.replace(str(folder), "$PWD").split("\n")[:-1]]
        if text and not text.endswith("\n"):
            lines.append(prefix + text.rsplit("\n", 1)[-1] + " (no line end)")
    return lines + ([f"[{done.returncode}]"] if done.returncode else [])


def fits(expected, got):
    if expected.endswith(" (re)"):
        return re.fullmatch(expected[:-5], got) is not None
    return expected == got


def same(expected, got):
    """Line by line, `...` taking as few lines as do."""
    if not expected or not got:
        return all(line == "..." for line in expected) and not got
    if expected[0] == "...":
        return same(expected[1:], got) or same(expected, got[1:])
    return fits(expected[0], got[0]) and same(expected[1:], got[1:])


def accepted(step, got):
    """New expectations; patterns that still fit stay patterns."""
    if same(step.expected, got):
        return step.expected
    kept = {line for line in step.expected if line.endswith(" (re)")}
    return [next((old for old in kept if fits(old, line)), line) for line in got]


def run_file(path, accept):
    """Gives the result of every step as (name, trouble or None)."""
    parts, results = read(path), []
    with tempfile.TemporaryDirectory(prefix="falak-cli-") as folder:
        (pathlib.Path(folder) / "cases").symlink_to(HERE / "cases")
        for step in (part for part in parts if isinstance(part, Step)):
            got = run(step, folder)
            name = f"{path.stem}:{step.line} {step.command}"
            if accept:
                step.expected = accepted(step, got)
            good = same(step.expected, got)
            trouble = None if good else ["expected:"] + step.expected + ["got:"] + got
            results.append((name, trouble))
    if accept:
        lines = []
        for part in parts:
            if isinstance(part, Step):
                lines += ["  $ " + part.command] + [("  " + line).rstrip() or "" for line in part.expected]
            else:
                lines.append(part)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return results


def main(arguments):
    sys.setrecursionlimit(20000)
    accept = "--accept" in arguments
    count = failed = 0
    for path in (pathlib.Path(word) for word in arguments if word != "--accept"):
        for name, trouble in run_file(path, accept):
            count += 1
            failed += trouble is not None
            print(f"{'not ok' if trouble else 'ok'} {count} - {name.replace('#', '')}", flush=True)
            for line in trouble or []:
                print("#   " + line)
    print(f"1..{count}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
