# SPDX-License-Identifier: MIT
# parallel::mclapply: a fork per worker and call, each child does every workers-th item.

# R has made a folder for the session, which nothing here needs, and which would stay when R is killed.
unlink(tempdir(), recursive = TRUE)

here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
words <- commandArgs(trailingOnly = TRUE)
workers <- as.integer(words[1])

# libforkscale.so is one folder up in the build folder, two when installed; the module needs it.
libraries <- file.path(here, c("..", "../.."), "libforkscale.so")
dyn.load(libraries[file.exists(libraries)][1])
dyn.load(file.path(here, "r_mclapply.so"))

attached <- .C("r_attach", job = raw(8), items = double(1), why = raw(252), bytes = 252L)
if (all(attached$job == 0)) stop(rawToChar(attached$why[attached$why != 0]))
job <- attached$job
items <- attached$items

check <- function(error) if (error != 0L) stop("errno ", error)

# mclapply deals the items in turn, so an item's number is its worker's, modulo the workers. A fresh
# child has not begun; the interpreter itself is the worker when there is only one.
begun <- 0L
run_item <- function(item) {
    worker <- as.integer(item %% workers)
    if (begun != Sys.getpid()) {
        check(.C("r_begin", job, worker, error = 0L)$error)
        begun <<- Sys.getpid()
    }
    .C("r_run", job, worker, item, error = 0L)$error
}

# A child that died is a warning, and its items are NULL.
run <- function() {
    done <- parallel::mclapply(seq_len(items) - 1, run_item, mc.cores = workers)
    lost <- which(!vapply(done, is.integer, FALSE))
    if (length(lost) > 0) stop("mclapply has no value for item ", lost[1] - 1)
}

EOWNERDEAD <- 130L
reply <- function(error, sentence) .C("r_reply", error, sentence)
reply(0L, "")
while (.C("r_receive", got = 0L)$got > 0) {
    problem <- suppressWarnings(tryCatch({ run(); "" }, error = conditionMessage))
    reply(if (problem == "") 0L else EOWNERDEAD, problem)
}
