/* SPDX-License-Identifier: MIT */
/* kit MILLISECONDS: what do job_claim and job_run cost beside a bare loop, which claims from the same
 * counter, calls the same items and has them write the same results?
 *
 * The two take turns in rounds of about a quarter of a millisecond. Access to memory that several processors
 * write has a fast and a slow mode on virtual machines, which last for seconds. So a ratio is that of
 * two neighbouring rounds, and the rounds themselves are shown as a distribution. A pair in which a
 * worker lost its processor to another process is left out, but counted. MILLISECONDS is
 * how long job_run's rounds of a case take together; Google Benchmark counts them.
 */
#include "analyse/estimate.h"
#include "kit/board.h"
#include "kit/claim.h"
#include "kit/clock.h"
#include "kit/number.h"
#include "kit/reap.h"
#include "kit/worker.h"
#include "run/benchmark.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define WORKERS      2
#define ROUNDS       200000 /* at most */
#define ROUND_NS     250000 /* about */
#define ITEMS_MAX    65536  /* in a round */
#define COUNT(array) (sizeof(array) / sizeof *(array))
#define STUCK_NS     (UINT64_C(10) * NS_PER_S)

enum crew_kind { ALONE, PROCESSES, THREADS };

/* Between the workers, in shared memory. */
struct table {
    alignas(CACHE_PAIR) _Atomic uint32_t gate; /* one more for each round */
    bool is_bare;
    bool is_closing;
    alignas(CACHE_PAIR) _Atomic uint32_t left; /* workers at work, without the caller */
    long switches; /* how often the other process has lost its processor */
};

struct bench {
    enum crew_kind kind;
    uint64_t chunk;
    uint64_t result_bytes;
    unsigned grain_ns;
    struct job job;
    struct schedule schedule;
    struct table *table;
    unsigned char *right; /* the results, for comparison */
    pid_t child;
    pthread_t thread;
    size_t pairs; /* so far; undisturbed ones are below */
    size_t rounds;
    double bare_ns[ROUNDS];
    double kit_ns[ROUNDS];
    double ratio[ROUNDS];
};

/* --- items ------------------------------------------------------------------------------------ */

/* As many steps of a generator as input->data says; each depends on the one before. Where a chunk has
 * several, a processor begins the next one meanwhile, so that an item costs less than its grain. */
static int item(const struct input *input, uint64_t index, void *result)
{
    uint64_t state = index;
    for (uint64_t left = *(const uint64_t *)input->data; left > 0; left--) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        __asm__ volatile("" : "+r"(state));
    }
    *(uint64_t *)result = state;
    return 0;
}

/* The least of many: how long a step takes when nothing disturbs it. */
static double find_step_ns(void)
{
    uint64_t steps = 10000;
    const struct input input = { .data = &steps };
    uint64_t least = UINT64_MAX;
    for (int round = 0; round < 100; round++) {
        uint64_t result;
        uint64_t begin_ns = clock_now();
        item(&input, 0, &result);
        uint64_t took_ns = clock_now() - begin_ns;
        least = took_ns < least ? took_ns : least;
    }
    return (double)least / (double)steps;
}

/* --- one worker's part of a round ------------------------------------------------------------- */

static void run_bare(struct bench *bench)
{
    struct job *job = &bench->job;
    _Atomic uint64_t *next = &job->board->next;
    for (;;) {
        uint64_t first = atomic_fetch_add_explicit(next, 1, memory_order_relaxed) * bench->chunk;
        if (first >= job->items)
            return;
        uint64_t end = first + bench->chunk < job->items ? first + bench->chunk : job->items;
        for (uint64_t index = first; index < end; index++)
            if (job->item(&job->input, index, job->results + index * job->result_bytes) != 0)
                abort();
    }
}

static void run_kit(struct bench *bench, unsigned worker)
{
    struct job *job = &bench->job;
    for (struct chunk chunk; job_claim(job, worker, &chunk);)
        job_run(job, worker, chunk.first, chunk.count);
    job_end(job, worker);
}

static void work(struct bench *bench, unsigned worker)
{
    if (bench->table->is_bare)
        run_bare(bench);
    else
        run_kit(bench, worker);
}

/* How often this process, with its threads, had to give up its processor. */
static long count_switches(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_nivcsw;
}

/* --- the other worker ------------------------------------------------------------------------- */

