# SPDX-License-Identifier: MIT
"""The design of 2014: numproc forks, each its part of the inherited array, no communication."""
import os
import signal

import forkscale


def parallel(func, work_array, numproc, job):
    """Calls func with each element, in numproc children."""
    children = {}
    try:
        for worker in range(numproc):
            pid = os.fork()
            if pid == 0:
                child(func, work_array, worker, job)
            children[pid] = worker
        while children:
            pid, status = os.wait()
            job.ended(children.pop(pid), pid, status)
    finally:
        # When one is lost, so is the run: the results of the others are useless.
        for pid in children:
            os.kill(pid, signal.SIGKILL)
        for pid in children:
            os.waitpid(pid, 0)


def child(func, work_array, worker, job):
    status = 1
    try:
        os.close(forkscale.CHANNEL)  # held here, it would hide the parent's death from the cell
        job.begin(worker)
        for index in job.part(worker):
            func(work_array[index])
        job.end()
        status = 0
    finally:
        # Not return, not exit: a child that came back would be a second parent.
        os._exit(status)


def main():
    job = forkscale.Job()
    work_array = range(job.items)
    forkscale.serve(lambda: parallel(job.run, work_array, forkscale.workers, job))


if __name__ == "__main__":
    forkscale.main(main)
