"""The page Race: lanes with equally many parameters, trained as the library trains them; texts accepted or refused."""

import numpy as np
import pytest

from rnnlab import race
from rnnlab.export.race_script import race_script
from rnnlab.figures.race import race_curves
from rnnlab.ui.live.fair_lock import TRAINING_LOCK
from rnnlab.ui.pages.race.tables import losses_table
from rnnlab.ui.pages.race.text import DEFAULT
from tests.fresh import output
from tests.ui.look import open_tab, query, send, shown, texts
from tests.ui.pages.race.races import CELLS, SMALL, config

PLAYER = "race-player"


def test_the_page_opens_with_three_lanes_that_have_equally_many_parameters(run_page):
    page = run_page("race")
    lanes = shown(page, PLAYER).header["lanes"]
    assert [lane["cell"] for lane in lanes] == list(CELLS)
    counts = [lane["parameters"] for lane in lanes]
    assert max(counts) <= 1.05 * min(counts)
    assert query(page) == {}


def test_every_loss_is_the_librarys(run_page):
    page = send(run_page("race", **SMALL), PLAYER, type="train")
    result = race(config())
    for lane in result.lanes:
        assert shown(page, PLAYER)[f"losses.{lane.cell}"].tolist() == lane.losses.tolist()
        assert shown(page, PLAYER)[f"held_out.{lane.cell}"][-1] == np.float32(lane.held_out)
    assert query(page)["epoch"] == "20"


def test_a_link_brings_a_trained_race_back(run_page):
    page = run_page("race", **SMALL, epoch="20", cells="gru")
    (lane,) = race(config(cell="gru"), cells=("gru",)).lanes
    assert shown(page, PLAYER)["losses.gru"].tolist() == lane.losses.tolist()


@pytest.mark.parametrize("task", ["echo", "adding", "next"])
def test_the_program_below_prints_where_the_lanes_stand(run_page, task):
    page = run_page("race", **SMALL | {"task": task, "epochs": "6", "epoch": "4"})
    sent, view = shown(page, PLAYER), shown(open_tab(page, "race", "Code"), "race-panels").header["view"]
    printed = output(view["script"]).decode().splitlines()
    assert printed[0] == f"without memory {sent.header['baseline']['loss']:.3f}: {sent.header['baseline']['sentence']}"
    for lane, line in zip(sent.header["lanes"], printed[1:], strict=True):
        loss = sent[f"losses.{lane['cell']}"][-1]
        sizes = f"{lane['hidden_size']} units, {lane['parameters']} parameters"
        assert line == f"{lane['cell']}, {sizes}: epoch 4/6, loss {loss:.6f}"


def test_the_program_of_a_long_text_reads_it_from_a_file(tmp_path):
    text = "the cat sat on the mat, \r\n" * 200
    chosen = config(task="next", text=text, epochs=3)
    (tmp_path / "text.txt").write_text(text, encoding="utf-8", newline="")
    program = race_script(chosen, ("lstm",), 3)
    assert "the cat" not in program
    printed = output(program, cwd=tmp_path).decode().splitlines()
    (lane,) = race(chosen, ("lstm",)).lanes
    assert printed[1].endswith(f"loss {lane.losses[-1]:.6f}")


@pytest.mark.parametrize("task", ["copy", "reverse", "adding", "next"])
def test_every_task_can_be_raced(run_page, task):
    page = send(run_page("race", task=task, epochs="3", hidden_size="16"), PLAYER, type="train")
    sent = shown(page, PLAYER)
    assert all(np.isfinite(sent[f"losses.{cell}"]).all() and len(sent[f"losses.{cell}"]) == 3 for cell in CELLS)


def test_the_page_asks_again_for_an_epoch_until_the_turn_has_come(run_page, little_kept):
    page = run_page("race", **SMALL, epoch="20")
    with TRAINING_LOCK.turn(0):
        page = send(page, PLAYER, type="look", epoch=7)
        assert 7 not in shown(page, PLAYER)["epoch"]
        assert shown(page, PLAYER).header["view"]["next"] >= 0
    page = send(page, PLAYER, type="tick")
    assert 7 in shown(send(page, PLAYER, type="tick"), PLAYER)["epoch"]


