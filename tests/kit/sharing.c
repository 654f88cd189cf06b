/* SPDX-License-Identifier: MIT */
/* Workers are started when the rents reach the price, runs go the faster way, and chunks follow from
 * what an item costs. */
#include "kit/sharing.h"
#include "check.h"
#include <string.h>

static void prices(void)
{
    bool by_template = true;
    uint64_t none_ns = sharing_price(0, 2, false, &by_template);
    CHECK(none_ns > 0 && !by_template, "there is no template");
    CHECK(sharing_price(0, 1, true, &by_template) == 0 && !by_template, "nobody to start");
    CHECK(sharing_price(0, 2, true, &by_template) == none_ns && !by_template, "a small caller");
    CHECK(sharing_price(0, 3, true, &by_template) == 2 * none_ns, "each worker has a price");
    uint64_t large_ns = sharing_price(UINT64_C(1) << 30, 2, false, &by_template);
    CHECK(large_ns > 100 * none_ns && !by_template, "page tables are copied");
    uint64_t asked_ns = sharing_price(UINT64_C(1) << 30, 2, true, &by_template);
    CHECK(by_template && asked_ns < large_ns / 10 && asked_ns > none_ns, "a template stays small");
}

static void rents(void)
{
    struct sharing sharing = { .workers = 2, .price_ns = 1000, .handover_ns = 100 };
    CHECK(sharing_gain(&sharing, 1000) == 400, "half of it, less a hand-over");
    CHECK(sharing_gain(&sharing, 200) == 0, "as long as a hand-over");
    CHECK(!sharing_pays(&sharing, 1000), "400 of 1000");
    CHECK(sharing_pays(&sharing, 2200), "a run that pays alone");
    sharing_note_rent(&sharing, 1000, 1);
    CHECK(sharing.rent_ns == 400 && sharing.alone_ns == 1000, "one run");
    CHECK(sharing_patience(&sharing) == 1, "800 of 1000, and then 1200");
    sharing.price_ns = 4001;
    CHECK(sharing_patience(&sharing) == 9, "4000 with the ninth and the next, and then 4400");
    sharing.price_ns = 1000;
    CHECK(!sharing_pays(&sharing, 1000), "800 of 1000");
    sharing_note_rent(&sharing, 1000, 1);
    CHECK(sharing_pays(&sharing, 1000), "1200 of 1000");
    CHECK(!sharing_pays(&sharing, 200), "no run that gains nothing starts them");
    sharing_note_rent(&sharing, 1000, 16);
    CHECK(sharing.rent_ns == 18 * 400, "those that were not measured count");
    CHECK(sharing_patience(&sharing) == 1, "the price is reached");
    sharing.workers = 1;
    CHECK(sharing_patience(&sharing) == UINT32_MAX, "nothing to save");
    CHECK(!sharing_pays(&sharing, 1000000), "nobody to share with");
}

static void measures(void)
{
    struct sharing sharing = { .workers = 2, .price_ns = 1000000, .handover_ns = 500 };
    uint64_t now_ns = 1000;
    unsigned skipped = 0;
    for (unsigned run = 1; run <= 1000; run++, now_ns += 100) {
        if (sharing_alone_is_measured(&sharing)) {
            sharing_note_alone(&sharing, now_ns - 90, now_ns);
            CHECK(run <= 8 || skipped == 255, "run %u is measured after %u were not", run, skipped);
            skipped = 0;
        } else {
            sharing_note_end(&sharing, now_ns);
            skipped++;
        }
    }
    CHECK(sharing.rent_ns == 0, "too short to share");
    CHECK(sharing.measured == 8 + 992 / 256, "%u of 1000 are measured", sharing.measured);

    /* A run of 20 us is followed by one that is measured. */
    CHECK(!sharing_alone_is_measured(&sharing), "not yet");
    sharing_note_end(&sharing, now_ns + 20000);
    CHECK(sharing_alone_is_measured(&sharing), "a surprise");
    sharing.alone_ns = 20000;
    unsigned before = sharing.unmeasured;
    sharing_note_alone(&sharing, now_ns + 20000, now_ns + 40000);
    CHECK(sharing.rent_ns == (before + UINT64_C(1)) * 9500, "those before count as this one");
    CHECK(sharing.every == sharing_patience(&sharing) && sharing.every < 256, "the price is near");
}

static void estimates(void)
{
    uint64_t ns = 0;
    sharing_estimate(&ns, 100);
    CHECK(ns == 100, "the first one");
    sharing_estimate(&ns, 100);
    CHECK(ns == 100, "the same");
    sharing_estimate(&ns, 1000000);
    CHECK(ns == 125, "an interrupted run counts as twice");
    ns = 100;
    sharing_estimate(&ns, 1);
    CHECK(ns == 87, "or as half");
}

