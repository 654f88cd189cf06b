# SPDX-License-Identifier: MIT
"""multiprocessing.Process: a process per worker and run, each does its own part."""
import forkscale  # first, so that its atexit handler runs last
from multiprocessing import connection, get_context


def work(job, worker):
    job.begin(worker)
    for item in job.part(worker):
        job.run(item)
    job.end()


def wait_status(process):
    """As waitpid gives it; exitcode is −signal or the status."""
    return -process.exitcode if process.exitcode < 0 else process.exitcode << 8


def run(job, context):
    processes = {}
    try:
        for worker in range(forkscale.workers):
            process = context.Process(target=work, args=(job, worker))
            process.start()
            processes[process.sentinel] = worker, process
        while processes:
            for sentinel in connection.wait(list(processes)):
                worker, process = processes.pop(sentinel)
                process.join()
                job.ended(worker, process.pid, wait_status(process))
    finally:
        for _, process in processes.values():
            process.kill()
        for _, process in processes.values():
            process.join()


def main():
    job = forkscale.Job()
    context = get_context("fork")
    forkscale.serve(lambda: run(job, context))


if __name__ == "__main__":
    forkscale.main(main)
