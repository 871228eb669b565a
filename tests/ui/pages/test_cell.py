"""The page RNNCell: it shows the settings of its link, and every number is the library's."""

import pytest

from rnnlab.config.networks import CellConfig
from rnnlab.export import script
from rnnlab.export.printed import printed_output
from rnnlab.tracing.record import record_cell
from tests.ui.look import open_tab, panel_view, query, send, shown, table, texts


def test_the_page_opens_with_the_lessons_sizes(run_page):
    page = run_page("cell")
    recording = shown(page, "cell-player")
    assert recording["x"].shape == (3, 1, 4)
    assert recording["layer0.h"].shape == (3, 1, 2)
    assert "<h1>RNNCell, step by step</h1>" in page.get("html")[-1].proto.body
    assert query(page) == {}


def test_every_parameter_of_the_link_reaches_the_picture(run_page):
    link = {
        "seq_len": "5",
        "batch_size": "2",
        "input_size": "3",
        "hidden_size": "6",
        "nonlinearity": "relu",
        "bias": "false",
        "seed": "11",
        "item": "1",
    }
    page = run_page("cell", **link)
    config = CellConfig(seq_len=5, batch_size=2, input_size=3, hidden_size=6, nonlinearity="relu", bias=False, seed=11)
    whole = record_cell(config)
    recording = shown(page, "cell-player")
    assert recording["layer0.h"][:, 0].tolist() == whole["layer0.h"][:, 1].tolist()
    assert recording.header["config"] == config.to_dict()
    assert query(page) == link


@pytest.mark.parametrize("junk", ["9" * 5000, "![](http://x/y.png)"])
def test_junk_in_the_link_falls_back_to_the_default_and_says_so(run_page, junk):
    page = run_page("cell", seq_len=junk, hidden_size="5")
    config = shown(page, "cell-player").header["config"]
    assert (config["seq_len"], config["hidden_size"]) == (3, 5)
    (notice,) = [text for text in texts(page) if text.startswith("In the link")]
    assert "seq_len must be a whole number from 1 to 64" in notice
    assert notice.endswith("; 3 is used.")
    assert len(notice) < 150
    assert query(page) == {"hidden_size": "5"}


def test_a_parameter_given_twice_is_refused_in_one_sentence(run_page):
    page = run_page("cell", seq_len=["4", "5"])
    assert "In the link, seq_len must be given once, got 2 values; 3 is used." in texts(page)


def test_an_item_beyond_the_batch_falls_back_with_a_notice(run_page):
    page = run_page("cell", batch_size="2", item="7")
    assert "In the link, item must be a whole number from 0 to 1, got 7; 0 is used." in texts(page)


def test_a_value_beyond_the_limit_gets_a_sentence_and_the_last_good_picture_stays(run_page):
    page = run_page("cell", hidden_size="4")
    before = shown(page, "cell-player")
    page.number_input(key="cell.hidden_size").set_value(10**15).run()
    assert not page.exception
    assert "hidden_size must be a whole number from 1 to 64, got 1000000000000000." in texts(page)
    assert shown(page, "cell-player") == before
    page.number_input(key="cell.hidden_size").set_value(5).run()
    assert shown(page, "cell-player")["layer0.h"].shape == (3, 1, 5)
    assert not [text for text in texts(page) if "must be" in text]


def test_the_largest_sizes_are_shown(run_page):
    page = run_page("cell", seq_len="64", batch_size="16", input_size="64", hidden_size="64", item="15")
    assert shown(page, "cell-player")["layer0.h"].shape == (64, 1, 64)


def test_a_changed_widget_changes_picture_and_link(run_page):
    page = run_page("cell")
    page.number_input(key="cell.seq_len").set_value(7).run()
    assert shown(page, "cell-player")["x"].shape[0] == 7
    assert query(page) == {"seq_len": "7"}
    page.number_input(key="cell.seq_len").set_value(3).run()
    assert query(page) == {}


