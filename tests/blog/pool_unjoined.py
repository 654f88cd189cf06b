# SPDX-License-Identifier: MIT
"""The complaint that a pool "started no process and just exited": it is never closed nor joined.

The program ends before the workers have taken an item, and its exit ends them, without a word.
"""
import multiprocessing
import sys


def work(item):
    with open(sys.argv[1], "a") as done:
        done.write("%d\n" % item)


if __name__ == "__main__":
    pool = multiprocessing.Pool(2)
    pool.map_async(work, range(8))
