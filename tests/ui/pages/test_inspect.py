"""The page Inspect: which recording and which part of it is shown, and what the events of its player do."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from rnnlab import LayersConfig, Recording, watch
from rnnlab.bundled.recordings import tagger
from rnnlab.export.recipes import RECIPES
from rnnlab.player.inspection.part import Part
from rnnlab.recording.calls import calls_of
from rnnlab.tracing.record import record_layers
from rnnlab.ui.pages.inspect.looking import Looking
from tests.ui.look import go, query, send, shown, texts

PLAYER = "inspect-player"


def view(page):
    return shown(page, PLAYER).header["view"]


def opened(page, data, name="mine.rnnlab"):
    """The page after a file was chosen in its sidebar."""
    (uploader,) = page.get("file_uploader")
    uploader.upload(name, data, "application/octet-stream").run()
    assert not page.exception, page.exception
    return page


@pytest.fixture(scope="module")
def packed():
    """A bidirectional GRU that has read three sentences of different lengths, twice."""
    torch.manual_seed(0)
    gru = nn.GRU(4, 6, 2, bidirectional=True)
    with watch(gru, tokens=[["a", "b", "c", "d", "e"], ["f", "g", "h"], ["i"]]) as watcher:
        for _ in range(2):
            output, _ = gru(pack_padded_sequence(torch.randn(5, 3, 4), torch.tensor([5, 3, 1])))
        output.data.sum().backward()
    return watcher.recording


def test_the_example_is_shown_until_a_file_is_opened(run_page):
    page = run_page("inspect")
    assert texts(page)[0].startswith("Example: LSTM, layers: 2, hidden size 32, 120 steps.")
    (call,) = calls_of(tagger())
    np.testing.assert_array_equal(shown(page, PLAYER)["overview"], call.array("h", 1)[:, 0])
    assert view(page)["computed"]
    assert [reach["name"] for reach in view(page)["reach"]] == ["h", "c"]


def test_the_link_says_the_part(run_page):
    page = run_page("inspect", layer="0", quantity="f", order="similarity", threshold="0.8")
    recording, (call,) = shown(page, PLAYER), calls_of(tagger())
    np.testing.assert_array_equal(recording["overview"], call.array("f", 0)[:, 0])
    assert sorted(recording["order"].tolist()) == list(range(32)) != recording["order"].tolist()
    assert query(page) == {"layer": "0", "quantity": "f", "order": "similarity", "threshold": "0.8"}
    assert query(run_page("inspect")) == {}


def test_another_quantity_or_order_computes_only_the_order_anew(run_page, monkeypatch):
    page = run_page("inspect")
    expected = shown(run_page("inspect", quantity="f", order="time"), PLAYER)
    for name in ("unit_health", "gradient_reach", "principal_plane"):
        monkeypatch.setattr(f"rnnlab.player.inspection.results.{name}", None)
    page.selectbox(key="inspect.quantity").set_value("f").run()
    page.selectbox(key="inspect.order").set_value("time").run()
    assert not page.exception
    for name in ("order", "time_constants", "plane", "reach.h"):
        np.testing.assert_array_equal(shown(page, PLAYER)[name], expected[name])
    assert view(page)["health"] == expected.header["view"]["health"]


@pytest.mark.parametrize(
    ("name", "junk"), [("layer", "2"), ("quantity", "r"), ("direction", "reverse"), ("call", "2"), ("threshold", "0")]
)
def test_a_part_that_the_recording_does_not_have_gets_a_sentence(run_page, name, junk):
    page = run_page("inspect", **{name: junk})
    assert any(text.startswith("In the link") and "must be" in text for text in texts(page)), texts(page)
    assert view(page)["quantity"] == "h"


def test_a_file_is_shown_with_all_its_calls_directions_and_items(run_page, packed):
    page = opened(run_page("inspect", layer="0"), packed.to_bytes())
    assert "mine.rnnlab: GRU" in " ".join(texts(page))
    assert view(page)["layer"] == 1  # the defaults of another recording
    page.selectbox(key="inspect.call").set_value(2).run()
    page.selectbox(key="inspect.direction").set_value("reverse").run()
    page.selectbox(key="inspect.quantity").set_value("z.grad").run()
    page.number_input(key="inspect.item").set_value(1).run()
    assert not page.exception
    expected = packed["1.layer1.reverse.z.grad"][:3, 1]
    np.testing.assert_array_equal(shown(page, PLAYER)["overview"], expected)
    assert view(page)["tokens"]["texts"] == ["f", "g", "h"]
    page.number_input(key="inspect.item").set_value(3).run()
    assert any("item must be" in text for text in texts(page))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "must"),
        (b"not a recording", "must"),
        (tagger().to_bytes()[:-7], "mine.rnnlab was not opened"),
        (Recording({}, {"kind": "race"}).to_bytes(), "recording must be one of watched"),
        (Recording({}, {"kind": "watched", "calls": 7}).to_bytes(), "mine.rnnlab was not opened"),
        (Recording({}, {"kind": "watched", "calls": []}).to_bytes(), "mine.rnnlab was not opened"),
    ],
)
def test_a_file_that_cannot_be_shown_gets_one_sentence_and_changes_nothing(run_page, data, problem):
    page = opened(run_page("inspect"), data)
    (sentence,) = [text for text in texts(page) if "was not opened" in text]
    assert problem in sentence
    assert "\n" not in sentence
    assert texts(page)[0].startswith("Example")


def test_hostile_names_and_tokens_are_plain_text(run_page):
    torch.manual_seed(0)
    rnn = nn.RNN(2, 3)
    evil = "<img src=x onerror=alert(1)>\u202e"
    with watch(rnn, tokens=[[evil, "**b**", "\0"]]) as watcher:
        rnn(torch.randn(3, 1, 2))
    page = opened(run_page("inspect"), watcher.recording.to_bytes(), f"{evil}.rnnlab")
    assert "\u202e" not in texts(page)[0]
    assert view(page)["tokens"]["texts"][1:] == ["**b**", "U+0000"]
    assert "\u202e" not in view(page)["tokens"]["texts"][0]


def test_nan_and_infinity_are_counted(run_page):
    made = record_layers(LayersConfig(cell="gru", seq_len=30))
    arrays = {name: made[name].copy() for name in made}
    arrays["layer3.h"][4, 0, 1], arrays["layer3.h"][5, 0, 0] = np.nan, np.inf
    page = opened(run_page("inspect"), Recording(arrays, made.header).to_bytes())
    assert view(page)["not_finite"].startswith("1 NaN and 1 infinite")
    assert np.isnan(shown(page, PLAYER)["overview"][4, 1])


def test_a_brush_finds_units_and_places_with_their_text(run_page):
    page = run_page("inspect")
    send(page, PLAYER, type="brush", first=8, last=10)
    found = view(page)["found"]
    assert found["text"] == "Tuesday 21 January"
    assert len(found["units"]) == 8
    best = found["places"][0]
    assert (best["first"], best["last"], best["matching"]) == (30, 32, 7)
    assert (best["before"], best["text"], best["after"]) == ("to Ghent before", "Monday 2 October", ". on Monday")
    (call,) = calls_of(tagger())
    inside = np.abs(call.array("h", 1)[7:10, 0][:, found["units"]])
    assert (inside >= 0.6).all()
    send(page, PLAYER, type="brush")
    assert view(page)["found"] is None


def test_a_units_operands_come_with_the_next_picture(run_page):
    page = run_page("inspect")
    assert "detail" not in view(page)
    send(page, PLAYER, type="select", unit=5, step=17)
    assert view(page)["detail"]["unit"] == 5
    (call,) = calls_of(tagger())
    np.testing.assert_array_equal(shown(page, PLAYER)["detail.h"][1:], call.array("h", 1)[:-1, 0])


def test_a_finding_changes_the_quantity_and_a_place_the_batch_item(run_page, packed):
    page = opened(run_page("inspect"), packed.to_bytes())
    send(page, PLAYER, type="show", quantity="z", item=2)
    assert view(page)["quantity"] == "z"
    assert shown(page, PLAYER)["overview"].shape == (1, 6)
    assert query(page)["item"] == "2"


@pytest.mark.parametrize(
    "event",
    [
        {"type": "brush", "first": 0, "last": 3},
        {"type": "brush", "first": 5, "last": 4},
        {"type": "brush", "first": True, "last": 4},
        {"type": "window", "first": -1, "last": 10**400},
        {"type": "window", "first": "a", "last": None},
        {"type": "select", "unit": 99, "step": 0},
        {"type": "select", "unit": [], "step": {}},
        {"type": "show", "quantity": [], "item": 9},
        {"type": "show", "quantity": "w", "item": None},
        {"type": "x" * 1000},
    ],
)
def test_an_event_that_no_player_of_ours_sends_changes_nothing(run_page, event):
    page = run_page("inspect")
    before = view(page)
    send(page, PLAYER, **event)
    assert view(page) == before


def test_a_large_recording_is_drawn_before_anything_is_computed_from_it(run_page, monkeypatch):
    monkeypatch.setattr("rnnlab.ui.pages.inspect.looking._AT_ONCE", 100)
    page = run_page("inspect")
    assert not view(page)["computed"]
    assert view(page)["next"] is not None
    send(page, PLAYER, type="tick")
    assert view(page)["computed"]
    assert view(page)["next"] is None


def test_what_a_change_of_the_part_leaves_as_it_is_stays_computed(packed):
    call, looking = calls_of(packed)[0], Looking()
    part = Part(call=call, item=0, layer=1, reverse=False, quantity="h")
    first = looking.results(part, "index", bool)
    assert looking.results(replace(part, quantity="z"), "time", bool).health is first.health
    assert looking.results(replace(part, quantity="z"), "time", bool).plane is first.plane
    of_item = looking.results(replace(part, item=1), "index", bool)
    assert of_item.health is first.health
    assert (len(of_item.plane.points), len(first.plane.points)) == (3, 5)
    assert looking.results(replace(part, reverse=True), "index", bool).health is not first.health


def test_a_person_who_waits_ends_the_computation_after_the_piece_at_hand(packed, monkeypatch):
    monkeypatch.setattr("rnnlab.ui.pages.inspect.looking._AT_ONCE", 0)
    part, looking = Part(call=calls_of(packed)[0], item=0, layer=1, reverse=False, quantity="h"), Looking()
    asked = []
    assert looking.results(part, "index", lambda: asked.append(None) or len(asked) > 2) is None
    assert len(looking.found) == 2
    asked.clear()
    assert looking.results(part, "index", lambda: asked.append(None)) is not None
    assert len(asked) == 2  # what was computed before is not computed again


@pytest.mark.parametrize("title", RECIPES)
def test_how_to_record_a_model_does_so(title, tmp_path, monkeypatch, run_page):
    monkeypatch.chdir(tmp_path)
    program = RECIPES[title]
    assert len([line for line in program.splitlines() if line and not line.startswith(("import", "from"))]) <= 6
    exec(program, {})
    (file,) = tmp_path.glob("*.rnnlab")
    page = opened(run_page("inspect"), file.read_bytes())
    assert view(page)["steps"] == 50
    assert view(page)["reach"]


@pytest.mark.parametrize(
    ("page", "button", "name"),
    [
        ("layers", "layers-inspect", "Layers: RNN, layers: 4"),
        ("training", "training-inspect", "Embedding, "),
        ("race", "race-gru-inspect", "Race, epoch 2: GRU"),
    ],
)
def test_a_run_of_another_page_is_inspected_with_one_click(app, page, button, name):
    go(app, page)
    if page == "race":
        send(app, "race-player", type="step", **{"from": "a", "serial": 1})
        app.run()
    app.button(key=button).click().run()
    assert not app.exception
    go(app, "inspect")
    assert texts(app)[0].startswith(name), texts(app)[0]
    assert view(app)["id"][1] == {"layers": 1, "training": 1, "race": 2}[page]  # the last epoch
