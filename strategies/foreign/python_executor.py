# SPDX-License-Identifier: MIT
"""concurrent.futures.ProcessPoolExecutor: a future per chunk, for processes that outlive a run."""
import forkscale  # first, so that its atexit handler runs last
import errno
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def run(executor, items, chunk):
    try:
        for _ in executor.map(forkscale.run_item, items, chunksize=chunk):
            pass  # raises the exceptions of the pool
    except BrokenProcessPool as problem:
        problem.errno = errno.EOWNERDEAD  # which forkscale passes on, with the text
        raise


def main():
    job = forkscale.Job()
    context = multiprocessing.get_context(forkscale.tunables["start"])
    chunk = int(forkscale.tunables["chunk"])
    items = range(job.items)
    external = forkscale.worker_args(context, job)
    with ProcessPoolExecutor(forkscale.workers, context, **external) as executor:
        forkscale.serve(lambda: run(executor, items, chunk))


if __name__ == "__main__":
    forkscale.main(main)
