# SPDX-License-Identifier: MIT
"""Compares what forkscale shows of a run with the golden table of that run: words exactly, numbers to 12 digits.

    check.py tsv TABLE         forkscale table --format tsv, or ratios, on standard input
    check.py json TABLE        the same with --format json
    check.py terminal TABLE    the same as people see it, which has fewer digits: those are compared
    check.py plots TABLE RUN   the data in RUN/plots, and what the scripts there say of them

Exit status: 0 equal, 1 a difference, which is printed.
"""
import json
import math
import re
import sys

TOLERANCE = 1e-12


def rows_of(lines):
    lines = [line.rstrip("\n").split("\t") for line in lines if line != "\n"]
    assert all(len(line) == len(lines[0]) for line in lines), "lines differ in their number of fields"
    return [dict(zip(lines[0], line)) for line in lines[1:]]


def same(golden, ours, where):
    try:
        equal = math.isclose(float(golden), float(ours), rel_tol=TOLERANCE)
    except ValueError:
        equal = golden == ours
    assert equal, f"{where}: {ours!r}, not {golden!r}"


def same_rows(golden, ours):
    assert len(golden) == len(ours) > 0, f"{len(ours)} rows"
    for number, (left, right) in enumerate(zip(golden, ours)):
        assert list(left) == list(right), f"columns: {list(right)}"
        for name in left:
            same(left[name], right[name], f"row {number}, {name}")


def text(value):
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


# --- the table on a terminal ------------------------------------------------------------------------

def unit_of(greatest_ns):
    name, ns = next(((name, ns) for name, ns in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)) if greatest_ns >= ns), ("ns", 1))
    return name, ns, 0 if ns == 1 else 3 if greatest_ns < 10 * ns else 2


def shown(row, unit):
    """The columns of a row: texts, in order."""
    _, ns, decimals = unit

    def figure(name, by, digits, suffix=""):
        found = row[name]
        hidden = row["baseline"] == "true" and re.match("(once_)?(speedup|efficiency)", name)
        return "-" if found == "" or hidden else "%.*f%s" % (digits, float(found) / by, suffix)

    def interval(name, suffix, by, digits):
        low, high = (figure(f"{name}_{end}{suffix}", by, digits) for end in ("low", "high"))
        brackets = "[]" if row[f"{name}_interval"] == "95%" else "()"
        return low if low == "-" else f"{brackets[0]}{low}, {high}{brackets[1]}"

    return [row["strategy"], row["workers"], figure("run_median_ns", ns, decimals), interval("run", "_ns", ns, decimals),
            figure("speedup_median", 1, 2), interval("speedup", "", 1, 2), figure("efficiency_median", 1, 2),
            figure("once_median_ns", ns, decimals), figure("once_speedup_median", 1, 2),
            figure("startup_share", 0.01, 1, " %"), figure("imbalance_share", 0.01, 1, " %")]


def same_terminal(golden, lines):
    panels = {}
    for row in golden:
        panels.setdefault(row["workload"], []).append(row)
    expected = []
    for workload, rows in panels.items():
        unit = unit_of(max(float(row["run_median_ns"] or 0) for row in rows))
        expected.append([workload, "workers", "run/" + unit[0]])
        expected += [shown(row, unit) for row in rows]
    # Within a panel, rows stand by strategy and workers; the order of the plan may be another.
    found = [re.split("  +", line.strip()) for line in lines if re.match(r"\S+  +workers|  \S+  +\d", line)]
    found = [line[:3] if line[1] == "workers" else line[:11] for line in found]
    assert sorted(found) == sorted(expected), [pair for pair in zip(sorted(found), sorted(expected)) if pair[0] != pair[1]]


# --- the data of plots ------------------------------------------------------------------------------

def fitting(rows, processors):
    counts = sorted({int(row["workers"]) for row in rows if row["baseline"] == "false"})
    most = max([count for count in counts if count <= processors], default=counts[0])
    last = {}
    for row in rows:
        if row["baseline"] == "false" and int(row["workers"]) <= most:
            key = row["workload"], row["strategy"]
            last[key] = max(last.get(key, 0), int(row["workers"]))
    return [row for row in rows if row["baseline"] == "true"
            or int(row["workers"]) == last.get((row["workload"], row["strategy"]))]


