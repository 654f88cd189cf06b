# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# What is raced, for scripts/peers: what is compared is in one run, in the same blocks.
# shellcheck disable=SC2154,SC2034 # fail, forkscale, build, runs, blocks, short and wanted are the caller's; names is for it

# shellcheck source=scripts/available.bash
. scripts/available.bash

names=(floor once once-one bag step-1us step-10us step-100us crowded neighbour queue parent memory items workers-64 workers-256
    workers-1024 grain)

pools=(prefork fork_static shared_counter pipe_queue work_stealing spawn_pool zygote threads thread_pool threads_stealing)
others=(python_fork python_process python_pool python_executor perl_forkmanager perl_mce r_mclapply)

# The memory of a large caller.
parent()
{
    if $short; then echo 64M; else echo 1G; fi
}

# Sets `words` to the plan of a run. A chunk of 0 or none named is the strategy's own.
plan()
{
    local items=1000000 calls=1 grain
    words=(-j 2 --blocks "${blocks:-15}")
    if $short; then items=2000; fi
    case $1 in
    once)
        words=(-j 2 --blocks "${blocks:-30}" -w "spin:items=2,grain=0")
        strategies "$floor:of=fork" "$floor:of=thread" "$floor:of=spawn" "${pools[@]}" fork_gather fork_per_item \
            spawn_per_item openmp "$llvm" tbb "${others[@]}" xargs gnu_parallel
        ;;
    # A pool whose caller works starts one worker fewer, so its floor is that of one.
    once-one)
        words=(-j 1 --blocks "${blocks:-30}" -w "spin:items=2,grain=0")
        strategies "$floor:of=fork" "$floor:of=thread"
        ;;
    bag)
        # In chunks of one item, and as each would; of falling costs without those that take seconds and show nothing new.
        words+=(-w "spin:items=$items,grain=20" -w "spin:items=$items,grain=20,shape=falling"
            --filter '-falling/(python|perl|r_|xargs|(pipe_queue|openmp_llvm)/)')
        strategies prefork:schedule=self shared_counter threads thread_pool spawn_pool pipe_queue openmp "$llvm" tbb \
            prefork prefork:schedule=block fork_static {shared_counter,threads,thread_pool,spawn_pool,pipe_queue}:schedule=guided \
            work_stealing threads_stealing {openmp,"$llvm"}:schedule={block,guided} tbb:partitioner=auto \
            python_fork python_pool perl_forkmanager perl_mce r_mclapply xargs
        ;;
    step-*)
        case $1 in
        step-1us) grain=1000 calls=400 ;;
        step-10us) grain=10000 calls=200 ;;
        step-100us) grain=100000 calls=60 ;;
        esac
        if $short; then calls=3; fi
        # A pool may take some hundred calls to settle: then the first of three timed runs is not their median.
        words+=(-w "spin:items=2,grain=$grain" --calls "$calls" --iterations 3)
        strategies prefork prefork:wait=futex "${pools[@]:1}" openmp "$llvm" tbb python_pool python_executor perl_mce
        ;;
    crowded | neighbour)
        local workers=8
        if [ "$1" = neighbour ]; then workers=2; fi
        calls=100
        if $short; then calls=3; fi
        words=(-j "$workers" --blocks "${blocks:-15}" --calls "$calls" -w "spin:items=$workers,grain=10000"
            -w "spin:items=500,grain=1000")
        strategies prefork prefork:wait=futex threads thread_pool openmp "$llvm" tbb
        ;;
    queue)
        words+=(-w "spin:items=$((items / 20)),grain=0")
        strategies "$floor:of=pipe" pipe_queue
        ;;
    parent)
        words+=(-w "spin:items=2,grain=0" --ballast "0,$(parent)")
        strategies zygote fork_static
        ;;
    memory)
        local sizes=64M,256M,1G
        if $short; then sizes=8M,16M; fi
        words=(-j 2 --blocks "${blocks:-12}" -w "spin:items=2,grain=0"
            --ballast "0,$sizes,${sizes//,/:huge,}:huge,${sizes//,/:shared,}:shared")
        strategies fork_static zygote spawn_pool threads
        ;;
    # The same cost of an item, however many there are?
    items)
        local count counts="1000 10000 100000 1000000 10000000"
        if $short; then counts="10 100"; fi
        words=(-j 2 --blocks "${blocks:-6}")
        for count in $counts; do words+=(-w "spin:items=$count,grain=0"); done
        strategies prefork:schedule=self shared_counter threads thread_pool spawn_pool pipe_queue openmp tbb
        ;;
    # Items that sleep, one a worker, because there are no processors for so many. The baseline sleeps one after another.
    workers-*)
        # So long that their start leaves the processors idle for most of the time.
        local workers=${1#workers-} us=60000
        if [ "$workers" -gt 256 ]; then us=80000; fi
        if $short; then workers=$((workers / 64)); fi
        words=(-j "$workers" --blocks "${blocks:-1}" -w "sleep:items=$workers,grain=$us")
        strategies prefork thread_pool spawn_pool threads fork_static shared_counter pipe_queue openmp
        ;;
    esac
}

