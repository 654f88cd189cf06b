# SPDX-License-Identifier: MIT
"""multiprocessing.Pool: processes that outlive a run take chunks from a queue, by Pool.map."""
import forkscale  # first, so that its atexit handler runs last
import multiprocessing


def main():
    job = forkscale.Job()
    context = multiprocessing.get_context(forkscale.tunables["start"])
    chunk = int(forkscale.tunables["chunk"]) or None  # None: the default of map
    items = range(job.items)
    with context.Pool(forkscale.workers, **forkscale.worker_args(context, job)) as pool:
        forkscale.serve(lambda: pool.map(forkscale.run_item, items, chunk))


if __name__ == "__main__":
    forkscale.main(main)