def test_a_smaller_batch_takes_the_chosen_item_along(run_page):
    page = run_page("cell", batch_size="4", item="3")
    page.number_input(key="cell.batch_size").set_value(2).run()
    assert not page.exception
    assert page.number_input(key="cell.item").value == 1
    page.number_input(key="cell.batch_size").set_value(1).run()
    page.number_input(key="cell.batch_size").set_value(3).run()
    assert page.number_input(key="cell.item").value == 0


def test_a_new_seed_keeps_everything_else(run_page):
    page = run_page("cell", seq_len="6", seed="10000000")
    page.button(key="cell.new_seed").click().run()
    config = shown(page, "cell-player").header["config"]
    assert config["seq_len"] == 6
    assert config["seed"] != 10_000_000
    assert query(page)["seed"] == str(config["seed"])


def test_the_console_shows_what_the_program_prints(run_page):
    page = run_page("cell", seed="9")
    view = shown(page, "cell-panels").header["view"]
    said = printed_output(record_cell(CellConfig(seed=9)))
    assert view["printed"] == said["printed"]
    assert view["code"] == said["code"]
    assert view["follow"] == "cell-player"


def test_table_shapes_and_code_open(run_page):
    page = run_page("cell", seq_len="4")
    open_tab(page, "cell-tabs", "Table")
    rows = table(page, "cell-panels")
    assert list(rows) == ["step", "layer", "unit", "value"]
    assert rows["value"] == record_cell(CellConfig(seq_len=4)).to_frame("h")["value"].tolist()
    open_tab(page, "cell-tabs", "Shapes")
    assert panel_view(page, "cell-panels")["shapes"][0][:3] == ["dataset", "(seq_len, batch, input_size)", "(4, 1, 4)"]
    open_tab(page, "cell-tabs", "Code")
    assert panel_view(page, "cell-panels")["script"] == script(CellConfig(seq_len=4))


def test_only_the_open_tab_is_built(run_page):
    said = panel_view(run_page("cell"), "cell-panels")
    assert "printed" in said
    assert not {"columns", "shapes", "script"} & said.keys()


def test_the_csv_is_made_when_it_is_asked_for_and_is_all_of_the_table(run_page, monkeypatch):
    monkeypatch.setattr("rnnlab.ui.panels.table.SHOWN_ROWS", 3)
    monkeypatch.setattr("rnnlab.ui.panels.table.PART_ROWS", 7)
    page = open_tab(run_page("cell", seq_len="4", hidden_size="4"), "cell-tabs", "Table")
    send(page, "cell-panels", type="quantity", name="pre")
    assert (len(table(page, "cell-panels")["value"]), panel_view(page, "cell-panels")["rows"]) == (3, 16)
    assert "csv" not in shown(page, "cell-panels")
    parts = [shown(send(page, "cell-panels", type="csv", part=i), "cell-panels")["csv"].tobytes() for i in range(3)]
    frame = record_cell(CellConfig(seq_len=4, hidden_size=4)).to_frame("pre")
    assert b"".join(parts).decode() == frame.to_csv(index=False)
    assert panel_view(page, "cell-panels")["csv"] == {"part": 2, "parts": 3, "file": "rnnlab-cell-pre.csv"}
    assert "csv" not in shown(page.run(), "cell-panels")


@pytest.mark.parametrize(
    "event",
    [
        *({"type": "tab", "name": name} for name in ("Nothing", None, ["Table"], {"a": 1}, 1)),
        *({"type": "quantity", "name": name} for name in ("nothing", None, ["h"], {"a": 1}, 1)),
        *({"type": "csv", "part": part} for part in (-1, 10**30, 0.5, True, None, "0", [0])),
        {"type": "tab"},
    ],
)
def test_an_event_that_names_nothing_of_the_tabs_changes_nothing(run_page, event):
    page = open_tab(run_page("cell"), "cell-tabs", "Table")
    before = shown(page, "cell-panels")
    assert shown(send(page, "cell-panels", **event), "cell-panels") == before
