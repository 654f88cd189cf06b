# SPDX-License-Identifier: MIT
"""The noise of runs that never were, judged without any code of forkscale.

    noise.py make FOLDER     writes FOLDER/{quiet,busy,parallel,spread,host,old,tiny}/results.json
    noise.py sentence RUN    prints the sentence that belongs under the table of RUN, and a line for each cell:
                             its name and how many of its repetitions were disturbed
    noise.py drift           prints drift.inc: series of values, the probability of their trend and its size
"""
import itertools
import json
import math
import os
import random
import statistics
import sys
from fractions import Fraction

MS = 10**6
PROCESSORS = 2


# --- judging ---------------------------------------------------------------------------------------

def causes(entry, cell):
    wall, none = entry.get("wall_ns", math.nan), math.nan
    get = lambda key: entry.get(key, none)
    idle = max(PROCESSORS - cell["workers"], 0)
    found = []
    serial, spare = cell["baseline"], cell["workers"] < PROCESSORS
    if (serial or spare) and get("waited_ns") / wall > 0.05:
        found.append("waited")
    if (get("strangers_ns") - get("strangers_error_ns")) / wall > min(idle + 0.05, 0.05 * PROCESSORS):
        found.append("strangers")
    if not serial and spare and get("pressure_ns") / wall > 0.1:
        found.append("pressure")
    if (get("steal_ns") - get("strangers_error_ns")) / wall > 0.05:
        found.append("steal")
    if get("throttled_ns") / wall > 0.05:
        found.append("throttled")
    return found


def inversions(n):
    """How many orders of n values have 0, 1, 2 … inversions."""
    counts = [1]
    for size in range(2, n + 1):
        counts = [sum(counts[max(0, k - size + 1):k + 1]) for k in range(len(counts) + size - 1)]
    return counts


def trend(values):
    """Probability and change of values at 0, 1, 2 …"""
    n = len(values)
    pairs = list(itertools.combinations(range(n), 2))
    s = abs(sum((values[j] > values[i]) - (values[j] < values[i]) for i, j in pairs))
    if s == 0:
        probability = 1.0
    elif n <= 40:
        counts = inversions(n)
        tail = sum(count for k, count in enumerate(counts) if len(pairs) - 2 * k >= s)
        probability = float(min(Fraction(2 * tail, math.factorial(n)), 1))
    else:
        z = (s - 1) / math.sqrt(n * (n - 1) * (2 * n + 5) / 18)
        probability = min(math.erfc(z / math.sqrt(2)), 1.0)
    slope = statistics.median((values[j] - values[i]) / (j - i) for i, j in pairs)
    return probability, slope * (n - 1) / statistics.median(values)


def processors(share):
    return f"{share:.2f} of a processor" if share < 0.995 else f"{share:.2f} processors"


def ratio(entries, key):
    entries = [entry for entry in entries if key in entry]
    return sum(entry[key] for entry in entries) / sum(entry["wall_ns"] for entry in entries) if entries else None


def disturbed_part(cells, good, bad):
    parts = []
    strangers = ratio(bad, "strangers_ns")
    if strangers is not None and strangers >= 0.005:
        parts.append(f"strangers took {processors(strangers)}")
    serial = [entry for entry in bad if cells[entry["name"]]["baseline"] and "processor_share" in entry]
    if serial:
        share = sum(e["processor_share"] * e["wall_ns"] for e in serial) / sum(e["wall_ns"] for e in serial)
        if share < 0.995:
            parts.append(f"serial got {share:.2f} of {'one' if parts else 'a processor'}")
    for cause, who in ("steal", "the hypervisor"), ("throttled", "a quota"):
        by = [entry for entry in bad if cause in causes(entry, cells[entry["name"]])]
        if by:
            parts.append(f"{who} took {processors(ratio(by, cause + '_ns'))}")
    by = [entry for entry in bad if "pressure" in causes(entry, cells[entry["name"]])]
    if not parts:
        parts.append(f"processes waited for a processor in {100 * ratio(by, 'pressure_ns'):.0f} % of the time")
    text = f" ({', '.join(parts)})"
    moved, lost = [], 0
    for name in cells:
        own = [(statistics.median(e["run_ns"]), bool(causes(e, cells[name]))) for e in good if e["name"] == name]
        calm = [time for time, is_bad in own if not is_bad]
        if len(calm) == len(own):
            continue
        if len(calm) < 3:
            lost += 1
            continue
        every = statistics.median(time for time, _ in own)
        moved.append(abs(statistics.median(calm) - every) / every)
    if not moved:
        return text + "; too few others are left to say how much that moved the medians"
    digits = 1 if max(moved) < 0.0995 else 0
    text += f"; without them the medians differ by up to {100 * max(moved):.{digits}f} %"
    if lost:
        text += f" (in {lost} cell{'s' * (lost > 1)} too few others are left to compare)"
    return text


