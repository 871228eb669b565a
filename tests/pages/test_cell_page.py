import pytest

from rnnlab.config import CellConfig
from rnnlab.console import console
from rnnlab.export import script
from rnnlab.run import record_cell
from tests.pages.look import open_tab, query, shown, texts

JUNK = [
    "",
    " ",
    "x",
    "1e9",
    "-1",
    "0",
    "65",
    "nan",
    "3.0",
    "3 ",
    "[3]",
    "9" * 5000,
    "٣",
    "🙂",
    "\x00",
    "None",
    "![](http://x/y.png)",
]


def test_the_page_opens_with_the_lessons_sizes(run_page):
    page = run_page("cell")
    recording = shown(page, "cell-player")
    assert recording["x"].shape == (3, 1, 4)
    assert recording["layer0.h"].shape == (3, 1, 2)
    assert page.title[0].value == "RNNCell, step by step"
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


@pytest.mark.parametrize("junk", JUNK)
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
    assert "In the link, item must be at most 1 here, got 7; 0 is used." in texts(page)


@pytest.mark.parametrize("value", [0, 65, -3, 10**15])
def test_a_value_beyond_the_limit_gets_a_sentence_and_the_last_good_picture_stays(run_page, value):
    page = run_page("cell", hidden_size="4")
    before = shown(page, "cell-player")
    page.number_input(key="cell.hidden_size").set_value(value).run()
    assert not page.exception
    assert f"hidden_size must be a whole number from 1 to 64, got {value}." in texts(page)
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
    view = shown(page, "cell-console").header["view"]
    said = console(record_cell(CellConfig(seed=9)))
    assert view["printed"] == said["printed"]
    assert view["code"] == said["code"]
    assert view["follow"] == "cell-player"


def test_table_shapes_and_code_open(run_page):
    page = run_page("cell", seq_len="4")
    open_tab(page, "cell-tabs", "Table")
    assert list(page.dataframe[0].value.columns) == ["step", "layer", "unit", "value"]
    assert len(page.dataframe[0].value) == 4 * 2
    open_tab(page, "cell-tabs", "Shapes")
    assert "| **`dataset`** | `(seq_len, batch, input_size)` | `(4, 1, 4)` |" in page.markdown[0].value
    open_tab(page, "cell-tabs", "Code")
    assert page.code[0].value == script(CellConfig(seq_len=4)).rstrip("\n")


def test_only_the_open_tab_is_built(run_page):
    page = run_page("cell")
    assert not page.dataframe
    assert not page.code
