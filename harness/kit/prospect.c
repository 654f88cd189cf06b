/* SPDX-License-Identifier: MIT */
/* A prospect: what sharing would take here. */
#include "kit/prospect.h"
#include "kit/limits.h"
#include "kit/memory.h"
#include <sys/resource.h>

/* What a shared run takes beside its work: two passages of a cache line to each worker and back, or
 * a sleep and a wake-up. */
#define SPIN_NS_A_RUN  UINT64_C(500)
#define SLEEP_NS_A_RUN UINT64_C(50000)

static void price(const struct prospect *prospect)
{
    struct crew_template *by = prospect->by;
    struct sharing *sharing = prospect->sharing;
    bool has_template = by->process.pid != 0 && !by->is_leaving;
    uint64_t copied = prospect->fork_by == FORK_BY_CHEAPER ? memory_copied() : 0;
    sharing->workers = prospect->crew->workers;
    sharing->price_ns = sharing_price(copied, sharing->workers, has_template, &by->is_needed);
    if (prospect->fork_by == FORK_BY_TEMPLATE)
        by->is_needed = has_template;
}

void prospect_assume(const struct prospect *prospect)
{
    prospect->sharing->handover_ns = SPIN_NS_A_RUN;
    price(prospect);
    if (!prospect->by->is_needed)
        crew_template_release(prospect->by);
}

void prospect_learn(struct prospect *prospect)
{
    struct crew *crew = prospect->crew;
    unsigned processors = limits_usable_processors();
    prospect->has_learned = true;
    if (!prospect->is_wide && crew->workers > processors)
        crew->workers = processors;
    bool may_spin = crew->workers <= processors;
    prospect->sharing->handover_ns = may_spin ? SPIN_NS_A_RUN : SLEEP_NS_A_RUN;
    price(prospect);
}

bool prospect_ask(struct prospect *prospect, uint64_t rest_ns)
{
    bool pays = sharing_pays(prospect->sharing, rest_ns);
    if (!pays || prospect->has_learned)
        return pays;
    prospect_learn(prospect);
    return sharing_pays(prospect->sharing, rest_ns);
}

long prospect_sleeps(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_THREAD, &usage) == 0 ? usage.ru_nvcsw : 0;
}
