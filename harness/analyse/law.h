/* SPDX-License-Identifier: MIT */
/* Laws of scaling: throughput against workers, fitted by weighted least squares. Pure.
 *
 *     X(P) = γ P / (1 + α (P − 1) + β P (P − 1))
 *
 * This is the universal scalability law (Gunther, "Guerrilla Capacity Planning", 2007, eq. 4.33):
 * γ is the throughput of one worker, α the share in which workers wait for each other (contention),
 * β that in which each pair of them exchanges data (coherence). Amdahl's law ("Validity of the single
 * processor approach to achieving large scale computing capabilities", AFIPS 1967) is the same with
 * β = 0, and α is its serial share.
 */
#ifndef FORKSCALE_ANALYSE_LAW_H
#define FORKSCALE_ANALYSE_LAW_H

#include <stddef.h>

enum law { LAW_AMDAHL, LAW_USL, LAWS };

/* Distinct numbers of workers that a fit takes: two more than the law has parameters beside γ would
 * fit any noise. */
#define LAW_AMDAHL_POINTS 4
#define LAW_USL_POINTS    6

struct law_point {
    double workers; /* P ≥ 1 */
    double value;   /* X > 0, in any unit */
    double sigma;   /* its standard error > 0; only its ratios to the others count */
};

struct law_fit {
    double rate;       /* γ, in the unit of the values */
    double contention; /* α ≥ 0 */
    double coherence;  /* β ≥ 0; 0 of Amdahl's law */
};

/* The fit with the least sum of ((X − value) / sigma)², α and β not below 0. Returns 0, EDOM where it
 * does not converge, or ENOMEM. */
int law_fit(enum law law, const struct law_point *points, size_t count, struct law_fit *fit);

double law_value(const struct law_fit *fit, double workers);

/* The number of workers with the greatest throughput, √((1 − α) / β); infinite for β = 0. */
double law_peak(const struct law_fit *fit);

#endif