# Adds those that can run here: what is not installed is left out, and the page names it.
strategies()
{
    local word name
    for word; do
        name=${word%%:*}
        if [[ $name != */* ]]; then
            available "$name" || continue
        elif [ ! -e "$name" ]; then
            continue
        fi
        words+=(-s "$word")
    done
}

# What must be reached: id|run|workload|use|first|rivals|greatest ratio. Against several rivals, each counts.
targets()
{
    local items=1000000 omp='openmp:schedule=block openmp:schedule=guided'
    if $short; then items=2000; fi
    local bag=spin:items=$items,grain=20
    cat <<TABLE
bag-chunk-1|bag|$bag|warm|prefork:schedule=self|openmp openmp_llvm|1.0
bag-uniform|bag|$bag|warm|prefork|$omp ${omp//openmp:/openmp_llvm:} tbb:partitioner=auto|1.05
bag-falling|bag|$bag,shape=falling|warm|prefork|openmp:schedule=block|0.9
crowded-step|crowded|spin:items=8,grain=10000|warm|prefork|prefork:wait=futex|1.2
crowded-bag|crowded|spin:items=500,grain=1000|warm|prefork|prefork:wait=futex|1.2
neighbour-step|neighbour|spin:items=2,grain=10000|warm|prefork|prefork:wait=futex|1.2
neighbour-bag|neighbour|spin:items=500,grain=1000|warm|prefork|prefork:wait=futex|1.2
step|step-1us|spin:items=2,grain=1000|warm|prefork|openmp openmp_llvm tbb|1.0
once-fork_static|once|spin:items=2,grain=0|once|fork_static|floor|1.15
once-shared_counter|once|spin:items=2,grain=0|once|shared_counter|floor|1.15
zygote-parent|parent|spin:items=2,grain=0|once|zygote/ballast:$(parent)|zygote|1.1
zygote-fork|parent|spin:items=2,grain=0|once|zygote/ballast:$(parent)|fork_static/ballast:$(parent)|0.02
zygote-parent-later|parent|spin:items=2,grain=0|warm|zygote/ballast:$(parent)|zygote|1.1
zygote-fork-later|parent|spin:items=2,grain=0|warm|zygote/ballast:$(parent)|fork_static/ballast:$(parent)|0.02
queue-record|queue|spin:items=$((items / 20)),grain=0|warm|pipe_queue|floor:of=pipe|1.5
TABLE
}

# --- measuring -------------------------------------------------------------------------------------

# One program, whose command is kept beside its output: keep NAME OUTPUT WORD...
keep()
{
    local folder=$runs/$1 output=$2 status=0 command
    shift 2
    "$@" >"$folder.new/$output" || status=$?
    # 3: a cell failed, which the page shows.
    [ "$status" -eq 0 ] || { [ "$status" -eq 3 ] && [ -e "$folder.new/results.json" ]; } ||
        fail "it failed with status $status: $*"
    command="${*//"$PWD/"/}"
    printf '%s' "${command/ -o "${folder#"$PWD/"}.new"/}" >"$folder.new/command"
    [[ ${folder##*/} == @(grain|memory) ]] || rm -rf "$folder.new/plots"
    rm -rf "$folder"
    mv "$folder.new" "$folder"
}

measure_run()
{
    local name=$1 folder=$runs/$1 words=()
    rm -rf "$folder.new"
    mkdir -p "$folder.new"
    echo "peers: $name" >&2
    case $name in
    floor) keep floor floor.tsv "$forkscale" floor -j 2 --blocks "${blocks:-20}" --format tsv -o "$folder.new" ;;
    grain)
        words=(-j 2 -q --blocks "${blocks:-12}")
        strategies prefork openmp openmp:schedule=block "$llvm" tbb thread_pool fork_static
        keep grain grain.tsv "$forkscale" grain "${words[@]}" --format tsv -o "$folder.new"
        ;;
    neighbour)
        /usr/bin/python3 scripts/prove-verdicts.d/neighbour.py 1 &
        neighbour=$!
        plan neighbour
        keep neighbour table "$forkscale" run -q "${words[@]}" -o "$folder.new"
        kill "$neighbour"
        wait "$neighbour" 2>/dev/null || true
        neighbour=''
        ;;
    *)
        plan "$name"
        keep "$name" table "$forkscale" run -q "${words[@]}" -o "$folder.new"
        ;;
    esac
}

measure()
{
    local name
    [ "$(nproc)" -ge 2 ] || fail 'at least two processors are needed'
    [ -e "$floor" ] || fail "there is no $floor; make bench-peers builds it"
    if $short; then : "${blocks:=2}"; fi
    mkdir -p "$runs"
    list=$runs/list.json
    "$forkscale" list strategies --format json >"$list"
    [ ${#wanted[@]} -gt 0 ] || wanted=("${names[@]}")
    for name in "${wanted[@]}"; do measure_run "$name"; done
}
