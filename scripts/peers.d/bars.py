# SPDX-License-Identifier: MIT
# The data and the settings of one picture: bars.py RESULTS once|step|bag FOLDER
import sys
import figures

results, name, folder = sys.argv[1:]
settings = figures.setting(results)
CHUNK_1 = ("prefork:schedule=self", "shared_counter", "threads", "thread_pool", "spawn_pool", "pipe_queue", "openmp",
           "openmp_llvm", "tbb")
PICTURES = {
    "once": ("once", "once", "A single use: two workers start, share nothing, and end",
             "Open + run + close with items that cost nothing."),
    "step": ("step-1us", "run", "A call: one item of 1 µs for each of two workers",
             "One call of an open pool, of many back to back."),
    "bag": ("bag", "run", "An item of a million, each claimed by itself",
            "Time of a run with an open pool, over its items of about 20 ns."),
}
run, use, title, explained = PICTURES[name]
cells = [row for row in figures.rows(results, "cells") if row["run"] == run and "shape=" not in row["workload"]]
serial = next((float(row["run_median_ns"]) for row in cells if row["baseline"] == "true"), None)


floors = figures.floors_once(results) if name == "once" else figures.floors(results)
floor_of = {"once": figures.start_floor, "step": figures.call_floor, "bag": figures.claim_floor}[name]


def limit(row):
    """What the bar of the cell cannot be below; None where the floor was not measured."""
    strategy, workers = row["strategy"], int(row["workers"])
    floor_ns = floors.get(floor_of(strategy))
    if floor_ns is None or name == "once":
        return floor_ns
    if name == "step":
        return figures.call_limit(strategy, floor_ns, serial, workers)
    # A claim of one worker overlaps with the work of another.
    return max(floor_ns, serial / workers / figures.items_of(row["workload"]))


def bars():
    for row in cells:
        strategy = row["strategy"]
        if row["baseline"] == "true" or figures.base(strategy) == "floor" or not row[f"{use}_median_ns"]:
            continue
        if name == "bag" and strategy not in CHUNK_1:
            continue
        unit = figures.items_of(row["workload"]) if name == "bag" else 1
        times = [float(row[f"{use}_{which}_ns"]) / unit for which in ("median", "low", "high")]
        yield strategy, times, limit(row), int(row["run_blocks"])


drawn = sorted(bars(), key=lambda bar: bar[1][0])
if not drawn:
    sys.exit(f"peers: no strategy of run {run} has a figure")
scale, unit = (1e3, "µs") if name != "bag" else (1, "ns")
with open(f"{folder}/{name}.tsv", "w") as file:
    print("panel", "series", "blocks", "value", "low", "high", "floor", "text", sep="\t", file=file)
    for number, (strategy, times, floor, blocks) in enumerate(drawn, 1):
        print(1, number, blocks, *(f"{time / scale:.6g}" for time in times), "" if floor is None else f"{floor / scale:.6g}",
              figures.time_text(times[0]), sep="\t", file=file)


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


least = min([bar[1][1] for bar in drawn] + [bar[2] for bar in drawn if bar[2]]) / scale
with open(f"{folder}/{name}.gp", "w") as file:
    print(f"""picture = {quoted(name)}
cpu_model = {quoted(settings["cpu"])}
host = {quoted(settings["kernel"])}
utc = {quoted(settings["date"])}
version = {quoted(settings["revision"])}
processors = {settings["processors"]}
blocks = {max(bar[3] for bar in drawn)}
partial = 0
intervals = {sum(bar[3] >= 6 for bar in drawn)}
ranges = {sum(bar[3] < 6 for bar in drawn)}
series_count = {len(drawn)}
array series[{len(drawn)}]""", file=file)
    for number, bar in enumerate(drawn, 1):
        print(f"series[{number}] = {quoted(bar[0])}", file=file)
    print(f"""panel_count = 1
array panel[1] = [{quoted("logarithmic scale")}]
title = {quoted(title)}
explained = {quoted(explained + " Its floor: the bare operation that it must do" + (
        ", in a fresh process, too." if name == "once" else ", with the work."))}
figure = 'Bars'
unit = {quoted(unit)}
least = {least:.6g}
greatest = {max(bar[1][2] for bar in drawn) / scale:.6g}
key_count = 2
key_text(i) = i == 1 ? 'measured' : 'its floor'
height_of(panel_width) = 26 * series_count + 20
axis_width = 190""", file=file)
