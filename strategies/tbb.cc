/* SPDX-License-Identifier: MIT */
/* tbb: oneTBB's parallel_for splits the range of items, and its threads steal the halves.
 *
 *     caller    0 ......... 9
 *               0 ... 4 │ 5 ... 9           split down to chunk, the grain size
 *               0 1 │ 2 3 4 │ 5 ... 9       it goes on with the left half …
 *     thread 1                └ 5 ... 9     … and who has nothing steals the oldest
 *
 * Costs    with partitioner=simple a task per part, about ten claims of threads_stealing; auto
 *          splits only where a thread asks for work, and costs less than a claim per item. A run
 *          that is short wakes nobody: the caller does it all within a microsecond.
 * Fails    to survive a thread that cannot be created: TBB throws in its own threads (tbb.known).
 * Differs  from threads_stealing by one idea: a tree of halves in place of ranges, so the largest
 *          part is stolen first. The scheduler is a library's, and the caller is worker 0.
 * See      oneTBB, parallel_for, partitioners; Robison, Voss & Kukanov 2008
 * Needs: tbb
 */
#include "strategy.h"
#include <exception>
#include <new>
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

namespace
{

enum { PARTITIONER, CHUNK };

using items = tbb::blocked_range<uint64_t>;

struct crew {
    /* TBB has as many threads as processors, unless a control of the process asks for others. */
    tbb::global_control limit;
    tbb::task_arena arena; /* its slots are the worker numbers */
    tbb::task_scheduler_handle threads;
    bool is_broken = false; /* TBB waits forever for a thread that it could not create */

    explicit crew(unsigned workers)
        : limit(tbb::global_control::max_allowed_parallelism, workers), arena((int)workers),
          threads(tbb::attach{})
    {
    }
};

/* In any thread of the arena: runs one part of the items. */
void work(struct job *job, const items &part)
{
    auto worker = (unsigned)tbb::this_task_arena::current_thread_index();
    job_run(job, worker, part.begin(), part.size());
    /* TBB does not say which part of a thread is its last: each may be. */
    job_end(job, worker);
}

void share(const struct pool *pool)
{
    struct job *job = pool->job;
    const items all(0, job->items, (size_t)pool->values[CHUNK].number);
    auto body = [job](const items &part) { work(job, part); };
    switch (pool->values[PARTITIONER].number) {
    case 0:
        tbb::parallel_for(all, body, tbb::simple_partitioner());
        break;
    case 1:
        tbb::parallel_for(all, body, tbb::auto_partitioner());
        break;
    default:
        tbb::parallel_for(all, body, tbb::static_partitioner());
        break;
    }
}

/* Calls a function in the arena. No exception may leave a hook. */
template <typename Function> int enter(struct job *job, crew *own, Function function)
{
    try {
        own->arena.execute(function);
        return 0;
    } catch (const std::bad_alloc &) {
        return job_fail(job, "parallel_for", ENOMEM);
    } catch (const std::exception &) {
        own->is_broken = true;
        return job_fail(job, "pthread_create", EAGAIN);
    }
}

int open_crew(struct pool *pool)
{
    unsigned active = pool_active_workers(pool);
    if (active == 0)
        return 0;
    try {
        pool->state = new crew(active);
    } catch (const std::bad_alloc &) {
        return ENOMEM;
    }
    /* TBB creates threads when there is something to share. */
    return enter(pool->job, static_cast<crew *>(pool->state), [active] {
        tbb::parallel_for(
            0U, active, [](unsigned) {}, tbb::simple_partitioner());
    });
}

int run(struct pool *pool)
{
    auto *own = static_cast<crew *>(pool->state);
    return own != nullptr ? enter(pool->job, own, [pool] { share(pool); }) : 0;
}

int close_crew(struct pool *pool)
{
    auto *own = static_cast<crew *>(pool->state);
    if (own == nullptr)
        return 0;
    own->arena.terminate();
    /* Joins the threads. Inside of a task it does nothing, and they are another's. */
    if (!own->is_broken)
        (void)tbb::finalize(own->threads, std::nothrow);
    delete own;
    pool->state = nullptr;
    return 0;
}

const struct tunable tunables[] = {
    { .name = "partitioner",
      .help = "how far ranges are split: down to chunk, as threads ask for work, or once for each",
      .choices = "simple|auto|static" },
    { .name = "chunk",
      .help = "grain size: a range of more items may be split",
      .min = 1,
      .max = 1 << 20,
      .default_value = 1 },
    {},
};

} // namespace

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "oneTBB's parallel_for splits the items among threads that steal",
    .traits = TRAIT_THREADS | TRAIT_PERSISTENT | TRAIT_DYNAMIC | TRAIT_ON_REQUEST,
    .tunables = tunables,
#ifdef __SANITIZE_THREAD__
    .unavailable = "libtbb is built without ThreadSanitizer, which then reports races",
#endif
    .open = open_crew,
    .run = run,
    .close = close_crew,
};
