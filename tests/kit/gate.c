/* SPDX-License-Identifier: MIT */
/* A gate loses no worker and no wake-up: each worker is in a run or skipped, never both, and a
 * caller that sleeps gets one message. */
#include "kit/gate.h"
#include "check.h"
#include "kit/clock.h"
#include "kit/hash.h"
#include "kit/wake.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS 4 /* the caller and three more */
#define RUNS    5000

/* What workers and caller share. */
struct shared {
    _Atomic uint32_t served[WORKERS]; /* the last run that the worker was in */
    _Atomic uint64_t entered;
    struct gate gate;
};

static struct shared *shared;
static pid_t pids[WORKERS];

static void clear(void)
{
    size_t bytes = sizeof *shared + WORKERS * sizeof(struct place);
    if (shared == NULL)
        shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    memset(shared, 0, bytes);
}

/* --- one process ------------------------------------------------------------------------------ */

static void places(void)
{
    clear();
    struct gate *gate = &shared->gate;
    CHECK(gate_open(gate, false) == 1, "the first run");
    CHECK(!gate_is_over(gate, 3, 1), "nobody was there");
    CHECK(gate_is_over(gate, 1, 1), "there is nobody but the caller");
    CHECK(gate_enter(gate, 1, 1), "in time");
    CHECK(!gate_enter(gate, 1, 1), "a second process");
    CHECK(!gate_skip(gate, 1, 1), "it is in the run");
    CHECK(gate_skip(gate, 2, 1), "it is late");
    CHECK(!gate_enter(gate, 2, 1), "it was skipped");
    CHECK(!gate_skip(gate, 2, 1), "twice");
    CHECK(!gate_is_over(gate, 3, 1), "1 is in the run");
    CHECK(!gate_leave(gate, 1, 3, 1), "nobody sleeps");
    CHECK(gate_is_over(gate, 3, 1), "both are through");
    CHECK(gate_spin(gate, 3, 1, clock_now()), "both are through");
    CHECK(gate_open(gate, false) == 2, "the second run");
    CHECK(!gate_enter(gate, 2, 1), "the first run is over");
    CHECK(gate_enter(gate, 2, 2), "in time for the second");
}

static void messages(void)
{
    clear();
    struct gate *gate = &shared->gate;
    uint32_t number = gate_open(gate, false);
    CHECK(gate_enter(gate, 1, number) && gate_enter(gate, 2, number), "both enter");
    CHECK(gate_begin_sleep(gate, 3, number), "both are in the run");
    CHECK(!gate_leave(gate, 1, 3, number), "2 is in the run");
    CHECK(gate_is_asleep(gate), "no message yet");
    CHECK(gate_leave(gate, 2, 3, number), "the last one");
    CHECK(!gate_is_asleep(gate), "the message is sent");
    CHECK(!gate_begin_sleep(gate, 3, number), "it is over");
    CHECK(!gate_is_asleep(gate), "no message will come");
}

/* The numbers wrap after four thousand million runs, the places after half as many. */
static void wraps(void)
{
    static const uint32_t starts[] = { INT32_MAX - 2U, UINT32_MAX - 2U };
    for (size_t i = 0; i < 2; i++) {
        clear();
        struct gate *gate = &shared->gate;
        gate->number = starts[i];
        gate->places[1].state = gate->places[2].state = 2 * starts[i];
        for (int run = 0; run < 6; run++) {
            uint32_t number = gate_open(gate, false);
            CHECK(!gate_is_over(gate, 3, number), "run %u", number);
            CHECK(gate_enter(gate, 1, number) && gate_skip(gate, 2, number), "run %u", number);
            CHECK(!gate_enter(gate, 2, number), "run %u", number);
            CHECK(!gate_leave(gate, 1, 3, number), "run %u", number);
            CHECK(gate_is_over(gate, 3, number), "run %u", number);
        }
    }
}

static void spins_end(void)
{
    clear();
    struct gate *gate = &shared->gate;
    uint32_t number = gate_open(gate, true);
    alarm(20);
    CHECK(!gate_spin(gate, 2, number, clock_now()), "1 is late");
    CHECK(gate_enter(gate, 1, number), "in time");
    CHECK(!gate_spin(gate, 2, number, clock_now()), "1 is in the run");
    alarm(0);
}

/* A spin that took longer than any can lets nobody spin for a while. */
static void calm(void)
{
    struct spin_calm calm = { 0 };
    uint64_t now_ns = clock_now();
    CHECK(spin_is_allowed(&calm), "at first");
    spin_note_loss(&calm, now_ns + NS_PER_S);
    CHECK(calm.until_ns == 0, "no tick since it began");
    spin_note_loss(&calm, now_ns - NS_PER_S);
    CHECK(!spin_is_allowed(&calm), "a second was lost");
    CHECK(calm.length_ns == NS_PER_S, "the longest one, %llu", (unsigned long long)calm.length_ns);
    calm.until_ns = clock_tick() - 1;
    CHECK(spin_is_allowed(&calm), "it has ended");

    calm = (struct spin_calm){ .until_ns = now_ns, .length_ns = NS_PER_S / 4 };
    spin_note_loss(&calm, now_ns - NS_PER_S);
    CHECK(calm.length_ns == NS_PER_S / 2, "soon after another, %llu",
          (unsigned long long)calm.length_ns);
    uint64_t until_ns = calm.until_ns;
    spin_note_loss(&calm, now_ns - NS_PER_S);
    CHECK(calm.until_ns == until_ns, "in a calm");
    calm = (struct spin_calm){ .until_ns = 1, .length_ns = NS_PER_S / 4 };
    spin_note_loss(&calm, clock_now() - NS_PER_S / 16);
    CHECK(calm.length_ns >= NS_PER_S / 4 && calm.length_ns != NS_PER_S / 2,
          "long after another, %llu", (unsigned long long)calm.length_ns);
}

