/* SPDX-License-Identifier: MIT */
/* Memory that hooks ask for in the caller, and may be refused. A sanitizer has functions of these
 * names itself, and then nothing is refused.
 */
#include "check/inject/ledger.h"
#include "kit/sanitizer.h"
#include <stddef.h>

#if !IS_SANITIZED
#include "check/inject/interpose.h"
#include <stdlib.h>

// NOLINTBEGIN(readability-*,bugprone-reserved-identifier,cert-dcl*): the names are libc's

/* glibc's own names for them: they are needed before dlsym could be asked. */
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_memalign(size_t align, size_t bytes);

void *malloc(size_t bytes)
{
    return interpose_fails(CALL_MEMORY) ? NULL : __libc_malloc(bytes);
}

void *calloc(size_t count, size_t bytes)
{
    return interpose_fails(CALL_MEMORY) ? NULL : __libc_calloc(count, bytes);
}

void *aligned_alloc(size_t align, size_t bytes)
{
    return interpose_fails(CALL_MEMORY) ? NULL : __libc_memalign(align, bytes);
}

// NOLINTEND(readability-*,bugprone-reserved-identifier,cert-dcl*)
#endif
