# SPDX-License-Identifier: MIT
"""Writes the results of runs that never were, RUN/results.json, with what a table has to cope with.

There are even and odd numbers of blocks and of timed runs, blocks in which a cell is missing or failed, a cell
that always failed, strategies that are a little faster and much slower, and more workers than one. One run is
older than the oracle, two have every outcome of a ranking, one of them at its third look, and the last has the edges: 1 to 7 blocks, ties, the least and the greatest numbers that
are read, runs without parts, a cell that was never run, and a workload without a baseline.
"""
import json
import os
import random
import sys


def entry(draw, cell, block, factor, iterations):
    runs = [int(draw.uniform(0.97, 1.03) * 1e7 * factor) for _ in range(iterations)]
    mean = sum(runs) / iterations
    parts = [mean * draw.uniform(0.01, 0.1) for _ in range(3)]
    first = int(runs[0] * draw.uniform(1, 1.2))
    opening, closing = draw.randrange(10**4, 10**6), draw.randrange(10**3, 10**5)
    return {"name": cell["name"], "block": block, "repetition_index": block, "run_ns": runs,
            "open_ns": opening, "first_run_ns": first, "close_ns": closing,
            "once_ns": opening + first + closing, "startup_ns": parts[0], "imbalance_ns": parts[1],
            "finish_ns": parts[2], "busy_ns": mean - sum(parts)}


def whole(cells, entries, blocks, iterations):
    return {"context": {"forkscale": {
        "schema": 1, "version": "0.1.0", "utc": "2026-11-23T15:40:00Z", "host": "nowhere", "partial": False,
        "blocks": blocks, "iterations": iterations,
        "machine": {"cpu_model": "none", "usable_processors": 2}, "cells": cells}}, "benchmarks": entries}


def document(seed, blocks, iterations, has_oracle):
    draw = random.Random(seed)
    costs = {"serial": 1, "fast": 0.5, "near": 0.51, "slow": 0.8, "broken": 1}
    cells, entries = [], []
    for workload in ("even", "uneven:shape=falling"):
        for strategy in costs:
            for workers in (1,) if strategy == "serial" else (2, 3):
                cells.append({"name": f"{workload}/{strategy}/workers:{workers}", "workload": workload,
                              "strategy": strategy, "workers": workers, "oversubscribed": workers > 2,
                              "baseline": strategy == "serial"})
    for block in range(blocks):
        order = cells[:]
        draw.shuffle(order)
        for cell in order:
            if draw.random() < 0.04 and blocks > 8:
                continue
            made = entry(draw, cell, block, costs[cell["strategy"]], iterations)
            if cell["strategy"] == "broken" or draw.random() < 0.03:
                made = {"name": cell["name"], "block": block, "error_occurred": True,
                        "error_message": f"it broke in block {block}", "run_ns": made["run_ns"][:1]}
            elif has_oracle:
                made["oracle_share"] = {1: 1, 2: 0.5, 3: 0.4375}[cell["workers"]]
                made["in_order_share"] = {1: 1, 2: 0.5625, 3: 0.5}[cell["workers"]]
            entries.append(made)
    return whole(cells, entries, blocks, iterations)


GREATEST = 10**18
EDGES = 8  # blocks


def edge(workload, strategy, runs, workers=1, blocks=range(EDGES), parts=(1, 2, 3, 4)):
    """A cell and its entries: `runs` gives the timed runs of a block."""
    cell = {"name": f"{workload}/{strategy}/workers:{workers}", "workload": workload, "strategy": strategy,
            "workers": workers, "oversubscribed": workers > 2, "baseline": strategy == "serial"}
    entries = []
    for block in blocks:
        made = {"name": cell["name"], "block": block, "run_ns": runs(block), "open_ns": block,
                "once_ns": min(GREATEST, runs(block)[0] + block)}
        made.update(zip(("startup_ns", "busy_ns", "imbalance_ns", "finish_ns"), parts))
        if workload != "small":
            made["oracle_share"] = 1 / workers
        entries.append(made)
    return cell, entries


