#!/usr/bin/env python3
"""What falak does on a terminal: colours, and no colours for those who want none."""
import os
import pathlib
import pty
import subprocess
import sys

FALAK = os.environ["FALAK"]
CASES = pathlib.Path(__file__).resolve().parent / "cases"
results = []


def on_terminal(arguments, **environment):
    """What the program writes when its output is a terminal, and its exit status."""
    ours, theirs = pty.openpty()
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm"} | environment
    with subprocess.Popen([FALAK, *arguments], stdin=theirs, stdout=theirs, stderr=theirs,
                          env=env, cwd=CASES.parent) as child:
        os.close(theirs)
        output = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other side is closed
                break
            if not piece:
                break
            output += piece
        status = child.wait()
    os.close(ours)
    return output.decode(), status


def holds(name, good, output=""):
    results.append(good)
    print(f"{'ok' if good else 'not ok'} {len(results)} - {name}")
    if not good:
        for line in output.splitlines():
            print("#   " + line.replace("\x1b", "ESC"))


try:
    for end in pty.openpty():
        os.close(end)
except OSError as trouble:  # a bare container
    print(f"1..0 # SKIP no terminal to be had: {trouble}")
    sys.exit(0)

text, status = on_terminal(["check", "cases/broken"])
holds("errors are coloured on a terminal", "\x1b[1;31merror\x1b[0m" in text and status == 2, text)
text, status = on_terminal(["check", "cases/broken"], NO_COLOR="1")
holds("NO_COLOR is respected", "\x1b" not in text and "error" in text, text)
text, status = on_terminal(["check", "cases/broken"], NO_COLOR="")
holds("an empty NO_COLOR says nothing", "\x1b" in text, text)
text, status = on_terminal(["check", "cases/broken"], TERM="dumb")
holds("a dumb terminal gets no colours", "\x1b" not in text, text)
text, status = on_terminal(["chek"])
holds("bad usage is coloured", "\x1b[1;31mbad usage\x1b[0m" in text and status == 2, text)
text, status = on_terminal(["check", "cases/good"])
holds("a short command shows no progress", "\r\x1b[K" not in text and status == 0, text)
print(f"1..{len(results)}")
sys.exit(0 if all(results) else 1)
