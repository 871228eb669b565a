import pytest

from rnnlab.analysis.memoryless import memoryless_floor, without_recurrence
from rnnlab.config.training import TextConfig
from rnnlab.errors import ConfigError, TrainingError
from rnnlab.export.printed import printed_output
from rnnlab.recording.recording import Recording
from rnnlab.text import symbols
from rnnlab.training.forks import Runs
from rnnlab.training.trainer import Trainer, train_text
from rnnlab.ui.pages.training.run_files import opened_runs
from rnnlab.ui.pages.training.sentences import unprinted
from tests.fresh import output
from tests.ui.look import open_tab, panel_view, query, send, shown, table, texts

FAMILY = "👨‍👩‍👧‍👦"


def test_the_page_opens_on_the_untrained_network(run_page):
    page = run_page("training")
    recording = shown(page, "training-player")
    assert recording.losses == train_text(epochs=1).losses
    assert recording.predictions == ["ooooo"]
    assert query(page) == {}


def test_a_link_with_an_epoch_trains_to_exactly_there(run_page):
    page = run_page("training", epoch="8", seed="3")
    recording = shown(page, "training-player")
    assert recording.losses == train_text(seed=3).losses[:8]
    assert recording.header["status"] == "paused"
    assert query(page) == {"epoch": "8", "seed": "3"}


def test_a_finished_link_shows_the_lesson(run_page):
    page = run_page("training", epoch="15")
    assert shown(page, "training-player").losses == train_text().losses
    assert shown(page, "training-player").header["status"] == "done"


def test_an_epoch_beyond_the_last_falls_back_with_a_notice(run_page):
    page = run_page("training", epoch="16")
    assert "In the link, epoch must be a whole number from 1 to 15, got 16; 1 is used." in texts(page)
    assert len(shown(page, "training-player").losses) == 1


@pytest.mark.parametrize(
    ("epoch", "sentence"), [("12", "This run stands at epoch 12; the script goes on to epoch 30."), ("30", "")]
)
def test_a_script_that_prints_more_than_the_console_says_so(run_page, epoch, sentence):
    page = run_page("training", epochs="30", epoch=epoch)
    console, code = (
        dict(panel_view(open_tab(page, "training", tab), "training-panels")) for tab in ("Console", "Code")
    )
    assert console["unprinted"] == code["unprinted"] == sentence
    assert len(console["printed"]) == int(epoch)
    printed = output(code["script"]).decode().splitlines()
    assert len(printed) == 30
    assert printed[: int(epoch)] == [line["text"] for line in console["printed"]]


def test_a_run_that_stopped_has_a_script_that_stops_there_too(run_page):
    page = run_page("training", lr="1000", optimiser="adamw", epochs="60", epoch="60")
    console, code = (
        dict(panel_view(open_tab(page, "training", tab), "training-panels")) for tab in ("Console", "Code")
    )
    done = len(console["printed"])
    assert 0 < done < 60
    assert len(output(code["script"]).decode().splitlines()) == done
    assert code["unprinted"] == ""


def test_a_long_run_says_that_its_console_leaves_lines_out():
    trainer = Trainer(TextConfig(epochs=40))
    for _ in trainer:
        pass
    whole = trainer.recording()
    few = Recording(dict(whole.items()), whole.header | {"epochs_done": 400, "config": {"epochs": 400}})
    said = "The script prints a line for each of 400 epochs, the Console shows 40."
    assert unprinted(few, failed=False) == said


def test_a_changed_parameter_starts_again_at_epoch_one(run_page):
    page = run_page("training", epoch="15")
    page.number_input(key="training.hidden_size").set_value(5).run()
    assert len(shown(page, "training-player").losses) == 1
    assert query(page) == {"hidden_size": "5"}


