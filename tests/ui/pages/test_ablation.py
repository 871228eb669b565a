"""The page Ablation: the hold is that of the link, the numbers are the library's, and bad values get a sentence."""

import pytest

from rnnlab import ablate, train_text
from rnnlab.config.training import TaskConfig
from rnnlab.errors import TextError
from rnnlab.inference import unit_ranking
from rnnlab.training.trainer import Trainer
from rnnlab.ui.networks import Network
from rnnlab.ui.pages.ablation.runs import Subject, ranking_of
from tests.ui.look import query, send, shown, texts

PLAYER = "ablation-player"
SIZES = {"hidden_size": 4, "num_layers": 2, "epochs": 60, "seed": 9}


@pytest.fixture(scope="module")
def run():
    return train_text(**SIZES)


def test_the_page_opens_with_a_unit_held_and_a_clean_link(run_page, run):
    page = run_page("ablation")
    sent = shown(page, PLAYER)
    expected = ablate(run, "hello", "ohlol", layer=1, unit=1)
    assert sent.losses == pytest.approx([expected.before.loss, expected.after.loss], abs=1e-6)
    assert sent.predictions == [expected.before.predicted, expected.after.predicted]
    assert query(page) == {}


def test_a_link_says_what_is_held(run_page, run):
    page = run_page("ablation", layer="0", unit="3", step="2", value="-0.5")
    sent = shown(page, PLAYER)
    expected = ablate(run, "hello", "ohlol", layer=0, unit=3, steps=2, value=-0.5)
    assert sent.losses == pytest.approx([expected.before.loss, expected.after.loss], abs=1e-6)
    assert sent["held"].tolist() == [0, 1, 0, 0, 0]
    assert query(page) == {"layer": "0", "unit": "3", "step": "2", "value": "-0.5"}


def test_a_gate_of_an_lstm_is_held(run_page):
    page = run_page("ablation", cell="lstm", what="f", unit="2", layer="0")
    run = train_text(cell="lstm", **SIZES)
    expected = ablate(run, "hello", "ohlol", layer=0, unit=2, gate="f")
    assert shown(page, PLAYER).losses[1] == pytest.approx(expected.after.loss, abs=1e-6)


def test_a_click_holds_and_a_release_lets_go(run_page, run):
    page = send(run_page("ablation"), PLAYER, type="hold", layer=0, unit=2, what="h", step=None)
    expected = ablate(run, "hello", "ohlol", layer=0, unit=2)
    assert shown(page, PLAYER).losses[1] == pytest.approx(expected.after.loss, abs=1e-6)
    assert query(page) == {"layer": "0", "unit": "2"}
    page = send(page, PLAYER, type="release")
    assert len(shown(page, PLAYER).losses) == 1
    assert query(page)["hold"] == "false"


@pytest.mark.parametrize(
    "event",
    [
        {"type": "hold"},
        {"type": "hold", "layer": 9, "unit": 0, "what": "h"},
        {"type": "hold", "layer": 0, "unit": -1, "what": "h"},
        {"type": "hold", "layer": 0, "unit": 1.5, "what": "h"},
        {"type": "hold", "layer": True, "unit": 0, "what": "h"},
        {"type": "hold", "layer": 0, "unit": 0, "what": "f"},
        {"type": "hold", "layer": 0, "unit": 0, "what": ["h"]},
        {"type": "steps", "step": 6},
        {"type": "steps", "step": "1"},
        {"type": "select", "layer": None, "unit": {}},
        {"type": "no such thing"},
    ],
    ids=str,
)
def test_an_event_that_asks_for_what_is_not_there_changes_nothing(run_page, event):
    page = run_page("ablation")
    before = shown(page, PLAYER)
    assert shown(send(page, PLAYER, **event), PLAYER).losses == before.losses
    assert query(page) == {}


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"unit": "7"}, "In the link, unit must be a whole number from 0 to 3, got 7; 1 is used."),
        ({"layer": "5"}, "In the link, layer must be a whole number from 0 to 1, got 5; 1 is used."),
        ({"step": "9"}, "In the link, step must be a whole number from 0 to 5, got 9; 0 is used."),
        ({"what": "f"}, "In the link, what must be h, got 'f'; 'h' is used."),
        ({"cell": "gru", "what": "f"}, "In the link, what must be one of h, r, z, n, got 'f'; 'h' is used."),
        ({"unit": "5000"}, "In the link, unit must be a whole number from 0 to 3, got 5000; 1 is used."),
        ({"value": "1e99"}, "value must be a number from -1000 to 1000, got 1e+99"),
    ],
    ids=str,
)
def test_what_a_link_gets_wrong_is_told_and_the_picture_stands(run_page, link, sentence):
    page = run_page("ablation", **link)
    assert any(sentence in text for text in texts(page)), texts(page)
    assert len(shown(page, PLAYER).losses) == 2


