# SPDX-License-Identifier: MIT
"""The complaint that a program "raised in QueueFeederThread" at exit.

What is put into a queue is pickled later, by a thread of that name. What cannot be pickled raises
there, where nobody can catch it, at the program's end; and the program's status is 0.
"""
import multiprocessing

if __name__ == "__main__":
    queue = multiprocessing.Queue()
    queue.put(lambda: "this cannot be pickled")
    queue.close()
    queue.join_thread()
