"""The data sets of the reference folder's README, as case folders.

    write(reference, dataset, folder)
"""
import csv
import math
import os

MEMBERS = {  # data set: (networks, behaviours, actor covariates, dyadic covariates)
    "s50net": (["friend"], [], ["alc", "smo"], []),
    "s50co": (["friend"], ["alcohol"], ["smo"], []),
    "s50sym": (["friend"], [], ["alc", "smo"], []),
    "syn100": (["net"], [], ["v", "grp", "sex", "u"], ["d", "dv"]),
    "syn100mult": (["net", "net2"], [], ["v", "grp"], ["dv"]),
    "syn100co": (["net"], ["z"], ["v", "grp"], ["dv"]),
    "syn100mb": (["net", "net2"], ["z"], [], []),
    "syn100bip": (["net", "bip"], [], ["v", "grp", "cat"], []),
    "syn100sym": (["snet"], [], ["v", "grp"], ["d"]),
    "syn100diff": (["net"], ["adopt"], ["v"], []),
    "syn100miss": (["net"], ["z"], ["v", "u"], ["d"]),
    "syn100comp": (["net"], [], ["v"], ["d"]),
    "syn200": (["net"], [], ["v"], ["d"]),
}
NOT_CENTRED = {"grp", "cat", "dv"}
NETWORK_FILES = {"net": "{base}_net", "net2": "syn100_net2", "snet": "syn100_sym",
                 "bip": "syn100_twomode", "friend": "s50_friendship"}


