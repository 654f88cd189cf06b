# SPDX-License-Identifier: MIT
# A busy neighbour: computes for up to 0.6 s, sleeps for up to 0.2 s, and so on, for as long as its parent lives, and at
# most ten minutes: neighbour.py SEED
import os, random, sys, time

parent = os.getppid()
draw = random.Random(int(sys.argv[1])).uniform
end = time.monotonic() + 600
while time.monotonic() < end and os.getppid() == parent:
    until = time.monotonic() + draw(0, 0.6)
    while time.monotonic() < until:
        pass
    time.sleep(draw(0, 0.2))
