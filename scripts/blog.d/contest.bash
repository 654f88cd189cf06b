# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# What is raced, for scripts/blog: one run a grain, so that what is compared was measured close together.
# shellcheck disable=SC2154,SC2034 # die, forkscale, results, blocks, quick and parts are the caller's; status is for it

grains=(10us 100us 1ms 10ms)
status=0

# All items of a work together take so long in a serial run, at every grain: otherwise a difference between two grains could
# be one of the totals. At the greatest grain these are 16 items, a multiple of 8: so the chunks that Pool.map makes for two
# workers, a quarter of a share each, are even.
work_us=160000

# The costs of some shapes are drawn, and the mean of few draws is not that of the distribution. So for each number of items
# this has the least seed whose draws have a mean within an eighth of it, and that mean in millionths of it.
declare -A drawn=(
    [random/16]='2 1080659' [random/160]='1 1018240' [random/1600]='1 972806' [random/16000]='1 987699'
    [bimodal/16]='6 1118421' [bimodal/160]='1 1029605' [bimodal/1600]='1 1038487' [bimodal/16000]='1 1014803'
    [pareto/16]='6 1019684' [pareto/160]='3 879794' [pareto/1600]='1 1000067' [pareto/16000]='1 970051'
)

# A step of spin takes about a nanosecond, and a row of 60 pixels about 10 µs. A block of deflate takes what its level makes
# it take, at this level about a millisecond.
workloads()
{
    local grain_us=$1 shape items seed mean
    items=$((work_us / grain_us))
    for shape in uniform rising; do echo "spin:items=$items,grain=$((grain_us * 1000)),shape=$shape"; done
    for shape in random bimodal pareto; do
        read -r seed mean <<<"${drawn[$shape/$items]}"
        echo "spin:items=$items,grain=$((grain_us * 1000 * 1000000 / mean)),shape=$shape,seed=$seed"
    done
    echo "mandelbrot:items=$items,width=$((grain_us * 6)),limit=300"
    if [ "$grain_us" = 1000 ]; then echo "deflate:items=$items,level=3"; fi
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
# shellcheck source=scripts/available.bash
. scripts/available.bash

# Shapes that the post did not have are measured in C only, and the shell with uniform items only. One worker is measured in
# the other languages and with uniform items only, where it shows their cost when there is nothing to share. The first - makes
# the filter one of what is left out.
left_out='-shape=(random|bimodal|pareto)[^/]*/(python|xargs|gnu_)|^(mandelbrot|deflate|[^/]*shape=).*/(xargs|gnu_)'
left_out+='|^(mandelbrot|deflate|[^/]*shape=).*/workers:1$|/(fork|pipe|spawn|threads)[^/]*/workers:1$'

run_grain()
{
    local grain=$1 grain_us words=() word failed=0
    case $grain in
    *us) grain_us=${grain%us} ;;
    *ms) grain_us=$((${grain%ms} * 1000)) ;;
    esac
    while read -r word; do words+=(-w "$word"); done < <(workloads "$grain_us")
    while read -r word; do
        if available "${word%%:*}"; then words+=(-s "$word"); fi
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
    local grain python
    [ -x "$forkscale" ] || die "there is no $forkscale; make builds it"
    [ "$(nproc)" -ge 2 ] || die "there is one processor, and nothing to share"
    # A page must not mix the runs of two contests.
    for grain in "${grains[@]}"; do rm -rf "${results:?}/$grain" "$results/$grain.tsv"; done
    if $quick; then
        work_us=1600 grains=(100us)
    fi
    mkdir -p "$results"
    list=$results/list.json
    "$forkscale" list strategies --format json >"$list"
    python=$(python)
    "$parts/complaints" "$python" >"$results/complaints.tsv"
    if [ -n "$python" ]; then
        "$python" -B "$parts/lines.py" strategies/foreign/python_*.py
    else
        echo $'strategy\town\tlibrary'
    fi >"$results/lines.tsv"
    for grain in "${grains[@]}"; do run_grain "$grain"; done
}
