/* SPDX-License-Identifier: MIT */
/* A prospect: what sharing would take here, with this crew, on this machine. It costs system calls
 * and files to read, so it is asked for when the answer may matter. */
#ifndef FORKSCALE_KIT_PROSPECT_H
#define FORKSCALE_KIT_PROSPECT_H

#include "kit/crew_template.h"
#include "kit/sharing.h"

/* Which process forks the workers: the cheaper one, the caller, or the template. */
enum fork_by { FORK_BY_CHEAPER, FORK_BY_CALLER, FORK_BY_TEMPLATE };

/* The strategy sets all but the last. What is learned goes to the three. */
struct prospect {
    struct sharing *sharing;
    struct crew *crew; /* crew->workers: as many as are of use */
    struct crew_template *by;
    enum fork_by fork_by;
    bool is_wide; /* more workers than processors are of use, because items sleep */
    bool has_learned;
};

/* Before anything is known: a price, and each worker has a processor. Lets a template leave that is
 * not needed. */
void prospect_assume(const struct prospect *prospect);

/* As it is. */
void prospect_learn(struct prospect *prospect);

/* Whether to start the workers now, with work of `rest_ns` left to share. Learns if that would pay
 * at best. */
bool prospect_ask(struct prospect *prospect, uint64_t rest_ns);

/* How often this thread has given up its processor: more often after items that sleep. */
long prospect_sleeps(void);

#endif
