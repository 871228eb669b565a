"""The menu's way through Python: what a browser says is looked up, never trusted."""

import pytest
from streamlit.testing.v1 import AppTest


def choose(path):
    import streamlit as st

    from rnnlab.ui import router

    if "asked" not in st.session_state:
        st.session_state.asked = True
        router.choose(path)
    st.text(router.navigation().title)


def went_to(path):
    page = AppTest.from_function(choose, args=(path,)).run()
    assert not page.exception
    return [text.value for text in page.text]


@pytest.mark.parametrize("path", ["nowhere", "../app", 7, None, ["cell"], {"a": 1}, "cell\0", "front"])
def test_a_path_that_no_page_has_changes_nothing(path):
    assert went_to(path) == ["Home"]


@pytest.mark.parametrize(
    ("path", "title"), [("cell", "RNNCell, step by step"), ("race", "Race: which cell remembers?")]
)
def test_a_path_leads_to_its_page(path, title):
    assert went_to(path) == [title]
