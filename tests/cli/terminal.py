#!/usr/bin/env python3
"""What falak does on a terminal: colours, and none for those who want none; Ctrl-C."""
import os
import pathlib
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import time

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

def interrupted():
    """What a command says, and its status, when Ctrl-C comes while it reads much."""
    with tempfile.TemporaryDirectory(prefix="falak-cli-") as folder:
        case = pathlib.Path(folder) / "case"
        shutil.copytree(CASES / "good", case)
        actors = [f"A{k:03}" for k in range(400)]
        (case / "actors.csv").write_text(
            "id,name,kind,lat,lon\nKAZ,K,state,,\nRUS,R,state,,\nTUR,T,state,,\n"
            + "".join(f"{a},{a},state,,\n" for a in actors), encoding="utf-8")
        ties = "".join(f"{a},{b},2011,2012\n" for a in actors for b in actors if a < b)
        with open(case / "ties" / "treaty.csv", "w", encoding="utf-8") as out:
            out.write("from,to,start,end\n" + ties * 8)
        with subprocess.Popen([FALAK, "check", case], stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True) as child:
            time.sleep(0.15)
            child.send_signal(signal.SIGINT)
            said = child.communicate()[1]
            return said, child.returncode


said, status = interrupted()
if status in (0, 2, -signal.SIGINT):  # over before, or not yet listening
    results.append(True)
    print(f"ok {len(results)} - Ctrl-C stops the work # SKIP it came at the wrong moment")
else:
    holds("Ctrl-C stops the work, and the exit status says so",
          status == 1 and said == "falak: stopped: stopped on request\n", f"{status}: {said}")


def interrupted_estimate():
    """What an estimate says that is stopped in the midst of a long phase 3."""
    with tempfile.TemporaryDirectory(prefix="falak-cli-") as folder:
        with subprocess.Popen(
                [FALAK, "ties", "estimate", CASES / "panel", "--until", "0", "--phase3", "300000",
                 "--save", f"{folder}/fit.json", "-q"],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
            time.sleep(2)
            child.send_signal(signal.SIGINT)
            said = child.communicate()[0]
            return said, child.returncode, os.path.exists(f"{folder}/fit.json")


said, status, saved = interrupted_estimate()
if status in (0, -signal.SIGINT):
    results.append(True)
    print(f"ok {len(results)} - Ctrl-C keeps an estimate # SKIP it came at the wrong moment")
else:
    holds("Ctrl-C prints and keeps the best estimate so far, as not converged",
          status == 1 and saved and "density" in said and "NOT CONVERGED" in said,
          f"{status}: {said}")
print(f"1..{len(results)}")
sys.exit(0 if all(results) else 1)
