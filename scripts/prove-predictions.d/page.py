# SPDX-License-Identifier: MIT
"""The page docs/predict.md from predict.tsv. Exits with 1 where a bound is missed."""

import collections
import csv
import statistics
import sys

# Bounds of the median error and of its 95th percentile.
BOUNDS = {"sleep": (0.01, 0.03), "cpu": (0.03, 0.07)}
TITLES = {
    "sleep": "sleeping items, more workers than were traced",
    "cpu": "CPU items on 2 processors: the model alone against a second measurement",
}
WINNER_WITHIN, WINNER_SHARE, WINNER_CELLS = 0.02, 0.95, 60


def error(row):
    # With as many workers as were traced, only the model alone predicts anything.
    predicted = row["run_median_ns"] if row["kind"] == "sleep" else row["simulated_ns"]
    return abs(float(predicted) / float(row["measured_ns"]) - 1)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def verdict(kept):
    return "kept" if kept else "**missed**"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    all_kept = True
    print("# How good predictions are\n")
    print("`scripts/prove-predictions` predicts runs and measures the same runs apart, and writes this page.\n")
    print("| what | predictions | median error | 95th percentile | bounds | |\n|---|--:|--:|--:|--:|---|")
    for kind, (middle, most) in BOUNDS.items():
        errors = [error(row) for row in rows if row["kind"] == kind]
        if not errors:
            continue
        median, high = statistics.median(errors), percentile(errors, 0.95)
        kept = median <= middle and high <= most
        all_kept &= kept
        print(f"| {TITLES[kind]} | {len(errors)} | {median:.1%} | {high:.1%} | {middle:.0%}, {most:.0%} | {verdict(kept)} |")
    cells = collections.defaultdict(list)
    for row in rows:
        cells[row["kind"], row["workload"], row["workers"]].append(row)
    good = 0
    for cell in cells.values():
        best = min(float(row["measured_ns"]) for row in cell)
        chosen = min(cell, key=lambda row: float(row["run_median_ns"]))
        good += float(chosen["measured_ns"]) <= (1 + WINNER_WITHIN) * best
    enough = len(cells) >= WINNER_CELLS
    kept = good >= WINNER_SHARE * len(cells) and enough
    all_kept &= kept
    print(
        f"\nThe strategy that is predicted to be the fastest is within {WINNER_WITHIN:.0%} of the one that is in {good} of "
        f"{len(cells)} cells ({good / max(1, len(cells)):.0%}; bound {WINNER_SHARE:.0%} of at least {WINNER_CELLS}): "
        f"{verdict(kept)}{'' if enough else ', too few cells to tell'}.\n"
    )
    print("## Where it misses\n\nThe ten predictions that are furthest off:\n")
    print("| workload | strategy | workers | predicted | measured | error |\n|---|---|--:|--:|--:|--:|")
    for row in sorted(rows, key=error, reverse=True)[:10]:
        predicted = row["run_median_ns"] if row["kind"] == "sleep" else row["simulated_ns"]
        print(
            f"| {row['workload']} | {row['strategy']} | {row['workers']} | {float(predicted) / 1e6:.2f} ms | "
            f"{float(row['measured_ns']) / 1e6:.2f} ms | {error(row):.1%} |"
        )
    print(
        "\nThe model knows nothing of processors that others use, of memory bandwidth, of NUMA and of frequency; "
        "`forkscale predict` prints what it assumes."
    )
    return 0 if all_kept else 1


if __name__ == "__main__":
    sys.exit(main())
