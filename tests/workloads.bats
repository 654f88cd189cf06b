#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Every workload against answers from outside: published ones, and the same computed here in another language. And
# each notices by itself when it computes wrong.

# shellcheck disable=SC2154 # run sets stderr
load helper

setup()
{
    helper_setup
    module_dump
}

# A strategy that runs the items one by one and writes all results into a file.
module_dump()
{
    module strategy dump <<'C'
#include "strategy.h"
#include <fcntl.h>
#include <unistd.h>

enum { FILE_NAME };

static const struct tunable tunables[] = {
    [FILE_NAME] = { .name = "file", .text = "raw", .help = "where the results go" },
    { 0 },
};

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    job_run(job, 0, 0, job->items);
    job_end(job, 0);
    int fd = open(pool->values[FILE_NAME].text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return job_fail(job, "open", errno);
    int error = write_whole(fd, job->results, job->items * job->result_bytes);
    close(fd);
    return error;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "serial, and the results into a file",
    .traits = TRAIT_INLINE,
    .tunables = tunables,
    .run = run,
};
C
}

# Leaves the results of a workload in the file raw: dump WORKLOAD K=V,…
dump()
{
    local status=0
    timeout -k 1 20 "$FORKSCALE_BUILD/forkscale-cell" --workload "$FORKSCALE_BUILD/workloads/$1.so" \
        --workload-settings "$2" --strategy ./dump.so --runs 0 >said 2>&1 3>&- || status=$?
    [ "$status" -eq 0 ] || fail "$1:$2: status $status: $(cat said)"
}

# The results of a workload as unsigned 64-bit numbers: numbers WORKLOAD K=V,… [-x for hexadecimal ones]
numbers()
{
    dump "$1" "$2" && od -A n -v -w8 -t "${3:-u}8" raw | tr -d ' ' | paste -s -d ' '
}

# SplitMix64, and the congruential generator of MMIX, after their authors' descriptions.
generators()
{
    cat <<'PYTHON'
import math, sys
M = 2**64 - 1
def mix(seed, index):
    z = (seed + (index + 1) * 0x9e3779b97f4a7c15) & M
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9 & M
    z = (z ^ z >> 27) * 0x94d049bb133111eb & M
    return z ^ z >> 31
def unit(seed, index):
    return ((mix(seed, index) >> 12) + 0.5) / 2**52
PYTHON
}

@test "spin gives the known states of its generator" {
    run -0 numbers spin items=5,grain=100,seed=1 x
    assert_output '72271476a8cfd745 33796397d711418d d5f887998630f0f1 08c257a13dd719bb d358981d05cf7001'
}

@test "spin takes as many steps as its shape says" {
    {
        generators
        cat <<'PYTHON'
shape, items, grain, seed = sys.argv[1], *map(int, sys.argv[2:])
def steps(i):
    u = unit(seed, i)
    if shape == "falling": i = items - 1 - i
    if shape in ("rising", "falling"):
        low = min(i, items - 1 - i)
        part = grain * (2 * low + 1) // items
        return part if i == low else 2 * grain - part
    mean_1 = {"uniform": lambda: 1, "random": lambda: 2 * u, "exponential": lambda: -math.log(u),
              "pareto": lambda: u ** (-2 / 3) / 3, "bimodal": lambda: (10 if u < 0.1 else 1) / 1.9}
    return math.floor(mean_1[shape]() * grain + 0.5)
states = []
for i in range(items):
    state = mix(~seed & M, i)
    for _ in range(steps(i)):
        state = (state * 6364136223846793005 + 1442695040888963407) & M
    states.append(str(state))
print(*states)
PYTHON
    } >spin.py
    for shape in uniform rising falling random exponential pareto bimodal; do
        for case in '37 200 1' '2 101 9223372036854775807' '1 7 0' '5 0 3'; do
            read -r items grain seed <<<"$case"
            run -0 python3 spin.py "$shape" "$items" "$grain" "$seed"
            expected=$output
            run -0 numbers spin "shape=$shape,items=$items,grain=$grain,seed=$seed"
            assert_output "$expected"
        done
    done
}