def test_a_text_that_is_too_long_for_the_link_can_be_seen_and_edited_again(run_page):
    page = run_page("race", task="next", epochs="2", hidden_size="8")
    page.text_area(key="race.text").set_value(DEFAULT * 3).run()
    assert not page.text_area
    page.button(key="race.edit").click().run()
    editor = page.text_area(key="race.editor")
    assert editor.value == DEFAULT * 3
    editor.set_value("Zebra. " + editor.value)
    page.button(key="race.use").click().run()
    assert "Z" in shown(page, PLAYER).header["vocab"]
    page.button(key="race.edit").click().run()
    page.text_area(key="race.editor").set_value("\0" * 3000)
    page.button(key="race.use").click().run()
    assert any("edited text was not taken: text must" in text for text in texts(page))
    assert "Z" in shown(page, PLAYER).header["vocab"]
    page.button(key="race.edit").click().run()
    page.text_area(key="race.editor").set_value(DEFAULT)
    page.button(key="race.use").click().run()
    assert page.text_area(key="race.text").value == DEFAULT


def test_a_file_is_offered_for_as_many_bytes_as_its_label_says(run_page):
    (field,) = run_page("race", task="next", epochs="2", hidden_size="8").get("file_uploader")
    assert field.proto.label == "A .txt file up to 1 MB, in UTF-8"
    assert field.proto.max_upload_size_mb == 1


@pytest.mark.parametrize(("seq_len", "delay"), [("4", 3), ("2", 1), ("7", 6)])
def test_a_link_with_a_short_sequence_and_no_delay_is_raced_as_it_says(run_page, seq_len, delay):
    page = run_page("race", seq_len=seq_len, hidden_size="8")
    config = shown(page, PLAYER).header["config"]
    assert (config["seq_len"], config["delay"]) == (int(seq_len), delay)
    assert not [text for text in texts(page) if text.startswith("In the link")]


def test_what_a_link_gets_wrong_is_told_and_a_race_stands(run_page):
    page = run_page("race", delay="20", lr="nan")
    assert any("delay must be shorter than the sequence, which has 20 steps, got 20" in text for text in texts(page))
    assert any("lr must be a number from 0.0001 to 1000, got 'nan'" in text for text in texts(page))
    assert shown(page, PLAYER).header["lanes"]


def losses_shown(page):
    return {cell: shown(page, PLAYER)[f"losses.{cell}"].tolist() for cell in CELLS}


def test_more_epochs_go_on_with_the_race(run_page):
    page = run_page("race", **SMALL, epoch="20")
    losses = losses_shown(page)
    page.number_input(key="race.epochs").set_value(60.0).run()
    header = shown(page, PLAYER).header
    assert (header["epochs_done"], header["config"]["epochs"], header["status"]) == (20, 60, "paused")
    assert losses_shown(page) == losses


@pytest.mark.parametrize("name", ["lr", "clip"])
def test_other_settings_keep_the_race_to_come_back_to(run_page, name):
    page = run_page("race", **SMALL, epoch="20")
    losses = losses_shown(page)
    page.number_input(key=f"race.{name}").set_value(0.5).run()
    assert shown(page, PLAYER).header["epochs_done"] == 1
    next(button for button in page.button if button.label == "Back to the race before (20 epochs)").click().run()
    header = shown(page, PLAYER).header
    assert header["epochs_done"] == 20
    assert losses_shown(page) == losses
    assert page.number_input(key=f"race.{name}").value == header["config"][name]


def test_the_table_has_a_held_out_loss_where_one_was_computed_and_else_no_number(run_page):
    page = send(run_page("race", **SMALL, cells="gru"), PLAYER, type="train")
    recording = shown(page, PLAYER)
    table = losses_table(recording).set_index("epoch")
    measured = table["GRU held out"].notna()
    assert table.index[measured].tolist() == recording["held_out.epoch.gru"].tolist()
    assert 0 < measured.sum() < len(table)
    assert table["GRU loss"].tolist() == recording["losses.gru"].tolist()


def test_the_chart_of_a_race_that_has_just_begun_has_no_tick_between_two_epochs(run_page):
    assert race_curves(shown(run_page("race", **SMALL), PLAYER)).layout.xaxis.dtick == 1


@pytest.mark.parametrize(
    ("task", "settings", "field", "sentence"),
    [
        ("copy", {"delay": "2"}, ("race.num_symbols", 2), "delay must be at least 3"),
        ("next", {"seq_len": "200"}, ("race.text", DEFAULT), "text must have at least"),
    ],
)
def test_a_task_that_does_not_go_with_other_settings_has_its_fields_and_a_sentence(
    run_page, task, settings, field, sentence
):
    page = run_page("race", **(SMALL | settings))
    page.selectbox(key="race.task").set_value(task).run()
    drawn = [*page.sidebar.number_input, *page.sidebar.text_area]
    assert field in [(one.key, one.value) for one in drawn]
    assert any(text.startswith(sentence) for text in texts(page))
