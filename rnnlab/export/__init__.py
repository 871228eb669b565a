"""Config or recording → what a person takes along: a runnable PyTorch script, or a table as CSV."""

from __future__ import annotations

from rnnlab.export.scripts import Config, program, program_of
from rnnlab.recording.recording import Recording


def script(config: Config | Recording) -> str:
    """A PyTorch program that needs torch only, and computes the same numbers and prints what the Console shows.

    Args:
        config: A `CellConfig`, `LayersConfig` or `TextConfig`, or a recording made with one.

    Returns:
        Python source. Any text in it is written as a Python string, so it cannot break out. A recording's edits are
        in it.

    Raises:
        ConfigError: There is no such program.
    """
    parts = program_of(config) if isinstance(config, Recording) else program(config)
    return parts.setup + parts.body


def csv(recording: Recording, name: str) -> str:
    """One quantity of a recording as CSV, a row per number; columns as in `Recording.to_frame`.

    Args:
        recording: Any recording.
        name: A quantity kept per layer ("h", "c", "i" …), or the name of one array.

    Returns:
        A header line, then the rows; float32 numbers in the fewest digits that give the same float32 back.

    Raises:
        RecordingError: Nothing here has that name.
    """
    text: str = recording.to_frame(name).to_csv(index=False, lineterminator="\n")
    return text
