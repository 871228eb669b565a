"""A tab that is loaded again is a new session, which gets what the pages had before; see `rnnlab.ui.shell.reloads`."""

import gc
from collections.abc import Callable
from weakref import WeakValueDictionary

import pytest
from streamlit.testing.v1 import AppTest

from rnnlab.ui.shell import reloads
from tests.conftest import ROOT
from tests.ui.look import go, query, send, shown, texts
from tests.ui.pages.race.races import CELLS, SMALL

FIRST, SECOND, THIRD, FOURTH, UNHEARD = (digit * 32 for digit in "1234a")
PLAYER = "training-player"
FORK = {"type": "fork", "run": 0, "epoch": 6, "weights": [["fc.bias", [0], 3]], "name": "by hand"}
Load = Callable[..., AppTest]


def ready(app: AppTest, tab: object, before: object) -> AppTest:
    """The browser has loaded the menu."""
    del app.session_state["routed"]  # as in `go`
    return send(app, "menu", type="ready", tab=tab, before=before)


@pytest.fixture
def load(monkeypatch) -> Load:
    """`load("training", tab, before, epoch="15")` opens a page as a browser's tab does: the menu says its name."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(reloads, "_LOADINGS", WeakValueDictionary())  # without the sessions of other tests

    def load(name: str, tab: object, before: object = "", **link: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
        app.session_state["address.ready"] = True
        app.run()
        return ready(go(app, name, **link), tab, before)

    return load


@pytest.fixture
def forked(load) -> AppTest:
    """A tab with a trained run, and a fork of it with a weight that was set by hand."""
    return send(load("training", FIRST, epoch="15"), PLAYER, **FORK)


def view(page):
    return shown(page, PLAYER).header["view"]


def names(page):
    return [run["name"] for run in view(page)["runs"]]


def test_the_forks_of_before_a_reload_come_back_with_one_click(load, forked):
    again = load("training", SECOND, FIRST, epoch="15")
    assert (names(again), view(again)["earlier"]) == (["run 1"], 2)
    send(again, PLAYER, type="earlier")
    assert (names(again), view(again)["earlier"]) == (["run 1", "by hand"], 1)
    assert shown(again, PLAYER).losses == shown(forked, PLAYER).losses
    assert query(again) == {"epoch": "15"}


def test_a_tab_that_was_duplicated_shares_nothing_with_its_original(load, forked):
    other = send(load("training", SECOND, FIRST, epoch="15"), PLAYER, type="earlier")
    losses = shown(forked, PLAYER).losses
    send(other, PLAYER, type="rename", run=1, name="mine")
    send(other, PLAYER, type="reset")
    assert (names(forked), shown(forked, PLAYER).losses) == (["run 1", "by hand"], losses)
    again = load("training", THIRD, FIRST, epoch="15")  # the original, loaded again
    assert names(send(again, PLAYER, type="earlier")) == ["run 1", "by hand"]


def test_what_was_before_comes_through_two_reloads_and_one_of_them_on_another_page(load, forked):
    between = load("cell", SECOND, FIRST)
    again = load("cell", THIRD, f"{SECOND} {FIRST}")
    soon = load("cell", FOURTH, f"{UNHEARD} {FIRST}")
    for app in (again, soon, between):
        assert view(go(app, "training"))["earlier"] == 2


def test_the_settings_of_another_run_come_back_with_it(load):
    opened = load("training", FIRST, epoch="15", hidden_size="6")
    again = load("training", SECOND, FIRST, seed="3")
    assert view(again)["earlier"] == 1
    send(again, PLAYER, type="earlier")
    assert again.number_input(key="training.hidden_size").value == 6
    assert shown(again, PLAYER).losses == shown(opened, PLAYER).losses


def test_what_the_link_brings_back_is_not_offered(load):
    opened = load("training", FIRST, epoch="15")
    assert view(load("training", SECOND, FIRST, epoch="15"))["earlier"] == 0
    assert view(load("training", THIRD, FIRST, epoch="14"))["earlier"] == 1  # of which it has trained less
    assert view(opened)["earlier"] == 0


def test_a_race_comes_back_with_one_click(load):
    before = load("race", FIRST, **SMALL, epoch="20")
    again = load("race", SECOND, FIRST, **SMALL | {"epochs": "30"}, lr="0.5")
    next(button for button in again.button if button.label == "Back to the race before (20 epochs)").click().run()
    for cell in CELLS:
        name = f"losses.{cell}"
        assert shown(again, "race-player")[name].tolist() == shown(before, "race-player")[name].tolist()
    assert again.number_input(key="race.lr").value == 0.03


@pytest.mark.parametrize("name", ["free", "ablation"])
def test_a_network_that_was_taken_over_can_be_chosen_again(load, name):
    before = go(load("race", FIRST, task="next", cells="lstm", hidden_size="8", epochs="3", epoch="3"), name)
    title = before.selectbox(key=f"{name}.network").options[1]
    before.selectbox(key=f"{name}.network").set_value(title).run()
    again = load(name, SECOND, FIRST, **query(before))
    again.selectbox(key=f"{name}.network").set_value(title).run()
    assert again.selectbox(key=f"{name}.network").value == title
    mine, others = (app.session_state[f"{name}.taken"][title].recording for app in (again, before))
    assert mine is others
    assert any(text.startswith(f"{title}: it stays as it was then") for text in texts(again))


@pytest.mark.parametrize(
    "name",
    [
        None,
        7,
        [FIRST],
        {"tab": FIRST},
        "",
        FIRST[:-1],
        FIRST + "\n",
        FIRST + "  " + FIRST,
        " ".join([UNHEARD] * 4 + [FIRST]),
        "g" * 32,
        "1" * 10**6,
    ],
)
def test_a_name_that_no_browser_gives_finds_nothing_and_is_not_kept(load, forked, name):
    assert view(load("training", name, FIRST, epoch="15"))["earlier"] == 0
    assert set(reloads._LOADINGS) == {FIRST}
    assert view(load("training", SECOND, name, epoch="15"))["earlier"] == 0


def test_a_session_takes_over_once(load, forked):
    again = load("training", SECOND, FIRST, epoch="15")
    for tab in (SECOND, THIRD):
        ready(again, tab, FIRST)
    send(again, PLAYER, type="earlier")
    assert view(again)["earlier"] == 1  # the run of the link
    send(again, PLAYER, type="earlier")
    assert (names(again), view(again)["earlier"]) == (["run 1"], 2)
    assert THIRD not in reloads._LOADINGS


def test_nothing_outlives_the_session_that_has_it(load):
    page = send(load("training", FIRST, epoch="15"), PLAYER, **FORK)
    assert FIRST in reloads._LOADINGS
    del page
    gc.collect()
    assert FIRST not in reloads._LOADINGS
    assert view(load("training", SECOND, FIRST, epoch="15"))["earlier"] == 0
