"""Every error that RNN Lab raises on purpose, with messages fit to be shown to a person."""

from __future__ import annotations


class RnnlabError(ValueError):
    """Base of all errors raised on purpose by `rnnlab`; `str(error)` is one clear sentence."""


class ConfigError(RnnlabError):
    """A size, a number or a choice is not usable.

    Attributes:
        field: Name of the offending setting, so that a page can put the sentence beside its widget.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class TextError(ConfigError):
    """A text is empty, or two texts that must match in length do not."""


class EditError(ConfigError):
    """A value set by hand is no number, too large, or of something that is not there; its `field` is "edits"."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="edits")


class TraceError(RnnlabError):
    """A module or its arguments cannot be traced."""


class TrainingError(RnnlabError):
    """A run cannot go on, or a saved state does not fit."""


class RecordingError(RnnlabError):
    """Bytes or a file are not a recording that this version can read."""
