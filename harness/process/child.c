/* SPDX-License-Identifier: MIT */
/* A child program, from its start to the end of its last descendant. */
#include "process/child.h"
#include "kit/clock.h"
#include "kit/io.h"
#include "kit/reap.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define GRACE_S       0.1 /* between SIGTERM and SIGKILL */
#define CAPTURE_BYTES (1 << 20)

/* --- files ------------------------------------------------------------------------------------ */

/* Moves a descriptor, −1 with errno set included, above those that a child is given. Returns it, or
 * −1 with errno set. */
static int lift(int fd)
{
    if (fd < 0)
        return -1;
    int lifted = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1 + CHILD_FDS_MAX);
    /* EINVAL: not even the least of these numbers is below the limit of open files. */
    int error = errno == EINVAL ? EMFILE : errno;
    close(fd);
    errno = error;
    return lifted;
}

int child_file(const char *name)
{
    return lift(memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
}

int child_file_seal(int fd)
{
    int seals = F_SEAL_FUTURE_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
    return fcntl(fd, F_ADD_SEALS, seals) < 0 ? errno : 0;
}

/* What the child prints goes to an anonymous file: unlike a pipe, it needs no reader meanwhile,
 * and a descendant that holds it open delays no reader. It takes 1 MiB in all, or what a file may
 * have (RLIMIT_FSIZE), so that no child can fill the memory. */
static off_t capture_bytes(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur < CAPTURE_BYTES)
        return (off_t)limit.rlim_cur;
    return CAPTURE_BYTES;
}

/* Sets *fd to −1 where nothing is to be kept. */
static int capture_open(size_t bytes, int *fd)
{
    *fd = -1;
    if (bytes == 0)
        return 0;
    *fd = child_file("output");
    /* A file that cannot grow takes what its size takes, and memory only for what was written. */
    if (*fd >= 0 && ftruncate(*fd, capture_bytes()) == 0 &&
        fcntl(*fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0)
        return 0;
    int error = errno;
    fd_close(fd);
    return error;
}

/* Reads the last `bytes`, as a string for free(); NULL where there is no file. */
static int capture_read(int fd, size_t bytes, char **text)
{
    if (fd < 0)
        return 0;
    /* The child wrote through this very open file, so its offset is the end of the text. */
    off_t end = lseek(fd, 0, SEEK_CUR);
    size_t size = end > 0 ? (size_t)end : 0;
    size_t kept = size < bytes ? size : bytes;
    *text = malloc(kept + 1);
    if (*text == NULL)
        return ENOMEM;
    ssize_t got = pread(fd, *text, kept, (off_t)(size - kept));
    (*text)[got > 0 ? got : 0] = '\0';
    return 0;
}

/* --- start ------------------------------------------------------------------------------------ */

/* Where its output goes; −1: nowhere. */
struct captures {
    int output;
    int errors;
};

/* All these descriptors are above those that they become, and close-on-exec. */
static int set_files(const struct child_options *options, const struct captures *captures)
{
    int null = lift(open("/dev/null", O_RDWR | O_CLOEXEC));
    int output = captures->output >= 0 ? captures->output : null;
    int errors = captures->errors >= 0 ? captures->errors : null;
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
        dup2(options->merge ? output : errors, STDERR_FILENO) < 0)
        return errno;
    for (int i = 0; i < CHILD_FDS_MAX; i++)
        if (options->fds[i] > 0 && dup2(options->fds[i], STDERR_FILENO + 1 + i) < 0)
            return errno;
    return 0;
}

/* The child. Returns the errno number of what failed. */
static int become(const struct child_options *options, const struct captures *captures,
                  pid_t parent)
{
    /* Without a parent, nothing would end a program that hangs. The parent may have died before. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
        return ECHILD;
    if (setpgid(0, 0) < 0)
        return errno;
    /* The conductor ignores it. */
    signal(SIGXFSZ, SIG_DFL);
    if (options->interrupt != NULL)
        sigprocmask(SIG_SETMASK, &options->interrupt->before, NULL);
    if (options->folder != NULL && chdir(options->folder) < 0)
        return errno;
    int error = set_files(options, captures);
    if (error != 0)
        return error;
    char *const *argv; /* execvp changes no word, but its type lacks a const */
    memcpy(&argv, &options->argv, sizeof options->argv);
    execvp(argv[0], argv);
    return errno;
}

/* posix_spawn cannot ask for a signal at the parent's death: hence a fork. What the child fails at
 * before it is the program comes back through `failure`, which both share. */
