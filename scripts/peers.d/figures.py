# SPDX-License-Identifier: MIT
# Reads the tables in results/peers for the page and the pictures, and assigns a floor to each strategy.
import os

# What a strategy must do at least, by how it works. The floor of one worker is that of a pool whose caller works.
STARTS = {"prefork": "fork one", "openmp": "thread one", "openmp_llvm": "thread one", "tbb": "thread one"}
EXECS = ("spawn_pool", "spawn_per_item", "xargs", "gnu_parallel", "python_fork", "python_process", "python_pool",
         "python_executor", "python_threads", "perl_forkmanager", "perl_mce", "r_mclapply")
PEERS = ("openmp", "openmp_llvm", "tbb", "python_fork", "python_process", "python_pool", "python_executor", "perl_forkmanager",
         "perl_mce", "r_mclapply", "xargs", "gnu_parallel")
THREADS = ("threads", "thread_pool", "threads_stealing")
WAKES = ("thread_pool", "spawn_pool", "python_pool", "python_executor", "perl_mce")
SPINS = ("prefork", "openmp", "openmp_llvm", "tbb")
ALONE = ("prefork", "tbb")  # the caller may do all that nobody else has begun


def rows(folder, table):
    """A table with a line of names, as dictionaries; nothing where there is no such table."""
    path = os.path.join(folder, table + ".tsv")
    if not os.path.exists(path):
        return []
    with open(path) as file:
        names, *lines = [line.rstrip("\n").split("\t") for line in file]
    return [dict(zip(names, line)) for line in lines]


def setting(folder):
    return {row["name"]: row["value"] for row in rows(folder, "setting")}


def floors(folder):
    """The times of the floors by name, in ns."""
    return {row["floor"]: float(row["operation_median_ns"]) for row in rows(folder, "floor") if not row["unavailable"]}


def floors_once(folder):
    """Those of a first use in a fresh process, from the runs where floors were strategies; "fork one" is that of one worker."""
    found = {}
    for row in rows(folder, "cells"):
        if row["run"] in ("once", "once-one") and base(row["strategy"]) == "floor" and row["once_median_ns"]:
            name = row["strategy"].partition("of=")[2] or "fork"
            found[name + (" one" if row["run"] == "once-one" else "")] = float(row["once_median_ns"])
    return found


def base(strategy):
    return strategy.split(":")[0].split("/")[0]


def start_floor(strategy):
    """What starting and ending its workers costs at least."""
    name = base(strategy)
    return STARTS.get(name) or ("spawn" if name in EXECS else "thread" if name in THREADS else "fork")


def call_floor(strategy):
    """What one call costs at least, when the pool is open."""
    name = base(strategy)
    if name in SPINS:
        return "futex" if "wait=futex" in strategy else "spin"
    return "futex" if name in WAKES else start_floor(strategy)


def claim_floor(strategy):
    """What an item costs at least, where each is claimed by itself."""
    return "pipe" if base(strategy) == "pipe_queue" else "fetch_add_contended"


def call_limit(strategy, floor_ns, serial_ns, workers):
    """What a call takes at least: the floor and a worker's share of the work, or all of the work by the caller."""
    shared_ns = floor_ns + serial_ns / workers
    return min(shared_ns, serial_ns) if base(strategy) in ALONE else shared_ns


def items_of(workload):
    """A label leaves out what is the default, 1000 items of spin."""
    return int(dict(pair.split("=") for pair in workload.split(":", 1)[1].split(",")).get("items", 1000))


def time_text(ns):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if ns >= size:
            return f"{ns / size:.3g} {unit}" if ns < 1000 * size else f"{ns / size:.0f} {unit}"
    return f"{ns:.3g} ns"
