/* SPDX-License-Identifier: MIT */
/* A heap of times with the least on top: of workers, the one that is free first. */
#ifndef FORKSCALE_ANALYSE_LEAST_H
#define FORKSCALE_ANALYSE_LEAST_H

/* Puts `time`, which is not less than the least of `count` > 0, in its place. Times that rise are a
 * heap. */
static inline void least_replace(double *times, unsigned count, double time)
{
    unsigned at = 0;
    for (;;) {
        unsigned child = 2 * at + 1;
        if (child >= count)
            break;
        if (child + 1 < count && times[child + 1] < times[child])
            child++;
        if (times[child] >= time)
            break;
        times[at] = times[child];
        at = child;
    }
    times[at] = time;
}

#endif
