# SPDX-License-Identifier: MIT
"""Runs of a history that never was, and their values, computed without any of forkscale's code.

    history.py make FOLDER              writes FOLDER/RUN/results.json for 18 runs, r01 … r18, and some others
    history.py values FOLDER CELL RUN…  prints run, median, low, high and blocks of CELL, over the serial cell

Made by verdicts.py's generator: pool takes 1.12 times as long from r10 on.
"""
import json
import math
import os
import sys

import verdicts

HOSTILE = "<b>|`x`,%0A\x1b[31m\n@all\"'&$(pwned)\uffff日本"


def write(folder, name, number, revision=None, **words):
    facts = {"utc": f"2026-11-{number:02}T03:00:00Z", **words.pop("facts", {})}
    found = verdicts.document(seed=100 + number, workloads=("even",), facts=facts, **words)
    found["context"]["forkscale"]["build"]["git_revision"] = revision or f"abc{number:04}"
    os.makedirs(os.path.join(folder, name), exist_ok=True)
    with open(os.path.join(folder, name, "results.json"), "w") as file:
        json.dump(found, file)


def make(folder):
    for number in range(1, 19):
        slower = {"pool": 1.12} if number >= 10 else {}
        write(folder, f"r{number:02}", number, blocks=12, speed=1 + number % 3 / 10, factors=slower)
    write(folder, "other-host", 19, blocks=12, facts={"host": "elsewhere", "machine": {"kernel": "Linux 9.9"}})
    write(folder, "no-pool", 20, blocks=12, strategies=("serial", "farm"))
    write(folder, "broken", 21, blocks=12, broken={"even/pool/workers:2"})
    write(folder, "flaky", 22, blocks=12, flaky={"even/pool/workers:2": 2})
    write(folder, "no-serial", 23, blocks=12, strategies=("pool", "farm"))
    write(folder, "few", 24, blocks=4)
    write(folder, "hostile", 25, blocks=12, rename={"pool": HOSTILE}, revision=HOSTILE)


def interval(count):
    """The rank of the 95 % interval of a median, or 0."""
    rank, tail = 0, 0
    for k in range(count):
        tail += math.comb(count, k)
        if 2 * tail > 0.05 * 2 ** count:
            break
        rank = k + 1
    return rank


def values(folder, cell, *runs):
    for name in runs:
        run = verdicts.Run(os.path.join(folder, name))
        own = run.good[cell]
        serial = run.good[next(c["name"] for c in run.cells if c["baseline"])]
        ratios = sorted(verdicts.median(own[b]["run_ns"]) / verdicts.median(serial[b]["run_ns"])
                        for b in own if b in serial)
        n, rank = len(ratios), interval(len(ratios))
        middle = math.sqrt(ratios[(n - 1) // 2] * ratios[n // 2])
        print(name, *(f"{x:.12g}" for x in (middle, ratios[max(rank, 1) - 1], ratios[n - max(rank, 1)])), n, sep="\t")


if __name__ == "__main__":
    {"make": make, "values": values}[sys.argv[1]](*sys.argv[2:])
