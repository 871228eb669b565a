"""The ways between pages: a network that one page hands to another has the same weights there and says the same."""

import pytest

from rnnlab import ablate, generate, teacher_force
from rnnlab.inference.text_model import read_text_model
from rnnlab.recording.recording import Recording
from rnnlab.ui import networks
from tests.ui.look import go, linked, panel_view, query, send, shown, texts

PAGES = ("free", "ablation")
TRAINED = "training-player"
OTHER = {"source": "abcab", "target": "bcabd", "hidden_size": "5", "epochs": "20", "cell": "lstm", "memory": "false"}
PACED = {"optimiser": "sgd", "schedule": "cosine", "clip": "1.0", "seed": "3"}
LEARNED = "a cab, a bad cab. " * 40
RACE = {"task": "next", "text": LEARNED, "seq_len": "8", "hidden_size": "4", "epochs": "40", "cells": "lstm"}
FORK = {
    "type": "fork",
    "run": 0,
    "epoch": 6,
    "lr": "0.01",
    "name": "slow",
    "weights": [["fc.bias", [0], 3]],
    "serial": 1,
}


def network_on(page, name):
    """The recording of the network that a page runs."""
    kept, title = page.session_state[f"{name}.taken"], page.session_state[f"{name}.network"]
    return kept[title].recording if title in kept else page.session_state[f"{name}.training"].recording


def weights(recording):
    """Every bit of the weights that a recording is run with."""
    return {name: weight.numpy().tobytes() for name, weight in read_text_model(recording).network.state_dict().items()}


def runs_as(page, name, origin):
    """Check that a page runs the network of a recording: its weights, the text that it reads, and what it says."""
    assert weights(network_on(page, name)) == weights(origin)
    sent = shown(page, f"{name}-player")
    vocab, (source, target) = sent.header["vocab"], networks.learned_texts(origin)
    if name == "free":
        assert sent.header["text"] == generate(origin, sent.header["prime"], 34, seed=1).text
        reference = "".join(vocab[i] for i in sent["read_forced"])
        assert reference in networks.learned_text(origin)
        forced = teacher_force(origin, sent.header["prime"], reference, seed=1).forced
        assert [vocab[i] for i in sent["said_forced"]] == list(forced.said)
    else:
        both = ablate(origin, source, target, layer=sent.header["layer"], unit=sent.header["unit"])
        assert "".join(vocab[i] for i in sent["source"]) == source
        assert sent.losses == pytest.approx([both.before.loss, both.after.loss], abs=1e-6)
        assert sent.predictions == [both.before.predicted, both.after.predicted]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"epoch": "15"},
        {**OTHER, "epoch": "20"},
        {**OTHER, **PACED, "epoch": "7"},
        {"source": "so to", "target": "o to ", "epoch": "4", "epochs": "120", "hidden_size": "16", "lr": "0.01"},
        {"source": "a", "target": "b", "epoch": "2"},
        {"source": "ab" * 250, "target": "ba" * 250, "epochs": "2", "epoch": "2"},
    ],
    ids=["untrained", "trained", "other settings", "paused", "next symbol", "one symbol", "long"],
)
def test_a_link_of_the_training_page_opens_the_same_network_in_any_session(app, run_page, name, settings):
    page = go(app, "training", **settings)
    origin, link = shown(page, TRAINED), linked(page, name)
    page = go(page, name, **link)
    assert texts(page) == []
    runs_as(page, name, origin)
    runs_as(run_page(name, **link), name, origin)
    runs_as(run_page(name, **query(page)), name, origin)  # the address there is a link, too


@pytest.mark.parametrize("name", PAGES)
def test_a_link_that_was_drawn_before_the_run_went_on_opens_what_the_run_is_now(app, name):
    page = go(app, "training", epochs="30")
    link = linked(page, name)
    origin = shown(send(page, TRAINED, type="train"), TRAINED)
    assert len(origin.losses) == 30
    runs_as(go(page, name, **link), name, origin)


@pytest.mark.parametrize("name", PAGES)
def test_a_fork_with_weights_set_by_hand_is_taken_over_as_it_is(app, run_page, name):
    page = send(go(app, "training", epoch="15"), TRAINED, **FORK)
    origin, link = shown(page, TRAINED), linked(page, name)
    page = go(page, name, **link)
    assert [text[:26] for text in texts(page)] == ["Embedding: slow, epoch 15:"]
    runs_as(page, name, origin)
    assert page.selectbox(key=f"{name}.network").value == query(page)["network"] == "Embedding: slow, epoch 15"
    assert texts(run_page(name, **link)) == [
        "In the link, network must be one that was trained in this session, got 'Embedding: slow'; "
        "'trained with the settings here' is used."
    ]


@pytest.mark.parametrize("name", PAGES)
def test_the_run_that_is_selected_is_handed_over(app, name):
    page = send(go(app, "training", epoch="15"), TRAINED, **FORK)
    page = send(page, TRAINED, type="stage", run=0, serial=2)
    origin = shown(page, TRAINED)
    assert origin.header["epochs_done"] == 15
    page = go(page, name, **linked(page, name))
    assert page.selectbox(key=f"{name}.network").value == networks.OWN
    runs_as(page, name, origin)