def same_picture(picture, rows, bounds, ours):
    key = lambda row: (row["workload"], row["strategy"], row["workers"])
    points = {key(row): row for row in ours}
    assert sorted(points) == sorted(map(key, rows)) and len(points) == len(ours), f"{picture}: other cells"
    for row in rows:
        point, where = points[key(row)], f"{picture}, {key(row)}"
        names = {"speedup": "speedup_", "efficiency": "efficiency_", "times": "run_"}[picture]
        columns = [("run_ns", "run_median_ns"), ("run_low_ns",) * 2, ("run_high_ns",) * 2, ("once_ns", "once_median_ns"),
                   ("once_low_ns",) * 2, ("once_high_ns",) * 2] if picture == "times" \
            else [(picture, names + "median"), ("low", names + "low"), ("high", names + "high")]
        is_drawn = row["error"] == "" and row[names + "blocks"] != "0"
        for ours_name, golden_name in columns + [("interval", names + "interval")]:
            same(row[golden_name] if is_drawn else "", point[ours_name], f"{where}, {ours_name}")
        same(row[names + "blocks"] if is_drawn else "0", point["blocks"], f"{where}, blocks")
        if picture != "times":
            share = bounds.get(key(row))
            bound = "" if share is None else repr(1 / share / (1 if picture == "speedup" else int(row["workers"])))
            same(bound, point["bound"], f"{where}, bound")


def same_settings(picture, golden, rows, script):
    """The counts on the axis, and in the notes of the panels the failed cells, of the rows that are drawn."""
    counts = sorted({int(row["workers"]) for row in golden if row["baseline"] == "false"})
    found = re.search(r"^worker_counts = '(.*)'$", script, re.M)[1]
    assert found == " ".join(map(str, counts)), f"{picture}: worker_counts = {found!r}"
    failed = sorted((row["workload"], row["strategy"], row["workers"]) for row in rows if row["error"])
    panels = dict(re.findall(r"^panel\[(\d+)\] = '(.*)'$", script, re.M))
    noted = []
    for panel, note in re.findall(r"^note\[(\d+)\] = 'failed: ([^']*?)(?:; no .*)?'$", script, re.M):
        for part in note.split("; "):
            strategy, workers = part.split(" at ")
            noted += [(panels[panel], strategy, count) for count in workers.split(", ")]
    assert sorted(noted) == failed, f"{picture}: failed {sorted(noted)}, not {failed}"


def same_plots(golden, folder):
    with open(f"{folder}/results.json") as file:
        document = json.load(file)
    ours, shares = document["context"]["forkscale"], {}
    for entry in document["benchmarks"]:
        if "oracle_share" in entry and not entry.get("error_occurred"):
            shares[entry["name"]] = entry["oracle_share"]
    bounds = {(cell["workload"], cell["strategy"], str(cell["workers"])): shares[cell["name"]]
              for cell in ours["cells"] if cell["name"] in shares}
    others = [row for row in golden if row["baseline"] == "false"]
    for picture, rows in (("speedup", others), ("efficiency", others),
                          ("times", fitting(golden, ours["machine"]["usable_processors"]))):
        with open(f"{folder}/plots/{picture}.tsv") as file:
            same_picture(picture, rows, bounds, rows_of(file))
        with open(f"{folder}/plots/{picture}.gp") as file:
            same_settings(picture, golden, rows, file.read())


def main(what, table, *folder):
    with open(table) as file:
        golden = rows_of(file)
    if what == "tsv":
        same_rows(golden, rows_of(sys.stdin))
    elif what == "json":
        same_rows(golden, [{name: text(value) for name, value in row.items()} for row in json.load(sys.stdin)])
    elif what == "terminal":
        same_terminal(golden, list(sys.stdin))
    else:
        same_plots(golden, *folder)


try:
    main(*sys.argv[1:])
except AssertionError as difference:
    sys.exit(f"{' '.join(sys.argv[1:])}: {difference}")