def drift_part(cells, good):
    baselines = [cell for cell in cells.values() if cell["baseline"]]
    worst = (0, None)
    for cell in baselines:
        own = sorted((e["block"], statistics.median(e["run_ns"])) for e in good if e["name"] == cell["name"])
        probability, change = trend([time for _, time in own])
        if probability <= 0.01 / len(baselines) and abs(change) > abs(worst[0]):
            worst = (change, cell["workload"])
    if worst[1] is None:
        return ""
    return f"; serial of {worst[1]} became {100 * abs(worst[0]):.1f} % {'slower' if worst[0] > 0 else 'faster'}" \
        " over the blocks"


def sentence(run):
    with open(os.path.join(run, "results.json")) as file:
        document = json.load(file)
    cells = {cell["name"]: cell for cell in document["context"]["forkscale"]["cells"]}
    good = [entry for entry in document["benchmarks"] if not entry.get("error_occurred")]
    bad = [entry for entry in good if causes(entry, cells[entry["name"]])]
    unknown = sum("strangers_ns" not in entry and "waited_ns" not in entry for entry in good)
    overall = ratio(good, "strangers_ns")
    error = max((e.get("strangers_error_ns", 0) for e in good), default=0) * math.sqrt(len(good))
    if unknown:
        text = f"Noise: not recorded for {unknown} of {len(good)} repetitions"
    elif bad:
        text = f"Disturbed: {len(bad)} of {len(good)} repetitions"
    elif overall is not None and overall - error / sum(e["wall_ns"] for e in good) > 0.05 * PROCESSORS:
        text = f"Disturbed: strangers took {processors(overall)} overall, but the {len(good)} repetitions are too" \
            " short to say which"
    else:
        text = f"Quiet: none of {len(good)} repetitions was disturbed"
    if bad:
        text += disturbed_part(cells, good, bad)
    print(text + drift_part(cells, good) + ".")
    for name in cells:
        print(name, sum(entry["name"] == name for entry in bad))


# --- runs that never were --------------------------------------------------------------------------

def entry(draw, cell, block, run_ms, wall_ms):
    runs = [int(draw.uniform(0.98, 1.02) * run_ms * MS) for _ in range(2)]
    return {"name": cell["name"], "block": block, "repetition_index": block, "run_ns": runs, "open_ns": 1000,
            "once_ns": runs[0] + 2000, "startup_ns": 0, "imbalance_ns": 0, "finish_ns": 0, "busy_ns": sum(runs) / 2,
            "wall_ns": int(wall_ms * MS), "processor_share": 0.999, "waited_ns": int(0.001 * wall_ms * MS),
            "strangers_ns": int(draw.uniform(0, 0.03) * wall_ms * MS), "strangers_error_ns": 30 * MS,
            "steal_ns": 0, "throttled_ns": 0, "pressure_ns": int(0.02 * wall_ms * MS), "runnable": 0.5}


def quiet(draw, cell, block, blocks):
    """Serial of one workload becomes slower; the first repetition of all failed."""
    factor = 1 + 0.08 * block / (blocks - 1) if cell["baseline"] and cell["workload"] == "uneven" else 1
    made = entry(draw, cell, block, 100 * factor, 400)
    if block == 0 and cell["workers"] == 4:
        made = {"name": cell["name"], "block": block, "error_occurred": True, "error_message": "it broke"}
    return made


def busy(draw, cell, block, blocks):
    """A neighbour in some of the blocks; those of one cell have it in nearly all."""
    made = entry(draw, cell, block, 100, 400)
    if block in (1, 4, 5) or cell["workers"] == 2 and cell["workload"] == "even" and block < blocks - 2:
        made = entry(draw, cell, block, 140, 560)
        made.update(strangers_ns=int(draw.uniform(0.4, 0.9) * 560 * MS), runnable=1.5)
        if cell["baseline"]:
            made.update(waited_ns=220 * MS, processor_share=0.59)
    return made


