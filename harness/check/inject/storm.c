/* SPDX-License-Identifier: MIT */
/* A storm: pauses, yields and wake-ups at random. Runs in the caller while it is in a hook, in its
 * workers and in interpreters. */
#include "check/inject/storm.h"
#include "check/inject/interpose.h"
#include "check/inject/step.h"
#include "kit/clock.h"
#include "kit/hash.h"
#include <errno.h>
#include <sched.h>
#include <unistd.h>

#define REACH_MOST 150 /* instructions from a call to a pause */
#define REACH_NEAR 24  /* most are nearer than that */
#define REACH_END  12  /* those at the end of a run */
#define STOP_MOST  30  /* looks of a stopped worker for the end of the run, of 0.1 ms each … */
#define STOP_US    300 /* … and how long it stops when that has come; a caller five times that */

#define MEET_NS 200000 /* that a worker waits for the others to end their part, too */

#define THREADS_OWN static _Thread_local __attribute__((tls_model("initial-exec")))

/* This thread has ended its part of a run, and has begun none since … */
THREADS_OWN bool is_between;
/* … and is the one that is to be stopped there. */
THREADS_OWN bool is_victim;
static uint32_t caller_stopped; /* the run in which it was, from 1 */

uint64_t storm_dice(void)
{
    return hash_mix(ledger->inject.storm.seed, atomic_fetch_add(&ledger->dice, 1));
}

static bool is_stormy(void)
{
    return ledger != NULL && ledger->inject.storm.seed != 0 && interpose_watches();
}

/* Mostly short, so that another claims, posts or wakes in between; at times so long that another
 * ends its part of the run. */
static void sleep_at_random(uint64_t dice)
{
    ledger_sleep_us(dice % 32 == 0 ? 500 + dice / 32 % 2000 : dice / 32 % 100);
}

/* --- one that is stopped ---------------------------------------------------------------------- */

/* Who is it in the present run? A worker's number; behind these, the caller; in every other run
 * nobody, because all are to end at once. */
static unsigned choose_victim(void)
{
    const struct storm_options *storm = &ledger->inject.storm;
    uint32_t run = ledger->returns;
    return run % 2 == 1 ? UINT32_MAX : (unsigned)(hash_mix(storm->seed, run) % (storm->seam + 1));
}

/* A count that is read and written by one instruction, but not by an atomic one, is lost only where
 * two processors do so in the same nanoseconds. */
static void meet_at_end(void)
{
    unsigned workers = ledger->inject.storm.seam;
    uint32_t here = atomic_fetch_add(&ledger->ending, 1);
    uint32_t all = here - here % workers + workers;
    uint64_t end_ns = clock_now() + MEET_NS;
    for (unsigned turn = 1; ledger->ending < all; turn++)
        if (turn % 64 == 0 && clock_now() > end_ns)
            return;
}

static bool is_stopped_caller(void)
{
    return gettid() == ledger->caller && choose_victim() == ledger->inject.storm.seam &&
           caller_stopped != ledger->returns + 1;
}

/* So long that the others end the run, and the next one begins; not for ever, where they wait. */
static void stop_here(void)
{
    uint32_t before = ledger->returns;
    is_victim = false;
    if (gettid() == ledger->caller) {
        caller_stopped = before + 1;
        ledger_sleep_us(UINT64_C(5) * STOP_US);
        return;
    }
    for (unsigned look = 0; look < STOP_MOST && ledger->returns == before; look++)
        ledger_sleep_us(100);
    ledger_sleep_us(STOP_US);
}

/* At this call, or some instructions behind it; or at a later call. */
static void stop_behind(const void *from)
{
    uint64_t dice = storm_dice();
    if (!is_victim && !is_stopped_caller())
        return;
    if (dice % (step_works() ? 8 : 3) == 0)
        stop_here();
    else if (dice % 8 < 6)
        step_arm(from, 1 + (unsigned)(dice / 8 % REACH_NEAR));
}

/* --- all, a little ---------------------------------------------------------------------------- */

void storm_pause(void)
{
    if (ledger->inject.storm.seam > 0) {
        stop_here();
        return;
    }
    uint64_t dice = storm_dice();
    /* Between two runs for so long that the next one begins. */
    unsigned most_us = is_between && dice % 2 == 0 ? 3000 : dice % 64 == 1 ? 2000 : 200;
    dice /= 64;
    if (dice % 4 == 0)
        sched_yield();
    else
        ledger_sleep_us(dice / 4 % most_us);
}

void storm_pass(const void *from)
{
    if (!is_stormy())
        return;
    int before = errno;
    if (ledger->inject.storm.seam > 0) {
        stop_behind(from);
        errno = before;
        return;
    }
    uint64_t dice = storm_dice();
    unsigned act = dice % 8;
    dice /= 8;
    if (act == 0)
        sched_yield();
    else if (act == 1)
        sleep_at_random(dice);
    errno = before;
    /* What ends a run and awaits the next is short, and comes once in a run. */
    if (is_between && ledger->inject.storm.steps) {
        step_arm(from, 1 + (unsigned)(dice % REACH_END));
        return;
    }
    /* The last thing: each further instruction costs a signal. */
    if ((act == 2 || act == 3) && ledger->inject.storm.steps)
        step_arm(from, 1 + (unsigned)(dice / 8 % (dice % 8 == 0 ? REACH_MOST : REACH_NEAR)));
}

void storm_end(const void *from, unsigned worker)
{
    if (!is_stormy())
        return;
    if (ledger->inject.storm.late && storm_dice() % 4 == 0)
        ledger_sleep_us(500 + storm_dice() % 3000);
    is_between = true;
    if (ledger->inject.storm.seam > 0) {
        unsigned victim = choose_victim();
        is_victim = victim == worker;
        if (victim == UINT32_MAX)
            meet_at_end();
    }
    storm_pass(from);
}

void storm_begin(void)
{
    is_between = is_victim = false;
    step_stop();
}

bool storm_wakes(void)
{
    if (!is_stormy() || !ledger->inject.storm.wakes || storm_dice() % 2 == 0)
        return false;
    atomic_fetch_add(&ledger->woken, 1);
    sched_yield();
    return true;
}
