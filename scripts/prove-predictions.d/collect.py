# SPDX-License-Identifier: MIT
"""Pairs predictions with measurements, from the folder of prove-predictions: a line each."""

import json
import pathlib
import sys

KEYS = "run_median_ns", "run_low_ns", "run_high_ns", "simulated_ns"

print("kind\tworkload\tstrategy\tworkers\t" + "\t".join(KEYS) + "\tmeasured_ns")
for file in sorted(pathlib.Path(sys.argv[1]).glob("*/*/predicted.json")):
    measured = {
        (row["strategy"], row["workers"]): row["measured_ns"]
        for row in json.loads(file.with_name("measured.json").read_text())
    }
    for row in json.loads(file.read_text()):
        key = row["strategy"], row["workers"]
        figures = [row[name] for name in KEYS] + [measured[key]]
        words = file.parent.parent.name, row["workload"], *map(str, key)
        print("\t".join([*words, *(f"{figure:.0f}" for figure in figures)]))