static void *serve(void *argument)
{
    struct bench *bench = argument;
    struct table *table = bench->table;
    for (uint32_t seen = 0;; seen++) {
        while (atomic_load(&table->gate) == seen)
            continue;
        if (table->is_closing)
            return NULL;
        work(bench, 1);
        table->switches = count_switches();
        atomic_fetch_sub(&table->left, 1);
    }
}

static void open_crew(struct bench *bench)
{
    *bench->table = (struct table){ .gate = 0 };
    if (bench->kind == THREADS && pthread_create(&bench->thread, NULL, serve, bench) != 0)
        abort();
    if (bench->kind != PROCESSES)
        return;
    bench->child = fork();
    if (bench->child < 0)
        abort();
    if (bench->child == 0) {
        worker_enter(&bench->job);
        serve(bench);
        _exit(0);
    }
}

static void close_crew(struct bench *bench)
{
    bench->table->is_closing = true;
    atomic_fetch_add(&bench->table->gate, 1);
    if (bench->kind == THREADS)
        pthread_join(bench->thread, NULL);
    if (bench->kind == PROCESSES && reap_child(bench->child, NULL) != 0)
        abort();
}

/* --- rounds ----------------------------------------------------------------------------------- */

/* Every item was run, once. */
static void verify(const struct bench *bench, bool is_bare)
{
    const struct job *job = &bench->job;
    uint64_t items = 0;
    for (unsigned worker = 0; worker < job->workers; worker++)
        items += job->slots[worker].items_run;
    if (memcmp(job->results, bench->right, job->items * job->result_bytes) != 0 ||
        items != (is_bare ? 0 : job->items))
        abort();
}

/* The time of a round, per item. */
static double round_ns(struct bench *bench, bool is_bare)
{
    struct table *table = bench->table;
    board_clear(bench->job.board, bench->right);
    job_restart(&bench->job);
    table->is_bare = is_bare;
    atomic_store(&table->left, bench->kind == ALONE ? 0 : WORKERS - 1);
    uint64_t begin_ns = clock_now();
    atomic_fetch_add(&table->gate, 1);
    work(bench, 0);
    uint64_t end_ns = clock_now();
    while (atomic_load(&table->left) > 0) {
        end_ns = clock_now();
        if (end_ns > begin_ns + STUCK_NS)
            abort(); /* the other worker dies with this process */
    }
    verify(bench, is_bare);
    return (double)(end_ns - begin_ns) / (double)bench->job.items;
}

static bool begin(void *context, uint64_t iterations)
{
    struct bench *bench = context;
    (void)iterations;
    bench->pairs = bench->rounds = 0;
    return true;
}

static double measure_pair(void *context)
{
    struct bench *bench = context;
    const struct table *table = bench->table;
    if (bench->rounds == ROUNDS)
        abort();
    /* Who goes first alternates, so that neither profits from the other's warm caches. */
    bool is_bare_first = bench->pairs++ % 2 == 0;
    long before = count_switches() + table->switches;
    double first = round_ns(bench, is_bare_first);
    double second = round_ns(bench, !is_bare_first);
    double bare_ns = is_bare_first ? first : second;
    double kit_ns = is_bare_first ? second : first;
    if (count_switches() + table->switches == before) {
        bench->bare_ns[bench->rounds] = bare_ns;
        bench->kit_ns[bench->rounds] = kit_ns;
        bench->ratio[bench->rounds++] = kit_ns / bare_ns;
    }
    return kit_ns * (double)bench->job.items;
}

/* --- cases ------------------------------------------------------------------------------------ */

static void prepare(struct bench *bench, uint64_t *steps)
{
    /* A round of short items is as long as their claims. */
    uint64_t items = ROUND_NS / (bench->grain_ns + 20);
    items = items < ITEMS_MAX ? items : ITEMS_MAX;
    const struct board_shape shape = { .items = items,
                                       .result_bytes = bench->result_bytes,
                                       .workers = WORKERS };
    const struct schedule_options options = {
        .kind = SCHEDULE_FIXED, .items = items, .workers = WORKERS, .chunk = bench->chunk
    };
    struct error error;
    struct board *board;
    int fd = memfd_create("board", MFD_CLOEXEC);
    bench->right = malloc(items * shape.result_bytes);
    if (bench->right == NULL || board_create(fd, &shape, &board) != 0 ||
        schedule_open(&bench->schedule, &options, &error) != 0)
        abort();
    close(fd);
    bench->job = (struct job){ .input = { .items = items, .data = steps },
                               .item = item,
                               .schedule = &bench->schedule };
    job_attach(&bench->job, board);
    memset(bench->right, BOARD_POISON, items * shape.result_bytes); /* an item writes 8 bytes */
    for (uint64_t i = 0; i < items; i++)
        item(&bench->job.input, i, bench->right + i * shape.result_bytes);
}

