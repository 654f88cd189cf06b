# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# The statistics of the page, which forkscale computes, for scripts/blog.
# shellcheck disable=SC2154 # scratch, data and forkscale are the caller's

# Among so many points some differ from 1 by chance, and a user does not notice less than the margin. Threads help from a
# speedup of thread_margin on. A whole claim is right with this confidence.
export margin=1.02 thread_margin=1.1 confidence=0.95

# The samples of each grain as a run, $scratch/runs/GRAIN; raced has the strategies, and `workers` is how many they had.
make_runs()
{
    local grain
    for grain in $(tail -n +2 "$data/samples.tsv" | cut -f 2 | sort -u); do
        mkdir -p "$scratch/runs/$grain"
        save "$scratch/runs/$grain/results.json" \
            query run -n --arg grain "$grain" --rawfile samples "$data/samples.tsv"
    done
    tail -n +2 "$data/samples.tsv" | cut -f 3 | sort -u >"$scratch/raced"
    workers=$(awk -F '\t' '
        NR == FNR { if ($1 == "processors") processors = $2; next }
        FNR > 1 && $4 <= processors && $4 > most { most = $4 }
        END { print most }' "$data/setting.tsv" "$data/samples.tsv")
}

# Ratios of the strategies that were raced, as JSON; an empty list if none was: ratios "FIRST..." "SECOND..." WORKERS OPTION...
ratios()
{
    local option=--first name names words=() failed=0
    for names in "$1" "$2"; do
        for name in $names; do
            if grep -qxF "$name" "$scratch/raced"; then words+=("$option" "$name"); fi
        done
        option=--second
    done
    if [[ ${words[*]-} != *--first*--second* ]]; then
        echo '[]'
        return
    fi
    "$forkscale" ratios --format json --confidence "$confidence" --workers "$3" "${@:4}" "${words[@]}" \
        "$scratch"/runs/* 2>"$scratch/said" || failed=$?
    case $failed in
    0) ;;
    2) echo '[]' ;; # they were not raced together
    *) die "$(cat "$scratch/said")" ;;
    esac
}

# What the page compares, in $scratch/ratios.json, and the tables of all grains, in $scratch/cells.json.
compute()
{
    local c='fork_static:schedule=cyclic fork_gather pipe_queue spawn_pool threads'
    local others='python_process python_pool python_pool:chunk=1 python_executor'
    local locks='python_threads python_threads:gil=released'
    local run to=$scratch/ratios
    make_runs
    mkdir -p "$to"
    save "$to/rivals.json" ratios "$others" python_fork "$workers" --margin "$margin"
    save "$to/python.json" ratios python_fork fork_static "$workers"
    save "$to/standing.json" ratios fork_static "$c" "$workers" --threshold "$margin" --claim workload
    save "$to/threads.json" ratios serial "$locks threads" "$workers" --threshold "$thread_margin" --use warm
    save "$to/prices.json" ratios "python_fork $others $locks xargs gnu_parallel" serial 1
    jq -n '[inputs | {(input_filename | split("/")[-1] | rtrimstr(".json")): .}] | add' "$to"/*.json \
        >"$scratch/ratios.json"
    for run in "$scratch"/runs/*; do
        "$forkscale" table --format json "$run" | jq -c --arg run "${run##*/}" '{$run, rows: .}' || exit 3
    done >"$scratch/cells.json"
}
