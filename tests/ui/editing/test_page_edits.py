"""Edits on a page: events of the player and links, and how the other parts of the page follow them."""

import math

import numpy as np
import pytest

from rnnlab.config.edits import LINK_EDITS, MOST_EDITS, Edit, editable_shapes, to_text
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.export import script
from rnnlab.export.printed import printed_output
from rnnlab.tracing.record import record_cell, record_layers
from tests.ui.look import open_tab, panel_view, query, send, shown, table, texts

PAGES = {"cell": (CellConfig, record_cell), "layers": (LayersConfig, record_layers)}
both_pages = pytest.mark.parametrize("name", PAGES)


def edit(page, name, place, index, value, **more):
    return send(page, f"{name}-player", type="edit", name=place, index=index, value=value, **more)


def turn(page, name, kind):
    return send(page, f"{name}-player", type=kind)


def numbers(page, name):
    """Every number that the player was sent, to the last bit."""
    return {key: array.tobytes() for key, array in shown(page, f"{name}-player").items()}


def state(page, name):
    """The edits as the player's view holds them."""
    return shown(page, f"{name}-player").header["view"]["edit"]


def of(recording):
    return {key: array.tobytes() for key, array in recording.items()}


@both_pages
def test_an_edit_is_computed_by_torch_and_reaches_the_link(run_page, name):
    config, record = PAGES[name]
    page = edit(run_page(name), name, "x", [1, 0, 2], 0.1)
    assert numbers(page, name) == of(record(config(), [Edit("x", (1, 0, 2), 0.1)]))
    assert shown(page, f"{name}-player").header["edits"] == [["x", [1, 0, 2], float(np.float32(0.1))]]
    assert query(page) == {"edits": "x.1.0.2~0.1"}


@pytest.mark.parametrize("place", editable_shapes(LayersConfig(cell="lstm", bidirectional=True)))
def test_every_input_start_and_weight_of_the_layers_can_be_edited(run_page, place):
    config = LayersConfig(cell="lstm", bidirectional=True)
    index = [size - 1 for size in editable_shapes(config)[place]]
    page = edit(run_page("layers", cell="lstm", bidirectional="true"), "layers", place, index, -0.75)
    assert numbers(page, "layers") == of(record_layers(config, [Edit(place, index, -0.75)]))


def test_an_edit_belongs_to_its_batch_item(run_page):
    page = edit(run_page("cell", batch_size="3", item="1"), "cell", "h_0", [1, 0], 0.5)
    assert shown(page, "cell-player")["h_0"].tolist() == [[0.5, 0]]
    page.number_input(key="cell.item").set_value(2).run()
    assert shown(page, "cell-player")["h_0"].tolist() == [[0, 0]]
    assert state(page, "cell")["item"] == 2


def test_console_table_and_code_follow(run_page):
    page = edit(run_page("cell"), "cell", "weight_hh", [0, 1], 2)
    recording = record_cell(CellConfig(), [Edit("weight_hh", (0, 1), 2)])
    assert shown(page, "cell-panels").header["view"]["printed"] == printed_output(recording)["printed"]
    page = open_tab(page, "cell-tabs", "Code")
    assert panel_view(page, "cell-panels")["script"] == script(recording)
    assert "    cell.weight_hh[0, 1] = 2.0" in panel_view(page, "cell-panels")["script"]
    page = open_tab(page, "cell-tabs", "Table")
    assert table(page, "cell-panels")["value"] == recording["layer0.h"].ravel().tolist()


def test_the_shapes_do_not_call_an_edited_start_zeros(run_page):
    page = edit(run_page("layers"), "layers", "h_0", [0, 0, 0], 1)
    holds = {tensor: what for tensor, _, _, what in panel_view(page, "layers-panels")["shapes"]}
    assert holds["h_0"] == "where every layer starts"


