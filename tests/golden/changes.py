# SPDX-License-Identifier: MIT
"""Change points, computed without any of forkscale's code: the golden values.

    changes.py            writes tests/golden/changes.inc, tables in C, on stdout

Circular binary segmentation on ranks. Statistics are compared as whole numbers, so no rounding is in the way. The
random numbers are SplitMix64 as published, because a p-value from drawn permutations depends on them; for short series
the p-value of the most extreme order is also found from all permutations.
"""
import itertools
import math
import random
from fractions import Fraction

SEED, MASK = 1, 2 ** 64 - 1


def splitmix(index):
    z = (SEED + (index + 1) * 0x9E3779B97F4A7C15) & MASK
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def ranks(values):
    """Twice the mid-rank, minus its mean."""
    n = len(values)
    return [sum(v < x for v in values) + sum(v <= x for v in values) - n for x in values]


def farthest(sums, length):
    return max(abs(a - b) for a, b in zip(sums[length:], sums))


def best_arc(r):
    """(squared statistic × (n + 1) / 12 …, first, length) of the arc that differs most; the shortest and first of equals."""
    n, sums = len(r), [0, *itertools.accumulate(r)]
    best = (Fraction(0), 0, 0)
    for length in range(1, n):
        most = farthest(sums, length)
        size = Fraction(most * most, length * (n - length))
        if size > best[0]:
            best = (size, next(i for i in range(n) if abs(sums[i + length] - sums[i]) == most), length)
    return best


def reaches(r, bounds):
    sums = [0, *itertools.accumulate(r)]
    return any(farthest(sums, length) >= bound for length, bound in bounds)


def bounds_of(size, n):
    """For each length the least distance whose statistic is at least `size`."""
    found = []
    for length in range(1, n):
        need = size * length * (n - length)
        root = math.isqrt(math.ceil(need))
        found.append((length, root if root * root >= need else root + 1))
    return found


def p_value(r, size, level):
    """None where it is clear that it exceeds the level."""
    n, r = len(r), list(r)
    draws = int(min(max(math.ceil(20 / level), 10000), 1000000))
    bounds, reached, index = bounds_of(size, n), 0, 0
    for _ in range(draws):
        for i in range(n - 1, 0, -1):
            other = (splitmix(index) >> 32) * (i + 1) >> 32
            index += 1
            r[i], r[other] = r[other], r[i]
        reached += reaches(r, bounds)
        if reached and reached >= math.floor(level * (draws + 1)):
            return None
    p = (reached + 1) / (draws + 1)
    return p if p <= level else None


def step(r, begin, at, end):
    before, after = r[begin:at], r[at:end]
    difference = Fraction(sum(after), len(after)) - Fraction(sum(before), len(before))
    return difference ** 2 * len(before) * len(after) / (len(before) + len(after))


def changes(values, level, family, first=0, above=0.0):
    n = len(values)
    r = ranks(values)
    size, begin, length = best_arc(r) if n > 1 else (0, 0, 0)
    if size == 0:
        return []
    end = begin + length
    at = end if begin == 0 else begin if end == n else max(end, begin, key=lambda c: step(
        r, 0 if c == begin else begin, c, end if c == begin else n))
    share = n / family
    p = p_value(r, size, level * share)
    if p is None:
        return []
    p = max(above, p / share)
    return (changes(values[:at], level, family, first, p) + [(first + at, p)] +
            changes(values[at:], level, family, first + at, p))


def exhaustive():
    """The least p-value of n values is n / C(n, n/2), and 2n / C(n, n/2) × (n − 1) / (n + 1) if n is odd."""
    for n in range(4, 9):
        size = best_arc(ranks(range(n)))[0]
        bounds = bounds_of(size, n)
        ways = sum(reaches(ranks(order), bounds) for order in itertools.permutations(range(n)))
        assert Fraction(ways, math.factorial(n)) == (
            Fraction(2 * n * (n - 1), math.comb(n, n // 2) * (n + 1)) if n % 2 else Fraction(n, math.comb(n, n // 2))), n


def series(seed, levels, noise=1.0, digits=6):
    draw = random.Random(seed)
    return [round(level + draw.gauss(0, noise), digits) for level in levels]


def cases():
    yield "no change", series(1, [0] * 20), 0.01, 20
    yield "one step", series(2, [0] * 10 + [5] * 10), 0.01, 20
    yield "one step down, of a family", series(3, [0] * 12 + [-9] * 10), 0.01, 50
    yield "one step at the end", series(4, [0] * 18 + [9] * 6), 0.01, 24
    yield "there and back", series(5, [0] * 8 + [9] * 8 + [0] * 8), 0.01, 24
    yield "two steps", series(6, [0] * 10 + [9] * 10 + [20] * 10), 0.05, 30
    yield "drift", series(7, [i for i in range(24)]), 0.05, 24
    yield "outlier", series(8, [0] * 10 + [1000] + [0] * 11), 0.01, 22
    yield "three outliers", series(9, [0] * 10 + [1000] * 3 + [0] * 11), 0.01, 24
    yield "ties", series(10, [3] * 9 + [4] * 11, 0.3, 0), 0.01, 20
    yield "all alike", [2.5] * 30, 0.05, 30
    yield "just enough", [float(i) for i in range(14)], 0.01, 14
    yield "one too few", [float(i) for i in range(13)], 0.01, 13
    for n in range(6):
        yield f"{n} values", [float(i // 2) for i in range(n)], 0.05, max(n, 1)


def main():
    exhaustive()
    print("/* SPDX-License-Identifier: MIT */\n/* Written by tests/golden/changes.py: see there. */")
    print("static const struct golden_series golden_series[] = {")
    for name, values, level, family in cases():
        found = changes(values, level, family)
        numbers = ", ".join(f"{x:.17g}" for x in values) or "0"
        points = ", ".join(f"{{ {at}, {p:.17g} }}" for at, p in found) or "{ 0, 0 }"
        print(f'{{ "{name}", {{ {numbers} }}, {len(values)}, {level}, {family}, {{ {points} }}, {len(found)} }},')
    print("};")


main()
