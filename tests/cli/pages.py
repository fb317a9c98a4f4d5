#!/usr/bin/env python3
"""The pages that the program writes of itself: docs/commands.md is up to date, the
manual page is sound, and the completion offers what the table has.

    pages.py docs/commands.md docs/effects.md
"""
import os
import shutil
import subprocess
import sys

FALAK = os.environ["FALAK"]
count = failed = 0


def holds(name, good, trouble=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good:
        print("#   " + trouble.replace("\n", "\n#   "))


def skip(name, why):
    global count
    count += 1
    print(f"ok {count} - {name} # SKIP {why}")


def output(*command, stdin=None):
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def completions(line):
    """What bash offers at the end of a line."""
    words = line.split(" ")
    script = output(FALAK, "--completion") + f"""
COMP_WORDS=({" ".join(f"'{word}'" for word in words)}); COMP_CWORD={len(words) - 1}
_falak; printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    return output("bash", "-c", script).split()


with open(sys.argv[1], encoding="utf-8") as page:
    holds("docs/commands.md is what the program writes", page.read() == output(FALAK, "--markdown"),
          "run `make docs` and commit the page")

with open(sys.argv[2], encoding="utf-8") as page:
    holds("docs/effects.md is what the program writes",
          page.read() == output(FALAK, "--effects-markdown"), "run `make docs` and commit the page")

manual = output(FALAK, "--man")
if shutil.which("groff"):
    warnings = output("groff", "-man", "-ww", "-z", "-Tutf8", stdin=manual)
    holds("the manual page has no troff warnings", warnings == "", warnings)
else:
    skip("the manual page has no troff warnings", "groff is not here")
holds("the manual page names every command",
      all(f".SS {name}\n" in manual for name in ("check", "help")), manual)

if shutil.which("bash"):
    holds("completion offers commands", "check" in completions("falak ch"))
    holds("completion offers options", "--format" in completions("falak check --f"))
    holds("completion offers the words of a choice",
          completions("falak check --format ") == ["table", "csv", "json"])
    holds("completion offers a command's own words of a choice",
          completions("falak ties estimate --format ") == ["table", "csv", "json", "latex"])
    holds("completion offers cases", "caspian" in completions("falak check casp"))
else:
    skip("completion", "bash is not here")
print(f"1..{count}")
sys.exit(1 if failed else 0)
