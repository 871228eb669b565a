"""The player as a page calls it."""

from types import SimpleNamespace

import pytest

from rnnlab import Recording


@pytest.fixture
def module(run_page):
    run_page("home")  # Streamlit knows the player's files once a page has run
    from rnnlab.ui import player

    return player


class StoppedError(Exception):
    """What `st.stop` does to a script."""


def stopped():
    raise StoppedError


def mount_in_an_emptied_session(**arguments):
    raise KeyError(f'st.session_state has no key "{arguments["key"]}"')


def test_a_tab_that_is_closed_while_its_player_is_drawn_ends_the_script_quietly(module, monkeypatch):
    monkeypatch.setattr(module, "_mount", mount_in_an_emptied_session)
    monkeypatch.setattr(module, "st", SimpleNamespace(session_state={}, stop=stopped))
    with pytest.raises(StoppedError):
        module.player(Recording({}, {"kind": "cell"}), view={"name": "cell"}, key="cell-player")


def test_a_key_error_of_our_own_is_no_closed_tab(module, monkeypatch):
    monkeypatch.setattr(module, "_mount", mount_in_an_emptied_session)
    monkeypatch.setattr(module, "st", SimpleNamespace(session_state={"cell-player": None}, stop=stopped))
    with pytest.raises(KeyError):
        module.player(Recording({}, {"kind": "cell"}), view={"name": "cell"}, key="cell-player")
