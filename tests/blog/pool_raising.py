# SPDX-License-Identifier: MIT
"""The same complaint by another way: each item raises, and nobody asks for the results.

The pool is closed and joined, as one should; the exceptions lie in a result that nobody gets.
"""
import multiprocessing
import sys


def work(item):
    with open(sys.argv[2], "a") as done:  # there is no second argument: IndexError
        done.write("%d\n" % item)


if __name__ == "__main__":
    pool = multiprocessing.Pool(2)
    pool.map_async(work, range(8))
    pool.close()
    pool.join()