class Data:
    def __init__(self, reference, dataset):
        self.folder = os.path.join(reference, "saom", "data")
        self.name = dataset
        self.base = next(b for b in ("s50", "syn100", "syn200") if dataset.startswith(b))
        self.n = {"s50": 50, "syn100": 100, "syn200": 200}[self.base]
        self.masks = self.rows("syn100_masks") if dataset == "syn100miss" else []

    def rows(self, name):
        with open(os.path.join(self.folder, name + ".csv"), encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def masked(self, kind):
        return {(m["wave"], m["i"], m["j"]) for m in self.masks if m["kind"] == kind}


def actor(number):
    return f"A{int(number):04}"


def table(folder, name, header, rows):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_network(data, name, folder):
    """A panel; what is masked becomes 10, 11 or an empty value, in this order."""
    cell = {}
    for row in data.rows(NETWORK_FILES[name].format(base=data.base)):
        wave, i, j = list(row.values())[:3]
        if data.name == "s50sym" and int(i) > int(j):
            i, j = j, i
        cell[wave, i, j] = "1"
    if name == "net":
        for key in data.masked("struct_zero"):
            cell[key] = "10"
        for key in data.masked("struct_one"):
            cell[key] = "11"
        for key in data.masked("net_missing"):
            if cell.get(key) not in ("10", "11") and key[1] != key[2]:
                cell[key] = ""
    to = (lambda j: f"I{int(j):02}") if name == "bip" else actor
    table(folder, f"ties/{name}.csv", ["from", "to", "wave", "value"],
          [[actor(i), to(j), wave, value] for (wave, i, j), value in sorted(cell.items())])


def attribute_rows(data, name):
    """Rows of attributes.csv: actor, time, variable, value; what is missing has none."""
    column = {"alc": "a", "alcohol": "a", "z": "z", "adopt": "adopt", "u": "u"}.get(name)
    file = {"alc": "s50_alcohol", "alcohol": "s50_alcohol", "smo": "s50_smoking",
            "z": "syn100_behaviour", "adopt": "syn100_behaviour",
            "u": "syn100_varcov"}.get(name, f"{data.base}_actors")
    gone = data.masked({"z": "beh_missing", "v": "v_missing", "u": "u_missing"}.get(name, ""))
    for row in data.rows(file):
        if column is None:
            if not any(i == row["id"] for _, i, _ in gone):
                yield [actor(row["id"]), "", name, row["s1" if name == "smo" else name]]
            continue
        for wave in "123":
            if column + wave in row and not any(
                    (w, i) == (wave, row["id"]) for w, i, _ in gone):
                yield [actor(row["id"]), f"000{wave}", name, row[column + wave]]


def dyad_rows(data, name):
    if name == "dv":
        for row in data.rows("syn100_dyadvar"):
            yield [actor(row["ego"]), actor(row["alter"]), f"000{row['period']}", "dv",
                   row["value"]]
        return
    place = [(float(r["x"]), float(r["y"])) for r in data.rows(f"{data.base}_actors")]
    for i, a in enumerate(place):
        for j in range(i):
            b = place[j]
            yield [actor(i + 1), actor(j + 1), "", "d", repr(math.hypot(a[0] - b[0], a[1] - b[1]))]


def settings(data, behaviours):
    networks, _, covariates, dyads = MEMBERS[data.name]
    lines = [f"title: {data.name}", "years: [1, 3]", "waves: [1, 2, 3]"]
    if dyads:
        lines += ["variables:"]
        lines += ["  - {name: d, kind: dyadic, directed: false}"] if "d" in dyads else []
        lines += ["  - {name: dv, kind: dyadic}"] if "dv" in dyads else []
    lines += ["layers:"]
    for name in networks:
        extra = ", mode: two, second: items.csv" if name == "bip" else ""
        extra += ", directed: false" if name == "snet" or data.name == "s50sym" else ""
        lines.append(f"  - {{name: {name}, covered: [0001, 0003]{extra}}}")
    lines += ["ties:", "  covariates:"]
    for name in covariates + dyads:
        kind = "dyad" if name in dyads else "column" if name == "cat" else "attribute"
        extra = ", of: bip" if name == "cat" else ", absent: 0" if name == "dv" else ""
        centred = "false" if name in NOT_CENTRED else "true"
        lines.append(f"    - {{name: {name}, from: {kind} {name}, centred: {centred}{extra}}}")
    if lines[-1] == "  covariates:":
        lines.pop()
    if data.name == "syn100comp":
        lines.append("  presence:")
        for row in data.rows("syn100_composition"):
            lines.append(f"    - {{actor: {actor(row['id'])}, from: {row['from']}, to: {row['to']}}}")
    lines.append("  dependents:")
    lines += [f"    - layer: {name}" for name in networks]
    lines += [f"    - behaviour: {name}" for name in behaviours]
    return "\n".join(lines) + "\n"


def write(reference, dataset, folder):
    data = Data(reference, dataset)
    networks, behaviours, covariates, dyads = MEMBERS[dataset]
    table(folder, "actors.csv", ["id", "name"],
          [[actor(i), f"Actor {i}"] for i in range(1, data.n + 1)])
    for name in networks:
        write_network(data, name, folder)
    if "bip" in networks:
        table(folder, "items.csv", ["id", "name", "cat"],
              [[f"I{int(r['item']):02}", f"Item {r['item']}", r["cat"]]
               for r in data.rows("syn100_items")])
    rows = [row for name in behaviours + covariates if name != "cat"
            for row in attribute_rows(data, name)]
    if rows:
        table(folder, "attributes.csv", ["actor", "time", "variable", "value"], rows)
    rows = [row for name in dyads for row in dyad_rows(data, name)]
    if rows:
        table(folder, "dyads.csv", ["from", "to", "time", "variable", "value"], rows)
    with open(os.path.join(folder, "case.yaml"), "w", encoding="utf-8") as file:
        file.write(settings(data, behaviours))


# --- as files to be imported ------------------------------------------------------

def copied(data, names, folder):
    for name in names:
        with open(os.path.join(data.folder, name + ".csv"), encoding="utf-8") as file:
            text = file.read()
        with open(os.path.join(folder, name + ".csv"), "w", encoding="utf-8") as file:
            file.write(text)


def matrices(data, folder):
    """The masked network as adjacency matrices of plain text, a file a wave."""
    for wave in "123":
        cell = {(r["ego"], r["alter"]): "1" for r in data.rows("syn100_net") if r["wave"] == wave}
        for kind, code in (("struct_zero", "10"), ("struct_one", "11"), ("net_missing", "NA")):
            for w, i, j in data.masked(kind):
                if w == wave and not (code == "NA" and cell.get((i, j)) in ("10", "11")):
                    cell[i, j] = code
        with open(os.path.join(folder, f"net{wave}.txt"), "w", encoding="utf-8") as file:
            for i in range(1, 101):
                file.write(" ".join(cell.get((str(i), str(j)), "0") for j in range(1, 101)) + "\n")


def masked_columns(data, source, name, kind, columns, folder):
    """A file of actors without ids, NA where masked."""
    gone = data.masked(kind)
    with open(os.path.join(folder, name + ".txt"), "w", encoding="utf-8") as file:
        for row in data.rows(source):
            file.write("\t".join(
                "NA" if any(i == row["id"] and w in ("", "0", "NA", str(k)) for w, i, _ in gone)
                else row[c] for k, c in enumerate(columns, 1)) + "\n")


BIP = """title: syn100bip
waves: 3
actors: 100
nodes:
  - {name: items, count: 20}
networks:
  - {name: net, file: syn100_net.csv}
  - {name: bip, file: syn100_twomode.csv, nodes: items}
covariates:
  - {name: v, file: syn100_actors.csv, column: v}
  - {name: grp, file: syn100_actors.csv, column: grp, centred: false}
  - {name: cat, file: syn100_items.csv, column: cat, of: items, centred: false}
"""
MISS = """title: syn100miss
networks:
  - {name: net, files: [net1.txt, net2.txt, net3.txt]}
behaviours:
  - {name: z, file: z.txt}
covariates:
  - {name: v, file: v.txt}
  - {name: u, file: u.txt}
dyads:
  - {name: d, file: d.txt}
"""


def write_files(reference, dataset, folder):
    """Files and mapping.yaml of a data set, as `falak import rsiena` takes them."""
    data = Data(reference, dataset)
    os.makedirs(folder, exist_ok=True)
    if dataset == "syn100bip":
        copied(data, ["syn100_net", "syn100_twomode", "syn100_actors", "syn100_items"], folder)
    else:
        matrices(data, folder)
        masked_columns(data, "syn100_behaviour", "z", "beh_missing", ["z1", "z2", "z3"], folder)
        masked_columns(data, "syn100_actors", "v", "v_missing", ["v"], folder)
        masked_columns(data, "syn100_varcov", "u", "u_missing", ["u1", "u2"], folder)
        distance = {(a, b): x for a, b, _, _, x in dyad_rows(data, "d")}
        with open(os.path.join(folder, "d.txt"), "w", encoding="utf-8") as file:
            for i in range(1, 101):
                file.write(" ".join(
                    distance.get((actor(max(i, j)), actor(min(i, j))), "0")
                    for j in range(1, 101)) + "\n")
    with open(os.path.join(folder, "mapping.yaml"), "w", encoding="utf-8") as file:
        file.write(BIP if dataset == "syn100bip" else MISS)
