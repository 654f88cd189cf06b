/* SPDX-License-Identifier: MIT */
/* Predictions from costs that are made up, where the answer is known. */
#include "analyse/advice.h"
#include "check.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCKS 6

static struct advice_block blocks[BLOCKS];

static size_t at(const char *strategy)
{
    for (size_t i = 0; i < ADVICE_CANDIDATES; i++)
        if (strcmp(advice_candidates[i].strategy, strategy) == 0)
            return i;
    abort();
}

/* Nobody is known, and work takes in a pool what it takes alone. */
static void forget(void)
{
    for (size_t i = 0; i < BLOCKS; i++)
        blocks[i] = (struct advice_block){ .slowdown = { { 1, 1 }, { 1, 1 } } };
}

/* What a strategy costs in block i is `spread`·i more. */
static void learn(const char *strategy, double once_ns, double again_ns, double claim_ns,
                  double spread)
{
    for (size_t i = 0; i < BLOCKS; i++)
        blocks[i].costs[at(strategy)] = (struct advice_cost){
            .is_known = true,
            .call = { [ADVICE_ONCE] = { .lead_ns = once_ns * (1 + spread * (double)i) },
                      [ADVICE_AGAIN] = { .tail_ns = again_ns * (1 + spread * (double)i) } },
            .claim_ns = claim_ns,
        };
}

static void learn_all(void)
{
    forget();
    learn("serial", 1e3, 0, 0, 0);
    learn("threads", 30e3, 20e3, 0, 0.1);
    learn("fork_static", 400e3, 300e3, 0, 0);
    learn("prefork", 500e3, 300, 0, 0);
}

static struct advice ask(struct advice_question question)
{
    struct advice advice = { .count = 0 };
    question.workers = question.workers > 0 ? question.workers : 2;
    int error = advice_make(&question, blocks, BLOCKS, &advice);
    CHECK(error == 0, "%d", error);
    return advice;
}

static void advises(struct advice_question question, const char *strategy, double ns)
{
    struct advice advice = ask(question);
    const struct advice_line *first = &advice.lines[0];
    CHECK(strcmp(first->candidate->strategy, strategy) == 0, "%s", first->candidate->strategy);
    CHECK(fabs(first->time_ns.median / ns - 1) < 1e-9, "%s: %g", strategy, first->time_ns.median);
    CHECK(first->ratio.median == 1, "%g", first->ratio.median);
    for (size_t i = 2; i < advice.count; i++)
        CHECK(advice.lines[i - 1].ratio.median <= advice.lines[i].ratio.median, "line %zu", i);
}

static const struct advice_line *line_of(const struct advice *advice, const char *strategy)
{
    for (size_t i = 0; i < advice->count; i++)
        if (strcmp(advice->lines[i].candidate->strategy, strategy) == 0)
            return &advice->lines[i];
    abort();
}

static void questions(void)
{
    learn_all();
    /* 30 us · 1.25, the median of the blocks, and half of 20 ms. */
    advises((struct advice_question){ .items = 1000, .grain_ns = 20e3 }, "threads", 10.0375e6);
    advises((struct advice_question){ .items = 10, .grain_ns = 1e3 }, "serial", 11e3);
    advises((struct advice_question){ .items = 100, .grain_ns = 1e3, .use = ADVICE_AGAIN },
            "prefork", 50.3e3);
    advises((struct advice_question){ .items = 1000, .grain_ns = 20e3, .has_processes = true },
            "fork_static", 10.4e6);
    advises((struct advice_question){ .items = 1, .grain_ns = 1, .workers = 1 }, "serial", 1001);
    /* A billion items take no longer to think about. */
    struct advice advice =
        ask((struct advice_question){ .items = 1000000000, .grain_ns = 100, .unevenness = 1 });
    double ns = line_of(&advice, "threads")->time_ns.median;
    CHECK(fabs(ns / 50e9 - 1) < 0.001, "%g", ns);
}

/* 2 % are no difference, 3 % are one. */
static void simplest(void)
{
    forget();
    learn("fork_static", 101.9e3, 0, 0, 0);
    learn("threads", 101e3, 0, 0, 0);
    learn("adaptive", 1e9, 0, 0, 0);
    learn("prefork", 100e3, 0, 0, 0);
    const struct advice_question question = { .items = 2, .grain_ns = 1 };
    CHECK(strcmp(ask(question).lines[0].candidate->strategy, "fork_static") == 0, "equal");
    learn("fork_static", 103e3, 0, 0, 0);
    CHECK(strcmp(ask(question).lines[0].candidate->strategy, "threads") == 0, "slower");
    struct advice advice = ask(question);
    CHECK(line_of(&advice, "prefork")->reason == ADVICE_SAME_TIME, "faster is the same, too");
    CHECK(line_of(&advice, "adaptive")->reason == ADVICE_START, "start");
}

static struct advice_parts predict(const char *strategy, struct advice_question question)
{
    struct advice_parts parts = { 0 };
    question.workers = 2;
    CHECK(advice_predict(&question, &blocks[0], at(strategy), &parts) == 0, "%s", strategy);
    return parts;
}

