# SPDX-License-Identifier: MIT
"""multiprocessing.Pool: processes that live on take chunks from a queue, by Pool.map."""
import forkscale  # first, so that it is the last to end
import multiprocessing


def main():
    job = forkscale.Job()
    context = multiprocessing.get_context(forkscale.tunables["start"])
    chunk = int(forkscale.tunables["chunk"]) or None  # None: as map thinks best
    items = range(job.items)
    with context.Pool(forkscale.workers, **forkscale.worker_args(context, job)) as pool:
        forkscale.serve(lambda: pool.map(forkscale.run_item, items, chunk))


if __name__ == "__main__":
    forkscale.main(main)
