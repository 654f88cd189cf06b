# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# What is raced, for scripts/blog: one run a grain, so that what is compared was measured close together.
# shellcheck disable=SC2154,SC2034 # die, forkscale, results, blocks, quick and parts are the caller's; status is for it

grains=(10us 100us 1ms 10ms)
status=0

# A step of spin takes about a nanosecond, and a row of 40 pixels about 10 µs, so that all take WORK_US on average,
# exactly so unless costs are random. A block of deflate takes at least a millisecond, except at level 0, which only
# copies.
workloads()
{
    local grain_us=$1 work_us=$2 shape
    local items=$((work_us / grain_us))
    for shape in uniform rising random bimodal pareto; do
        echo "spin:items=$items,grain=$((grain_us * 1000)),shape=$shape"
    done
    echo "mandelbrot:items=$items,width=$((grain_us * 4)),limit=300"
    case $grain_us in
    1000) echo "deflate:items=$items,level=1" ;;
    10000) echo "deflate:items=$items,level=9" ;;
    esac
}

# The shell gets a process for every 5 ms of work, or for an item that is larger.
shell_us=5000
strategies()
{
    local grain_us=$1 chunk
    chunk=$((grain_us < shell_us ? shell_us / grain_us : 1))
    printf '%s\n' fork_static fork_static:schedule=cyclic fork_gather pipe_queue spawn_pool threads \
        python_fork python_process python_pool python_pool:chunk=1 python_executor \
        python_threads python_threads:gil=released "xargs:chunk=$chunk" "gnu_parallel:chunk=$chunk"
}

# Strategies that cannot run here are left out: list.json has the reason, and the page repeats it.
available()
{
    jq -e --arg name "${1%%:*}" 'any(.[]; .kind == "strategy" and .name == $name and .unavailable == null)' \
        "$results/list.json" >/dev/null
}

# Shapes that the post did not have are measured in C only. One worker is measured in the other languages and with uniform
# items only, where it shows their cost when there is nothing to share.
left_out='-shape=(random|bimodal|pareto)/(python|xargs|gnu_)'
left_out+='|^(mandelbrot|deflate|[^/]*shape=).*/workers:1$|/(fork|pipe|spawn|threads)[^/]*/workers:1$'

run_grain()
{
    local grain=$1 grain_us work_us words=() word failed=0
    case $grain in
    *us) grain_us=${grain%us} ;;
    *ms) grain_us=$((${grain%ms} * 1000)) ;;
    esac
    # At least 40 items, so that uneven costs, and a quarter of a worker's share, are not lost in rounding.
    work_us=$((grain_us * 40 > least_work_us ? grain_us * 40 : least_work_us))
    while read -r word; do words+=(-w "$word"); done < <(workloads "$grain_us" "$work_us")
    while read -r word; do
        if available "$word"; then words+=(-s "$word"); fi
    done < <(strategies "$grain_us")
    echo "blog: grain $grain" >&2
    "$forkscale" run "${words[@]}" -j 1,cores --filter "$left_out" --blocks "$blocks" --iterations 1 \
        --format tsv -o "$results/$grain" >"$results/$grain.tsv" || failed=$?
    case $failed in
    0) ;;
    3) status=3 ;; # a cell failed: the page says which
    *) exit "$failed" ;;
    esac
}

# The first python3 on the PATH that is not a script, as the strategies choose it.
python()
{
    local path
    if [ -n "${FORKSCALE_PYTHON:-}" ]; then
        echo "$FORKSCALE_PYTHON"
        return
    fi
    while read -r path; do
        if [ "$(head -c 2 "$path" | tr -d '\0')" != '#!' ]; then
            echo "$path"
            return
        fi
    done < <(type -ap python3)
}

measure()
{
    local least_work_us=100000 grain python
    [ -x "$forkscale" ] || die "there is no $forkscale; make builds it"
    [ "$(nproc)" -ge 2 ] || die "there is one processor, and nothing to share"
    # A page must not mix the runs of two contests.
    for grain in "${grains[@]}"; do rm -rf "${results:?}/$grain" "$results/$grain.tsv"; done
    if $quick; then
        least_work_us=2000 grains=(100us)
    fi
    mkdir -p "$results"
    "$forkscale" list strategies --format json >"$results/list.json"
    python=$(python)
    "$parts/complaints" "$python" >"$results/complaints.tsv"
    if [ -n "$python" ]; then
        "$python" -B "$parts/lines.py" strategies/foreign/python_*.py
    else
        echo $'strategy\town\tlibrary'
    fi >"$results/lines.tsv"
    for grain in "${grains[@]}"; do run_grain "$grain"; done
}
