/* SPDX-License-Identifier: MIT */
/* A fair start for floating-point items. */
#ifndef FORKSCALE_KIT_VECTOR_H
#define FORKSCALE_KIT_VECTOR_H

/* Clears the upper halves of the vector registers. While they hold anything, each SSE instruction
 * must merge with it and waits for the one before: `mandelbrot` took 1.5 times as long then (AMD
 * EPYC, family 26), in those workers alone that had slept in read(2) before. What a strategy calls
 * between two chunks shall not decide how fast an item is. Source: Intel 64 and IA-32 Architectures
 * Optimization Reference Manual, "Mixing AVX code with SSE code". */
static inline void vector_clear_upper(void)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx"))
        __asm__ volatile("vzeroupper");
#endif
}

#endif
