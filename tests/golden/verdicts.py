# SPDX-License-Identifier: MIT
"""Verdicts of comparisons, computed without any of forkscale's code, on the results of runs that never were.

    verdicts.py make FOLDER             writes FOLDER/RUN/results.json for each of the runs below
    verdicts.py FOLDER BASE NEW         as `forkscale compare --format tsv BASE NEW`
    verdicts.py FOLDER RUN BASE NEW     the same of two strategies of one run
                                        … [margin=…] [same=…] [level=…] [metric=…,…]

Facts that differ are not its business: it compares whatever it is given.
"""
import json
import math
import os
import random
import sys
from fractions import Fraction

import shift

# Each run: what differs from the usual. `factors` change the time of a strategy, or of a cell.
RUNS = {
    "base": dict(seed=1),
    "same": dict(seed=2, speed=2.0),
    "regressed": dict(seed=3, factors={"even/pool/workers:2": 1.12}),
    "improved": dict(seed=4, factors={"farm": 0.9}),
    "noisy": dict(seed=5, noise=0.05),
    "few": dict(seed=6, blocks=4),
    "slow-serial": dict(seed=7, factors={"serial": 1.2, "pool": 1.2, "farm": 1.2}),
    "broken": dict(seed=8, broken={"even/pool/workers:2"}),
    "flaky": dict(seed=9, flaky={"even/farm/workers:2": 3}),
    "less": dict(seed=10, strategies=("serial", "pool")),
    "more": dict(seed=11, strategies=("serial", "pool", "farm", "extra")),
    "elsewhere": dict(seed=12, facts={"host": "elsewhere", "machine": {"kernel": "Linux 9.9"}}),
    "rebuilt": dict(seed=13, builds={"even": "1111111111111111"}),
    "older": dict(seed=14, builds={"even": None, "uneven": None}),
    "other-plan": dict(seed=15, facts={"calls": 2}),
    "no-serial": dict(seed=16, strategies=("pool", "farm")),
    "pairs": dict(seed=17, strategies=("serial", "old/pool", "new/pool", "old/farm", "new/farm", "old/gone"),
                  factors={"new/pool": 1.05}),
    "hostile": dict(seed=18, rename={"pool": "<b>|`x`,%0A::error::\x1b[31m\n@all\"'&$(pwned)\uffff日本", "farm": "farm"}),
    "other": dict(seed=19, workloads=("odd",)),
    # A serial cell had to wait in 6 of 20 blocks, which is more than a quarter; and in 5, which is not.
    "disturbed": dict(seed=3, factors={"even/pool/workers:2": 1.12}, waits={"even/serial/workers:1": 6}),
    "shaken": dict(seed=3, factors={"even/pool/workers:2": 1.12}, waits={"even/serial/workers:1": 5}),
    # Every fifth block differs: the estimate is near 0, and the interval is long on one side.
    "dips": dict(seed=20, strategies=("serial", "old/pool", "new/pool", "old/farm", "new/farm"),
                 dips={"new/pool": 0.88, "new/farm": 1.12}),
}


def document(seed, speed=1.0, factors={}, dips={}, noise=0.002, blocks=20, broken=(), flaky={}, waits={}, rename={},
             strategies=("serial", "pool", "farm"), workloads=("even", "uneven"), facts={}, builds={}):
    draw = random.Random(seed)
    costs = {"serial": 1.0, "pool": 0.52, "farm": 0.55}
    cells, entries = [], []
    for workload in workloads:
        for strategy in strategies:
            workers = 1 if strategy == "serial" else 2
            label = rename.get(strategy, strategy)
            cells.append({"name": f"{workload}/{label}/workers:{workers}", "workload": workload, "strategy": label,
                          "workers": workers, "oversubscribed": False, "baseline": strategy == "serial",
                          "key": f"{workload}/{strategy}/workers:{workers}"})
    left = dict(flaky)
    for block in range(blocks):
        disturbance = draw.uniform(0.9, 1.1)
        for cell in cells:
            strategy = cell["key"].split("/", 1)[1].rsplit("/", 1)[0]
            factor = costs.get(strategy.split("/")[-1], 0.6) * factors.get(strategy, 1) * factors.get(cell["key"], 1)
            factor *= dips.get(strategy, 1) if block % 5 == 4 else 1
            time = lambda: int(1e7 * speed * disturbance * factor * math.exp(draw.gauss(0, noise)))
            runs, first = [time() for _ in range(3)], time()
            mean = sum(runs) / len(runs)
            entry = {"name": cell["name"], "block": block, "repetition_index": block, "run_ns": runs,
                     "open_ns": int(2e4 * speed * disturbance), "first_run_ns": first, "close_ns": 5000,
                     "startup_ns": mean * 0.1, "busy_ns": mean * 0.8, "imbalance_ns": mean * 0.1, "finish_ns": 0.0,
                     "minor_faults": 100 + draw.randrange(3), "major_faults": 0}
            if waits:
                entry.update(wall_ns=1e8, waited_ns=1e7 if block < waits.get(cell["key"], 0) else 0.0)
            entry["once_ns"] = entry["open_ns"] + entry["first_run_ns"] + entry["close_ns"]
            if cell["key"] in broken or left.get(cell["key"], 0) > 0:
                left[cell["key"]] = left.get(cell["key"], 0) - 1
                entry = {"name": cell["name"], "block": block, "repetition_index": block, "error_occurred": True,
                         "error_message": "it broke", "run_ns": []}
            entries.append(entry)
    for cell in cells:
        del cell["key"]
    described = [{"label": workload, "tunables": {"seed": 1, "shape": workload}, "items": 100, "result_bytes": 8,
                  "digest": "", **({} if builds.get(workload, "") is None else
                                   {"build": builds.get(workload, "0000000000000000")})} for workload in workloads]
    ours = {"schema": 1, "version": "0.1.0", "utc": "2026-11-23T15:40:00Z", "host": "nowhere", "partial": False,
            "blocks": blocks, "iterations": 3, "calls": 1, "workloads": described,
            "build": {"compiler": "gcc 12", "flags": "-O2", "mode": "release"},
            "machine": {"cpu_model": "none", "usable_processors": 2, "kernel": "Linux 6.1"}, "cells": cells}
    ours["machine"].update(facts.get("machine", {}))
    ours.update({key: value for key, value in facts.items() if key != "machine"})
    return {"context": {"forkscale": ours}, "benchmarks": entries}