def test_new_seed_starts_again_with_the_same_settings(run_page):
    page = run_page("training", epoch="15", hidden_size="5", seed="99999999")
    page = send(page, "training-player", type="new_seed")
    config = shown(page, "training-player").header["config"]
    assert config["hidden_size"] == 5
    assert config["seed"] != 99_999_999
    assert query(page) == {"hidden_size": "5", "seed": str(config["seed"])}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("a", "b"),
        ("  ", "\t "),
        (f"{FAMILY}é🇫🇷", "abc"),
        ("![](http://x/y.png)", "$\\frac{1}{2}$:red[x]"[:19]),
        ("ab" * 250, "ba" * 250),
    ],
)
def test_any_text_of_one_to_five_hundred_symbols_can_be_learned(run_page, source, target):
    page = run_page("training", source=source, target=target, epoch="2", epochs="2")
    recording = shown(page, "training-player")
    assert recording["source"].shape == (len(symbols(source)),)
    assert len(recording.losses) == 2
    assert not [text for text in texts(page) if "must" in text]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("target", "ohlo", "target must have as many symbols as source, which has 5, got 4."),
        ("source", "", "source must be a text of 1 to 500 symbols, got ''."),
        ("source", "x" * 501, "source must be a text of 1 to 500 symbols, got 501."),
    ],
)
def test_texts_that_do_not_fit_get_a_sentence_and_the_last_good_run_stays(run_page, name, value, sentence):
    page = run_page("training", epoch="4")
    before = shown(page, "training-player")
    page.text_input(key=f"training.{name}").set_value(value).run()
    assert not page.exception
    assert sentence in texts(page)
    assert shown(page, "training-player") == before
    assert query(page) == {"epoch": "4"}


def test_both_texts_may_be_changed_one_after_the_other(run_page):
    page = run_page("training")
    page.text_input(key="training.source").set_value("abc").run()
    assert "target must have as many symbols as source, which has 3, got 5." in texts(page)
    page.text_input(key="training.target").set_value("cab").run()
    assert not [text for text in texts(page) if "must" in text]
    assert shown(page, "training-player").header["vocab"] == ["a", "b", "c"]


def test_every_bad_widget_gets_its_own_sentence(run_page):
    page = run_page("training")
    page.text_input(key="training.target").set_value("ohlo").run()
    page.number_input(key="training.hidden_size").set_value(999).run()
    notices = [text for text in texts(page) if "must" in text]
    assert [text.split()[0] for text in notices] == ["target", "hidden_size"]


def test_unequal_texts_in_the_link_fall_back_together(run_page):
    page = run_page("training", source="abc", target="ab", hidden_size="5")
    config = shown(page, "training-player").header["config"]
    assert (config["source"], config["target"], config["hidden_size"]) == ("hello", "ohlol", 5)
    (notice,) = [text for text in texts(page) if text.startswith("In the link")]
    assert "target must have as many symbols as source" in notice


@pytest.mark.parametrize(
    ("name", "junk"),
    [("lr", "nan"), ("epochs", "100001"), ("epoch", "-1")],
)
def test_junk_numbers_in_the_link_fall_back_with_a_notice(run_page, name, junk):
    page = run_page("training", **{name: junk})
    (notice,) = [text for text in texts(page) if text.startswith("In the link")]
    assert notice.startswith(f"In the link, {name} must be a ")


def test_small_learning_rates_keep_their_digits(run_page):
    page = run_page("training", lr="0.0001")
    assert shown(page, "training-player").header["config"]["lr"] == 0.0001
    assert page.number_input(key="training.lr").value == 0.0001
    assert page.number_input(key="training.lr").proto.format % 0.0001 == "0.0001"


def test_the_console_prints_the_lessons_lines_so_far(run_page):
    page = run_page("training", epoch="3")
    trainer = Trainer(TextConfig())
    for _ in range(3):
        next(trainer)
    printed = shown(page, "training-panels").header["view"]["printed"]
    assert printed == printed_output(trainer.recording())["printed"]
    assert printed[0]["text"] == "Predicted: ooooo, Epoch [1/15] loss = 1.228"


def test_the_table_names_epoch_loss_and_text(run_page):
    page = open_tab(run_page("training", epoch="15"), "training-tabs", "Table")
    rows = table(page, "training-panels")
    assert list(rows) == ["epoch", "loss", "predicted"]
    assert rows["predicted"][-1] == "ohlol"
    assert rows["epoch"] == list(range(1, 16))


@pytest.mark.parametrize("tab", ["Shapes", "Code"])
def test_the_other_tabs_open(run_page, tab):
    page = open_tab(run_page("training", source="a`|b", target="$|$|"), "training-tabs", tab)
    assert not page.exception


def test_the_sentence_says_whether_the_text_needs_memory(run_page):
    assert "only a network with memory" in texts(run_page("training"))[0]
    assert "without memory" in texts(run_page("training", source="abc", target="bca"))[0]


def test_a_persons_text_is_never_markdown(run_page):
    evil = "![](http://x/y.png)"
    page = run_page("training", source=evil, target=evil[::-1])
    for element in [*page.markdown, *page.caption, *page.title, *page.subheader]:
        assert "http://x" not in element.value


