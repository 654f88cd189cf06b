# SPDX-License-Identifier: MIT
"""forkscale in Python: runs the items of a board by libforkscale, and communicates with the cell.

A strategy's program makes a Job, starts what outlives a run, and serves:

    job = forkscale.Job()
    forkscale.serve(lambda: …)      one call per run; returns at the end of the last

Its workers call job.begin(worker), then job.run(item) for each of their items, then job.end().
A Job can be pickled to a fresh process, where it opens the same board.
"""
import atexit
import ctypes
import errno
import os
import shutil
import signal
import struct
import sys

CHANNEL, BOARD = 3, 4
PR_SET_PDEATHSIG = 1  # linux/prctl.h
REPLY = struct.Struct("=i252s")  # struct reply in strategies/foreign/interpreter.c

# The words after the program's name: the number of workers, and the tunables.
workers = int(sys.argv[1]) if len(sys.argv) > 1 else 0
tunables = dict(word.split("=", 1) for word in sys.argv[2:])


class WorkerDied(Exception):
    """The board has which one, and how."""


def library(loader):
    """Loads libforkscale.so: one folder up in the build folder, two when installed."""
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
        # A path that other processes can open, too.
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
        """Notes how a worker ended, in the process that has reaped it."""
        error = self.lib.foreign_ended(self.handle, worker, pid, wait_status)
        if error == errno.EOWNERDEAD:
            raise WorkerDied
        check(error)

    def part(self, worker):
        """The contiguous slice of one worker, in a static schedule."""
        return range(self.items * worker // workers, self.items * (worker + 1) // workers)


def check(error):
    if error != 0:
        raise OSError(error, os.strerror(error))


# Called last when the program ends, because it is registered first: programs import forkscale before
# multiprocessing.
atexit.register(lambda: reap_helpers() if is_program else None)
is_program = False

# In the environment of the process that forks a pool's processes (start=forkserver): the program's pid,
# and the folder of the socket on which it takes requests.
FORKSERVER = "FORKSCALE_FORKSERVER"

# In a pool's process: its job. Pools call functions by name, so it is global.
enlisted = None


def enlist(job, numbers):
    """Makes this process a worker, by a free number. The replacement of a dead process finds none and
    waits here: it must not hide the death of the first."""
    global enlisted
    die_with_parent()
    job.begin(numbers.get())
    enlisted = job


def ask_for_signal(number):
    """At the death of the parent."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


def die_with_parent():
    """The queues of a pool do not end with the program, since each process holds both ends. Without
    this, a process that is still starting when the program is killed would wait for ever."""
    from multiprocessing import parent_process
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    ask_for_signal(signal.SIGKILL)
    program = parent_process()
    # A process forked by the program holds the pipe whose EOF would show its end, so it looks at its
    # parent; one forked by a server has another parent, and looks at the pipe.
    is_alive = os.getppid() == program.pid if is_program else program.is_alive()
    if not is_alive:
        os._exit(1)


def run_item(item):
    enlisted.run(item)


def start_forkserver():
    """Starts the process that forks, with this module in it. At once, and by this thread: until it
    runs, nothing would remove the folder of a program that is killed."""
    from multiprocessing import forkserver, resource_tracker, util
    here = os.path.dirname(os.path.abspath(__file__))
    path = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = here + (os.pathsep + path if path else "")
    forkserver.set_forkserver_preload(["forkscale"])
    resource_tracker.ensure_running()
    os.environ[FORKSERVER] = "%d:%s" % (os.getpid(), util.get_temp_dir())
    forkserver.ensure_running()
    del os.environ[FORKSERVER]
    if path is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = path


def worker_args(context, job):
    """Arguments of a pool that make its processes workers."""
    if context.get_start_method() == "forkserver":
        start_forkserver()
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
        except Exception as problem:  # of any kind: the cell waits for a reply
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


def be_forkserver(program, folder):
    """The process that forks would wait until the pool's processes have ended, and these for it. So it
    ends with the program, and they with it; and it removes the folder, as the program does unless it is
    killed."""
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    signal.signal(signal.SIGHUP, lambda *_: sys.exit())
    ask_for_signal(signal.SIGHUP)
    if os.getppid() != int(program):
        sys.exit()


def main(program):
    """Runs the program with default signals: a SIGINT must not raise KeyboardInterrupt, and the program
    must not inherit which signals the cell ignores or blocks."""
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


if FORKSERVER in os.environ:
    be_forkserver(*os.environ.pop(FORKSERVER).split(":", 1))
