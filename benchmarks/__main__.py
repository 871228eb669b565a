"""`python -m benchmarks` prints every row; `python -m benchmarks core travel`, or other groups, only theirs.

`python -m benchmarks --against PATH` compares this checkout with another one in one run, see `benchmarks.against`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # as in the app

from benchmarks.table import Row, show

GROUPS = {
    "core": ("core",),
    "travel": ("travel",),
    "browser": ("browser", "editing", "streaming"),
    "server": ("server",),
    "inspect": ("inspect.watching", "inspect.html_file"),
    "class": ("people.classroom",),
    "line": ("people.line",),
}
COMPARED = ("core", "home", "keys", "numbers", "train", "streaming")


def rows(groups: list[str]) -> Iterator[Row]:
    for group in groups:
        for module in GROUPS[group]:
            yield from import_module(f"benchmarks.{module}").rows()


def compared(groups: list[str], other: Path) -> Iterator[Row]:
    from benchmarks import against

    yield from against.rows(groups, other)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--against", type=Path, metavar="PATH", help="another checkout with an environment .venv-test")
    parser.add_argument("--long", action="store_true", help="line: for 10 minutes, and cut for 4 as well")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"{', '.join(GROUPS)}; {', '.join(COMPARED)}")
    given = parser.parse_args()
    known = COMPARED if given.against else tuple(GROUPS)
    unknown = sorted(set(given.groups) - set(known))
    if unknown:
        parser.error(f"groups must be {', '.join(known)}, got {', '.join(unknown)}")
    groups = given.groups or list(known)
    if given.long:
        from benchmarks.people import line

        line.MINUTES, line.CUTS = 10.0, (30.0, 240.0)
    return 0 if show(compared(groups, given.against.resolve()) if given.against else rows(groups)) else 1


if __name__ == "__main__":
    sys.exit(main())