static pid_t start(const struct child_options *options, const struct captures *captures,
                   volatile int *failure)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        *failure = become(options, captures, parent);
        _exit(127); /* exit would flush the parent's stdout once more */
    }
    if (pid < 0)
        *failure = errno;
    else
        setpgid(pid, pid); /* as the child does, whichever is first */
    return pid;
}

/* --- end -------------------------------------------------------------------------------------- */

/* The children of this thread, "12 34 ", as the kernel lists them, for free(). NULL when it does
 * not, or there are none. */
static char *list_children(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)gettid());
    FILE *file = fopen(path, "re");
    char *list = NULL;
    size_t bytes = 0;
    if (file != NULL && getline(&list, &bytes, file) < 0) {
        free(list);
        list = NULL;
    }
    if (file != NULL)
        (void)fclose(file);
    return list;
}

/* Takes the next one off a list that may be NULL; 0 at its end. */
static pid_t take_pid(const char **list)
{
    char *end = NULL;
    pid_t pid = *list != NULL ? (pid_t)strtol(*list, &end, 10) : 0;
    *list = end;
    return pid;
}

/* The children from before: a process that is exec'd keeps those that it had. */
static char *spared;

void child_spare_others(void)
{
    free(spared);
    spared = list_children();
}

static bool is_spared(pid_t pid)
{
    const char *rest = spared;
    pid_t each = take_pid(&rest);
    while (each > 0 && each != pid)
        each = take_pid(&rest);
    return each == pid;
}

/* In rounds, since what is killed may have had children. */
void child_sweep(void)
{
    bool found;
    do {
        found = false;
        char *children = list_children();
        const char *rest = children;
        for (pid_t pid = take_pid(&rest); pid > 0; pid = take_pid(&rest)) {
            if (is_spared(pid))
                continue;
            found = true;
            (void)reap_killed(pid, NULL);
        }
        free(children);
    } while (found);
}

/* Waits for the end of the child, or kills it. */
static int finish(const struct child_options *options, pid_t pid, struct child_result *result)
{
    int stop_fd = options->interrupt != NULL ? options->interrupt->fd : -1;
    uint64_t deadline_ns = options->timeout_s > 0 ? clock_after(options->timeout_s) : 0;
    int pidfd = pidfd_open(pid, 0);
    int error = pidfd < 0 ? errno : reap_await(pidfd, stop_fd, deadline_ns);
    if (error == ECANCELED)
        interrupt_poll(options->interrupt);
    if (error == ECANCELED || error == ETIMEDOUT) {
        result->fate = error == ECANCELED ? CHILD_INTERRUPTED : CHILD_TIMED_OUT;
        kill(-pid, SIGTERM);
        double grace_s = options->grace_s > 0 ? options->grace_s : GRACE_S;
        error = reap_await(pidfd, -1, clock_after(grace_s));
        error = error == ETIMEDOUT ? 0 : error;
    }
    /* The group is killed before its leader is reaped: until then its number can be no other's. */
    kill(-pid, SIGKILL);
    result->run_delay = run_delay_read(pid);
    (void)reap_child(pid, &result->wait_status);
    fd_close(&pidfd);
    child_sweep(); /* its descendants that are left have become ours */
    return error;
}

/* --- run and result ---------------------------------------------------------------------------- */

static int run(const struct child_options *options, const struct captures *captures,
               struct child_result *result)
{
    int *failure =
        mmap(NULL, sizeof *failure, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (failure == MAP_FAILED)
        return errno;
    uint64_t begin_ns = clock_now();
    pid_t pid = start(options, captures, failure);
    int error = pid > 0 ? finish(options, pid, result) : 0;
    result->seconds = (double)(clock_now() - begin_ns) / (double)NS_PER_S;
    if (*failure != 0)
        error = *failure;
    munmap(failure, sizeof *failure);
    return error;
}

int child_run(const struct child_options *options, struct child_result *result)
{
    *result = (struct child_result){ .timeout_s = options->timeout_s };
    struct captures captures = { -1, -1 };
    int error = capture_open(options->output_bytes, &captures.output);
    if (error == 0)
        error = capture_open(options->error_bytes, &captures.errors);
    if (error == 0)
        error = run(options, &captures, result);
    if (error == 0)
        error = capture_read(captures.output, options->output_bytes, &result->output);
    if (error == 0)
        error = capture_read(captures.errors, options->error_bytes, &result->errors);
    fd_close(&captures.output);
    fd_close(&captures.errors);
    result->error = error;
    return error;
}

void child_result_release(struct child_result *result)
{
    free(result->output);
    free(result->errors);
    *result = (struct child_result){ .error = 0 };
}
