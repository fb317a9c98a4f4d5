#!/usr/bin/env python3
"""Style sheets as C strings: embed.py OUT.c NAME=FILE..., blanks and comments dropped."""
import re
import sys


def squeeze(text):
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return "\n".join(line for line in (x.strip() for x in text.splitlines()) if line)


def numbers(text):
    data = list(text.encode("utf-8")) + [0]
    lines = (data[k : k + 24] for k in range(0, len(data), 24))
    return ",\n".join("  " + ", ".join(map(str, line)) for line in lines)


# Bytes, not a literal: a compiler need not take a literal of more than 4095 characters.
with open(sys.argv[1], "w", encoding="utf-8") as out:
    out.write('/* Made by embed.py; change the style sheets instead. */\n#include "report/css.h"\n')
    for pair in sys.argv[2:]:
        name, path = pair.split("=", 1)
        with open(path, encoding="utf-8") as sheet:
            out.write("\nconst char %s[] = {\n%s};\n" % (name, numbers(squeeze(sheet.read()))))