/* --- many ------------------------------------------------------------------------------------- */

/* A moment that differs, up to `most_us`. */
static void dawdle(uint64_t salt, uint64_t number, uint64_t most_us)
{
    uint64_t end_ns = clock_now() + hash_mix(salt, number) % (1000 * most_us + 1);
    while (clock_now() < end_ns)
        cpu_pause();
}

static void live(unsigned worker, const struct wake *wake)
{
    struct gate *gate = &shared->gate;
    uint32_t number = 0;
    uint64_t idle_ns = clock_now();
    while (gate_await(gate, &number, idle_ns)) {
        dawdle(worker, number, 3);
        if (gate_enter(gate, worker, number)) {
            atomic_fetch_add(&shared->entered, 1);
            dawdle(10 + worker, number, 3);
            shared->served[worker] = number;
            if (gate_leave(gate, worker, WORKERS, number) && wake_send(wake) != 0)
                _exit(2);
        }
        idle_ns = clock_now();
    }
    _exit(0);
}

static void start(const struct wake *wake)
{
    clear();
    for (unsigned worker = 1; worker < WORKERS; worker++) {
        pids[worker] = fork();
        CHECK(pids[worker] >= 0, "fork");
        if (pids[worker] == 0)
            live(worker, wake);
    }
}

static void stop(void)
{
    gate_close(&shared->gate);
    uint64_t end_ns = clock_after(20);
    for (unsigned worker = 1; worker < WORKERS; worker++) {
        int status = 0;
        pid_t pid = 0;
        while ((pid = waitpid(pids[worker], &status, WNOHANG)) == 0 && clock_now() < end_ns)
            usleep(1000);
        CHECK(pid == pids[worker] && WIFEXITED(status) && WEXITSTATUS(status) == 0,
              "worker %u does not leave", worker);
        if (pid == 0) {
            kill(pids[worker], SIGKILL);
            waitpid(pids[worker], &status, 0);
        }
    }
}

/* Sleeps until the message comes, and no longer than twenty seconds. */
static bool sleep_for_message(const struct wake *wake, uint32_t number)
{
    uint64_t end_ns = clock_after(20);
    char message;
    ssize_t got = 0;
    if (!gate_begin_sleep(&shared->gate, WORKERS, number))
        return true;
    while ((got = read(wake->ends.read, &message, 1)) < 0 && errno == EAGAIN &&
           clock_now() < end_ns)
        usleep(10);
    CHECK(got == 1, "run %u: no message", number);
    return got == 1;
}

/* Returns false when the run does not end. */
static bool run(const struct wake *wake, bool spins, bool skips, uint64_t *skipped)
{
    struct gate *gate = &shared->gate;
    uint32_t number = gate_open(gate, spins);
    dawdle(0, number, 5);
    bool was_skipped[WORKERS] = { 0 };
    for (unsigned worker = 1; worker < WORKERS && skips; worker++)
        was_skipped[worker] = gate_skip(gate, worker, number);
    if (!gate_spin(gate, WORKERS, number, clock_now()) && !sleep_for_message(wake, number))
        return false;
    CHECK(gate_is_over(gate, WORKERS, number), "run %u is not over", number);
    for (unsigned worker = 1; worker < WORKERS; worker++) {
        CHECK((shared->served[worker] == number) != was_skipped[worker], "run %u, worker %u: %s",
              number, worker, was_skipped[worker] ? "both" : "neither");
        *skipped += was_skipped[worker] ? 1 : 0;
    }
    return true;
}

static void many(bool skips)
{
    struct wake wake;
    uint64_t skipped = 0;
    int runs = 0;
    CHECK(wake_open(&wake) == 0, "no pipe");
    fcntl(wake.ends.read, F_SETFL, O_NONBLOCK);
    start(&wake);
    /* In each hundred runs another kind of wait; now and then all have fallen asleep. */
    for (bool goes_on = true; runs < RUNS && goes_on; runs++) {
        goes_on = run(&wake, runs / 100 % 2 == 0, skips, &skipped);
        if (runs % 50 == 0)
            usleep(500);
    }
    char message;
    CHECK(read(wake.ends.read, &message, 1) < 0, "a message too many");
    stop();
    CHECK(shared->entered + skipped == (uint64_t)runs * (WORKERS - 1), "%llu entered, %llu skipped",
          (unsigned long long)shared->entered, (unsigned long long)skipped);
    CHECK(skips || skipped == 0, "%llu skipped", (unsigned long long)skipped);
    fd_close(&wake.ends.read);
    fd_close(&wake.ends.write);
}

/* A message goes to the pipe, or it is an error. */
static void wakes(void)
{
    struct wake wake;
    CHECK(wake_open(&wake) == 0, "no pipe");
    CHECK(wake_send(&wake) == 0 && wake_receive(&wake) == 0, "a message");
    int write_end = wake.ends.write;
    close(write_end);
    CHECK(wake_send(&wake) == EBADF, "closed");
    struct pipe_ends other;
    CHECK(pipe_open(&other) == 0 && dup2(other.write, write_end) == write_end, "another pipe");
    CHECK(wake_send(&wake) == EBADF, "another file under its number");
    close(write_end);
    fd_close(&other.read);
    fd_close(&other.write);
    fd_close(&wake.ends.read);
}

int main(void)
{
    places();
    messages();
    wraps();
    spins_end();
    calm();
    wakes();
    many(true);
    many(false);
    return check_end();
}
