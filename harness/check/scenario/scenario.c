/* SPDX-License-Identifier: MIT */
/* The checker's side of a scenario: what the caller gets, and what it leaves. Runs in the checker,
 * until the fork of the caller. */
#include "check/inject/files.h"
#include "check/inject/hurry.h"
#include "check/inject/probe.h"
#include "check/scenario/caller.h"
#include "kit/clock.h"
#include "kit/io.h"
#include "kit/reap.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <unistd.h>

static struct board *board;

struct board *scenario_board(void)
{
    return board;
}

bool scenario_is_right(uint64_t item)
{
    size_t bytes = board->result_bytes;
    unsigned char *right = malloc(bytes);
    if (right == NULL)
        return false;
    probe_result(item, bytes, right);
    bool is_right = memcmp(board_results(board) + item * bytes, right, bytes) == 0;
    free(right);
    return is_right;
}

/* --- what the caller gets --------------------------------------------------------------------- */

/* A board on which all results are right, with a profile for the schedules that need one. Its
 * descriptor, or −1 with errno set. */
static int make_reference(const struct inject *inject)
{
    struct board_shape shape = { .items = inject->items,
                                 .result_bytes = inject->result_bytes,
                                 .workers = 1 };
    int fd = memfd_create("reference", MFD_CLOEXEC);
    struct board *reference = NULL;
    int error = fd < 0 ? errno : board_create(fd, &shape, &reference);
    if (reference == NULL) {
        fd_close(&fd);
        errno = error;
        return -1;
    }
    for (uint64_t item = 0; item < inject->items; item++)
        probe_result(item, inject->result_bytes,
                     board_results(reference) + item * inject->result_bytes);
    reference->profile = (struct profile)SCENARIO_PROFILE;
    board_unmap(reference);
    return fd;
}

/* --- all of it -------------------------------------------------------------------------------- */

static int play(struct stage *stage, int output_fd, struct outcome *outcome)
{
    (void)fflush(NULL);
    pid_t checker = getpid();
    pid_t caller = fork();
    if (caller < 0)
        return errno;
    if (caller == 0) {
        setsid();
        /* Nothing may outlive a checker that is killed. */
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != checker || dup2(output_fd, STDOUT_FILENO) < 0 ||
            dup2(output_fd, STDERR_FILENO) < 0)
            _exit(1);
        close(output_fd);
        caller_live(stage);
    }
    int pidfd = pidfd_open(caller, 0);
    if (pidfd < 0) {
        int error = errno;
        (void)reap_killed(caller, NULL);
        return error;
    }
    scenario_watch(stage->scenario, caller, pidfd, outcome);
    close(pidfd);
    outcome->report = *stage->report;
    (void)!pread(output_fd, outcome->output, sizeof outcome->output - 1, 0);
    board_unmap(board);
    board = NULL;
    if (board_map(stage->board_fd, true, &board) == 0) {
        board_settle(board, outcome->fate == FATE_TIMED_OUT);
        outcome->tally = board_tally(board);
    } else {
        outcome->board_lost = true;
    }
    return 0;
}

int scenario_play(const struct subject *subject, const struct scenario *scenario,
                  struct outcome *outcome)
{
    static char path[PATH_MAX];
    *outcome = (struct outcome){ .fate = FATE_ENDED };
    files_clear(); /* those of the scenario before */
    int error = ledger_create(scenario->inject.items, path);
    if (error != 0)
        return error;
    ledger->inject = scenario->inject;
    if (ledger->inject.result_bytes == 0)
        ledger->inject.result_bytes = 8;
    ledger->inject.threads = (subject->strategy->traits & TRAIT_THREADS) != 0;
    ledger->inject.external |= (subject->strategy->traits & TRAIT_FOREIGN) != 0;
    ledger->inject.caller_works = subject_caller_works(subject);
    ledger->checker = getpid();
    hurry_begin();

    struct report *report =
        mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (report == MAP_FAILED)
        return errno;
    struct stage stage = {
        .subject = subject,
        .scenario = scenario,
        .ledger_path = path,
        .board_fd = memfd_create("board", MFD_CLOEXEC),
        .reference_fd = make_reference(&ledger->inject),
        .report = report,
    };
    int output_fd = memfd_create("output", MFD_CLOEXEC); /* an orphan would hold a pipe open */
    if (stage.board_fd < 0 || stage.reference_fd < 0 || output_fd < 0)
        error = errno;
    else
        error = play(&stage, output_fd, outcome);
    fd_close(&stage.board_fd);
    fd_close(&stage.reference_fd);
    fd_close(&output_fd);
    munmap(report, sizeof *report);
    return error;
}
