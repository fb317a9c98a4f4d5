#!/usr/bin/env python3
"""Print the inputs of worked examples as JSON, one entry for each number they publish.

    dump_inputs.py worked_examples.py SCRATCH_FOLDER

The examples call put(key, value). They run here one statement at a time, as if they
stood in SCRATCH_FOLDER (they write a file beside themselves). When a statement has put
a key, the entry of that key gets
  globals   the plain values that have names at that moment
  calls     the functions called in the statement's value, with their arguments
  literals  the numbers written in the statement's value, in order
  assigned  for each name the numbers written where it was last assigned
Dictionaries whose keys are not texts become lists of [key parts..., value].
"""
import ast
import json
import os
import sys

SKIP = object()


def plain(value):
    """A value as JSON holds it, or SKIP for functions, modules and the like."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        items = [plain(v) for v in value]
        return SKIP if any(v is SKIP for v in items) else items
    if isinstance(value, (set, frozenset)):
        return plain(sorted(value))
    if isinstance(value, dict):
        pairs = [(k, plain(v)) for k, v in value.items()]
        if any(v is SKIP for _, v in pairs):
            return SKIP
        if all(isinstance(k, (str, int)) for k, _ in pairs):
            return {str(k): v for k, v in pairs}
        return [list(k if isinstance(k, tuple) else (k,)) + [v] for k, v in pairs]
    return SKIP


def numbers(node):
    found = [n for n in ast.walk(node) if isinstance(n, ast.Constant)
             and isinstance(n.value, (int, float)) and not isinstance(n.value, bool)]
    found.sort(key=lambda n: (n.lineno, n.col_offset))
    return [n.value for n in found]


def evaluate(node, names):
    try:
        value = plain(eval(compile(ast.Expression(node), "inputs", "eval"), names))
    except Exception:
        return None
    return None if value is SKIP else value


def calls(node, names):
    """Calls of the module's own functions, outermost first, in order of writing."""
    out = []
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) \
                and call.func.id in names:
            out.append({"function": call.func.id,
                        "arguments": [evaluate(a, names) for a in call.args],
                        "named": {k.arg: evaluate(k.value, names)
                                  for k in call.keywords if k.arg}})
    return out


def main(path, folder):
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    names = {"__name__": "__main__", "__file__": os.path.join(folder, "examples.py")}
    sys.argv = ["examples.py"]
    assigned, entries = {}, {}
    for statement in tree.body:
        exec(compile(ast.Module([statement], []), path, "exec"), names)
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                for name in ast.walk(target):
                    if isinstance(name, ast.Name):
                        assigned[name.id] = numbers(statement.value)
        for key in names.get("OUT", {}):
            if key in entries:
                continue
            call = statement.value if isinstance(statement, ast.Expr) else None
            value = call.args[1] if isinstance(call, ast.Call) and len(call.args) == 2 else None
            values = {k: plain(v) for k, v in names.items()
                      if not k.startswith("_") and k != "OUT"}
            entries[key] = {
                "globals": {k: v for k, v in values.items() if v is not SKIP},
                "calls": calls(value, names) if value else [],
                "literals": numbers(value) if value else [],
                "assigned": dict(assigned),
            }
    json.dump(entries, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
