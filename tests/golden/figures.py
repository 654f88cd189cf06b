# SPDX-License-Identifier: MIT
"""The figures of results.json files, computed without any of forkscale's code: the golden values.

    figures.py estimates                      intervals of 1 … N at some levels
    figures.py table RUN                      as `forkscale table --format tsv RUN`
    figures.py ratios LOW HIGH LEVEL SCOPE FIRST,... SECOND,... RUN...
                                              as `forkscale ratios --format tsv`, both uses

RUN is a folder with a results.json. Intervals are found by exact arithmetic on binomial coefficients, or on counts of
sign patterns, and estimates by looking at all values again, so that nothing is shared with harness/analyse but the
definition.
"""
import json
import math
import os
import statistics
import sys
from fractions import Fraction
from math import comb

from ranking import shift, standings, walsh


def interval(values, level):
    """The median, least and greatest of the interval, and whether there is one; None without values."""
    if not values:
        return None
    values, n = sorted(values), len(values)
    covers = [k for k in range(1, n // 2 + 1)
              if 2 * sum(comb(n, i) for i in range(k)) <= Fraction(level) * 2 ** n]
    k = max(covers, default=1)
    return statistics.median(values), values[k - 1], values[n - k], bool(covers)


class Run:
    def __init__(self, folder):
        with open(os.path.join(folder, "results.json")) as file:
            document = json.load(file)
        self.name = os.path.basename(folder)
        self.cells = document["context"]["forkscale"]["cells"]
        self.certainty = document["context"]["forkscale"].get("until_certain", {})
        self.processors = document["context"]["forkscale"]["machine"]["usable_processors"]
        self.good, self.errors = {}, {}
        for entry in document["benchmarks"]:
            if entry.get("error_occurred"):
                self.errors.setdefault(entry["name"], entry["error_message"])
            else:
                self.good.setdefault(entry["name"], {})[entry["block"]] = entry

    def values(self, cell, figure):
        return {block: figure(entry) for block, entry in self.good.get(cell["name"], {}).items()}

    def pairs(self, one, other, figure, combine):
        if one is None or other is None:
            return []
        a, b = self.values(one, figure), self.values(other, figure)
        return [combine(a[block], b[block]) for block in a if block in b]

    def baseline(self, cell):
        return next((c for c in self.cells if c["baseline"] and c["workload"] == cell["workload"]), None)


def run_ns(entry):
    return statistics.median(entry["run_ns"])


def once_ns(entry):
    return entry["once_ns"]


def whole(entry):
    return sum(entry[part + "_ns"] for part in ("startup", "busy", "imbalance", "finish"))


def share(key):
    return lambda entry: entry[key] / whole(entry) if whole(entry) > 0 else 0


def imbalance(key):
    """(max / mean − 1) · P / (P − 1), of one worker nothing."""
    def figure(entry):
        times = entry.get(key, [])
        if len(times) < 2:
            return None
        return (max(times) / (sum(times) / len(times)) - 1) * len(times) / (len(times) - 1)
    return figure


def text(value):
    return "" if value is None else str(value).lower() if isinstance(value, bool) \
        else "%.17g" % value if isinstance(value, float) else str(value)


def columns(name, unit, values, level="0.05"):
    found = interval(values, level)
    if found is None:
        return {**{f"{name}_{what}{unit}": None for what in ("median", "low", "high")},
                f"{name}_interval": None, f"{name}_blocks": 0}
    median, low, high, covers = found
    return {f"{name}_median{unit}": float(median), f"{name}_low{unit}": float(low),
            f"{name}_high{unit}": float(high), f"{name}_interval": "95%" if covers else "range",
            f"{name}_blocks": len(values)}


def shift_columns(name, unit, values, level, kind, unfold=lambda value: value):
    """Hodges and Lehmann's estimate with its interval, or where there is none, the range."""
    keys = [f"{name}_{what}{unit}" for what in ("estimate", "low", "high")]
    if not values:
        return {**dict.fromkeys(keys), f"{name}_interval": None, f"{name}_blocks": 0}
    estimate, interval = shift(values, level)
    averages = walsh(values)
    ends = interval or (averages[0], averages[-1])
    return {**dict(zip(keys, (float(unfold(value)) for value in (estimate, *ends)))),
            f"{name}_interval": kind if interval else "range", f"{name}_blocks": len(values)}


def median_or_none(values):
    return float(statistics.median(values)) if values else None


def regret(run, cell):
    return [time / share for time, share in run.pairs(
        cell, run.baseline(cell), lambda entry: (run_ns(entry), entry.get("oracle_share")),
        lambda a, b: (a[0] / b[0], a[1])) if share is not None]


def table(run):
    ranked = standings(run, run_ns)
    for cell in run.cells:
        own = lambda figure: list(run.values(cell, figure).values())
        ratio = lambda figure, by: [value / by for value in run.pairs(
            run.baseline(cell), cell, figure, lambda a, b: a / b)]
        row = {key: cell[key] for key in ("workload", "strategy", "workers", "oversubscribed", "baseline")}
        row.update(columns("run", "_ns", own(run_ns)))
        row.update(columns("once", "_ns", own(once_ns)))
        row.update(columns("speedup", "", ratio(run_ns, 1)))
        row.update(columns("efficiency", "", ratio(run_ns, cell["workers"])))
        row.update(columns("once_speedup", "", ratio(once_ns, 1)))
        row.update(columns("once_efficiency", "", ratio(once_ns, cell["workers"])))
        for part in ("startup", "imbalance", "finish"):
            row[part + "_share"] = median_or_none(own(share(part + "_ns")))
        row["open_share"] = median_or_none(own(lambda entry: entry["open_ns"] / entry["once_ns"]))
        row.update(columns("regret", "", regret(run, cell)))
        both = run.pairs(run.baseline(cell), cell, lambda entry: entry, lambda a, b: (a, b))
        compute = [(serial["busy_ns"] / cell["workers"], entry) for serial, entry in both]
        part = lambda time, entry: time / whole(entry) if whole(entry) > 0 else 0
        row["compute_share"] = median_or_none([part(time, entry) for time, entry in compute])
        row["dispatch_share"] = median_or_none([part(entry["busy_ns"] - time, entry) for time, entry in compute])
        for key in ("busy", "processor"):
            row[key + "_imbalance"] = median_or_none([value for value in own(imbalance(f"worker_{key}_ns"))
                                                      if value is not None])
        # These runs have one call in each timed run, and no counters.
        for key, unit in (("call_p50", "_ns"), ("call_p99", "_ns"), ("calls", "_per_s"), ("call_processor", "_ns"),
                          ("instructions", ""), ("cycles", ""), ("cache_misses", ""), ("tlb_misses", "")):
            row.update(columns(key, unit, []))
        for key, value in zip(("standing", "behind_median", "behind_low", "behind_high"),
                              ranked.get(cell["name"], (None,) * 4)):
            row[key] = value
        row["error"] = run.errors.get(cell["name"])
        yield row


def ratios(runs, low, high, level, scope, firsts, seconds):
    rows = []
    for run in runs:
        for one in run.cells:
            for other in run.cells:
                if one is other or one["strategy"] not in firsts or other["strategy"] not in seconds \
                        or one["workload"] != other["workload"] \
                        or not (one["workers"] == other["workers"] or one["baseline"] or other["baseline"]):
                    continue
                for use, figure in (("warm", run_ns), ("once", once_ns)):
                    row = {"run": run.name, "workload": one["workload"],
                           "workers": (other if one["baseline"] else one)["workers"], "use": use,
                           "first": one["strategy"], "second": other["strategy"]}
                    claim = (row["first"], row["second"]) if scope == "pair" \
                        else (row["first"], row["workload"], use)
                    rows.append((row, claim, run.pairs(one, other, figure, lambda a, b: math.log(a / b)),
                                 run.pairs(one, other, figure, lambda a, b: a - b)))
    judged = []
    for row, claim, logs, differences in rows:
        points = sum(1 for _, other, them, _ in rows if other == claim and them)
        row.update(shift_columns("ratio", "", logs, Fraction(level) / max(1, points), "claim", math.exp))
        row.update(shift_columns("difference", "_ns", differences, Fraction("0.05"), "95%"))
        decides = row["ratio_interval"] == "claim"
        row["side"] = "no ratio" if not logs else "above" if decides and row["ratio_low"] > high \
            else "below" if decides and row["ratio_high"] < low else "undecided"
        row["claim_points"] = points
        judged.append((row, claim))
    for row, claim in judged:
        mine = [r for r, c in judged if c == claim]
        for side in ("undecided", "above", "below"):
            row["claim_" + side] = sum(r["side"] == side for r in mine)
        row["claim_fewest"] = fewest(Fraction(level) / row["claim_points"]) if row["claim_points"] else 0
        estimates = [r["ratio_estimate"] for r in mine if r["side"] != "no ratio" and r["use"] == row["use"]]
        row["claim_least"] = min(estimates, default=None)
        row["claim_greatest"] = max(estimates, default=None)
        yield row


def fewest(level):
    """So few values on one side of a bound are that unlikely: each of 2^n patterns of signs is alike."""
    n = 1
    while 2 > Fraction(level) * 2 ** n:
        n += 1
    return n


def estimates():
    for level in ("0.5", "0.05", "0.01", "0.0005"):
        for count in range(1, 41):
            median, low, high, covers = interval(range(1, count + 1), level)
            yield {"level": level, "count": count, "median": float(median), "low": low, "high": high,
                   "interval": "yes" if covers else "no"}


def main(what, *words):
    if what == "estimates":
        rows = list(estimates())
    elif what == "table":
        rows = list(table(Run(words[0])))
    else:
        low, high, level, scope, firsts, seconds = words[:6]
        rows = list(ratios([Run(folder) for folder in words[6:]], float(low), float(high), level, scope,
                           firsts.split(","), seconds.split(",")))
    print("\t".join(rows[0]))
    for row in rows:
        print("\t".join(text(value) for value in row.values()))


main(*sys.argv[1:])
