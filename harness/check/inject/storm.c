/* SPDX-License-Identifier: MIT */
/* A storm: pauses, yields and wake-ups at random. Runs in the caller while it is in a hook, in its
 * workers and in interpreters. */
#include "check/inject/storm.h"
#include "check/inject/interpose.h"
#include "check/inject/step.h"
#include "kit/hash.h"
#include <errno.h>
#include <sched.h>

#define REACH_MOST 150 /* instructions from a call to a pause */
#define REACH_NEAR 24  /* most are nearer than that */
#define REACH_END  12  /* those at the end of a run */

/* This thread has ended its part of a run, and has begun none since. */
static _Thread_local __attribute__((tls_model("initial-exec"))) bool is_between;

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

void storm_pause(void)
{
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

void storm_end(const void *from)
{
    if (!is_stormy())
        return;
    if (ledger->inject.storm.late && storm_dice() % 4 == 0)
        ledger_sleep_us(500 + storm_dice() % 3000);
    is_between = true;
    storm_pass(from);
}

void storm_begin(void)
{
    is_between = false;
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
