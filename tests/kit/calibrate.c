/* SPDX-License-Identifier: MIT */
/* A model has the costs of the runs that it comes from, and predicts them. */
#include "check.h"
#include "predict/predict.h"
#include <math.h>

/* With one worker: begins at 100, four items of 1000, 2000, 1000, 2000 with claims of 50, an end, and
 * 30 to return. */
static struct trace_record alone[] = {
    { 100, 1100, 1000, 0, 1, 1 },
    { 1150, 3150, 2000, 1, 1, 1 },
    { 3200, 4200, 1000, 2, 1, 1 },
    { 4250, 6250, 2000, 3, 1, 1 },
};
static struct trace_worker alone_lane[] = { { 100, 6350, alone, 4 } };
/* With two: items take 1.1 of that, claims 60; they begin at 100 and 300; 130 to return. */
static struct trace_record left[] = { { 100, 1200, 1100, 0, 1, 1 }, { 1260, 2360, 1100, 2, 1, 1 } };
static struct trace_record right[] = { { 300, 2500, 2200, 1, 1, 1 },
                                       { 2560, 4760, 2200, 3, 1, 1 } };
static struct trace_worker pair[] = { { 100, 2480, left, 2 }, { 300, 4880, right, 2 } };
static double one_ns[] = { 7000, 6400, 6500 };
static double two_ns[] = { 5000, 5200, 5500 };
static const struct trace_run one = {
    .run_ns = 6380, .plain_ns = one_ns, .blocks = 3, .workers = alone_lane, .worker_count = 1
};
static const struct trace_run two = {
    .run_ns = 5010, .plain_ns = two_ns, .blocks = 3, .workers = pair, .worker_count = 2
};

static void is(const char *what, double value, double wanted)
{
    CHECK(fabs(value - wanted) < 1e-6, "%s: %g, not %g", what, value, wanted);
}

static void costs(void)
{
    struct calibration calibration;
    const struct claim_floors floors = { .counter_ns = 7 };
    CHECK(calibrate(&one, &two, 4, CLAIM_COUNTER, &floors, &calibration) == 0, "no memory");
    is("items before the third", calibration.until_ns[2], 3000);
    is("mean", calibration.profile.mean_ns, 1500);
    is("deviation", calibration.profile.sigma_ns, 500);
    is("start with one", calibration.few_costs.start_ns, 100);
    is("claim with one", calibration.few_costs.claim_ns, 250. / 5);
    struct model model = calibration_model(&calibration, 2);
    is("start", model.costs.start_ns, 100);
    is("each start", model.costs.start_each_ns, 200);
    is("claim", model.costs.claim_ns, (60. + 120 + 60 + 120) / 6);
    is("shared", model.costs.shared_ns, 7);
    is("slower", model.costs.slower, 1.1);
    is("finish", model.costs.finish_ns, 30);
    is("each finish", model.costs.finish_each_ns, 100);
    model = calibration_model(&calibration, 4096);
    is("slower with many", model.costs.slower, 1.1);
    calibration_release(&calibration);
}

static void parts(void)
{
    CHECK(claim_part_of("prefork:schedule=guided") == CLAIM_COUNTER, "prefork");
    CHECK(claim_part_of("pipe_queue") == CLAIM_PIPE, "pipe_queue");
    CHECK(claim_part_of("thread") == CLAIM_ALL, "thread, which is not threads");
    CHECK(claim_part_of("my_own") == CLAIM_ALL, "my_own");
}

/* What was measured comes out, with the spread of its blocks. */
static void measured(void)
{
    struct calibration calibration;
    struct error error;
    const struct claim_floors floors = { 0 };
    const struct schedule_options options = { .kind = SCHEDULE_SELF };
    struct prediction all[] = { { .workers = 1 }, { .workers = 2 }, { .workers = 4 } };
    CHECK(calibrate(&one, &two, 4, CLAIM_ALL, &floors, &calibration) == 0, "no memory");
    CHECK(predict(&calibration, &options, all, 3, &error) == 0, "no prediction");
    is("one worker", all[0].run_ns.median, 6500);
    is("two workers", all[1].run_ns.median, 5200);
    is("least of two", all[1].run_ns.low, 5000);
    is("greatest of two", all[1].run_ns.high, 5500);
    /* Claims take 60. Simulated with two, worker 0 has items 0, 2 and 3: 160-1260, 1320-2420,
     * 2480-4680, 4740; and 130. Four begin at 100, 300, 500 and 700: the last one has its item from
     * 760 to 2960, and ends at 3020; and 330. */
    is("four workers", all[2].run_ns.median, 5200. * 3350 / 4870);
    calibration_release(&calibration);
}

int main(void)
{
    costs();
    parts();
    measured();
    return check_end();
}
