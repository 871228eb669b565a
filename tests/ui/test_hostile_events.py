"""Events that no player of ours sends: each is carried out, ignored, or answered with one sentence of one line."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.config.edits import Edit
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.config.training import TaskConfig, TextConfig
from rnnlab.errors import EditError
from rnnlab.training.forks import Runs
from rnnlab.training.trainer import train_text
from rnnlab.ui.editing import page_edits
from rnnlab.ui.editing.undo import EditHistory
from rnnlab.ui.pages.ablation.form import exists
from rnnlab.ui.pages.ablation.runs import Subject
from rnnlab.ui.pages.race.live_race import RaceRun
from rnnlab.ui.pages.training.run_set import RunSet
from rnnlab.ui.pages.training.session import Session
from tests.ui.look import send, shown, texts


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


VALUES = [
    *(None, True, False, -1, 0, 1, 2, 3, 2**31, 2**53, 2**63, 10**400, 10**5000, -(10**5000), 0.5, -0.0, 1e308, 5e-324),
    *(math.nan, math.inf, -math.inf, "", "1", "x" * 100_000, "\ud800", "\0", "a\nb", "1e999", "9" * 5000, "sgd", "h"),
    *([], [0], [0, 0], [10**400], [10**5000], nested(50), nested(100_000), {}, {"a": {}}, [[]] * 3),
    *([["fc.bias", [0], 1.0]], [["fc.bias", [0], 1e39]], [["fc.bias", [10**400], 1.0]], [["fc.bias", [0], 10**5000]]),
    *([["fc.bias", nested(100_000), 1.0]], [["fc.bias", [0], math.nan]], [["x" * 10**5, [0], 1]], [["rnn.", [], None]]),
]
FIELDS = ["run", "epoch", "name", "weights", "cursor", "serial", "lr", "optimiser", "schedule", "clip", "epochs"]
KINDS = [
    "train",
    "pause",
    "step",
    "reset",
    "stage",
    "rename",
    "remove",
    "undo_run",
    "look",
    "fork",
    "rest",
    "tick",
    "x",
]
values = st.integers(0, len(VALUES) - 1).map(VALUES.__getitem__)


def new_session():
    session = Session(RunSet.begin(TextConfig(epochs=4, hidden_size=2, num_layers=1), 3))
    session.handle({"type": "fork", "run": 0, "epoch": 2, "lr": "0.1"})
    return session


def assert_sentence(said):
    assert len(said.splitlines()) <= 1
    assert len(said) < 700


@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(FIELDS), values, max_size=4)), max_size=4
    )
)
def test_a_training_s_events_may_hold_anything(events):
    session = new_session()
    for kind, fields in events:
        said = session.handle({"type": kind, **fields})
        assert_sentence(said or "")
        json.dumps(session.view())
    assert 1 <= len(Runs.from_bytes(session.to_bytes())) <= 6


def test_every_value_is_tried_in_every_field_of_a_fork():
    session = new_session()
    for field in FIELDS:
        for value in VALUES:
            if len(session.runs) == 6:
                session = new_session()
            assert_sentence(session.handle({"type": "fork", "run": 0, "epoch": 2, "clip": "1.0", field: value}) or "")


@given(st.dictionaries(st.sampled_from(["name", "index", "value", "stroke", "live"]), values, max_size=5))
def test_an_edit_may_hold_anything(event):
    for config in (CellConfig(), LayersConfig(cell="lstm", bidirectional=True)):
        history = EditHistory()
        history.set((Edit("x", (0, 0, 0), 1.0),))
        try:
            page_edits._carry_out(
                {"type": "edit", "name": "x", "index": [0, 0, 0], "value": 2, **event}, history, config
            )
        except EditError as error:
            said = str(error)
        else:
            said = ""
        assert_sentence(said)
        assert len(history.present) <= 2


def test_a_race_visits_an_epoch_that_it_has_and_ignores_all_else():
    run = RaceRun(TaskConfig(seq_len=4, delay=1, hidden_size=24, batch_size=2, epochs=3), ("rnn", "gru"))
    for value in VALUES:
        run.visit(value)
        assert run.snapshot().kind == "race"


@given(values, values)
def test_a_unit_is_there_only_if_the_network_has_it(layer, unit):
    subject = Subject(recording=train_text(epochs=1, hidden_size=3), source="hello", target="ohlol", key=0)
    expected = type(layer) is type(unit) is int and 0 <= layer < 2 and 0 <= unit < 3
    assert exists({"layer": layer, "unit": unit}, subject) == expected


PLAYED = [2**63, 10**400, math.nan, "x" * 100_000, nested(50), {"a": [None]}]


@pytest.mark.parametrize(
    ("page", "kinds", "fields"),
    [
        ("layers", ("select", "edit"), ("layer", "unit", "reverse", "name", "index", "value", "stroke")),
        ("ablation", ("hold", "select", "steps"), ("layer", "unit", "what", "step")),
        ("race", ("look", "tick"), ("epoch", "serial", "from")),
        ("training", ("look", "fork"), ("epoch", "run", "weights", "serial")),
    ],
)
def test_a_page_outlives_events_of_extremes(run_page, page, kinds, fields):
    """`send` fails if the page shows an exception."""
    opened = run_page(page, epochs="3") if page != "layers" else run_page(page)
    for kind in kinds:
        for value in PLAYED:
            send(opened, f"{page}-player", type=kind, **dict.fromkeys(fields, value))
        assert shown(opened, f"{page}-player")
        assert all(len(text) < 2000 for text in texts(opened))
