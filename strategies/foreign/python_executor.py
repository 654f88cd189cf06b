# SPDX-License-Identifier: MIT
"""concurrent.futures.ProcessPoolExecutor: a future a chunk, handed to processes that live on."""
import forkscale  # first, so that it is the last to end
import errno
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def run(executor, items, chunk):
    try:
        for _ in executor.map(forkscale.run_item, items, chunksize=chunk):
            pass  # an exception of the pool comes out here, and nowhere else
    except BrokenProcessPool as problem:
        problem.errno = errno.EOWNERDEAD  # which forkscale passes on, with the words
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