static void takes(const char *strategy, struct advice_question question, double ns)
{
    struct advice_parts parts = predict(strategy, question);
    CHECK(fabs(advice_sum(&parts) / ns - 1) < 1e-9, "%s: %g", strategy, advice_sum(&parts));
}

static void makespans(void)
{
    forget();
    const struct advice_question five = { .items = 5, .grain_ns = 100 };
    takes("shared_counter", five, 300);
    takes("fork_static", five, 300);
    takes("prefork", five, 300);
    learn("shared_counter", 0, 0, 10, 0);
    takes("shared_counter", (struct advice_question){ .items = 1000, .grain_ns = 100 }, 55e3);
    /* Workers that begin one after the other: those of a queue make up for it. */
    forget();
    for (size_t i = 0; i < ADVICE_CANDIDATES; i++)
        blocks[0].costs[i].call[ADVICE_ONCE].stagger_ns = 1000;
    takes("shared_counter", (struct advice_question){ .items = 1000, .grain_ns = 100 }, 50500);
    takes("fork_static", (struct advice_question){ .items = 1000, .grain_ns = 100 }, 51000);
    takes("fork_static:schedule=cyclic", (struct advice_question){ .items = 1000, .grain_ns = 100 },
          51000);
    /* … unless all is over before the second begins. */
    takes("shared_counter", (struct advice_question){ .items = 4, .grain_ns = 100 }, 400);
    forget();
    blocks[0].slowdown[ADVICE_ONCE][0] = 1.5;
    blocks[0].slowdown[ADVICE_ONCE][1] = 2;
    blocks[0].costs[at("threads")].more[ADVICE_ONCE] = 0.5;
    takes("shared_counter", (struct advice_question){ .items = 1000, .grain_ns = 100 }, 75e3);
    takes("fork_static", (struct advice_question){ .items = 1000, .grain_ns = 100 }, 100e3);
    takes("threads", (struct advice_question){ .items = 1000, .grain_ns = 100 }, 112.5e3);
    takes("serial", (struct advice_question){ .items = 1000, .grain_ns = 100 }, 100e3);
}

/* The greater of two sums of n costs of deviation s exceeds their mean by s·√(n/π), if n is large. */
static void uneven(void)
{
    forget();
    const struct advice_question question = { .items = 2000, .grain_ns = 100, .unevenness = 1 };
    double wait_ns = predict("fork_static", question).wait_ns;
    double known_ns = 100 * sqrt(1000 / M_PI);
    CHECK(fabs(wait_ns / known_ns - 1) < 0.15, "%g, not %g", wait_ns, known_ns);
    /* Under a queue it is less than one item. */
    wait_ns = predict("shared_counter", question).wait_ns;
    CHECK(wait_ns > 0 && wait_ns < 150, "%g", wait_ns);
    struct advice_question even = question;
    even.unevenness = 0;
    CHECK(predict("fork_static", even).wait_ns == 0, "even");
}

/* Workers sleep between calls that are 50 us apart, or more, beside their work. */
static void sleepers(void)
{
    learn_all();
    learn("prefork:wait=futex", 500e3, 20e3, 0, 0);
    struct advice_question question = { .items = 100, .grain_ns = 1e3, .use = ADVICE_AGAIN };
    takes("prefork", question, 50.3e3);
    question.calls_per_s = 1e9 / 99e3;
    takes("prefork", question, 50.3e3);
    question.calls_per_s = 1e9 / 101e3;
    takes("prefork", question, 70e3);
    takes("threads", question, 70e3);
    takes("serial", question, 100e3);
}

static void rates(void)
{
    learn_all();
    struct advice_question question = {
        .items = 1000, .grain_ns = 20e3, .use = ADVICE_AGAIN, .calls_per_s = 100
    };
    struct advice advice = ask(question);
    CHECK(advice.processors_needed == 2 && !advice.has_processors && !advice.is_in_time, "2 of 2");
    question.calls_per_s = 99.999;
    advice = ask(question);
    CHECK(advice.has_processors && !advice.is_in_time, "99.999");
    question.calls_per_s = 99;
    advice = ask(question);
    CHECK(advice.has_processors && advice.is_in_time, "99");
    forget();
    struct advice none;
    question.workers = 2;
    CHECK(advice_make(&question, blocks, BLOCKS, &none) != 0, "nobody is known");
    CHECK(advice_make(&question, blocks, 0, &none) != 0, "no block");
}

/* adaptive is as good as the better of serial and prefork, and then has its own costs. */
static void choice(void)
{
    learn_all();
    learn("adaptive", 2e3, 100, 0, 0);
    takes("adaptive", (struct advice_question){ .items = 10, .grain_ns = 1e3 }, 12e3);
    takes("adaptive", (struct advice_question){ .items = 1000, .grain_ns = 20e3 }, 10.502e6);
    takes("adaptive",
          (struct advice_question){ .items = 100, .grain_ns = 1e3, .use = ADVICE_AGAIN }, 50.4e3);
}

int main(void)
{
    questions();
    simplest();
    makespans();
    uneven();
    rates();
    sleepers();
    choice();
    return check_end();
}
