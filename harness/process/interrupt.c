/* SPDX-License-Identifier: MIT */
/* Interruption by a signal. */
#include "process/interrupt.h"
#include "kit/io.h"
#include <errno.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

int interrupt_open(struct interrupt *interrupt)
{
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction action;
        sigaction(signals[i], NULL, &action);
        /* What nohup or a shell's background job ignores must not stop us. */
        if (action.sa_handler != SIG_IGN)
            sigaddset(&set, signals[i]);
    }
    *interrupt = (struct interrupt){ .fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK) };
    if (interrupt->fd < 0)
        return errno;
    sigprocmask(SIG_BLOCK, &set, &interrupt->before);
    return 0;
}

int interrupt_poll(struct interrupt *interrupt)
{
    struct signalfd_siginfo info;
    if (interrupt->signal == 0 && read(interrupt->fd, &info, sizeof info) == sizeof info)
        interrupt->signal = (int)info.ssi_signo;
    return interrupt->signal;
}

void interrupt_close(struct interrupt *interrupt)
{
    if (interrupt->fd < 0)
        return;
    interrupt_poll(interrupt);
    fd_close(&interrupt->fd);
    if (interrupt->signal != 0) {
        signal(interrupt->signal, SIG_DFL);
        raise(interrupt->signal); /* blocked: it comes with the next line */
    }
    sigprocmask(SIG_SETMASK, &interrupt->before, NULL);
}
