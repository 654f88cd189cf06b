# SPDX-License-Identifier: MIT
"""forkscale in Python: the items of a board, run by libforkscale, and the talk with the cell.

A strategy's program makes a Job, starts what outlives a run, and serves:

    job = forkscale.Job()
    forkscale.serve(lambda: …)      one call a run; returns when the cell wants no more

Its workers call job.begin(worker), then job.run(item) for each item that is theirs, then job.end().
A Job can be sent to a fresh process, by pickle, and finds the same board there.
"""
import atexit
import ctypes
import errno
import os
import signal
import struct
import sys

CHANNEL, BOARD = 3, 4
REPLY = struct.Struct("=i252s")  # struct reply in strategies/foreign/interpreter.c

# The word after the program's name is how many workers there shall be; then come the tunables.
workers = int(sys.argv[1]) if len(sys.argv) > 1 else 0
tunables = dict(word.split("=", 1) for word in sys.argv[2:])


class WorkerDied(Exception):
    """The board says which one, and how."""


def library(loader):
    """libforkscale.so is one folder up in the build folder, and two once it is installed."""
    here = os.path.dirname(os.path.abspath(__file__))
    for up in ("..", "../.."):
        path = os.path.join(here, up, "libforkscale.so")
        if os.path.exists(path):
            return loader(path)
    raise OSError(errno.ENOENT, "libforkscale.so is not in the folders above", here)


class Job:
    """The job on the board. With is_gil_held the interpreter lock is kept while an item runs."""

    def __init__(self, board=None, is_gil_held=False):
        lib = library(ctypes.PyDLL if is_gil_held else ctypes.CDLL)
        lib.foreign_attach.restype = ctypes.c_void_p
        lib.foreign_items.restype = ctypes.c_uint64
        lib.foreign_items.argtypes = [ctypes.c_void_p]
        lib.foreign_begin.argtypes = [ctypes.c_void_p, ctypes.c_uint]
        lib.foreign_run.argtypes = [ctypes.c_void_p, ctypes.c_uint] + 2 * [ctypes.c_uint64]
        lib.foreign_end.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int]
        lib.foreign_ended.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_int]
        # By its path in the program that was started with it: what another finds it by.
        self.board = board or "/proc/%d/fd/%d" % (os.getpid(), BOARD)
        self.is_gil_held = is_gil_held
        why = ctypes.create_string_buffer(252)
        fd = os.open(self.board, os.O_RDWR)
        handle = lib.foreign_attach(fd, why, len(why))
        os.close(fd)
        if not handle:
            raise OSError(errno.EPROTO, why.value.decode(errors="replace"))
        self.handle = ctypes.c_void_p(handle)
        self.items = lib.foreign_items(self.handle)
        self.run_chunk = lib.foreign_run
        self.lib = lib
        self.worker = None

    def __reduce__(self):
        return Job, (self.board, self.is_gil_held)

    def begin(self, worker):
        self.worker = worker
        check(self.lib.foreign_begin(self.handle, worker))

    def run(self, item):
        self.run_chunk(self.handle, self.worker, item, 1)

    def end(self, error=0):
        check(self.lib.foreign_end(self.handle, self.worker, error))

    def ended(self, worker, pid, wait_status):
        """In the process that has reaped a worker: how it ended."""
        error = self.lib.foreign_ended(self.handle, worker, pid, wait_status)
        if error == errno.EOWNERDEAD:
            raise WorkerDied
        check(error)

    def part(self, worker):
        """The items of one worker, where each gets its part of neighbours beforehand."""
        return range(self.items * worker // workers, self.items * (worker + 1) // workers)


def check(error):
    if error != 0:
        raise OSError(error, os.strerror(error))


# Called last when the program ends, because it is registered first: programs import forkscale before
# multiprocessing.
atexit.register(lambda: reap_helpers() if is_program else None)
is_program = False

# In a pool's process: the job that it was enlisted for. A pool calls functions by their names.
enlisted = None


def enlist(job, numbers):
    """Makes this process a worker, by a number that is still free. A pool that replaces the dead
    finds none, and the replacement waits here: it must not cover up what became of the first."""
    global enlisted
    job.begin(numbers.get())
    enlisted = job


def run_item(item):
    enlisted.run(item)


def worker_args(context, job):
    """What a pool needs to enlist its processes: initializer and its arguments."""
    numbers = context.SimpleQueue()
    for worker in range(workers):
        numbers.put(worker)
    return {"initializer": enlist, "initargs": (job, numbers)}


def reply(error, sentence=""):
    os.write(CHANNEL, REPLY.pack(error, sentence.encode(errors="replace")[:251]))  # one message, whole


def reply_exception(problem):
    number = getattr(problem, "errno", None) or errno.EPROTO
    reply(number, "%s: %s (%s)" % (type(problem).__name__, problem, errno.errorcode.get(number, number)))


def serve(run):
    """Reports that the program is ready, then runs once per request until EOF."""
    reply(0)
    while os.read(CHANNEL, 1):
        try:
            run()
        except WorkerDied:
            reply(errno.EOWNERDEAD)
        except Exception as problem:  # whatever it is, the cell waits for a reply
            reply_exception(problem)
        else:
            reply(0)


def reap_helpers():
    """multiprocessing does not reap the helper processes of spawn and forkserver, which wait for EOF
    on a pipe that this process holds open."""
    for fd in os.listdir("/proc/self/fd"):
        if int(fd) >= CHANNEL:
            try:
                os.close(int(fd))
            except OSError:
                pass  # the one of the listing
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass


def main(program):
    """Runs the program with default signals: a SIGINT must not raise KeyboardInterrupt, and what the
    cell ignores or blocks is not for its children."""
    global is_program
    is_program = True
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    for fd in (CHANNEL, BOARD):
        os.set_inheritable(fd, False)
    try:
        program()
    except Exception as problem:
        reply_exception(problem)
        raise SystemExit(1)
