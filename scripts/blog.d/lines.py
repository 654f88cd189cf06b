# SPDX-License-Identifier: MIT
"""Lines of each strategy's Python program, and of the part of the library that it uses: TSV.

Blank lines, comments and docstrings do not count. The library is the set of Python's own files that
a minimal use of the strategy's module loads, beyond those that every start loads.
"""
import ast
import subprocess
import sys
import tokenize

USES = {
    "python_fork": "import os, signal\nif os.fork() == 0: os._exit(0)\nos.wait()",
    "python_process": "from multiprocessing import Process as P\np = P(target=int)\np.start()\np.join()",
    "python_pool": "from multiprocessing import Pool\nwith Pool(1) as p: p.map(int, [1])",
    "python_executor": "from concurrent.futures import ProcessPoolExecutor as E\n"
                       "with E(1) as e: list(e.map(int, [1]))",
    "python_threads": "from threading import Thread as T\nt = T(target=int)\nt.start()\nt.join()",
}

# Prints the files that are loaded since the start, which brings os.
LOADED = """
import os, sys
before = set(sys.modules)
%s
for name in set(sys.modules) - before:
    path = getattr(sys.modules[name], "__file__", None)
    if path and path.endswith(".py"): print(path)
"""

SILENT = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
          tokenize.ENCODING, tokenize.ENDMARKER)


def code_lines(path):
    with open(path, "rb") as file:
        tree = ast.parse(file.read())
        file.seek(0)
        lines = {line for token in tokenize.tokenize(file.readline) if token.type not in SILENT
                 for line in range(token.start[0], token.end[0] + 1)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines -= set(range(node.lineno, node.end_lineno + 1))
    return len(lines)


def library_lines(use):
    command = [sys.executable, "-I", "-c", LOADED % use]
    files = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode().split("\n")
    return sum(code_lines(path) for path in sorted(set(files)) if path)


print("strategy", "own", "library", sep="\t")
for path in sys.argv[1:]:
    strategy = path.split("/")[-1][:-len(".py")]
    print(strategy, code_lines(path), library_lines(USES[strategy]), sep="\t")
