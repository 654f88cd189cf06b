/* SPDX-License-Identifier: MIT */
/* Prints the plan instead of running it. */
#include "cli/cli.h"
#include "cli/run.h"
#include "machine/pin.h"
#include "run/command.h"
#include <ctype.h>
#include <string.h>

/* Quotes a word for the shell where it needs that, in $'…', so that the terminal sees no control
 * character. */
static void print_word(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "%+,-./:=@_";
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        fputs(word, stdout);
        return;
    }
    fputs("$'", stdout);
    for (; *word != '\0'; word++) {
        if (*word == '\\' || *word == '\'')
            printf("\\%c", *word);
        else if (isprint((unsigned char)*word))
            putchar(*word);
        else
            printf("\\x%02x", (unsigned char)*word);
    }
    fputs("'", stdout);
}

/* What does by hand what the conductor does. */
static void print_pin(const struct pin *pin, unsigned workers)
{
    for (size_t i = 0; i < pin->count && i < workers; i++)
        printf("%s%u", i == 0 ? " taskset -c " : ",", pin->processors[i]);
}

void dry_run(const struct plan *plan)
{
    printf("%zu cell%s, at most %u block%s", plan->cell_count, plan->cell_count == 1 ? "" : "s",
           plan->request.blocks, plan->request.blocks == 1 ? "" : "s");
    if (plan->request.budget_s > 0)
        printf(" within about %g s", plan->request.budget_s);
    printf(", 1 + %u runs", plan->request.iterations);
    if (plan->request.calls > 1)
        printf(" of %s%u calls", plan->request.call_ns > 0 ? "up to " : "", plan->request.calls);
    printf(" in each repetition, seed %u, %u usable processors\n", (unsigned)plan->request.seed,
           plan->request.processors);
    for (size_t i = 0; i < plan->cell_count; i++) {
        const struct plan_cell *cell = &plan->cells[i];
        const struct cell_command command = { .cell = cell,
                                              .runs = plan->request.iterations,
                                              .calls = plan->request.calls,
                                              .call_ns = plan->request.call_ns,
                                              .has_latency = plan->request.has_latency,
                                              .has_counters = plan->request.has_counters };
        struct cell_argv argv;
        cell_command_make(plan, &command, &argv);
        printf("\n%s%s\n ", cell->name, cell->oversubscribed ? "  (oversubscribed)" : "");
        print_pin(&plan->request.pin, cell->workers);
        for (size_t word = 0; argv.words[word] != NULL; word++) {
            putchar(' ');
            print_word(argv.words[word]);
        }
        putchar('\n');
    }
}
