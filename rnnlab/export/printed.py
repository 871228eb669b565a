"""`printed_output`: a recording's script and the lines that it prints, for the Console.

Nothing is run: the lines are written from the recording's numbers, as torch would print them.
"""

from __future__ import annotations

from typing import TypedDict

from rnnlab.export.script_parts import reading
from rnnlab.export.scripts import script_kind
from rnnlab.recording.recording import Recording


class Line(TypedDict):
    """One printed line, and the step of the player that it belongs to; None if to none."""

    text: str
    step: int | None


class PrintedOutput(TypedDict):
    """A script and what it prints; plain JSON.

    `active` has the indices of the lines of `code` that run at a step: by the step's number, or "*" for every step that
    prints something.
    """

    code: list[str]
    printed: list[Line]
    active: dict[str, list[int]]


def printed_output(recording: Recording) -> PrintedOutput:
    """The script of a recording and what it prints.

    Args:
        recording: Of a kind in `SCRIPTS`, with all its batch items.

    Returns:
        The script's lines without its setup; the printed lines, a training's only as far as it went, and of a very
        long one those whose predictions are kept. Steps count as in the player: 1 to seq_len, or epochs from 1.

    Raises:
        ConfigError: The recording has no script, or does not hold what that needs.
    """
    with reading(recording):
        kind = script_kind(recording)
        script = kind.script(recording)
        printed: list[Line] = [{"text": text, "step": step} for text, step in kind.printed(recording)]
        steps = script.steps[: len(recording["x"])] if script.steps else ()
    code = script.body.splitlines()
    lines = [number for number, text in enumerate(code) if text in script.step_lines]
    return {"code": code, "printed": printed, "active": {"*": lines} | {str(step): lines for step in steps}}
