/* SPDX-License-Identifier: MIT */
/* Every way to break a property. Where it is included, each row becomes something:
 *
 *     ROW(identifier, code, what a strategy that keeps the property does, the usual cause)
 *
 * No cause is given where what was seen does not show one.
 * Codes are stable: scripts, tests/mutants/ and strategies/foreign/NAME.known refer to them. */

#define AS_SERIAL "no error, and the results that a serial run gives"

/* --- any property ----------------------------------------------------------------------------- */

ROW(DEADLOCK, "deadlock", "an end",
    "a forgotten descriptor holds back an end of file, or a message or a child is awaited that "
    "cannot come any more")
ROW(CALLER_DIED, "caller-died", "a caller that lives on",
    "the strategy ends the process that called it, or a fault in a worker reached it")
ROW(BOARD_OVERWRITTEN, "board-overwritten", "an intact board header",
    "the strategy writes where it should not: over the header of the board")
ROW(PLAIN_RUN, "plain-run-failed", "0 from each hook where nothing goes wrong", "")
ROW(HOOK_FAILED, "hook-failed", "0 from each hook where nothing goes wrong", "")
ROW(NO_JOB_END, "job-end-missing", "job_end, or worker_exit, from each worker that ran items",
    "a worker that outlives the run never calls job_end")
ROW(LATE_RESULT, "late-result", "all results on the board when run returns",
    "run does not wait until the workers have ended their items")
ROW(WORK_NOT_DONE, "work-not-done", AS_SERIAL,
    "the strategy does not do its work; P1 to P4 say more")

/* --- success ---------------------------------------------------------------------------------- */

ROW(ITEM_RUN_TWICE, "item-run-twice", "one start and one end in each run",
    "chunks overlap, or the claim of a chunk is not atomic")
ROW(ITEM_NOT_RUN, "item-not-run", "one start and one end in each run",
    "the remainder is dropped where workers do not divide the items, a run returns before its "
    "workers are done, or what one run has used up is not set up again for the next")
ROW(RESULT_MISPLACED, "result-misplaced", AS_SERIAL,
    "results are put where they arrive and not where they belong, or an item that no worker ran is "
    "passed over")
ROW(RESULT_SIZE, "result-size-assumed", AS_SERIAL, "a result is taken for one of another size")
ROW(COMPLETION_ORDER, "completion-order", AS_SERIAL,
    "the order in which items end decides where results go")
ROW(ZERO_ITEMS, "zero-items", "no call and no worker", "0 items are taken for some")
ROW(FEWER_ITEMS, "fewer-items-than-workers", AS_SERIAL,
    "a number of items below the number of workers is not provided for")
ROW(REMAINDER_DROPPED, "remainder-dropped", AS_SERIAL, "a division drops the remainder")
ROW(NARROW_INDEX, "narrow-index", AS_SERIAL,
    "the index of an item is kept in a type that is too narrow, or a table or ring has too few "
    "places")
ROW(ONE_WORKER, "one-worker-works", "all items at work at once",
    "the caller or one worker does it all")
ROW(NOT_PARALLEL, "not-parallel", "all items at work at once", "workers run one after another")
ROW(ONE_PROCESSOR, "one-processor", "workers that may use all processors of the caller",
    "each is bound to the same processor, or to fewer than there are")
ROW(TOO_MANY_WORKERS, "too-many-workers", "no more workers than items",
    "as many workers are started as were allowed; pool_active_workers tells how many have anything "
    "to do")
ROW(TOO_FEW_WORKERS, "too-few-workers", "all items at work at once",
    "the number of workers is capped, at the processors or at the size of a table or a mask")
ROW(MANY_WORKERS, "many-workers", AS_SERIAL,
    "a table, a mask or a type is too small for so many workers")
ROW(TUNABLE, "tunable-value", AS_SERIAL,
    "a value of a tunable that its row allows is not provided for")
ROW(TUNABLE_IGNORED, "tunable-ignored", "chunks as the schedule cuts them, and one worker for each",
    "the schedule or its chunk is not what decides which items a worker gets")