def parallel(draw, cell, block, blocks):
    """Nothing but pressure, which counts only where a processor is left; in every block."""
    made = entry(draw, cell, block, 100, 400)
    made.update(pressure_ns=160 * MS, strangers_ns=0)
    return made


def spread(draw, cell, block, blocks):
    """Repetitions shorter than the resolution of strangers."""
    made = entry(draw, cell, block, 5, 25)
    made.update(strangers_ns=int(draw.uniform(5, 15) * MS))
    return made


def tiny(draw, cell, block, blocks):
    """The same, but so few and short that ticks alone can explain it."""
    made = entry(draw, cell, block, 0.2, 2)
    made.update(strangers_ns=int(draw.uniform(0, 2) * MS))
    return made


def host(draw, cell, block, blocks):
    """A hypervisor and a quota, in few blocks; strangers cannot be known."""
    made = entry(draw, cell, block, 100, 400)
    del made["strangers_ns"]
    if block == 2:
        made.update(steal_ns=100 * MS)
    if block in (3, 4):
        made.update(throttled_ns=20 * MS + block)
    return made


def old(draw, cell, block, blocks):
    made = entry(draw, cell, block, 100, 400)
    return {key: value for key, value in made.items() if key not in (
        "wall_ns", "processor_share", "waited_ns", "strangers_ns", "strangers_error_ns", "steal_ns", "throttled_ns",
        "pressure_ns", "runnable")}


def make(folder):
    cells = [{"name": f"{workload}/{strategy}/workers:{workers}", "workload": workload, "strategy": strategy,
              "workers": workers, "oversubscribed": workers > PROCESSORS, "baseline": strategy == "serial"}
             for workload in ("even", "uneven")
             for strategy, workers in (("serial", 1), ("pool", 1), ("pool", 2), ("pool", 4))]
    for seed, (kind, blocks) in enumerate(((quiet, 10), (busy, 9), (parallel, 4), (spread, 5), (host, 8), (old, 3), (tiny, 4))):
        draw = random.Random(seed)
        entries = [kind(draw, cell, block, blocks) for block in range(blocks) for cell in cells]
        document = {"context": {"forkscale": {
            "schema": 1, "version": "0.1.0", "utc": "2026-11-23T15:40:00Z", "host": "nowhere", "partial": False,
            "blocks": blocks, "iterations": 2,
            "machine": {"cpu_model": "none", "usable_processors": PROCESSORS}, "cells": cells}},
            "benchmarks": entries}
        os.makedirs(os.path.join(folder, kind.__name__), exist_ok=True)
        with open(os.path.join(folder, kind.__name__, "results.json"), "w") as file:
            json.dump(document, file, separators=(",", ":"))
            file.write("\n")


def drift():
    draw = random.Random(7)
    series = [[5], [5, 6], [3, 2, 1], [4, 4, 4, 4], list(range(1, 10)), [9, 8, 7, 6, 5, 4, 3, 1, 2], [2, 1, 2, 1, 2, 3]]
    series += [[round(100 + slope * i + draw.gauss(0, 3), 3) for i in range(n)]
               for n in (6, 9, 17, 40, 41, 120) for slope in (0, 0.5, -2)]
    print("/* SPDX-License-Identifier: MIT */\n/* Made by tests/golden/noise.py drift. */")
    for values in series:
        probability, change = trend(values) if len(values) > 1 else (1.0, 0.0)
        if len(values) in range(2, 9):  # the definition itself: all orders
            size = lambda v: abs(sum((v[j] > v[i]) - (v[j] < v[i])
                                     for i, j in itertools.combinations(range(len(v)), 2)))
            if len(set(values)) == len(values):
                orders = [size(order) for order in itertools.permutations(values)]
                plain = sum(s >= size(values) for s in orders) / len(orders)
                assert math.isclose(plain, probability), values
        print(f"{{ {len(values)}, {probability!r}, {change!r}, {{ {', '.join(map(repr, values))} }} }},")


if sys.argv[1] == "make":
    make(sys.argv[2])
elif sys.argv[1] == "sentence":
    sentence(sys.argv[2])
else:
    drift()