def raced(app, **changes):
    """A race of one cell at epoch 3, and a copy of its newest recording."""
    page = go(app, "race", **RACE | {"epoch": "3"} | changes)
    return page, Recording.from_bytes(page.session_state["race.races"].present.network("lstm").to_bytes())


def take_over(page, name):
    """Go to a page and choose the first network that other pages offer."""
    choice = go(page, name).selectbox(key=f"{name}.network")
    return choice.set_value(choice.options[1]).run()


@pytest.mark.parametrize("name", PAGES)
def test_a_network_of_a_race_stays_as_it_was_taken_over(app, run_page, name):
    page, origin = raced(app)
    page = take_over(page, name)
    runs_as(page, name, origin)
    first, title = shown(page, f"{name}-player"), page.selectbox(key=f"{name}.network").value
    assert title == "Race: LSTM, 499 parameters, epoch 3"
    ways = ({"type": "step"}, {"type": "reset"}, {"type": "new_seed"}, None)  # it goes on, begins again, is thrown away
    for event in ways:
        page = send(go(page, "race"), "race-player", **event) if event else go(page, "race", task="echo")
        page = go(page, name)
        assert page.selectbox(key=f"{name}.network").value == title
        assert any(text.startswith(f"{title}: it stays as it was then") for text in texts(page))
        assert shown(page, f"{name}-player") == first
        runs_as(page, name, origin)
    page.selectbox(key=f"{name}.network").set_value(networks.OWN).run()
    assert weights(network_on(page, name)) == weights(network_on(run_page(name), name))


@pytest.mark.parametrize("name", PAGES)
def test_one_button_takes_over_the_newest_state_of_the_same_run(app, name):
    page = take_over(raced(app)[0], name)
    assert f"{name}.newest" not in [button.key for button in page.button]
    page = send(go(page, "race"), "race-player", type="step")
    origin = page.session_state["race.races"].present.network("lstm")
    page = go(page, name).button(key=f"{name}.newest").click().run()
    runs_as(page, name, origin)
    assert page.selectbox(key=f"{name}.network").value == "Race: LSTM, 499 parameters, epoch 4"
    assert f"{name}.newest" not in [button.key for button in page.button]
    page = go(send(go(page, "race"), "race-player", type="reset"), name)
    assert f"{name}.newest" not in [button.key for button in page.button]


def test_two_networks_of_the_same_name_and_epoch_are_told_apart(app):
    page, first = raced(app)
    page = take_over(page, "free")
    title = page.selectbox(key="free.network").value
    page, second = raced(page, lr="0.05")
    choice = go(page, "free").selectbox(key="free.network")
    assert choice.options[1:] == [title, f"{title} (2)"]
    runs_as(choice.set_value(f"{title} (2)").run(), "free", second)
    runs_as(page.selectbox(key="free.network").set_value(title).run(), "free", first)


@pytest.mark.parametrize("name", PAGES)
def test_a_link_with_settings_lets_a_network_go_and_a_link_that_names_it_takes_it_again(app, name):
    page, origin = raced(app)
    page = take_over(page, name)
    own = query(page)
    page = go(go(page, "cell"), name, epochs="3")
    assert page.selectbox(key=f"{name}.network").value == networks.OWN
    assert network_on(page, name).header["config"]["epochs"] == 3
    page = go(go(page, "cell"), name, **own)
    assert page.selectbox(key=f"{name}.network").value == own["network"]
    runs_as(page, name, origin)


@pytest.mark.parametrize("name", PAGES)
def test_a_network_has_a_script_if_settings_say_all_of_it(app, name):
    page = go(go(app, "training", epoch="15"), "cell")
    page = take_over(page, name)
    assert page.selectbox(key=f"{name}.network").value == "Embedding: run 1, epoch 15"
    assert "Code" in panel_view(page, f"{name}-panels")["tabs"]
    page = take_over(raced(page)[0], name)
    choice = page.selectbox(key=f"{name}.network")
    page = choice.set_value(next(title for title in choice.options if title.startswith("Race"))).run()
    assert "Code" not in panel_view(page, f"{name}-panels")["tabs"]


def test_the_network_in_use_is_kept_while_others_are_refused(app):
    """As long as another field holds a bad value, no choice is carried out."""
    page = go(app, "training", epoch="5")
    for number in range(4):
        page = send(page, TRAINED, type="fork", run=0, epoch=3, lr=f"0.0{number + 1}", serial=number + 1)
    page = take_over(page, "free")
    title, before = page.selectbox(key="free.network").value, network_on(page, "free")
    page.number_input(key="free.length").set_value(0.0).run()
    for other in page.selectbox(key="free.network").options[2:]:
        page.selectbox(key="free.network").set_value(other).run()
    taken = page.session_state["free.taken"]
    assert taken[title].recording is before
    assert len(taken) == 3