ROW(PREEMPTED, "preempted", "the same, wherever a process is preempted",
    "what must be one step is two: between them another process does the same")
ROW(PREEMPTED_DEADLOCK, "preempted-deadlock", "an end, wherever a process is preempted",
    "a wake-up between a test and a wait is lost, or a count is read and written in two steps")
ROW(STOPPED_WORKER, "stopped-worker", AS_SERIAL,
    "a worker that is stopped is taken for dead, or an interrupted wait for its end")
ROW(TORN_TRANSFER, "torn-transfer", "whole results through any channel",
    "one read is taken for a whole record, or one write for a whole one")
ROW(FULL_CHANNEL, "full-channel-deadlock", "an end",
    "workers are waited for before what they send is read")
ROW(INTERRUPTED_CALL, "interrupted-call", AS_SERIAL,
    "EINTR is taken for an error, or a short read or write for a whole one")
ROW(SPURIOUS_WAKEUP, "spurious-wakeup", AS_SERIAL,
    "a wait that has returned is taken for the event: futex and pthread_cond_wait may return "
    "early, "
    "so the condition must be tested again")
ROW(INTERRUPTED_DEADLOCK, "interrupted-deadlock", "an end",
    "what a short read or write left over, or an interrupted call was to do, is forgotten")

#include "check/judge/break_rows_clean.h"

/* --- death ------------------------------------------------------------------------------------ */

ROW(LOST_DEATH, "lost-worker-death", "an error that reports the death",
    "the exit status is not looked at, or the exit code and not the signal, or a status of 0 is "
    "taken for success; worker_wait returns EOWNERDEAD")
ROW(DEATH_NOT_NAMED, "death-not-named",
    "the worker's pid, how it ended, and the item that it had in hand",
    "the worker was not announced by worker_started, or not waited for by its pid")
ROW(DEATH_MASKED, "death-masked", "EOWNERDEAD, not the error of a channel", "")
ROW(LATE_DEATH, "late-death-report", "a return within a second of the death",
    "workers are waited for in the order of their numbers, or a death is looked for only when the "
    "work is done; a pidfd in poll reports it at once")
ROW(OUTSIDE_DEATH, "outside-death-missed", "a death that is reported",
    "those who run the items are no children of the caller, or a death from outside is not looked "
    "for")
ROW(CRASH_SURVIVED, "crash-survived", "the death of the whole process", "a handler catches it")
ROW(END_CHANGED, "caller-end-changed", "an end that names the fault",
    "a handler makes another end of it")
ROW(ITEM_IN_HAND, "item-in-hand-unknown", "the item that was in hand, on the board",
    "items are run otherwise than by job_run")
ROW(FAULT_NOT_REACHED, "given-up-early", "the item to be run",
    "run gives up before, or does not run all items")
ROW(DEAD_ITEM_STATE, "dead-item-state", "state \"worker died\"",
    "the item is run again in silence, or marked before its result is there")
ROW(ENDED_AS_DEAD, "ended-counted-as-dead", "one item in state \"worker died\"",
    "workers that the strategy itself has ended, by worker_end_all, are counted as dead")
ROW(ITEM_RETRIED, "item-retried", "one attempt",
    "a worker is started again and repeats the item in silence")
ROW(STATE_MISSING, "item-state-missing", "one state for each item",
    "the strategy wrote over the board")
ROW(DONE_BEFORE_END, "done-before-end", "an end of every item that is said to be done",
    "items are marked before they have ended")
ROW(DONE_WRONG, "done-without-result", "the right result in every item that is said to be done",
    "items are marked before their result is there, or finished results are thrown away when "
    "another worker fails")
ROW(FINISHED_LOST, "finished-items-lost", "finished items that stay done",
    "finished results are thrown away when a worker fails, though the caller may still want them")
ROW(ITEM_ERROR_ENDS_RUN, "item-error-ends-run",
    "0 from run, and the errno number in the worker's slot",
    "an item's error is taken for the strategy's")
