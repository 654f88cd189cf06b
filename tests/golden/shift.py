# SPDX-License-Identifier: MIT
"""Shifts, their intervals and p-values, computed without any of forkscale's code: the golden values.

    shift.py            writes tests/golden/shift.inc, tables in C, on stdout
    shift.py --scipy    compares what SciPy has, too, with the same values

Null distributions of small samples are found by trying all patterns of signs, or all orders of two samples;
those of larger ones by counting with whole numbers. Probabilities are exact fractions until they are printed.
Estimates and intervals come from sorted lists of all Walsh averages or differences.
"""
import itertools
import math
import random
import statistics
import sys
from fractions import Fraction
from functools import lru_cache


@lru_cache(None)
def signed_rank(n):
    """P(T = t) for t = 0 … n(n+1)/2, or None where the normal approximation is used."""
    if n > 100:
        return None
    ways = [0] * (n * (n + 1) // 2 + 1)
    if n <= 12:
        for signs in itertools.product((0, 1), repeat=n):
            ways[sum(rank for rank, sign in enumerate(signs, 1) if sign)] += 1
    else:
        ways[0] = 1
        for rank in range(1, n + 1):
            for t in range(len(ways) - 1, rank - 1, -1):
                ways[t] += ways[t - rank]
    return [Fraction(w, 2 ** n) for w in ways]


@lru_cache(None)
def rank_sum(m, n):
    """P(U = u) for u = 0 … mn, likewise."""
    orders = math.comb(m + n, m)
    if orders >= 2 ** 64 or m * n > 5050:
        return None
    if orders <= 10000:
        ways = [0] * (m * n + 1)
        for places in itertools.combinations(range(m + n), m):
            ways[sum(place - i for i, place in enumerate(places))] += 1
    else:
        # Subsets of the ranks by size and sum.
        table = [{0: 1}] + [{} for _ in range(m)]
        for rank in range(m + n):
            for size in range(min(rank, m - 1), -1, -1):
                for total, count in table[size].items():
                    table[size + 1][total + rank] = table[size + 1].get(total + rank, 0) + count
        least = m * (m - 1) // 2
        ways = [table[m].get(least + u, 0) for u in range(m * n + 1)]
    assert sum(ways) == orders
    return [Fraction(w, orders) for w in ways]


class Null:
    def __init__(self, chances, greatest, variance):
        self.greatest, self.sigma = greatest, math.sqrt(variance)
        self.below = None if chances is None else list(itertools.accumulate(chances))

    def at_most(self, count):
        """P(count ≤ …)."""
        if count < 0:
            return 0
        if count >= self.greatest:
            return 1
        if self.below is not None:
            return self.below[count]
        z = (count + 0.5 - self.greatest / 2) / self.sigma
        return 0.5 * math.erfc(-z / math.sqrt(2))


def pairs(n):
    return Null(signed_rank(n), n * (n + 1) // 2, Fraction(n * (n + 1) * (2 * n + 1), 24))


def samples(m, n):
    return Null(rank_sum(m, n), m * n, Fraction(m * n * (m + n + 1), 12))


def analyse(values, null, level, offset):
    values = sorted(values)
    count = len(values)
    good = [k for k in range(1, count // 2 + 2) if null.at_most(k - 1) <= Fraction(level) / 2] if count < 200 \
        else bisect(lambda k: null.at_most(k - 1) <= Fraction(level) / 2, count // 2 + 1)
    k = max(good, default=1)
    above = sum(value > offset for value in values)
    below = sum(value < offset for value in values)
    return (statistics.median(values), values[k - 1], values[count - k], bool(good),
            float(null.at_most(count - above)), float(null.at_most(count - below)))


def bisect(holds, greatest):
    """[the greatest k ≤ greatest for which it holds], or []."""
    low, high = 0, greatest + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return [low] if low else []


def paired(d, level, offset):
    walsh = [(d[i] + d[j]) / 2 for i in range(len(d)) for j in range(i, len(d))]
    return analyse(walsh, pairs(len(d)), level, offset)


def separate(new, base, level, offset):
    return analyse([x - y for x in new for y in base], samples(len(new), len(base)), level, offset)


def cases():
    draw = random.Random(10)
    normal = lambda n, mean=0.0, sigma=1.0: [round(draw.gauss(mean, sigma), 6) for _ in range(n)]
    for n in range(1, 14):
        yield f"{n} values", normal(n, 0.5), None, "0.05", 0.0
    for n in (20, 25, 63, 64, 99, 100, 101, 150):
        yield f"{n} values", normal(n, 0.1), None, "0.01", 0.05
    yield "zeros", [0.0] * 8, None, "0.05", 0.0
    yield "ties and zeros", [0, 0, 1, 1, 1, -1, 2, 2, 3, 0.5], None, "0.1", 0.0
    yield "all alike", [0.25] * 9, None, "0.05", 0.25
    yield "all above", [1, 2, 3, 4, 5, 6, 7, 8], None, "0.05", 0.0
    yield "all below", [-1, -2, -3, -4, -5, -6, -7, -8], None, "0.05", 0.0
    yield "offset at a value", [-2, -1, 0, 1, 2, 3, 4], None, "0.1", 1.0
    yield "huge", [x * 1e300 for x in normal(11, 1)], None, "0.05", 1e299
    yield "tiny", [x * 1e-300 for x in normal(11, 1)], None, "0.05", 1e-301
    yield "of all sizes", [1e-300, -1e-12, 1e12, 3.0, 1e300, 5e-324, -7.0], None, "0.1", 0.0
    for m, n in ((1, 1), (1, 2), (2, 2), (3, 2), (3, 3), (4, 4), (5, 5), (4, 7), (6, 6), (7, 5), (8, 8)):
        yield f"{m} and {n}", normal(m, 0.7), normal(n), "0.05", 0.1
    for m, n in ((20, 20), (33, 33), (34, 33), (40, 40), (10, 90), (2, 300), (100, 60)):
        yield f"{m} and {n}", normal(m, 0.4), normal(n), "0.01", -0.05
    yield "two alike", [3.0] * 6, [3.0] * 7, "0.05", 0.0
    yield "two with ties", [1, 1, 2, 2, 3, 4, 4], [0, 1, 1, 2, 2, 2, 3, 3], "0.1", 0.0
    yield "two apart", [11, 12, 13, 14, 15], [1, 2, 3, 4, 5, 6], "0.05", 1.0
    yield "two, huge", [x * 1e300 for x in normal(9, 1)], [x * 1e300 for x in normal(8)], "0.05", 1e299
    yield "two, tiny", [x * 1e-300 for x in normal(9, 1)], [x * 1e-300 for x in normal(8)], "0.05", 1e-300


def number(x):
    return "%.17g" % x


def listed(values):
    return "{ %s }" % ", ".join(map(number, values))


def holm(p):
    """By the definition: reject the smallest at level / m, the next at level / (m − 1) …"""
    order = sorted(range(len(p)), key=p.__getitem__)
    adjusted, step = {}, 0.0
    for i, at in enumerate(order):
        step = max(step, min(1.0, (len(p) - i) * p[at]))
        adjusted[at] = step
    return [adjusted[i] for i in range(len(p))]


def check_scipy():
    from scipy import stats
    compared = 0
    for name, new, base, _, _ in cases():
        if base is None and len(new) <= 50 and len({abs(x) for x in new}) == len(new) and 0 not in new:
            ours = paired(new, "0.05", 0.0)
            theirs = (stats.wilcoxon(new, alternative="greater", mode="exact").pvalue,
                      stats.wilcoxon(new, alternative="less", mode="exact").pvalue)
        elif base is not None and len(set(new) | set(base)) == len(new) + len(base) \
                and rank_sum(len(new), len(base)) is not None:
            ours = separate(new, base, "0.05", 0.0)
            theirs = (stats.mannwhitneyu(new, base, alternative="greater", method="exact").pvalue,
                      stats.mannwhitneyu(new, base, alternative="less", method="exact").pvalue)
        else:
            continue
        for a, b in zip(ours[4:], theirs):
            assert math.isclose(a, b, rel_tol=1e-11), (name, a, b)
        compared += 1
    assert compared > 30, compared
    print(f"SciPy has the same p-values in {compared} cases")


def main():
    print("/* SPDX-License-Identifier: MIT */\n/* Written by tests/golden/shift.py: see there. */")
    print("static const struct golden_shift golden_shifts[] = {")
    for name, new, base, level, offset in cases():
        found = paired(new, level, offset) if base is None else separate(new, base, level, offset)
        estimate, low, high, has_interval, above, below = found
        print(f'{{ "{name}", {listed(new)}, {len(new)}, {listed(base or [0])}, {len(base or [])}, '
              f"{level}, {number(offset)}, {number(estimate)}, {number(low)}, {number(high)}, "
              f"{int(has_interval)}, {number(above)}, {number(below)} }},")
    print("};\nstatic const struct golden_holm golden_holms[] = {")
    draw = random.Random(3)
    for n in (1, 2, 5, 12):
        p = [round(draw.random() ** 3, 6) for _ in range(n)]
        p = p[:-1] + p[:1] # a tie, where there are two
        print(f"{{ {n}, {listed(p)}, {listed(holm(p))} }},")
    print("};")


if __name__ == "__main__":
    check_scipy() if "--scipy" in sys.argv else main()