def test_a_layer_that_is_not_there_is_refused_until_another_is_typed(run_page):
    page = run_page("ablation")
    before = shown(page, PLAYER).losses
    page.number_input(key="ablation.layer").set_value(2.0).run()
    assert texts(page) == ["layer must be a whole number from 0 to 1, got 2."]
    assert shown(page, PLAYER).losses == before
    page.number_input(key="ablation.layer").set_value(1.0).run()
    assert texts(page) == []


def test_a_hold_of_a_unit_that_a_smaller_network_lacks_moves_with_a_sentence(run_page):
    page = run_page("ablation", unit="3", cell="lstm", what="c")
    page.number_input(key="ablation.hidden_size").set_value(2.0).run()
    assert texts(page) == ["unit must be a whole number from 0 to 1, got 3; 1 is used."]
    assert shown(page, PLAYER).header["unit"] == 1
    page.selectbox(key="ablation.cell").set_value("gru").run()
    assert texts(page) == ["what must be one of h, r, z, n, got 'c'; 'h' is used."]
    assert shown(page, PLAYER).header["gate"] is None


def test_any_grapheme_can_be_read(run_page):
    page = run_page("ablation", source="👩‍👩‍👧é👩‍👩‍👧 ", target="aéb<", epochs="20")
    assert shown(page, PLAYER).header["vocab"] == sorted({"👩‍👩‍👧", "é", " ", "a", "b", "<"})


def test_the_ranking_is_the_librarys(run_page, run):
    ranking = shown(run_page("ablation"), PLAYER).header["view"]["ranking"]
    for _, layer, unit, change in ranking["units"]:
        assert change == pytest.approx(ablate(run, "hello", "ohlol", layer=layer, unit=unit).loss_change, abs=1e-5)
    assert ranking["total"] == 8


def test_a_network_of_a_race_reads_the_text_that_it_has_learned(run_page):
    """Also where that text has none of the letters of the page's own fields, which are hidden then."""
    trainer = Trainer(TaskConfig(task="next", text="a cab, a bad cab. " * 40, seq_len=8, hidden_size=4))
    next(trainer)
    page = run_page("ablation")
    network = Network(run=1, epochs_done=lambda: trainer.epochs_done, newest=trainer.recording)
    page.session_state["published"] = {"Race": {"RNN": network}}
    sent = shown(page.run().selectbox(key="ablation.network").set_value("Race: RNN, epoch 1").run(), PLAYER)
    read, asked = ("".join(sent.header["vocab"][i] for i in sent[name]) for name in ("source", "target"))
    assert len(read) == 499
    assert ("a cab, a bad cab. " * 40).startswith(read[0] + asked)
    assert asked[:-1] == read[1:]


def subject_of(run, key, source="hello"):
    return Subject(recording=run, source=source, target="ohlol", key=key)


def test_a_ranking_that_cannot_be_says_so_at_every_look(run):
    """The ranking is shared by all sessions, so the second tick may be that of another session."""
    for _ in range(2):
        with pytest.raises(TextError, match="symbols that the network knows"):
            ranking_of(subject_of(run, "unknown symbols", source="hallo"))


def broken_after_one_group(run, monkeypatch, error):
    """As `effects_of`, with an error in place of the second group."""

    def groups(*_, **__):
        yield (unit_ranking.UnitEffect(0, 0, 0.5),)
        raise error

    monkeypatch.setattr(unit_ranking, "effects_of", groups)


def test_a_ranking_that_stops_on_its_way_is_told_like_one_that_cannot_begin(run, monkeypatch):
    broken_after_one_group(run, monkeypatch, TextError("text must be another"))
    for _ in range(2):
        with pytest.raises(TextError, match="text must be another"):
            ranking_of(subject_of(run, "stops on its way"))


def test_a_ranking_that_was_stopped_by_something_else_is_begun_again(run, monkeypatch):
    with monkeypatch.context() as patch:
        broken_after_one_group(run, patch, MemoryError())
        with pytest.raises(MemoryError):
            ranking_of(subject_of(run, "too little memory"))
    assert ranking_of(subject_of(run, "too little memory")).done
