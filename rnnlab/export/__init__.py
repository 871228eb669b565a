"""A config or a recording as a runnable PyTorch script (`script`), or a quantity of it as CSV (`csv`)."""

from __future__ import annotations

from rnnlab.config.checks import check_type
from rnnlab.export.script_parts import reading
from rnnlab.export.scripts import Config, script_for, script_kind
from rnnlab.recording.recording import Recording


def script(config: Config | Recording) -> str:
    """A PyTorch script that needs torch only, computes the same numbers and prints what the Console shows.

    Args:
        config: A `CellConfig`, `LayersConfig` or `TextConfig`; a recording made with one; or the recording of
            `generate`, `teacher_force` or `ablate`, if the network was a recording of a text's training and no fork.

    Returns:
        Python source. Texts are written as Python string literals, so they cannot become code. A recording's edits are
        in it. A training's script goes on to the config's last epoch and prints each, also where the recording ends
        earlier or keeps fewer.

    Raises:
        ConfigError: There is no script of this config or recording, or the recording does not hold what it needs.
    """
    if isinstance(config, Recording):
        with reading(config):
            parts = script_kind(config).script(config)
    else:
        parts = script_for(config)
    return parts.setup + parts.body


def csv(recording: Recording, name: str) -> str:
    """One quantity of a recording as CSV, a row per number; columns as in `Recording.to_frame`.

    Args:
        recording: Any recording.
        name: A quantity kept per layer ("h", "c", "i" …), or the name of one array.

    Returns:
        A header line, then the rows; float32 numbers in the fewest digits that give the same float32 back.

    Raises:
        RecordingError: The recording holds nothing of that name, or as for `Recording.to_frame`.
        ConfigError: `recording` is none.
    """
    check_type("recording", recording, Recording)
    text: str = recording.to_frame(name).to_csv(index=False, lineterminator="\n")
    return text
