# SPDX-License-Identifier: MIT
"""threading.Thread: a thread per worker and run, each does its own part, under one interpreter lock."""
import copy
import threading

import forkscale


def work(job, worker):
    job.begin(worker)
    for item in job.part(worker):
        job.run(item)
    job.end()


def run(job):
    # Copies, because a Job stores the number of its worker.
    threads = [threading.Thread(target=work, args=(copy.copy(job), worker))
               for worker in range(forkscale.workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main():
    job = forkscale.Job(is_gil_held=forkscale.tunables["gil"] == "held")
    forkscale.serve(lambda: run(job))


if __name__ == "__main__":
    forkscale.main(main)
