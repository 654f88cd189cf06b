/* SPDX-License-Identifier: MIT */
/* Memory that a strategy asks for, and may be refused. A sanitizer has functions of these names
 * itself, and then nothing is refused. Nor is the dynamic linker's own request for a module's
 * thread-local storage: where that is refused, it ends the process, and no strategy can help it.
 */
#include "check/inject/ledger.h"
#include "kit/sanitizer.h"
#include <stddef.h>

#if !IS_SANITIZED
#include "check/inject/interpose.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/auxv.h>

// NOLINTBEGIN(readability-*,bugprone-reserved-identifier,cert-dcl*): the names are libc's

/* glibc's own names for them: they are needed before dlsym could be asked. */
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_memalign(size_t align, size_t bytes);

/* Is this address in the dynamic linker? */
static bool is_linker(const void *address)
{
    Dl_info object;
    return dladdr(address, &object) != 0 && (uintptr_t)object.dli_fbase == getauxval(AT_BASE);
}

static bool refuses(const void *caller)
{
    return ledger != NULL && !(ledger->inject.fail.call == CALL_MEMORY && is_linker(caller)) &&
           interpose_fails(CALL_MEMORY);
}

static void *note(void *memory)
{
    if (memory == NULL && ledger != NULL)
        interpose_note_limit("malloc");
    return memory;
}

#define REFUSES() refuses(__builtin_return_address(0))

void *malloc(size_t bytes)
{
    return REFUSES() ? NULL : note(__libc_malloc(bytes));
}

void *calloc(size_t count, size_t bytes)
{
    return REFUSES() ? NULL : note(__libc_calloc(count, bytes));
}

void *aligned_alloc(size_t align, size_t bytes)
{
    return REFUSES() ? NULL : note(__libc_memalign(align, bytes));
}

// NOLINTEND(readability-*,bugprone-reserved-identifier,cert-dcl*)
#endif