ROW(ITEM_ERROR_LOST, "item-error-lost", "the item and its errno number in the worker's slot",
    "items are run otherwise than by job_run")
ROW(ITEM_ERROR_SPREADS, "item-error-spreads", "19 items done and 1 failed",
    "an item's error ends its worker, or is dropped")
ROW(HELD_CHANNEL, "eof-for-death", "an end",
    "a death is taken from an end of file, and what the worker's item has forked still holds the "
    "other end; a pidfd reports the worker itself")
ROW(LOST_CHANNEL, "lost-channel-deadlock", "an end",
    "a worker that has lost its channel is taken for dead, and waited for")
ROW(DEAD_WORKER, "dead-worker-deadlock", "an end",
    "the caller or a worker waits for a worker that is dead: for its message, its lock, or its end")
ROW(POINT_NOT_REACHED, "fault-point-not-reached", "a worker that dies there",
    "workers are made or run otherwise than strategy.h says, so that nothing could be tried")
ROW(NO_IDLE_WORKER, "no-idle-worker", "a worker that is there between two runs",
    "the trait says that workers outlive a run; or worker_started was not called")
ROW(CALLER_POLLS, "caller-polls", "a caller that sleeps while it waits",
    "it polls: poll, waitpid or read wait without using the processor")
ROW(WAIT_SPINS, "waits-busily", "processes that sleep while the last item is at work",
    "a caller or a worker that has nothing to do asks again and again; after a bounded time it "
    "must "
    "wait in a call that does not return until there is something")
ROW(POLLS, "polls", "waits that last until something happens",
    "a call that waits for some time only is repeated until it is no longer in vain; pidfds, pipes "
    "and conditions report by themselves")
ROW(IDLE_POOL_SPINS, "idle-pool-spins", "workers that sleep between two runs",
    "a worker that has nothing to do spins without a bound: after a bounded time it must wait in a "
    "read, a futex or a condition")

/* --- misbehaviour ----------------------------------------------------------------------------- */

ROW(OUTLIVES_DEADLINE, "worker-outlives-deadline", "no process a second after the deadline",
    "workers do not die with the caller: worker_enter sees to that")
ROW(EARLY_RETURN, "returned-with-item-in-hand", "a run that the deadline ends",
    "run returns although an item still runs")
ROW(HIDDEN_TIMEOUT, "hidden-timeout", "a run that takes as long as its items, however long that is",
    "a timeout or an alarm of the strategy ends a wait, and what did not come in time counts as "
    "lost")
ROW(LIMITED_WORKER, "limited-worker", "items with the limits and the priority of the caller",
    "a worker limits itself, and so the items that it runs")
ROW(STOPPED_AS_DEAD, "stopped-as-dead", "a run that goes on when the worker does",
    "waitpid with WUNTRACED, or a timeout, takes a worker that is stopped for one that has ended")
ROW(TIMED_OUT_STATE, "timed-out-item-state", "state \"timed out\"",
    "items are run otherwise than by job_run")
ROW(MISBEHAVIOUR_SPREADS, "misbehaviour-spreads", AS_SERIAL,
    "what the item did to its process reached the others")
ROW(MISBEHAVIOUR_DEADLOCK, "misbehaviour-deadlock", "an end",
    "a worker waits for something that the item has taken from it")

/* --- ends and starts -------------------------------------------------------------------------- */

ROW(OUTLIVES_CALLER, "worker-outlives-caller", "no worker a second after the caller",
    "workers do not notice that the caller is gone: PR_SET_PDEATHSIG, which worker_enter sets, or "
    "a lifeline that they read")
ROW(ITEMS_AFTER_CALLER, "items-after-caller", "no further item after the caller's end",
    "workers notice only between long chunks that the caller is gone")
ROW(SIGNAL_HELD, "signal-held", "a caller that dies of the signal, so that a shell stops too",
    "the strategy catches, ignores or blocks the signal")
ROW(SIGNAL_LATE, "signal-late", "an end within a second, and no further item",
    "the signal is blocked or put off until the run, or what is in hand, is done")
