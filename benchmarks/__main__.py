"""`python -m benchmarks` prints every row; `python -m benchmarks core`, `travel`, `browser` or `server` only some."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

os.environ.setdefault("OMP_NUM_THREADS", "1")  # as in the app

from benchmarks.table import Row, show


def rows(groups: list[str]) -> Iterator[Row]:
    if "core" in groups:
        from benchmarks import core

        yield from core.rows()
    if "travel" in groups:
        from benchmarks import travel

        yield from travel.rows()
    if "browser" in groups:
        from benchmarks import browser, editing, streaming

        yield from browser.rows()
        yield from editing.rows()
        yield from streaming.rows()
    if "server" in groups:
        from benchmarks import server

        yield from server.rows()


if __name__ == "__main__":
    chosen = sys.argv[1:] or ["core", "travel", "browser", "server"]
    unknown = set(chosen) - {"core", "travel", "browser", "server"}
    if unknown:
        sys.exit(f"groups must be core, travel, browser or server, got {', '.join(sorted(unknown))}")
    sys.exit(0 if show(rows(chosen)) else 1)