@test "nqueens gives the known ways for six queens, by the first two rows" {
    run -0 numbers nqueens n=6
    assert_output '0 0 0 0 0 0 0 0 0 1 0 0 0 0 0 0 0 1 1 0 0 0 0 0 0 0 1 0 0 0 0 0 0 0 0 0'
}

@test "nqueens counts what trying all permutations counts" {
    for n in 2 3 4 5 7; do
        run -0 python3 -c 'import itertools, sys
n = int(sys.argv[1])
ways = [0] * (n * n)
for rows in itertools.permutations(range(n)):
    if len({r + c for r, c in enumerate(rows)}) == n == len({r - c for r, c in enumerate(rows)}):
        ways[rows[0] * n + rows[1]] += 1
print(*ways)' "$n"
        expected=$output
        run -0 numbers nqueens "n=$n"
        assert_output "$expected"
    done
}

@test "primes gives the known counts of seven ranges up to 1000" {
    run -0 numbers primes items=7,limit=1000
    assert_output '34 27 21 23 22 21 20'
}

@test "primes counts what a sieve counts" {
    for case in '1 0' '1 1' '1 2' '5 3' '10 1' '13 997' '1000 100' '97 50000'; do
        read -r items limit <<<"$case"
        run -0 python3 -c 'import sys
items, limit = map(int, sys.argv[1:])
prime = [number > 1 for number in range(limit + 1)]
for number in range(limit + 1):
    if prime[number]:
        for multiple in range(number * number, limit + 1, number):
            prime[multiple] = False
ends = [i * (limit + 1) // items for i in range(items + 1)]
print(*(sum(prime[a:b]) for a, b in zip(ends, ends[1:])))' "$items" "$limit"
        expected=$output
        run -0 numbers primes "items=$items,limit=$limit"
        assert_output "$expected"
    done
}

@test "mandelbrot gives the known rows, and they mirror each other" {
    dump mandelbrot items=9,width=12,limit=100
    run -0 bash -c "od -A n -v -w16 -t x8 raw | sed 's/^ *0*\([0-9a-f]\)/\1/'"
    assert_output '0 659ca4fe68abd5f7
0 376e3c842eb0e555
4 8ebeed731d5dc521
5 2c2ad4fadacd1db5
b 90b0c9ed69e91c99
5 2c2ad4fadacd1db5
4 8ebeed731d5dc521
0 376e3c842eb0e555
0 659ca4fe68abd5f7'
}

@test "mandelbrot escapes where plain complex arithmetic escapes" {
    {
        generators
        cat <<'PYTHON'
items, width, limit = map(int, sys.argv[1:])
for row in range(items):
    inside, digest = 0, 0
    for column in range(width):
        c = complex(-2 + (2 * column + 1) * (1.25 / width), (2 * row + 1 - items) * (1.25 / items))
        z, steps = 0j, 0
        while steps < limit and z.real * z.real + z.imag * z.imag <= 4:
            z = complex(z.real * z.real - z.imag * z.imag + c.real, 2 * z.real * z.imag + c.imag)
            steps += 1
        inside += steps == limit
        digest = mix(digest, steps)
    print(inside, digest)
PYTHON
    } >mandelbrot.py
    for case in '9 12 100' '20 31 257' '1 1 1' '2 50 1000'; do
        read -r items width limit <<<"$case"
        python3 mandelbrot.py "$items" "$width" "$limit" >expected
        dump mandelbrot "items=$items,width=$width,limit=$limit"
        od -A n -v -w16 -t u8 raw | awk '{ print $1, $2 }' >found
        run -0 diff expected found
    done
}

@test "cow_touch adds up the states that it writes" {
    {
        generators
        cat <<'PYTHON'
items, pages, share = map(int, sys.argv[1:])
for i in range(items):
    state, total = mix(1, i), 0
    for _ in range(512 * (pages * share // 100)):
        state = (state * 6364136223846793005 + 1442695040888963407) & M
        total += state
    print(total & M)
PYTHON
    } >cow_touch.py
    for case in '5 3 50' '3 7 100' '2 4 0' '4 25 1' '2 100 1' '1 1 99' '0 5 50'; do
        read -r items pages share <<<"$case"
        python3 cow_touch.py "$items" "$pages" "$share" | paste -s -d ' ' >expected
        numbers cow_touch "items=$items,pages=$pages,share=$share" >found
        run -0 diff expected found
    done
}

@test "mmap_storm and malloc_storm add up the numbers that they write" {
    {
        generators
        cat <<'PYTHON'
times, items, count = map(int, sys.argv[1:])
print(*(sum(times * (mix(1, i) + k) for k in range(1, count + 1)) & M for i in range(items)))
PYTHON
    } >sums.py
    for case in '3 4 5' '2 1 1' '1 0 3' '1 9 300'; do
        read -r items maps pages <<<"$case"
        run -0 python3 sums.py 1 "$items" $((maps * pages))
        expected=$output
        run -0 numbers mmap_storm "items=$items,maps=$maps,pages=$pages"
        assert_output "$expected"
    done
    for case in '3 1000 65536' '2 1 16' '1 0 16' '5 300 16' '2 500 17' '2 100 10000000'; do
        read -r items blocks largest <<<"$case"
        run -0 python3 sums.py 2 "$items" "$blocks"
        expected=$output
        run -0 numbers malloc_storm "items=$items,blocks=$blocks,largest=$largest"
        assert_output "$expected"
    done
}

@test "false_sharing leaves one number in each result, wherever the next one is" {
    {
        generators
        cat <<'PYTHON'
step, spread = 0x9e3779b97f4a7c15, int(sys.argv[1])
for i in range(7):
    print((mix(1, i) + 33 * step) & M, *[0] * (spread // 8 - 1))
PYTHON
    } >false_sharing.py
    for spread in 8 16 32 64 128; do
        run -0 python3 false_sharing.py "$spread"
        expected=$(paste -s -d ' ' <<<"$output")
        run -0 numbers false_sharing "items=7,writes=33,spread=$spread"
        assert_output "$expected"
    done
}

@test "sleep gives each index, and that its time had passed" {
    run -0 numbers sleep items=3,grain=100
    assert_output '0 1 1 1 2 1'
}

@test "matmul multiplies as plain Python does, tile by tile" {
    {
        generators
        cat <<'PYTHON'
import struct
n, block = map(int, sys.argv[1:])
number = [mix(1, i) % 17 - 8 for i in range(2 * n * n)]
a, b = ([number[at + row * n:at + row * n + n] for row in range(n)] for at in (0, n * n))
across = (n + block - 1) // block
found = struct.iter_unpack("=d", open("raw", "rb").read())
for tile in range(across * across):
    for row in range(tile // across * block, (tile // across + 1) * block):
        for column in range(tile % across * block, (tile % across + 1) * block):
            right = sum(a[row][k] * b[k][column] for k in range(n)) if row < n and column < n else 0
            assert next(found) == (right,), (row, column)
assert next(found, None) is None
PYTHON
    } >matmul.py
    for case in '1 1' '7 3' '8 8' '5 9' '12 4' '30 7' '0 4'; do
        read -r n block <<<"$case"
        dump matmul "n=$n,block=$block"
        run -0 python3 matmul.py "$n" "$block"
    done
}

@test "sort gives what Python's sort gives" {
    {
        generators
        cat <<'PYTHON'
items, length, seed = map(int, sys.argv[1:])
for i in range(items):
    array = sorted(mix(mix(seed, i), k) for k in range(length))
    print(sum((rank + 1) * number for rank, number in enumerate(array)) & M)
PYTHON
    } >sort.py
    for case in '3 0 1' '3 1 1' '3 2 7' '2 3 1' '5 100 9223372036854775807' '2 1024 0' '2 1025 1' '2 2047 1'; do
        read -r items length seed <<<"$case"
        run -0 python3 sort.py "$items" "$length" "$seed"
        expected=$(paste -s -d ' ' <<<"$output")
        run -0 numbers sort "items=$items,length=$length,seed=$seed"
        assert_output "$expected"
    done
}

@test "nbody gives the energies that Python computes, with positions along other axes" {
    {
        generators
        cat <<'PYTHON'
import struct
items, steps = map(int, sys.argv[1:])
# Mass, position, velocity: of the Benchmarks Game, which has them from the JPL ephemeris.
planets = [
    (9.54791938424326609e-04, (4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01),
     (1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05)),
    (2.85885980666130812e-04, (8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01),
     (-2.76742510726862411e-03, 4.99852801234917238e-03, 2.30417297573763929e-05)),
    (4.36624404335156298e-05, (1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01),
     (2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05)),
    (5.15138902046611451e-05, (1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01),
     (2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05))]
gm = 4 * math.pi ** 2
bodies = [[gm * m, list(r), [365.24 * v for v in velocity]] for m, r, velocity in planets]
bodies.insert(0, [gm, [0.0] * 3, [-sum(m * v[axis] for m, _, v in bodies) / gm for axis in range(3)]])
pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1:]]
def energy():
    return sum(m * math.hypot(*v) ** 2 / 2 for m, _, v in bodies) - sum(
        a[0] * b[0] / math.dist(a[1], b[1]) for a, b in pairs)
before = energy()
for _ in range(steps):
    for a, b in pairs:
        pull = 0.01 / math.dist(a[1], b[1]) ** 3
        for axis in range(3):
            offset = a[1][axis] - b[1][axis]
            a[2][axis] -= offset * b[0] * pull
            b[2][axis] += offset * a[0] * pull
    for _, r, v in bodies:
        for axis in range(3):
            r[axis] += 0.01 * v[axis]
found = list(struct.iter_unpack("=2d", open("raw", "rb").read()))
assert len(found) == items
for pair in found:
    assert all(math.isclose(*both, rel_tol=1e-12) for both in zip(pair, (before, energy()))), (pair, before, energy())
# The angles differ, so the last digits do.
assert len(set(found)) > 1 or items < 9
PYTHON
    } >nbody.py
    for case in '3 0' '3 1' '9 137' '1 1000'; do
        read -r items steps <<<"$case"
        dump nbody "items=$items,steps=$steps"
        run -0 python3 nbody.py "$items" "$steps"
    done
}

# Inflates the results in the file raw, of $1 items each, into the file plain.
inflate()
{
    python3 -c 'import sys, zlib
raw, items = open("raw", "rb").read(), int(sys.argv[1])
size = len(raw) // items
stream = b""
for i in range(items):
    result = raw[i * size:(i + 1) * size]
    used = int.from_bytes(result[:8], sys.byteorder)
    assert not any(result[8 + used:]), "what is not in use is not zero"
    stream += result[8:8 + used]
machine = zlib.decompressobj(wbits=-15)
open("plain", "wb").write(machine.decompress(stream))
assert machine.eof and not machine.unused_data, "the stream does not end where it should"' "$1"
}

@test "deflate of a real file inflates to the file, at every level" {
    cat "$ROOT"/harness/*/*.c "$ROOT"/workloads/*.c >text
    blocks=$((($(stat -c %s text) + 65535) / 65536))
    [ "$blocks" -gt 2 ]
    for level in 0 1 2 3 4 5 6 7 8 9; do
        dump deflate "file=text,level=$level"
        inflate "$blocks"
        cmp plain text
    done
}

@test "deflate gives what zlib gives to whoever primes each block with the 32 KiB before it" {
    cat "$ROOT"/harness/*/*.c >text
    for level in 1 6 9; do
        dump deflate "file=text,level=$level"
        run -0 python3 -c 'import sys, zlib
raw, text, level = open("raw", "rb").read(), open("text", "rb").read(), int(sys.argv[1])
starts = range(0, len(text), 65536)
size = len(raw) // len(starts)
for i, start in enumerate(starts):
    primer = {"zdict": text[start - 32768:start]} if start else {}
    machine = zlib.compressobj(level, zlib.DEFLATED, -15, 8, **primer)
    packed = machine.compress(text[start:start + 65536])
    packed += machine.flush(zlib.Z_FINISH if start == starts[-1] else zlib.Z_SYNC_FLUSH)
    used = int.from_bytes(raw[i * size:i * size + 8], sys.byteorder)
    assert raw[i * size + 8:i * size + 8 + used] == packed, f"block {i}"' "$level"
    done
}

@test "deflate cuts files of every size right" {
    for bytes in 1 2 32768 65535 65536 65537 131072 200000; do
        head -c "$bytes" /dev/urandom >noise # which does not get smaller
        dump deflate file=noise
        inflate $(((bytes + 65535) / 65536))
        cmp plain noise
    done
}

@test "deflate makes up the same text everywhere, and its digest is known" {
    forkscale run -q -w deflate:items=3 -s serial --blocks 1 --iterations 1 -o out >said
    run -0 json '.context.forkscale.workloads[0].digest' out/results.json
    assert_output 'sha256:36bdd35f90873dd9bb0da4eeac841f0eee6b5a8e58292cf1376e6d175790a5fd'
    dump deflate items=3
    inflate 3
    run -0 sha256sum plain
    assert_output --partial 36bdd35f90873dd9bb0da4eeac841f0eee6b5a8e58292cf1376e6d175790a5fd
}

@test "the digest of a file is recorded, and is the one that sha256sum finds" {
    cp "$FORKSCALE" program
    forkscale run -q -w deflate:file=program,level=1 -s serial --blocks 1 --iterations 1 -o out >said
    run -0 json '.context.forkscale.workloads[0].digest' out/results.json
    assert_output "sha256:$(sha256sum program | cut -d ' ' -f 1)"
}

# Expects a file to be refused, with the reason in the sentence, the table and the results: refused FILE REASON [COMMAND...]
refused()
{
    local file=$1 why="no right results to compare with: the workload cannot be created: file=$1: $2"
    shift 2
    run -3 --separate-stderr "$@" "$FORKSCALE" run -q -w "deflate:file=$file" -s serial --blocks 1 -o out 3>&-
    assert_equal "$stderr" "forkscale: deflate:file=$file/serial/workers:1: $why"
    assert_line "    $why"
    assert_equal "$(jq -r '.benchmarks[].error_message' out/results.json)" "$why"
}

@test "a file that is missing, empty or no file is refused by name" {
    mkdir folder
    mkfifo fifo
    : >empty
    refused missing 'No such file or directory'
    refused folder 'Is a directory'
    refused empty 'it is empty'
    refused fifo "it is not a regular file, and exec'd workers must read it again"
    refused text/none 'No such file or directory'
}

@test "a file that may not be read is refused by name" {
    echo secret >unreadable
    chmod 0 unreadable
    # Root reads it all the same, unless it gives that up.
    local caps='-dac_override,-dac_read_search' unprivileged=()
    [ "$(id -u)" -ne 0 ] || unprivileged=(setpriv "--inh-caps=$caps" "--bounding-set=$caps")
    refused unreadable 'Permission denied' "${unprivileged[@]}"
}

@test "a file that cannot be read does not keep other workloads from being measured" {
    run -3 --separate-stderr forkscale run -q -w deflate:file=missing -w nqueens:n=5 -j 2 --blocks 2 --iterations 2 -o out
    json '[.benchmarks[] | select(.workload == "nqueens:n=5") | .run_ns | length] | length > 4 and unique == [2]' \
        out/results.json
    json '[.benchmarks[] | select(.workload == "deflate:file=missing") | .error_occurred] | unique == [true]' \
        out/results.json
}

@test "every workload has a right answer, and says what it was held against" {
    forkscale run -q -w all -s serial --blocks 1 --iterations 1 -o out >said
    run -0 json '.context.forkscale.workloads[] | "\(.label): \(.answer): \(.answer_text)"' out/results.json
    assert_line 'cow_touch: right: 32 sums over 512 pages each, as the closed form gives them'
    assert_line --regexp '^deflate: right: the stream of 12 blocks inflates to the input'
    assert_line 'false_sharing: right: 1000 results after 20000 writes each, as one multiplication gives them'
    assert_line 'malloc_storm: right: 200 sums over 1000 blocks each, as Gauss gives them'
    assert_line --regexp '^mandelbrot: right: mirror rows agree; area 1\.5[01][0-9]*, published is 1\.5066, tolerance 0\.0[0-9]*$'
    assert_line "matmul: right: all 384 rows of the product are right by Freivalds' check"
    assert_line 'mmap_storm: right: 200 sums over 80 pages each, as Gauss gives them'
    assert_line 'nbody: right: energies of all systems are -0.169075164 before and -0.169087605 after 1000 steps, as published'
    assert_line 'nqueens: right: 73712 ways for 13 queens, published are 73712 (OEIS A000170)'
    assert_line 'primes: right: 78498 primes up to 1000000, published are 78498 (OEIS A006880)'
    assert_line 'sleep: right: 40 items, none of which ended before its time'
    assert_line 'sort: right: 100 arrays, each in the order that qsort gives it'
    assert_line 'spin: right: 1000 states, each as jumping ahead gives it'
    assert_line 'spin:shape=falling: right: 1000 states, each as jumping ahead gives it'
    refute_line --partial unknown
}

@test "where there is no answer from outside, the workload says so" {
    forkscale run -q -w spin:items=0 -w primes:limit=999 -w mandelbrot:items=5 -w nbody:steps=7 -s serial --blocks 1 --iterations 1 -o out >said
    run -0 json '.context.forkscale.workloads[] | "\(.label): \(.answer): \(.answer_text)"' out/results.json
    assert_line 'spin:items=0: unknown: no items, no answer'
    assert_line 'primes:limit=999: unknown: the limit is not a power of ten'
    assert_line 'nbody:steps=7: unknown: no energy is published for 7 steps'
    assert_line --regexp '^mandelbrot:items=5: unknown: the picture is too coarse: area [0-9.]*, tolerance [0-9.]*$'
}

# Builds a workload with an edit that makes it compute wrong, and expects its own answer to find that out:
# computes_wrong WORKLOAD K=V,… SED-EXPRESSION SENTENCE
computes_wrong()
{
    local needs
    needs=$(sed -n 's/^ \* Needs: *//p' "$ROOT/workloads/$1.c")
    sed -e "$3" "$ROOT/workloads/$1.c" >"$1.c"
    ! cmp -s "$1.c" "$ROOT/workloads/$1.c" || fail "$1: the edit changes nothing"
    # shellcheck disable=SC2046,SC2086 # words
    "${CC:-cc}" -std=c11 -D_GNU_SOURCE -O2 -fPIC -shared -I"$ROOT" -I"$ROOT/harness" -I"$ROOT/workloads" -o "$1.so" "$1.c" \
        $([ -z "$needs" ] || pkg-config --cflags --libs $needs) -L"$FORKSCALE_BUILD" -lforkscale -lm
    run -3 --separate-stderr forkscale run -q -w "./$1.so:$2" -s serial --blocks 1 -o out
    assert_regex "$stderr" "^forkscale: $1:$2/serial/workers:1: no right results to compare with: the serial results are wrong: $4\$"
}

@test "a workload that computes wrong is found out by its own answer" {
    computes_wrong spin items=5 's/state = state \* MULTIPLIER + INCREMENT/& + 2/' \
        'item 0 is [0-9a-f]{16}, jumping ahead gives [0-9a-f]{16}'
    computes_wrong primes limit=1000 's/if (number < 2)/if (number < 3)/' \
        '[0-9]+ primes up to 1000, published are 168 \(OEIS A006880\)'
    computes_wrong nqueens n=8 's/(row->right | queen) >> 1/row->right >> 1/' \
        '[0-9]+ ways for 8 queens, published are 92 \(OEIS A000170\)'
    computes_wrong mandelbrot limit=500 's/re2 + im2 > 4/re2 + im2 > 1/' \
        'mirror rows agree; area 1\.[0-9]+, published is 1\.5066, tolerance 0\.[0-9]+'
    computes_wrong mandelbrot limit=500 's/(double)(2 \* index + 1)/(double)(2 * index + 2)/' \
        'row [0-9]+ differs from its mirror image, row [0-9]+'
    computes_wrong cow_touch items=2 's/state = state \* MULTIPLIER + INCREMENT/& + 2/' \
        'item 0 is [0-9a-f]{16}, the closed form gives [0-9a-f]{16}'
    computes_wrong mmap_storm items=3 's/+= ++\*last/+= *last/' "item 0 is [0-9a-f]{16}, Gauss's sum is [0-9a-f]{16}"
    computes_wrong malloc_storm items=2 's/i < LIVE; i++/i < LIVE - 1; i++/' \
        "item 0 is [0-9a-f]{16}, Gauss's sum is [0-9a-f]{16}"
    computes_wrong false_sharing items=2 's/left > 0; left--/left > 1; left--/' \
        'item 0 is [0-9a-f]{16}, one multiplication gives [0-9a-f]{16}'
    computes_wrong sleep items=2 's/error = clock_nanosleep(.*/error = 0;/' 'item 0 ended before its time'
    computes_wrong matmul n=20,block=8 's/c\[i\] += factor/c[i] = factor/' \
        "row 0 of the product is wrong by Freivalds' check"
    # Numbers that are no integers, in the last column of tiles.
    computes_wrong matmul n=20,block=8 's/c\[i\] += factor \* b\[i\]/& + (count == 4 ? 0.5 : 0)/' \
        "row 0 of the product is wrong by Freivalds' check"
    computes_wrong sort items=2,length=10 's/\*right < \*left ?/*left < *right ?/' \
        'item 0 is [0-9a-f]{16}, qsort gives [0-9a-f]{16}'
    computes_wrong nbody items=2 's/#define STEP_YEARS *0.01/#define STEP_YEARS 0.02/' \
        'item 0 has the energy -0\.[0-9]{9} after the steps, published is -0\.169087605'
    computes_wrong nbody items=2,steps=7 's/365\.24/365.25/' \
        'item 0 has the energy -0\.[0-9]{9} before the steps, published is -0\.169075164'
    # Only at an angle of 0 are x and y no mixture.
    computes_wrong nbody items=2 's/cosine \* x - sine/cosine * x + sine/' \
        'item 0 has the energy -?[0-9]+\.[0-9]{9} before the steps, published is -0\.169075164'
    computes_wrong deflate items=2 's/stream.next_in = block;/stream.next_in = text->byte;/' \
        'block 1 of the stream does not inflate to the input'
}

@test "an input that does not fit the memory is refused with its size" {
    run -3 --separate-stderr forkscale run -q -w cow_touch:items=1000000,pages=1000000 -s serial --blocks 1 -o out
    assert_regex "$stderr" "the workload cannot be created: it takes 3906250000 MiB, and half of the machine's memory is [0-9]+ MiB\$"
}

# --- sleep emulates workers -----------------------------------------------------------------------

# Runs the workload in the file with a strategy and workers, an item for each worker: emulate FILE STRATEGY WORKERS GRAIN
emulate()
{
    timeout -k 1 60 "$FORKSCALE_BUILD/forkscale-cell" --workload "$1" --workload-settings "items=$3,grain=$4" \
        --strategy "$FORKSCALE_BUILD/strategies/$2.so" --workers "$3" --runs 2 3>&-
}

@test "sleep emulates more workers than there are processors" {
    # As much computation would take these processors eight items in turn.
    workers=$((8 * $(nproc)))
    [ "$workers" -le 32 ] || workers=32
    for strategy in threads fork_static prefork; do
        run -0 --separate-stderr emulate "$FORKSCALE_BUILD/workloads/sleep.so" "$strategy" "$workers" 100000
        assert_equal "$stderr" ''
        while read -r run_ns; do
            [ "$run_ns" -lt 800000000 ] || fail "$strategy: $output"
        done < <(sed -nE 's/^run +([0-9]+) .*/\1/p' <<<"$output")
    done
}

# A cell that uses the processors is refused: in its caller, in children of a run, or in workers that outlive it.
@test "sleep is refused when its workers do not leave the processors idle" {
    # The same item, which waits for its deadline awake, and may take so little of the processors that others on the
    # machine cannot keep it from taking more.
    sed -e 's/error = clock_nanosleep(.*/error = clock_now() < deadline_ns ? EINTR : 0;/' \
        -e 's/processor_percent_max = 40/processor_percent_max = 2/' "$ROOT/workloads/sleep.c" | module workload awake
    workers=$((4 * $(nproc)))
    [ "$workers" -le 64 ] || workers=64
    for strategy in threads fork_static prefork spawn_pool; do
        run -3 --separate-stderr emulate ./awake.so "$strategy" "$workers" 10000
        assert_regex "$stderr" "^forkscale-cell: it took [0-9]+ % of the time of [0-9]+ processors?, and the workload allows 2 %: workers waited for a processor\$"
    done
    run -3 --separate-stderr forkscale run -q -w "./awake.so:items=$workers,grain=10000" -s threads -j "$workers" --blocks 1 -o out
    assert_regex "$stderr" "it took [0-9]+ % of the time of"
    json '[.benchmarks[] | select(.strategy == "threads") | .error_occurred] == [true]' out/results.json
}

@test "workers that sleep are not oversubscribed, however many they are" {
    workers=$(($(nproc) + 1))
    run -0 forkscale run --dry-run -w spin,sleep -s threads -j "$workers"
    assert_line --regexp "^spin/threads/workers:$workers  \(oversubscribed\)\$"
    assert_line --regexp "^sleep/threads/workers:$workers\$"
    # On one processor, too, all can sleep at once.
    forkscale run -q -w sleep:items=12,grain=20000 -s threads -j 6 --blocks 1 --iterations 1 -o out >said
    json '.benchmarks[] | select(.strategy == "threads") | .oracle_share > 0.15 and .oracle_share < 0.25' out/results.json
    run -0 "$FORKSCALE_BUILD/forkscale-cell" --describe "$FORKSCALE_BUILD/workloads/sleep.so"
    assert_line $'trait\tidle'
}

@test "an item of sleep leaves its thread with the timer slack that it had" {
    module strategy slack <<'C'
#include "strategy.h"
#include <sys/prctl.h>
static int run(struct pool *pool)
{
    if (prctl(PR_SET_TIMERSLACK, 12345UL) < 0)
        return job_fail(pool->job, "prctl", errno);
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    return prctl(PR_GET_TIMERSLACK) == 12345 ? 0 : job_fail(pool->job, "slack", EPROTO);
}
const struct strategy strategy = { .abi = STRATEGY_ABI, .summary = "has slack", .traits = TRAIT_INLINE, .run = run };
C
    dump_with()
    {
        "$FORKSCALE_BUILD/forkscale-cell" --workload "$FORKSCALE_BUILD/workloads/sleep.so" \
            --workload-settings items=2,grain=100 --strategy ./slack.so 3>&-
    }
    run -0 --separate-stderr dump_with
    assert_equal "$stderr" ''
}