# --- the verdicts ----------------------------------------------------------------------------------

class Run:
    def __init__(self, path):
        with open(os.path.join(path, "results.json")) as file:
            found = json.load(file)
        self.cells = found["context"]["forkscale"]["cells"]
        self.good = {}
        for entry in found["benchmarks"]:
            if not entry.get("error_occurred"):
                self.good.setdefault(entry["name"], {})[entry["block"]] = entry

    def entries(self, cell):
        return self.good.get(cell["name"], {})

    def serial(self, cell):
        return next((c for c in self.cells if c["baseline"] and c["workload"] == cell["workload"]), None)


def median(values):
    values, n = sorted(values), len(values)
    return values[n // 2] if n % 2 else (values[n // 2 - 1] + values[n // 2]) / 2


def value(metric, entry):
    if metric == "run":
        return median(entry["run_ns"])
    if metric == "once":
        return entry["once_ns"]
    return entry[metric] + 1


def is_time(metric):
    return metric in ("run", "once") or metric.endswith("_ns")


def logs(run, cell, metric, is_plain):
    serial = run.serial(cell)
    if not is_plain and serial is None:
        return []
    theirs = {} if is_plain else run.entries(serial)
    by = "once" if metric == "once" else "run"
    return [math.log(value(metric, entry) / (1 if is_plain else value(by, theirs[block])))
            for block, entry in run.entries(cell).items() if is_plain or block in theirs]


def disturbed(run, cell):
    """The part of its blocks in which the cell or its serial cell waited for more than 5 % of the time."""
    serial = run.entries(run.serial(cell)) if run.serial(cell) else {}
    found = [max(entry.get("waited_ns", 0) / entry.get("wall_ns", 1) for entry in (own, serial[block])) > 0.05
             for block, own in run.entries(cell).items() if block in serial]
    return sum(found) / len(found) if found else 0


class Sample:
    def __init__(self, new, base=None):
        self.new, self.base = new, base

    def analyse(self, level, offset=0.0):
        return shift.paired(self.new, level, offset) if self.base is None \
            else shift.separate(self.new, self.base, level, offset)

    def count(self):
        return len(self.new) if self.base is None else min(len(self.new), len(self.base))


def fewest(is_paired, p):
    n = 1
    while (Fraction(1, 2 ** n) if is_paired else Fraction(1, math.comb(2 * n, n))) > Fraction(p):
        n += 1
    return n


def quantile(p):
    """The z that the standard normal distribution exceeds with probability p, by bisection."""
    low, high = 0.0, 40.0
    while high - low > 1e-13:
        middle = (low + high) / 2
        low, high = (middle, high) if 0.5 * math.erfc(middle / math.sqrt(2)) > p else (low, middle)
    return (low + high) / 2


def blocks_needed(sample, estimate, low, high, has_interval, margin, same, level, tests):
    size = abs(estimate)
    is_change = size > margin
    p = level / (2 * tests) if is_change else 0.05
    least = max(fewest(sample.base is None, p), sample.count() + 1)
    if not has_interval:
        return least
    width = (high - low) / 2 * quantile(p) / quantile(0.025)
    distance = size - margin if is_change else same - size
    blocks = sample.count() * (width / distance) ** 2 if distance > 0 else math.inf
    if blocks > 10000:
        return None
    blocks = max(blocks, least)
    unit = 10 ** (math.floor(math.log10(blocks)) - 1) if blocks > 100 else 1
    return int(math.ceil(blocks / unit) * unit)


def compare(pairs, base, new, is_paired, options):
    margin, same = math.log1p(options["margin"] / 100), math.log1p(options["same"] / 100)
    rows, tested = [], []
    for one, other in pairs: # base, new
        for metric in options["metric"]:
            row = {"workload": other["workload"], "base_strategy": one["strategy"], "new_strategy": other["strategy"],
                   "workers": (one if other["baseline"] else other)["workers"], "metric": metric, "verdict": None,
                   "reason": None, "ratio": None, "low": None, "high": None, "interval": None, "blocks": 0,
                   "p": None, "needed": None}
            rows.append(row)
            is_yardstick = not is_paired and one["baseline"] and other["baseline"] and is_time(metric)
            if is_paired:
                a, b = base.entries(one), new.entries(other)
                sample = Sample([math.log(value(metric, b[k]) / value(metric, a[k])) for k in b if k in a])
            else:
                plain = is_yardstick or not is_time(metric)
                sample = Sample(logs(new, other, metric, plain), logs(base, one, metric, plain))
            row["verdict"] = "yardstick" if is_yardstick else "not comparable"
            if not new.entries(other) or not base.entries(one):
                row["reason"] = ("base" if new.entries(other) else "new") + " has no good repetition"
                continue
            if sample.count() == 0:
                row["reason"] = "no block has all that the ratio needs"
                continue
            estimate, low, high, has_interval, _, _ = sample.analyse("0.05")
            row.update(ratio=math.exp(estimate), low=math.exp(low), high=math.exp(high),
                       interval="95%" if has_interval else "range", blocks=sample.count())
            if is_yardstick:
                continue
            above, below = sample.analyse("0.05", margin)[4], sample.analyse("0.05", -margin)[5]
            row["p"] = min(1.0, 2 * min(above, below))
            within = abs(estimate) <= margin and sample.analyse("0.05", same)[5] <= 0.05 \
                and sample.analyse("0.05", -same)[4] <= 0.05
            if not is_paired and max(disturbed(base, one), disturbed(new, other)) > 0.25:
                row["reason"] = "more than a quarter of the blocks of a run were disturbed"
            tested.append((row, above < below, within, sample, (estimate, low, high, has_interval)))
    for (row, above, within, sample, found), p in zip(tested, shift.holm([row["p"] for row, *_ in tested])):
        row["p"] = p
        if row["reason"]:
            row["verdict"] = "inconclusive"
            continue
        row["verdict"] = ("regressed" if above else "improved") if p <= options["level"] \
            else "same" if within else "inconclusive"
        if row["verdict"] == "inconclusive":
            row["needed"] = blocks_needed(sample, *found, margin, same, options["level"], len(tested))
    return rows


def unpaired(cell, side):
    return {"workload": cell["workload"], "base_strategy": cell["strategy"] if side == "base" else None,
            "new_strategy": cell["strategy"] if side == "new" else None, "workers": cell["workers"], "metric": None,
            "verdict": f"only in {side}", "reason": None, "ratio": None, "low": None, "high": None,
            "interval": None, "blocks": 0, "p": None, "needed": None}


def find_pairs(base, new, names):
    """[(base cell, new cell)], cells of base alone, cells of new alone."""
    if names is None:
        key = lambda cell, _: cell["name"]
        chosen = lambda cell, _: True
    else:
        def rest(cell, name):
            label = cell["strategy"]
            exact = any(c["strategy"] == name for c in base.cells)
            if label == name:
                return ""
            return label[len(name):] if not exact and label.startswith(name) and label[len(name)] in "/:" else None
        key = lambda cell, side: (cell["workload"], cell["workers"], rest(cell, names[side]))
        chosen = lambda cell, side: rest(cell, names[side]) is not None
    ones = [cell for cell in base.cells if chosen(cell, 0)]
    others = [cell for cell in new.cells if chosen(cell, 1)]
    pairs = [(a, b) for b in others for a in ones if key(a, 0) == key(b, 1)]
    return pairs, [a for a in ones if all(a is not x for x, _ in pairs)], \
        [b for b in others if all(b is not y for _, y in pairs)]


def text(found):
    return "" if found is None else "%.10g" % found if isinstance(found, float) else str(found)


def main(folder, *words):
    if folder == "make":
        for name, settings in RUNS.items():
            os.makedirs(os.path.join(words[0], name), exist_ok=True)
            with open(os.path.join(words[0], name, "results.json"), "w") as file:
                json.dump(document(**settings), file)
        return
    runs = [word for word in words if "=" not in word]
    margin, same = (5.0, 8.0) if len(runs) == 2 else (1.0, 3.0)
    options = {"margin": margin, "same": same, "level": 0.01, "metric": ["run", "once"]}
    for word in [word for word in words if "=" in word]:
        key, found = word.split("=")
        options[key] = found.split(",") if key == "metric" else float(found)
    words = runs
    run = lambda name: Run(os.path.join(folder, name))
    base = run(words[0])
    new = run(words[1]) if len(words) == 2 else base
    names = None if len(words) == 2 else words[1:]
    pairs, ones, others = find_pairs(base, new, names)
    rows = compare(pairs, base, new, names is not None, options)
    rows += [unpaired(cell, "new") for cell in others] + [unpaired(cell, "base") for cell in ones]
    print("\t".join(rows[0]))
    for row in rows:
        print("\t".join(text(found) for found in row.values()))


if __name__ == "__main__":
    main(*sys.argv[1:])