@both_pages
def test_undo_and_redo_give_the_very_bits_back(run_page, name):
    page = run_page(name)
    seen = [numbers(page, name)]
    for index, value in (([0, 0, 0], 0.1), ([1, 0, 3], 1e-30), ([0, 0, 0], -3)):
        seen.append(numbers(edit(page, name, "x", index, value), name))
    for expected in seen[-2::-1]:
        assert numbers(turn(page, name, "undo"), name) == expected
    assert (state(page, name)["undo"], state(page, name)["redo"]) == (False, True)
    assert query(page) == {}
    for expected in seen[1:]:
        assert numbers(turn(page, name, "redo"), name) == expected
    assert numbers(turn(page, name, "redo"), name) == seen[-1]
    assert (state(page, name)["undo"], state(page, name)["redo"]) == (True, False)


def test_reset_takes_all_edits_back_and_is_itself_undone(run_page):
    page = run_page("cell", edits="x.0.0.0~1~h_0.0.1~2")
    before = numbers(page, "cell")
    assert numbers(turn(page, "cell", "reset_edits"), "cell") == of(record_cell(CellConfig()))
    assert query(page) == {}
    assert numbers(turn(page, "cell", "undo"), "cell") == before


def test_no_value_gives_the_drawn_one_back(run_page):
    page = edit(run_page("cell", edits="x.0.0.0~1~h_0.0.1~2"), "cell", "x", [0, 0, 0], None)
    assert query(page) == {"edits": "h_0.0.1~2.0"}
    assert shown(page, "cell-player")["x"].tobytes() == record_cell(CellConfig())["x"].tobytes()


def test_a_drag_shows_every_value_and_is_one_step_back(run_page):
    page = run_page("cell")
    for value in (0.1, 0.2, 0.3):
        edit(page, "cell", "bias_ih", [0], value, live=True, stroke=5)
        assert shown(page, "cell-player")["bias_ih"][0] == np.float32(value)
    edit(page, "cell", "bias_ih", [0], 0.3, live=False, stroke=5)
    assert query(page) == {"edits": "bias_ih.0~0.3"}
    assert numbers(turn(page, "cell", "undo"), "cell") == of(record_cell(CellConfig()))
    assert not state(page, "cell")["undo"]


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ({"value": math.nan}, "value must be a number from -1000000 to 1000000, got nan."),
        ({"value": math.inf}, "value must be a number from -1000000 to 1000000, got inf."),
        ({"value": 1e39}, "value must be a number from -1000000 to 1000000, got 1e+39."),
        ({"value": 10**400}, "value must be a number from -1000000 to 1000000, got 1000"),
        ({"value": "1"}, "value must be a number from -1000000 to 1000000, got '1'."),
        ({"value": True}, "value must be a number from -1000000 to 1000000, got True."),
        ({"value": {"a": 1}}, "value must be a number from"),
        ({"value": "x" * 100_000}, "value must be a number from"),
        ({"name": "y"}, "name must be x, h_0, c_0 or a weight as torch names it, got 'y'."),
        ({"name": None}, "name must be"),
        ({"name": ["x"]}, "name must be"),
        ({"name": "__class__"}, "name must be"),
        ({"name": "c_0"}, "edits must be of an input, a start or a weight that is there, got c_0[0, 0, 0]."),
        ({"index": [3, 0, 0]}, "edits must be inside x, whose shape is (3, 1, 4), got x[3, 0, 0]."),
        ({"index": [0, 0]}, "edits must be inside x, whose shape is (3, 1, 4), got x[0, 0]."),
        ({"index": [0, 0, -1]}, "index must be counted from 0 to at most 999999, got [0, 0, -1]."),
        ({"index": [0, 0, 1.0]}, "index must be one to three whole numbers"),
        ({"index": [0, 0, "0"]}, "index must be one to three whole numbers"),
        ({"index": [0, 0, 10**400]}, "index must be counted from 0 to at most 999999, got [0, 0, 1000"),
        ({"index": 0}, "index must be one to three whole numbers"),
        ({"index": None}, "index must be one to three whole numbers"),
        ({"index": [[0]] * 3}, "index must be one to three whole numbers"),
        ({"index": list(range(100_000))}, "index must be one to three whole numbers"),
    ],
)
def test_a_forged_edit_gets_one_sentence_and_changes_nothing(run_page, event, sentence):
    page = run_page("cell")
    before = numbers(page, "cell")
    send(page, "cell-player", **{"type": "edit", "name": "x", "index": [0, 0, 0], "value": 1, **event})
    (notice,) = [text for text in texts(page) if "must" in text]
    assert notice.startswith(sentence)
    assert len(notice) < 200
    assert state(page, "cell")["problem"] == notice
    assert numbers(page, "cell") == before
    assert query(page) == {}
    assert not state(page, "cell")["undo"]


