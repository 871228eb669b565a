"""The fields of the pages RNNCell, RNN and Embedding, with the limits of every value in a link; and their forms.

Labels are marked here with `mark` and translated by the widget that shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as fields_of
from typing import Any, TypeVar, get_args

from rnnlab.config.checks import MAX_SEED
from rnnlab.config.choices import OptimiserName, ScheduleName
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.config.training import TextConfig
from rnnlab.i18n.messages import mark
from rnnlab.ui.forms.fields import Edits, EditsField, Field, Kind
from rnnlab.ui.forms.form import Form
from rnnlab.ui.forms.limits import MOST_EPOCHS, check_text_pace

C = TypeVar("C", CellConfig, LayersConfig, TextConfig)

_CELLS = ("rnn", "gru", "lstm")
_NONLINEARITIES = ("tanh", "relu")


def _table(config: Any, *limits: tuple[str, Kind, Any, Any]) -> tuple[Field, ...]:
    """Fields of a config with its own defaults: (name, kind, low, high), or (name, "choice", choices, None)."""
    defaults = {f.name: f.default for f in fields_of(config)}
    return tuple(
        Field(name=name, kind=kind, default=defaults[name], choices=low)
        if kind == "choice"
        else Field(name=name, kind=kind, default=defaults[name], **({} if low is None else {"low": low, "high": high}))
        for name, kind, low, high in limits
    )


CELL_TYPE = Field(name="cell", kind="choice", default=LayersConfig.cell, choices=_CELLS, label=mark("Cell type"))
ITEM = Field(name="item", kind="int", default=0, low=0, high=15, label=mark("batch item"))
EDITS = EditsField(name="edits", kind="text", default=Edits(), hidden=True)
SEED: tuple[str, Kind, Any, Any] = ("seed", "int", 0, MAX_SEED)

CELL = (
    *_table(
        CellConfig,
        ("seq_len", "int", 1, 64),
        ("batch_size", "int", 1, 16),
        ("input_size", "int", 1, 64),
        ("hidden_size", "int", 1, 64),
        ("nonlinearity", "choice", _NONLINEARITIES, None),
        ("bias", "flag", None, None),
        SEED,
    ),
    ITEM,
    EDITS,
)
LAYERS = (
    CELL_TYPE,
    *_table(
        LayersConfig,
        ("bidirectional", "flag", None, None),
        ("batch_first", "flag", None, None),
        ("seq_len", "int", 1, 200),
        ("batch_size", "int", 1, 16),
        ("input_size", "int", 1, 64),
        ("hidden_size", "int", 1, 256),
        ("num_layers", "int", 1, 8),
        ("nonlinearity", "choice", _NONLINEARITIES, None),
        SEED,
    ),
    ITEM,
    EDITS,
)
# Every setting of a text's network and its training; pages that only use such a network share them.
TEXT = (
    *_table(
        TextConfig,
        ("source", "text", 1, 500),
        ("target", "text", 1, 500),
        ("embedding_size", "int", 1, 64),
        ("hidden_size", "int", 1, 128),
        ("num_layers", "int", 1, 4),
        ("cell", "choice", _CELLS, None),
        ("lr", "float", 0.0001, 1000),
        ("epochs", "int", 1, MOST_EPOCHS),
        ("optimiser", "choice", get_args(OptimiserName), None),
        ("schedule", "choice", get_args(ScheduleName), None),
        SEED,
    ),
    Field(name="clip", kind="float", default=TextConfig.clip, low=0, high=1000, label=mark("clip (0 = off)")),
    Field(name="memory", kind="flag", default=TextConfig.memory, label=mark("W_hh (memory)")),
)
# First rows of the sidebar of a page with a text's network, and the label and fields of its expander.
TEXT_ROWS = (("source", "target"), ("embedding_size", "hidden_size"), ("num_layers", "cell"), ("optimiser", "lr"))
FOLDED = (mark("Schedule and clipping"), "schedule", "clip")
TRAINING = (*TEXT, Field(name="epoch", kind="int", default=1, low=1, high=MOST_EPOCHS, hidden=True))


def cell_form() -> Form[CellConfig]:
    """The settings of the page RNNCell, step by step."""
    return Form("cell", CELL, lambda values: config_from(CellConfig, values), caps={"item": _last_item})


def layers_form() -> Form[LayersConfig]:
    """The settings of the page RNN: layers × time."""
    return Form("layers", LAYERS, lambda values: config_from(LayersConfig, values), caps={"item": _last_item})


def training_form() -> Form[TextConfig]:
    """The settings of the page Embedding: watch it learn."""
    return Form("training", TRAINING, _training_config, caps={"epoch": _last_epoch})


def _training_config(values: Mapping[str, Any]) -> TextConfig:
    config = config_from(TextConfig, values)
    check_text_pace(config)
    return config


def config_from(kind: type[C], values: Mapping[str, Any]) -> C:
    """The config of this class with a form's values; values of other fields are ignored."""
    return kind(**{f.name: values[f.name] for f in fields_of(kind)})


def _last_item(values: Mapping[str, Any]) -> int:
    return int(values["batch_size"]) - 1


def _last_epoch(values: Mapping[str, Any]) -> int:
    return int(values["epochs"])