/* Runs that take so long either way; returns how many of them were shared. */
static unsigned use(struct sharing *sharing, unsigned runs, uint64_t alone_ns, uint64_t shared_ns)
{
    unsigned shared = 0;
    for (unsigned run = 0; run < runs; run++) {
        bool is_shared = sharing_next(sharing);
        shared += is_shared ? 1 : 0;
        sharing_note(sharing, is_shared ? shared_ns : alone_ns);
    }
    return shared;
}

static struct sharing started(uint64_t alone_ns)
{
    struct sharing sharing = {
        .workers = 2, .price_ns = 1000, .handover_ns = 100, .alone_ns = alone_ns
    };
    sharing_begin(&sharing);
    return sharing;
}

static void ways(void)
{
    struct sharing sharing = started(100000);
    CHECK(sharing_must_measure(&sharing), "a first trial");
    CHECK(use(&sharing, 10000, 100000, 55000) == 10000, "shared, and nothing else is tried");
    CHECK(!sharing_must_measure(&sharing) && sharing.until_trial == 0, "it is clear");

    sharing = started(100000);
    unsigned shared = use(&sharing, 10000, 100000, 150000);
    CHECK(shared > 5 && shared < 500, "alone but for trials");
    CHECK(!sharing.is_shared || sharing.is_trial, "alone");
    CHECK(sharing.vain > 0, "they were in vain");

    sharing = started(100000);
    (void)use(&sharing, 100, 100000, 150000);
    CHECK(!sharing.is_shared, "a neighbour made sharing slow");
    shared = use(&sharing, 10000, 100000, 55000);
    CHECK(shared > 9000 && sharing.is_shared, "and has left");

    sharing = started(150);
    (void)use(&sharing, 3000, 150, 500);
    CHECK(!sharing.is_shared && sharing.until_trial == 0, "shorter than a hand-over: never tried");

    sharing = started(4000000);
    shared = use(&sharing, 10000, 500, 900);
    CHECK(shared < 2000 && !sharing.is_shared, "the first run was interrupted, and took 4 ms");

    sharing = started(100000);
    (void)use(&sharing, 1000, 100000, 55000);
    sharing_note(&sharing, 10000000);
    CHECK(sharing.is_shared, "one interrupted run does not decide");
}

static void chunks(void)
{
    struct schedule_options options = sharing_chunks(1000, 2, 0);
    CHECK(options.kind == SCHEDULE_FACTORING2 && options.chunk == 1, "nothing is known");
    CHECK(options.items == 1000 && options.workers == 2, "all items");
    options = sharing_chunks(65, 2, 20);
    CHECK(options.kind == SCHEDULE_FIXED && options.chunk == 33, "0.65 us: one each");
    options = sharing_chunks(1000, 2, 20);
    CHECK(options.kind == SCHEDULE_FACTORING2 && options.chunk == 10, "10 us: 200 ns at least");
    options = sharing_chunks(10000, 2, 20);
    CHECK(options.kind == SCHEDULE_FACTORING2 && options.chunk == 78, "100 us: a 64th");
    options = sharing_chunks(1000000, 2, 20);
    CHECK(options.kind == SCHEDULE_FIXED && options.chunk == 2500, "10 ms: 200 each");
    options = sharing_chunks(8, 2, 5e6);
    CHECK(options.kind == SCHEDULE_FIXED && options.chunk == 1, "long items one by one");
}

static void sentences(void)
{
    char text[160];
    struct sharing sharing = { .workers = 2, .price_ns = 100000, .handover_ns = 500 };
    sharing_note_rent(&sharing, 400, 1);
    sharing_tell(&sharing, text, sizeof text);
    CHECK(strcmp(text, "a run of 0.4 us is too short for a hand-over of 0.5 us") == 0, "%s", text);
    sharing.alone_ns = 4000;
    sharing_tell(&sharing, text, sizeof text);
    CHECK(strstr(text, "saved by sharing so far, workers cost 100 us") != NULL, "%s", text);
    sharing = started(100000);
    sharing_tell(&sharing, text, sizeof text);
    CHECK(strcmp(text, "a run takes 100 us alone, 2 workers cost 1 us") == 0, "%s", text);
    (void)use(&sharing, 100, 100000, 55000);
    sharing_tell(&sharing, text, sizeof text);
    CHECK(strcmp(text, "a run takes 100 us alone, 55 us by 2") == 0, "%s", text);
    sharing.workers = 1;
    sharing.shared_ns = 0;
    sharing.is_shared = false;
    sharing_tell(&sharing, text, sizeof text);
    CHECK(strcmp(text, "there are no two items and processors") == 0, "%s", text);
}

int main(void)
{
    prices();
    rents();
    measures();
    estimates();
    ways();
    chunks();
    sentences();
    return check_end();
}
