"""What a page shows as the bytes of a `.rnnlab` file, and what such bytes may say. No streamlit here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields as fields_of

from rnnlab.config.edits import MOST_EDITS, Edit, check_edits, edits_from_header
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.errors import EditError, RecordingError
from rnnlab.export.scripts import config_of
from rnnlab.recording.recording import Recording
from rnnlab.ui.forms.fields import Field

WHOLE = 24_000_000  # bytes of arrays up to which a file holds them all, and so can be opened again
_NAMES = {"cell": "RNNCell, step by step", "layers": "RNN: layers × time", "training": "Embedding: watch it learn"}


def saved(recording: Recording) -> bytes:
    """A recording as a file that can be opened again: without its arrays if they are too many."""
    return (recording if recording.nbytes <= WHOLE else recording.only()).to_bytes()


def opened(data: bytes, page: str, table: Sequence[Field]) -> tuple[CellConfig | LayersConfig, tuple[Edit, ...]]:
    """What a file says: the settings and edits. Its other numbers are computed again, never believed.

    Args:
        data: The file.
        page: Short name of the page that opens it.
        table: The page's fields, whose limits hold for files too.

    Raises:
        RnnlabError: It is no recording, of another page, damaged, of another version, or beyond the page's limits.
    """
    recording = Recording.from_bytes(data)
    if recording.kind != page:
        known = _NAMES.get(recording.kind)
        got = f"one of the page {known}" if known else "one of another kind"
        raise RecordingError(f"file must be a recording of the page {_NAMES[page]}, got {got}")
    config = config_of(recording)
    assert isinstance(config, CellConfig | LayersConfig)  # the kind says so
    limits = {f.name: f for f in table}
    for f in fields_of(config):
        limits[f.name].check(getattr(config, f.name))
    edits = edits_from_header(recording.header)
    if len(edits) > MOST_EDITS:
        raise EditError(f"edits must be at most {MOST_EDITS}, got {len(edits)}")
    check_edits(edits, config)
    return config, edits
