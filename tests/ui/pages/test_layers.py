import pytest

from rnnlab.config.networks import LayersConfig
from rnnlab.export.printed import printed_output
from rnnlab.tracing.record import record_layers
from tests.ui.look import open_tab, panel_view, query, shown, table, texts


def rows(page):
    """The table of the tab Shapes: tensor → (shape in words, shape here)."""
    return {tensor: (words, here) for tensor, words, here, _ in panel_view(page, "layers-panels")["shapes"]}


def test_the_page_opens_with_four_layers(run_page):
    page = run_page("layers")
    recording = shown(page, "layers-player")
    assert sorted(name for name in recording if name.endswith(".h")) == [f"layer{i}.h" for i in range(4)]
    assert query(page) == {}
    assert not [text for text in texts(page) if "must" in text]


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize(
    "flags", [{}, {"bidirectional": "true"}, {"batch_first": "true"}, {"bidirectional": "true", "batch_first": "true"}]
)
def test_the_link_decides_picture_and_shapes(run_page, cell, flags):
    page = run_page(
        "layers", cell=cell, seq_len="5", batch_size="3", hidden_size="6", num_layers="2", item="2", **flags
    )
    config = LayersConfig(
        cell=cell,
        seq_len=5,
        batch_size=3,
        hidden_size=6,
        num_layers=2,
        **{name: value == "true" for name, value in flags.items()},
    )
    whole = record_layers(config)
    assert shown(page, "layers-player")["layer1.h"][:, 0].tolist() == whole["layer1.h"][:, 2].tolist()
    shapes = rows(page)
    assert shapes["output"][1] == str(whole["output"].shape)
    assert shapes["h_n"][1] == str(whole["h_n"].shape)
    assert ("c_n" in shapes) == (cell == "lstm")
    first = "batch, seq_len" if config.batch_first else "seq_len, batch"
    assert shapes["input"][0] == f"({first}, input_size)"
    assert shapes["output"][0] == f"({first}, {'2 · ' if config.bidirectional else ''}hidden_size)"
    assert shapes["weight_ih_l1"][1] == str(whole["weight_ih_l1"].shape)


@pytest.mark.parametrize(
    ("name", "junk"),
    [
        ("cell", "transformer"),
        ("bidirectional", "yes"),
        ("num_layers", "9"),
        ("hidden_size", "257"),
        ("seq_len", "201"),
        ("batch_first", "1"),
    ],
)
def test_junk_in_the_link_falls_back_with_one_notice(run_page, name, junk):
    page = run_page("layers", **{name: junk})
    (notice,) = [text for text in texts(page) if text.startswith("In the link")]
    assert notice.startswith(f"In the link, {name} must be ")
    assert shown(page, "layers-player").header["config"] == LayersConfig().to_dict()


def test_switching_the_cell_keeps_the_sizes(run_page):
    page = run_page("layers", hidden_size="5")
    page.segmented_control(key="layers.cell").set_value("lstm").run()
    assert not page.exception
    assert shown(page, "layers-player")["layer0.c"].shape == (8, 1, 5)
    assert query(page) == {"cell": "lstm", "hidden_size": "5"}
    page.toggle(key="layers.bidirectional").set_value(True).run()
    assert "layer0.reverse.h" in shown(page, "layers-player")


def test_a_value_beyond_the_limit_keeps_the_last_good_picture(run_page):
    page = run_page("layers")
    before = shown(page, "layers-player")
    page.number_input(key="layers.num_layers").set_value(9).run()
    assert "num_layers must be a whole number from 1 to 8, got 9." in texts(page)
    assert shown(page, "layers-player") == before


def test_a_selected_unit_of_a_large_network_brings_its_weights(run_page):
    page = run_page("layers", hidden_size="256", num_layers="8", seq_len="30")
    assert "detail.weight_ih" not in shown(page, "layers-player")
    page.session_state["layers.detail"] = {"layer": 7, "reverse": False, "unit": 255}
    page.run()
    assert shown(page, "layers-player")["detail.weight_hh"].shape == (1, 256)
    page.number_input(key="layers.num_layers").set_value(6).run()  # the selected unit no longer exists
    assert not page.exception
    assert "detail.weight_hh" not in shown(page, "layers-player")


@pytest.mark.parametrize(
    "event",
    [
        {"layer": "0", "reverse": False, "unit": 0},
        {"layer": 0, "reverse": None, "unit": 0},
        {"layer": 0, "reverse": True, "unit": -1},
    ],
)
def test_a_selection_that_names_no_unit_is_passed_over(run_page, event):
    page = run_page("layers", hidden_size="256", num_layers="8")
    page.session_state["layers.detail"] = event
    page.run()
    assert not page.exception
    assert "detail.weight_hh" not in shown(page, "layers-player")


def test_the_console_shows_what_the_program_prints(run_page):
    page = open_tab(run_page("layers", cell="lstm"), "layers-tabs", "Console")
    view = shown(page, "layers-panels").header["view"]
    assert view["printed"] == printed_output(record_layers(LayersConfig(cell="lstm")))["printed"]


def test_table_and_figures_follow_the_chosen_layer_and_units(run_page):
    page = open_tab(run_page("layers", hidden_size="6"), "layers-tabs", "Table")
    assert list(table(page, "layers-panels")) == ["step", "layer", "unit", "value"]
    assert not page.get("plotly_chart")  # drawn only if they are open
    page.session_state["layers-figures"] = True
    page.run()
    assert len(page.get("plotly_chart")) == 2
    page.selectbox(key="layers-figure-layer").set_value(0).run()
    page.multiselect(key="layers-figure-units").set_value([5]).run()
    assert not page.exception
    page.number_input(key="layers.hidden_size").set_value(2).run()  # unit 5 no longer exists
    page.number_input(key="layers.num_layers").set_value(1).run()
    assert not page.exception


def test_the_largest_single_sequence_opens(run_page):
    page = run_page("layers", seq_len="200", num_layers="8", hidden_size="256", input_size="64", cell="lstm")
    assert shown(page, "layers-player")["layer7.h"].shape == (200, 1, 256)
