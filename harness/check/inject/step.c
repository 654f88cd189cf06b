/* SPDX-License-Identifier: MIT */
/* Pauses between two instructions of the strategy. Runs in the process that is to pause. */
#include "check/inject/step.h"
#include "kit/sanitizer.h"

#if defined(__x86_64__) && !IS_SANITIZED
#include "check/inject/fault.h"
#include "check/inject/interpose.h"
#include "check/inject/storm.h"
#include <errno.h>
#include <link.h>
#include <signal.h>
#include <string.h>
#include <ucontext.h>

#define TRAP_FLAG  0x100
#define OWN_MOST   200 /* instructions of the checker itself, which are not counted */
#define CODES_MOST 4

/* The instructions of an object. */
struct code {
    uintptr_t first;
    uintptr_t end; /* 0: none */
};

static struct code own;               /* the checker, or what an interpreter has preloaded */
static struct code codes[CODES_MOST]; /* [0] is the kit; then the strategy, and what it links */

/* Of this thread: instructions to go. Where it is found must not need memory. */
static _Thread_local __attribute__((tls_model("initial-exec"))) struct {
    unsigned left;
    unsigned own;
} going;

static bool is_in(const struct code *code, uintptr_t at)
{
    return at >= code->first && at < code->end;
}

/* --- the code of an address ------------------------------------------------------------------- */

struct search {
    uintptr_t at;
    struct code found;
};

static int look(struct dl_phdr_info *object, size_t bytes, void *context)
{
    (void)bytes;
    struct search *search = context;
    for (ElfW(Half) i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        struct code code = { .first = object->dlpi_addr + part->p_vaddr };
        code.end = code.first + part->p_memsz;
        if (part->p_type != PT_LOAD || (part->p_flags & PF_X) == 0 || !is_in(&code, search->at))
            continue;
        search->found = code;
        return 1;
    }
    return 0;
}

static struct code code_of(uintptr_t at)
{
    struct search search = { .at = at };
    (void)dl_iterate_phdr(look, &search);
    return search.found;
}

static bool is_followed(uintptr_t at)
{
    for (size_t i = 0; i < CODES_MOST; i++)
        if (is_in(&codes[i], at))
            return true;
    return false;
}

/* Follows the object that has called, unless it is libc, which blocks all signals at times: a trap
 * would be the end then. */
static bool follow(uintptr_t from)
{
    if (is_followed(from))
        return true;
    NEXT(getpid);
    struct code code = code_of(from);
    if (code.end == 0 || is_in(&code, (uintptr_t)next) || is_in(&code, own.first))
        return false;
    for (size_t i = 1; i < CODES_MOST; i++)
        if (codes[i].end == 0) {
            codes[i] = code;
            return true;
        }
    return false;
}

/* --- the trap --------------------------------------------------------------------------------- */

static void pause_here(bool is_strategy)
{
    uint64_t dice = storm_dice();
    atomic_fetch_add(&ledger->paused, 1);
    if (is_strategy && dice % 8 == 0 && ledger->inject.fault.point == POINT_CODE &&
        worker_is_here() && ledger->deaths == 0)
        fault_commit();
    storm_pause();
}

static void trap(int number, siginfo_t *info, void *context)
{
    (void)number, (void)info;
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    uintptr_t at = (uintptr_t)registers[REG_RIP];
    bool goes_on = is_in(&own, at) && going.own-- > 0;
    if (is_followed(at)) {
        int before = errno;
        goes_on = --going.left > 0;
        if (!goes_on)
            pause_here(!is_in(&codes[0], at));
        errno = before;
    }
    /* The kernel gives the flag back with the registers. */
    if (!goes_on)
        registers[REG_EFL] &= ~(greg_t)TRAP_FLAG;
}

bool step_works(void)
{
    return true;
}

void step_prepare(void)
{
    struct sigaction action = { .sa_sigaction = trap, .sa_flags = SA_SIGINFO | SA_RESTART };
    sigemptyset(&action.sa_mask);
    sigaction(SIGTRAP, &action, NULL);
    own = code_of((uintptr_t)trap);
    /* Of what the kit has, some functions are the checker's own. */
    codes[0] = code_of((uintptr_t)dlsym(RTLD_NEXT, "worker_enter"));
}

/* A trap that is blocked, or handled otherwise, would be the end. */
static bool can_trap(void)
{
    struct sigaction now;
    sigset_t blocked;
    if (sigaction(SIGTRAP, NULL, &now) < 0 || pthread_sigmask(SIG_BLOCK, NULL, &blocked) != 0)
        return false;
    if (now.sa_handler == SIG_DFL)
        step_prepare();
    else if (now.sa_sigaction != trap)
        return false;
    return sigismember(&blocked, SIGTRAP) == 0;
}

void step_arm(const void *from, unsigned instructions)
{
    int before = errno;
    bool can = can_trap() && follow((uintptr_t)from);
    errno = before;
    if (!can)
        return;
    going.left = instructions;
    going.own = OWN_MOST;
    /* Past what the compiler may keep below the stack pointer. */
    __asm__ volatile("lea -128(%%rsp), %%rsp\n\t"
                     "pushfq\n\t"
                     "orq $0x100, (%%rsp)\n\t"
                     "popfq\n\t"
                     "lea 128(%%rsp), %%rsp" ::
                         : "memory", "cc");
}

void step_stop(void)
{
    __asm__ volatile("lea -128(%%rsp), %%rsp\n\t"
                     "pushfq\n\t"
                     "andq $-257, (%%rsp)\n\t"
                     "popfq\n\t"
                     "lea 128(%%rsp), %%rsp" ::
                         : "memory", "cc");
}

#else

bool step_works(void)
{
    return false;
}

void step_prepare(void)
{
}

void step_arm(const void *from, unsigned instructions)
{
    (void)from, (void)instructions;
}

void step_stop(void)
{
}

#endif