def edges():
    rising = lambda block: [1000 + 37 * (block * 5 % 8) + run for run in range(block % 4 + 1)]
    made = [edge("counts", "serial", rising)]
    quarter = lambda block: [run / 4 for run in rising(block)]
    made += [edge("counts", "pool", quarter, workers, range(EDGES - workers, EDGES)) for workers in range(1, 8)]
    made += [
        edge("ties", "serial", lambda block: [5000] * 4),
        edge("ties", "all", lambda block: [4000] * 3, 2),
        edge("ties", "pairs", lambda block: [1000 * (1 + block // 2)] * 2, 2),
        edge("ties", "twos", lambda block: [3000 + block % 2], 2),
        edge("great", "serial", lambda block: [GREATEST, GREATEST // 2 + block * 10**15]),
        edge("great", "long", lambda block: [GREATEST], 2, parts=(GREATEST,) * 4),
        edge("great", "short", lambda block: [1], 2, parts=(0, 1, 0, GREATEST)),
        edge("small", "serial", lambda block: [1]),
        edge("small", "steps", lambda block: [1 + block % 3], 2, parts=(0, 0, 0, 0)),
        edge("small", "never", lambda block: [1], 2, range(0)),
        edge("alone", "pool", rising, 2),
    ]
    entries = [entry for _, those in made for entry in those]
    # The baseline of `counts` failed in one block, and so did one of its cells, with a run that does not count.
    for entry in entries:
        if (entry["name"], entry["block"]) in (("counts/serial/workers:1", 5), ("counts/pool/workers:7", 6)):
            entry.update(error_occurred=True, error_message="it failed once", run_ns=[GREATEST])
    return whole([cell for cell, _ in made], entries, EDGES, 4)


def ranked(certainty=None):
    """20 blocks, enough to decide: a winner, two that are equal, two that are not told apart, nothing at all, a
    serial run that wins, and a strategy that would win but failed once."""
    draw = random.Random(4)
    noisy = lambda ns, spread: lambda block: [int(ns * draw.uniform(1 - spread, 1 + spread))]
    made = []
    for workload, spread, costs in (
            ("winner", 0.01, {"serial": 200, "a": 100, "b": 110, "c": 101}),
            ("equal", 0.003, {"serial": 200, "a": 100, "b": 100.1, "c": 140}),
            ("open", 0.06, {"serial": 200, "a": 100, "b": 101, "c": 103}),
            ("noise", 0.5, {"serial": 101, "a": 100, "b": 99, "c": 102}),
            ("inline", 0.02, {"serial": 50, "a": 60, "b": 70, "c": 55}),
            ("failed", 0.01, {"serial": 200, "a": 90, "b": 100, "c": 120})):
        made += [edge(workload, strategy, noisy(1e6 * cost, spread), 1 if strategy == "serial" else 2, range(20))
                 for strategy, cost in costs.items()]
    entries = [entry for _, those in made for entry in those]
    for entry in entries:
        if (entry["name"], entry["block"]) == ("failed/a/workers:2", 7):
            entry.update(error_occurred=True, error_message="it failed once")
    document = whole([cell for cell, _ in made], entries, 20, 1)
    if certainty is not None:
        document["context"]["forkscale"]["until_certain"] = certainty
    return document


def write(name, document):
    os.makedirs(os.path.join(sys.argv[1], name), exist_ok=True)
    with open(os.path.join(sys.argv[1], name, "results.json"), "w") as file:
        json.dump(document, file, separators=(",", ":"))
        file.write("\n")


for name, seed, blocks, iterations, has_oracle in (
        ("long", 1, 14, 3, True), ("short", 2, 9, 2, False), ("few", 3, 4, 1, True)):
    write(name, document(seed, blocks, iterations, has_oracle))
write("ranked", ranked())
write("looks", ranked({"effect": 0.12, "looks": 3}))
write("edges", edges())