@both_pages
@pytest.mark.parametrize(
    "event",
    [
        {"type": "edit"},
        {"type": "edit", "stroke": [], "live": "yes"},
        {"type": "undo", "value": 3},
        {"type": "redo"},
        {"type": "reset_edits"},
        {"type": "reset_everything"},
        {"type": 3},
        {},
    ],
)
def test_an_event_that_makes_no_sense_changes_nothing(run_page, name, event):
    page = run_page(name)
    before = numbers(page, name)
    assert numbers(send(page, f"{name}-player", **event), name) == before
    assert query(page) == {}


@both_pages
def test_a_link_with_edits_shows_them_and_stays_as_it_is(run_page, name):
    config, record = PAGES[name]
    link = {"seed": "7", "edits": "x.1.0.0~-1.5~h_0.0.0~0.25" if name == "cell" else "x.1.0.0~-1.5~h_0.0.0.0~0.25"}
    edits = [Edit("x", (1, 0, 0), -1.5), Edit("h_0", (0, 0) if name == "cell" else (0, 0, 0), 0.25)]
    page = run_page(name, **link)
    assert numbers(page, name) == of(record(config(seed=7), edits))
    assert query(page) == link
    assert not [text for text in texts(page) if "link" in text]


@pytest.mark.parametrize(
    "junk", ["", "x", "x.0.0.0", "x.0.0.0~nan", "x.0.0.0~1e9", "9" * 5000, "🙂", "![](http://x/y)"]
)
def test_a_malformed_list_of_edits_falls_back_to_none_and_says_so(run_page, junk):
    page = run_page("cell", edits=junk, hidden_size="5")
    assert numbers(page, "cell") == of(record_cell(CellConfig(hidden_size=5)))
    notices = [text for text in texts(page) if text.startswith("In the link, edits must be ")]
    assert len(notices) == 1
    assert notices[0].endswith("; no edited value is used.")
    assert len(notices[0]) < 200
    assert query(page) == {"hidden_size": "5"}


def test_more_edits_than_a_link_has_room_for_are_refused_together(run_page):
    edits = [Edit("x", (t, 0, 0), 1) for t in range(LINK_EDITS + 1)]
    page = run_page("cell", seq_len="40", edits=to_text(edits))
    assert "In the link, edits must be at most 24 in a link, got 25; no edited value is used." in texts(page)
    assert query(page) == {"seq_len": "40"}


def test_an_edit_of_the_link_that_does_not_fit_is_dropped_and_the_others_kept(run_page):
    page = run_page("cell", edits="x.9.0.0~1~h_0.0.1~0.5")
    assert numbers(page, "cell") == of(record_cell(CellConfig(), [Edit("h_0", (0, 1), 0.5)]))
    assert "x[9, 0, 0] is not there any more at these settings, so its edit was dropped." in texts(page)
    assert query(page) == {"edits": "h_0.0.1~0.5"}