def test_optimiser_schedule_clip_and_memory_stand_in_the_link_and_reach_the_network(run_page):
    wanted = {"optimiser": "sgd", "schedule": "cosine", "clip": "0.5", "memory": "false", "epoch": "9"}
    page = run_page("training", **wanted)
    config = TextConfig(optimiser="sgd", schedule="cosine", clip=0.5, memory=False)
    trainer = Trainer(config)
    steps = [next(trainer) for _ in range(9)]
    recording = shown(page, "training-player")
    assert recording.losses == [step.loss for step in steps]
    assert not recording["rnn.weight_hh_l0"].any()
    assert recording["clipped"].tolist() == trainer.recording()["clipped"].tolist() != []
    assert query(page) == wanted


def test_the_widgets_of_the_new_settings_start_another_run(run_page):
    page = run_page("training")
    page.selectbox(key="training.optimiser").set_value("rmsprop").run()
    page.toggle(key="training.memory").set_value(False).run()
    config = shown(page, "training-player").header["config"]
    assert (config["optimiser"], config["memory"]) == ("rmsprop", False)
    assert query(page) == {"optimiser": "rmsprop", "memory": "false"}


def test_a_bad_clip_gets_a_sentence_and_the_run_stays(run_page):
    page = run_page("training", epoch="3")
    page.session_state["more-training"] = True
    page.run().number_input(key="training.clip").set_value(-1.0).run()
    assert "clip must be a number from 0 to 1000, got -1." in texts(page)
    assert len(shown(page, "training-player").losses) == 3


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_the_floor_stands_beside_the_loss_with_what_is_left_without_memory(run_page, cell):
    floor = memoryless_floor("hello", "ohlol")
    page = run_page("training", cell=cell)
    (words,) = [text for text in texts(page) if text.startswith("Best without memory")]
    assert words == f"Best without memory: 0.277 nats, 4 of 5 letters. {floor.sentence}"
    assert shown(page, "training-player").header["view"]["floor"] == floor.loss
    page.toggle(key="training.memory").set_value(False).run()
    (words,) = [text for text in texts(page) if text.startswith("Best without memory")]
    assert words.endswith(without_recurrence(cell).sentence)


def test_a_loss_that_is_no_number_stops_the_run_and_says_where_and_why(run_page):
    page = run_page("training", lr="1000", optimiser="adamw", epochs="100", epoch="100")
    trainer = Trainer(TextConfig(lr=1000.0, optimiser="adamw", epochs=100))
    with pytest.raises(TrainingError) as broken:
        trainer.run_for(60)
    assert any(text.startswith(f"{broken.value}.") for text in texts(page))
    assert shown(page, "training-player").losses == trainer.recording().losses


def test_the_figures_are_drawn_for_whoever_opens_them(run_page):
    page = run_page("training", epoch="15")
    assert not page.get("plotly_chart")
    page.session_state["training-figures"] = True
    page.run()
    assert not page.exception
    assert len(page.get("plotly_chart")) == 2


LONG = {"source": "ab" * 250, "target": "ba" * 250, "cell": "gru"}


def test_a_network_whose_epoch_a_pause_would_have_to_wait_for_is_refused(run_page):
    page = run_page("training", **LONG, num_layers="3")
    rule = "num_layers must be at most 2 with this text, cell and hidden_size, since an epoch cannot be interrupted"
    assert any(f"{rule}, got 3; " in text for text in texts(page))
    page = run_page("training", **LONG, num_layers="2")
    page.number_input(key="training.num_layers").set_value(4).run()
    assert f"{rule}, got 4." in texts(page)
    page.number_input(key="training.num_layers").set_value(2).run()
    config = shown(page, "training-player").header["config"]
    assert (config["cell"], config["num_layers"], len(config["source"])) == ("gru", 2, 500)


def test_so_is_one_whose_states_take_as_long_to_send(run_page):
    page = run_page("training", **LONG | {"cell": "rnn"}, hidden_size="128", num_layers="3")
    assert any("num_layers must be at most 2 with this text" in text for text in texts(page))
    page = run_page("training", **LONG | {"cell": "rnn"}, num_layers="4")
    assert shown(page, "training-player").header["config"]["num_layers"] == 4


def test_a_file_of_such_a_network_is_refused_too():
    trainer = Trainer(TextConfig(**LONG, num_layers=4, epochs=2))
    with pytest.raises(ConfigError, match="since an epoch cannot be interrupted"):
        opened_runs(Runs(trainer).to_bytes())
