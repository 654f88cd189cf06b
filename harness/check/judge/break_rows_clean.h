/* SPDX-License-Identifier: MIT */
/* The ways to break a property that is about what a strategy leaves, and what its workers inherit: a
 * part of break_rows.h. */

/* --- cleanliness ------------------------------------------------------------------------------ */

ROW(CHILD_LEFT, "child-left", "no child when close has returned",
    "a worker is waited for only when all goes well, only by some ways out, or not at all; or "
    "those that were started before a failure are forgotten")
ROW(THREAD_LEFT, "thread-left", "no thread when close has returned",
    "a thread is detached, or only says that it is through: nobody joins it, and it may still run "
    "the code of the module when that is unloaded")
ROW(PROCESS_LEFT, "process-left", "no process a second after the caller has exited",
    "a worker is neither waited for nor bound to its parent")
ROW(OTHER_CHILD_HIT, "other-child-hit", "the caller's other children untouched",
    "waitpid(-1) or wait() reaps any child; or kill reaches a process group, or a pid that was "
    "never given")
ROW(KILL_MINUS_ONE, "kill-minus-one", "a signal to the strategy's own workers only",
    "the -1 of a failed fork reaches kill, which sends it to every process of the user")
ROW(DESCRIPTOR_LEFT, "descriptor-left", "the descriptors from before open",
    "a descriptor is not closed on every way out")
ROW(NAME_LEFT, "name-left", "no new name in the system",
    "a file, shared memory or a semaphore has a name, and is unlinked at a good end only; "
    "anonymous memory needs none")
ROW(SIGNALS_CHANGED, "signal-state-changed", "the signal actions and mask from before open",
    "a handler or a mask is not given back on every way out")
ROW(STATE_CHANGED, "state-changed", "the state from before open",
    "what a hook changes is not given back on every way out")
ROW(OPEN_FILE_CHANGED, "open-file-changed",
    "the offset, flags and locks from before open, of each descriptor and stream",
    "processes share the files that were open at a fork: a worker reads the caller's input, sets "
    "O_NONBLOCK, unlocks, or leaves by exit, which sets back the offset of what stdio has read")
ROW(CLOSED_TWICE, "closed-twice", "one close for each descriptor that the strategy has opened",
    "its number is not forgotten when it is closed; by then another thread of the caller may have "
    "been given it")
ROW(JOINS_NO_THREAD, "joins-no-thread", "one join for each thread that the strategy has created",
    "threads that failed to start are joined with the others, or some are joined twice")
ROW(DESCRIPTOR_LEAK, "descriptor-leak", "no more descriptors than after the first runs",
    "a descriptor is not closed on every way out")
ROW(MEMORY_LEAK, "memory-leak", "no more memory than after the first runs",
    "memory or a mapping is not given back on every way out")
ROW(KEY_LEAK, "thread-key-leak", "no more keys of thread-specific data than after the first runs",
    "pthread_key_create without pthread_key_delete: a process has 1024 of them")
ROW(STANDARD_STREAM, "standard-stream-lost", AS_SERIAL,
    "a pipe got a number below 3, and was then overwritten or closed as a standard stream")
ROW(HIGH_DESCRIPTOR, "high-descriptor", AS_SERIAL,
    "select has no place for a descriptor above 1023; poll and epoll do")
ROW(OUTPUT_DOUBLED, "output-doubled", "the caller's text once",
    "a child leaves by exit or return: it writes out the copy of the caller's buffers that it got "
    "by fork; only _exit does not")
ROW(EXIT_HANDLER_RUN, "exit-handler-run", "one call of the caller's exit handler",
    "a child leaves by exit or return, which calls the handlers that it got by fork; only _exit "
    "does not")
ROW(STREAM_CLOSED, "stream-closed", "streams that only the caller closes",
    "a worker closes a standard stream, which may move the offset of the file that the caller "
    "reads")
ROW(SIGNALS_BLOCKED, "signals-blocked", "items that the signals end which end the caller",
    "a mask that protects a fork, or the start of a worker, is not given back in the worker")
ROW(INHERITED_SIGNAL, "inherited-signal", AS_SERIAL,
    "with SIGCHLD ignored the kernel reaps, and waitpid fails with ECHILD; a wait for a blocked "
    "signal does not end")
ROW(LATE_REFUSAL, "late-refusal", "all done, or a refusal before the first item",
    "with SIGCHLD ignored waitpid fails with ECHILD: a worker that has left by worker_exit ended "
    "well all the same")
ROW(ECHILD_AS_SUCCESS, "echild-as-success", "an error", "ECHILD from waitpid is taken for success")
ROW(BOTH_ENDS_HELD, "both-ends-held", "one end of a channel in each worker",
    "the end that a worker does not use is not closed: while it holds the write end itself there "
    "is no end of file")
ROW(SIBLING_END_HELD, "sibling-end-held", "its own channel in each worker, or one that all share",
    "a worker inherits the ends that the caller holds for those forked before: their end of file "
    "never comes")
ROW(DESCRIPTOR_INHERITED, "descriptor-inherited",
    "close-on-exec in every descriptor of the strategy's, because an item may execute a program",
    "pipe, socket or dup instead of pipe2, SOCK_CLOEXEC and F_DUPFD_CLOEXEC")
ROW(ALL_ENDS_HELD, "all-ends-held", "its own channel in each worker, or one that all share",
    "the pipes are made before the first fork, and no worker closes those of the others: while one "
    "lives there is no end of file on any")