def test_a_smaller_size_drops_the_edits_beyond_it_in_one_sentence_and_keeps_the_others(run_page):
    page = run_page("cell", seq_len="5", edits="x.4.0.0~1~x.3.0.0~2~h_0.0.1~0.5")
    page.number_input(key="cell.seq_len").set_value(3).run()
    kept = [Edit("h_0", (0, 1), 0.5)]
    assert numbers(page, "cell") == of(record_cell(CellConfig(seq_len=3), kept))
    notices = [text for text in texts(page) if "dropped" in text]
    assert notices == ["2 edits were dropped: at these settings x[4, 0, 0] and others are not there any more."]
    assert query(page) == {"seq_len": "3", "edits": "h_0.0.1~0.5"} or query(page) == {"edits": "h_0.0.1~0.5"}
    page.number_input(key="cell.seq_len").set_value(5).run()
    assert numbers(page, "cell") == of(record_cell(CellConfig(seq_len=5), kept))
    assert not [text for text in texts(page) if "dropped" in text]


def test_another_cell_keeps_the_edits_that_it_has_room_for(run_page):
    page = run_page("layers", cell="lstm", edits="c_0.0.0.0~1~weight_ih_l0.7.1~2~weight_ih_l0.1.1~3~x.0.0.0~4")
    page.segmented_control(key="layers.cell").set_value("gru").run()
    assert not page.exception
    kept = [Edit("weight_ih_l0", (1, 1), 3), Edit("x", (0, 0, 0), 4)]
    assert numbers(page, "layers") == of(record_layers(LayersConfig(cell="gru"), kept))


@both_pages
def test_a_new_seed_keeps_the_edits(run_page, name):
    page = run_page(name, edits="x.0.0.0~0.5")
    page.button(key=f"{name}.new_seed").click().run()
    assert shown(page, f"{name}-player")["x"][0, 0, 0] == 0.5


def test_more_edits_than_fit_a_link_stay_in_force_and_the_page_says_that_the_link_leaves_them_out(run_page):
    edits = [Edit("x", (t, 0, 0), 1) for t in range(LINK_EDITS)]
    page = run_page("cell", seq_len="40", edits=to_text(edits))
    assert "edits" in query(page)
    edit(page, "cell", "h_0", [0, 0], 1)
    assert query(page) == {"seq_len": "40"}
    assert len(shown(page, "cell-player").header["edits"]) == LINK_EDITS + 1
    assert (
        "25 values are set by hand, and a link has room for 24: the link says the settings only. Save keeps them all."
        in texts(page)
    )
    turn(page, "cell", "undo")
    assert query(page) == {"seq_len": "40", "edits": to_text(edits)}
    assert not [text for text in texts(page) if "link" in text]


def test_a_session_edits_no_more_values_than_stated(run_page):
    page = run_page("cell", input_size="64", seq_len="8")
    history = page.session_state["cell.editing"].history
    history.set(tuple(Edit("x", (i // 64, 0, i % 64), 1) for i in range(MOST_EDITS)))
    edit(page, "cell", "h_0", [0, 0], 1)
    assert "edits must be at most 500 at a time, got one more." in texts(page)
    assert len(history.present) == MOST_EDITS
    edit(page, "cell", "x", [0, 0, 0], 2)  # one that is edited already
    assert history.present[0].value == 2


def test_numbers_beyond_all_bounds_are_shown_and_not_an_error(run_page):
    page = run_page("layers", nonlinearity="relu", edits="weight_hh_l0.0.0~1e06~h_0.0.0.0~1e06", seq_len="20")
    assert not np.isfinite(shown(page, "layers-player")["layer0.h"]).all()
    for tab in ("Table", "Code", "Console", "Shapes"):
        open_tab(page, "layers-tabs", tab)


def test_a_large_network_brings_the_edited_weights_of_the_selected_unit(run_page):
    page = run_page("layers", hidden_size="256", num_layers="8", seq_len="30", edits="weight_hh_l7.255.3~0.5")
    send(page, "layers-player", type="select", layer=7, reverse=False, unit=255)
    assert shown(page, "layers-player")["detail.weight_hh"][0, 3] == 0.5
    assert state(page, "layers")["undo"]