ROW(ERROR_UNNAMED, "error-unnamed", "an error that says which step failed and why",
    "the errno of the step that failed is replaced on the way out, or never noted by job_fail")
ROW(START_ERROR_LOST, "start-error-lost", "an error, or all done without what failed",
    "an error of fork, pipe, mmap or spawn is not looked at")
ROW(START_DEADLOCK, "failed-start-deadlock", "an end",
    "the way out of a failed start waits for what was never started")
ROW(FEWER_WORKERS, "fewer-workers", "an error, or as many workers as were asked for",
    "a worker that cannot be started is passed over, and the others do its work")
ROW(EXEC_ERROR_LOST, "exec-error-lost", "an error", "a failed exec is taken for success")
ROW(NOT_WHOLE_AGAIN, "not-whole-again", "a second run that works",
    "what the failed run left behind is not cleared, though its workers are new in each run")

/* --- composition ------------------------------------------------------------------------------ */

ROW(NOT_REUSABLE, "not-reusable", "right results in each run",
    "something that belongs to one run is set up in open, or the other way round")
ROW(LATE_WORKER, "late-worker", "right results in each run",
    "run returns, or the next begins, while a worker still ends its part of the one before")
ROW(SECOND_POOL, "second-pool", "two pools that know nothing of each other",
    "what belongs to one pool is static, or bound to the process")
ROW(BROKEN_POOL_USED, "broken-pool-used", "right results, or a refusal",
    "a pool that has lost a worker goes on as if it were whole")
ROW(REVIVED, "pool-revived", "EOWNERDEAD from each run after the one that lost a worker",
    "workers are started again in run: the caller does not learn that its pool is another one, and "
    "their start counts as the time of a run")
ROW(OTHER_REFUSAL, "other-refusal", "EOWNERDEAD from each run after the one that lost a worker",
    "what the lost run left behind is not cleared")
ROW(NESTED_POOL, "nested-pool-mixed-up", "an inner pool that works or refuses",
    "the inner pool uses what belongs to the outer one")
ROW(NESTED_POOL_LOST, "nested-pool-lost", "an inner pool that works or refuses",
    "the inner pool never came back")
ROW(NESTED_DEADLOCK, "nested-pool-deadlock", "an end", "an inner pool waits for the outer one")
ROW(COPIED_LOCK, "copied-lock", "the same beside other threads as without",
    "a forked child waits for a lock that another thread held at the fork")
ROW(SPLIT_WRONG, "split-wrong", "a job_end by each worker as soon as it has nothing more to do",
    "a worker calls job_end when all are done, or the caller does it for them, so that imbalance "
    "is "
    "counted as work")
ROW(BEGIN_MISDATED, "begin-misdated", "a begin of each worker as its first chunk begins",
    "the strategy writes the time itself, so that start-up counts as work, or work as start-up")
ROW(END_MISDATED, "end-misdated", "an end of each worker behind its last chunk",
    "the strategy writes the time itself, or calls job_end before the last chunk")
ROW(NUMBER_CHANGED, "worker-number-changed", "one number for each worker",
    "the number of a worker is taken from its chunk, so that metrics by number are false")
ROW(NUMBER_SHARED, "worker-number-shared", "one process or thread at a time under each number",
    "workers that end are replaced, or work under another's number, so that metrics by number are "
    "false")
ROW(TOO_MANY_AT_ONCE, "too-many-at-once", "no more items at a time than workers",
    "workers are started beyond their number, or replaced while they still work")
ROW(RETURNED_TWICE, "run-returned-twice", "one return from each run",
    "a child does not leave by _exit, but falls back into the code of the caller")

/* --- found by the conductor, `forkscale check`
 * ------------------------------------------------- */

ROW(CHECK_TIMED_OUT, "check-timed-out", "an end of the check in time",
    "the strategy holds up its checker itself")
ROW(KNOWN_BUT_KEPT, "known-but-kept", "a break, because NAME.known lists it as one",
    "it was mended upstream: remove its row from NAME.known")
