"""`output`: what a program prints in a process of its own, without the cost of importing torch for each.

One process imports torch and nothing of this project; for each program it forks a child, which ends with the program.
"""

import atexit
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

# For each line of JSON that it reads, it answers with the exit status of the child that ran that program.
PARENT = """
import json, os, sys, traceback
import torch, torch._dynamo  # which the first optimiser imports

def run(folder, cwd):
    os.chdir(cwd)
    for number, (name, mode) in enumerate((("in", "r"), ("out", "w"), ("err", "w"))):
        file = open(os.path.join(folder, name), mode, encoding="utf-8", newline="\\n")
        setattr(sys, "std" + name, file)
        os.dup2(file.fileno(), number)
    try:
        with open(os.path.join(folder, "program"), encoding="utf-8", newline="") as file:
            program = compile(file.read(), "program", "exec")
        exec(program, {"__name__": "__main__"})
        return 0
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()

for line in sys.stdin:
    child = os.fork()
    if not child:
        os._exit(run(**json.loads(line)))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@cache
def parent() -> subprocess.Popen[str]:
    """The process that forks; it ends with the tests."""
    command = [sys.executable, "-I", "-X", "utf8", "-c", PARENT]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.communicate)
    return process


def output(program: str, given: bytes = b"", cwd: Path | None = None) -> bytes:
    """What a program prints in a fresh process.

    Args:
        program: Python source; it may import this project, which the process has not done yet.
        given: What it reads from its standard input.
        cwd: The folder it runs in, an empty one by default.

    Raises:
        AssertionError: It ended with an error; the message is its traceback.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "program").write_text(program, encoding="utf-8", newline="")
        (folder / "in").write_bytes(given)
        asked = json.dumps({"folder": name, "cwd": str(cwd or folder)})
        process = parent()
        assert process.stdin
        assert process.stdout
        process.stdin.write(asked + "\n")
        process.stdin.flush()
        status = process.stdout.readline().strip()
        assert status == "0", (folder / "err").read_text(encoding="utf-8")
        return (folder / "out").read_bytes()