static void release(struct bench *bench)
{
    schedule_close(&bench->schedule);
    board_unmap(bench->job.board);
    free(bench->right);
}

/* After estimate_median, which has sorted them. */
static void print_spread(const double *sorted, size_t count)
{
    printf("  %6.1f %6.1f %6.1f %6.1f %7.1f", sorted[0], sorted[count / 4], sorted[count / 2],
           sorted[3 * count / 4], sorted[count - 1]);
}

static void report(struct bench *bench)
{
    static const char *const crews[] = {
        [ALONE] = "1 worker",
        [PROCESSES] = "2 processes",
        [THREADS] = "2 threads",
    };
    size_t count = bench->rounds;
    (void)estimate_median(bench->bare_ns, count, ESTIMATE_LEVEL);
    (void)estimate_median(bench->kit_ns, count, ESTIMATE_LEVEL);
    struct estimate ratio = estimate_median(bench->ratio, count, ESTIMATE_LEVEL);
    printf("%-11s %5llu %6llu %5u %6zu %6zu", crews[bench->kind], (unsigned long long)bench->chunk,
           (unsigned long long)bench->result_bytes, bench->grain_ns, bench->pairs, count);
    if (count > 0) {
        print_spread(bench->bare_ns, count);
        print_spread(bench->kit_ns, count);
        printf("  %6.3f (%.3f to %.3f)", ratio.median, ratio.low, ratio.high);
    }
    printf("\n");
    (void)fflush(stdout);
}

static void print_head(void)
{
    static const char *const heads[][9] = {
        { "", "", "result", "grain", "", "", "bare loop, ns an item: extremes,",
          "job_run, ns an item: extremes,", "job_run over the bare loop:" },
        { "", "chunk", "bytes", "in ns", "pairs", "quiet", "quartiles and median",
          "quartiles and median", "median of pairs (95 % interval)" },
    };
    for (size_t i = 0; i < COUNT(heads); i++)
        printf("%-11s %5s %6s %5s %6s %6s  %-35s  %-35s  %s\n", heads[i][0], heads[i][1],
               heads[i][2], heads[i][3], heads[i][4], heads[i][5], heads[i][6], heads[i][7],
               heads[i][8]);
}

static void measure(struct bench *bench, double step_ns, double least_s)
{
    uint64_t steps = (uint64_t)((double)bench->grain_ns / step_ns + 0.5);
    const struct bench_rounds rounds = {
        .name = "pair", .begin = begin, .round = measure_pair, .context = bench, .least_s = least_s
    };
    prepare(bench, &steps);
    open_crew(bench);
    bench_run_rounds(&rounds);
    close_crew(bench);
    report(bench);
    release(bench);
}

int main(int argc, char **argv)
{
    static const struct {
        uint64_t chunk;
        uint64_t result_bytes;
    } cases[] = {
        { 1, 8 },  /* eight results share a line of cache */
        { 1, 64 }, /* none does: what is left is the counter */
        { 8, 8 },  /* a chunk is a line */
        { 64, 8 },
    };
    /* Not 20: whether a processor foresees the end of so long a loop depends on the code around it,
     * and that is a third of the time. */
    static const unsigned grains_ns[] = { 5, 10, 100, 1000 };
    static struct bench bench;
    int64_t milliseconds;
    if (argc != 2 || number_parse(argv[1], 1, 2000, &milliseconds) != 0) {
        fprintf(stderr, "usage: kit MILLISECONDS(1-2000)\n");
        return 2;
    }
    bench.table =
        mmap(NULL, sizeof *bench.table, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (bench.table == MAP_FAILED)
        abort();
    double step_ns = find_step_ns();
    print_head();
    for (bench.kind = ALONE; bench.kind <= THREADS; bench.kind++)
        for (size_t c = 0; c < COUNT(cases); c++)
            for (size_t g = 0; g < COUNT(grains_ns); g++) {
                bench.chunk = cases[c].chunk;
                bench.result_bytes = cases[c].result_bytes;
                bench.grain_ns = grains_ns[g];
                measure(&bench, step_ns, (double)milliseconds / 1000);
            }
    return 0;
}
