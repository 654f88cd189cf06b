# SPDX-License-Identifier: MIT
"""Who is fastest, by exact arithmetic: every sign pattern of a signed-rank test is counted, and all Walsh averages are
sorted. figures.py puts the standings into the golden table."""
import math
import statistics
from fractions import Fraction
from itertools import combinations, combinations_with_replacement



def patterns(n):
    """In how many of the 2^n sign patterns the positive ranks sum to 0, 1, …"""
    counts = [1]
    for rank in range(1, n + 1):
        counts = [a + b for a, b in zip(counts + [0] * rank, [0] * rank + counts)]
    return counts


def walsh(values):
    return sorted((a + b) / 2 for a, b in combinations_with_replacement(values, 2))


def p_value(values):
    """Two-sided: twice the lesser of the probabilities of so many averages above, and below, 0."""
    if not values:
        return Fraction(1)
    counts, averages = patterns(len(values)), walsh(values)
    tail = lambda w: Fraction(sum(counts[w:]), 2 ** len(values))
    return min(Fraction(1), 2 * min(tail(sum(a > 0 for a in averages)), tail(sum(a < 0 for a in averages))))


def shift(values, level):
    """The median of the averages, and the interval between two of them, or None."""
    averages, counts = walsh(values), patterns(len(values))
    k = 0
    while k < len(averages) and Fraction(sum(counts[:k + 1]), 2 ** len(values)) <= level / 2:
        k += 1
    interval = (averages[k - 1], averages[len(averages) - k]) if k > 0 else None
    return statistics.median(averages), interval


def holm(p_values):
    adjusted, greatest = {}, Fraction(0)
    for i, key in enumerate(sorted(p_values, key=p_values.get)):
        greatest = max(greatest, (len(p_values) - i) * p_values[key])
        adjusted[key] = min(Fraction(1), greatest)
    return adjusted


def candidates(run):
    counts = {cell["workers"] for cell in run.cells}
    fitting = max((n for n in counts if n <= run.processors), default=min(counts, default=1))
    found = {}
    for cell in run.cells:
        if (cell["baseline"] or cell["workers"] == fitting) and cell["name"] in run.good \
                and cell["name"] not in run.errors:
            found.setdefault(cell["workload"], []).append(cell)
    return found


def standings(run, run_ns):
    """Of each cell that is ranked: its standing, and its ratio to the fastest with its interval, or None."""
    run_level, effect = Fraction(1, 100), run.certainty.get("effect", 0.02)
    look = run.certainty.get("looks", 0)
    if look > 0:
        run_level /= look * (look + 1)
    groups = candidates(run)
    logs = {(a["name"], b["name"]): run.pairs(a, b, run_ns, lambda x, y: math.log(x / y))
            for group in groups.values() for a, b in combinations(group, 2)}
    adjusted = holm({key: p_value(values) for key, values in logs.items()})
    level = run_level / max(1, len(logs))
    shifts = {key: shift(values, level) if values else (0, None) for key, values in logs.items()}
    slower = {a if shifts[a, b][0] > 0 else b for (a, b), p in adjusted.items() if p <= run_level}
    result = {}
    for group in groups.values():
        names = [cell["name"] for cell in group]
        fastest = [name for name in names if name not in slower]
        if len(names) < 2:
            continue
        within = lambda interval: interval is not None and max(map(abs, interval)) < math.log1p(effect)
        equal = all(within(shifts[pair][1]) for pair in combinations(fastest, 2))
        decided = len(fastest) < len(names) or equal
        leader = min(fastest, key=lambda name: statistics.median(map(run_ns, run.good[name].values())))
        for name in names:
            standing = "slower" if name in slower else "fastest" if decided else "undecided"
            result[name] = (standing, None, None, None)
            sign, key = (1, (name, leader)) if (name, leader) in logs else (-1, (leader, name))
            if name != leader and logs[key]:
                estimate, interval = shifts[key]
                low, high = sorted(sign * end for end in interval) if interval else (None, None)
                ratio = lambda x: None if x is None else math.exp(x)
                result[name] = (standing, math.exp(sign * estimate), ratio(low), ratio(high))
    return result
