"""`saved` and `opened`: a page's settings and edits as the bytes of a `.rnnlab` file. No streamlit here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields as fields_of

from rnnlab.config.edits import MOST_EDITS, Edit, check_edits, edits_from_header
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.errors import EditError, RecordingError
from rnnlab.export.scripts import config_of
from rnnlab.i18n.messages import t
from rnnlab.recording.recording import Recording
from rnnlab.ui.forms.fields import Field, check_whole_numbers
from rnnlab.ui.shell.page_table import title_of

_SAVING_PAGES = ("cell", "layers", "training")  # each is also the kind of the page's recordings
WHOLE = 24_000_000  # bytes of arrays up to which a file holds them all, and so can be opened again


def saved(recording: Recording) -> bytes:
    """The bytes of a file that `opened` can read: without the recording's arrays if they are more than `WHOLE`."""
    return (recording if recording.nbytes <= WHOLE else recording.only()).to_bytes()


def opened(data: bytes, page: str, table: Sequence[Field]) -> tuple[CellConfig | LayersConfig, tuple[Edit, ...]]:
    """The settings and edits that a file holds; its other numbers are not used but computed again.

    Args:
        data: The file.
        page: Short name of the page that opens it.
        table: The page's fields, whose limits hold for files too.

    Raises:
        RnnlabError: It is no recording, of another page, damaged, of another version, or beyond the page's limits.
    """
    recording = Recording.from_bytes(data)
    if recording.kind != page:
        raise RecordingError.must_be(
            "file", "a recording of the page {page}", page=title_of(page), words=origin_of(recording.kind)
        )
    check_whole_numbers(table, recording.header.get("config"))
    config = config_of(recording)
    assert isinstance(config, CellConfig | LayersConfig)  # of these two kinds of recording
    limits = {f.name: f for f in table}
    for f in fields_of(config):
        limits[f.name].check(getattr(config, f.name))
    edits = edits_from_header(recording.header)
    if len(edits) > MOST_EDITS:
        raise EditError.must_be("edits", "at most {most}", got=len(edits), most=MOST_EDITS)
    check_edits(edits, config)
    return config, edits


def origin_of(kind: str) -> str:
    """What a file is that this page does not open: a phrase that ends the sentence of the error."""
    if kind in _SAVING_PAGES:
        return t("one of the page {page}", page=title_of(kind))
    return t("one of another kind")
