"""The page Free running: the text is the one that the library generates, and the link holds every setting."""

import pytest

from rnnlab import generate, teacher_force, train_text
from rnnlab.text import symbols
from rnnlab.ui.pages.generation.form import LINE
from tests.ui.look import query, shown, texts

PLAYER = "free-player"


@pytest.fixture(scope="module")
def run():
    return train_text(LINE[:-1], LINE[1:], hidden_size=16, lr=0.01, epochs=120)


def test_the_page_opens_with_a_text_that_parts_from_the_one_it_learned(run_page, run):
    page = run_page("free")
    sent = shown(page, PLAYER)
    assert sent.header["text"] == generate(run, "one", 34, seed=1).text
    both = teacher_force(run, "one", LINE, seed=1)
    assert sent.header["parts_at"] == both.parts_at is not None
    for layer, distances in enumerate(both.distance):
        assert sent[f"layer{layer}.distance"].ravel() == pytest.approx(distances[: len(sent["read_forced"])], abs=1e-5)
    assert query(page) == {}


def test_a_link_says_how_it_is_drawn(run_page, run):
    page = run_page("free", temperature="0.5", top_k="2", length="20", draw="7", prime="no ")
    written = generate(run, "no ", 20, temperature=0.5, top_k=2, seed=7)
    assert shown(page, PLAYER).header["text"] == written.text
    assert (shown(page, PLAYER)["probabilities"] > 0).sum(axis=1).max() <= 2
    assert query(page) == {"temperature": "0.5", "top_k": "2", "length": "20", "draw": "7", "prime": "no "}


def test_a_link_of_the_training_page_is_understood(run_page):
    page = run_page("free", source="hello", target="ohlol", hidden_size="6", epochs="15")
    run = train_text("hello", "ohlol", hidden_size=6)
    prime = shown(page, PLAYER).header["prime"]
    assert shown(page, PLAYER).header["text"] == generate(run, prime, 34, seed=1).text


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"prime": "xyz"}, "prime must use only symbols that the network knows"),
        ({"top_k": "99"}, "In the link, top_k must be a whole number from 0 to 7, got 99; 0 is used."),
        ({"top_k": "99999"}, "In the link, top_k must be a whole number from 0 to 7, got 99999; 0 is used."),
        ({"draw": "-1"}, "sampling seed must be a whole number from 0 to 4294967295, got -1"),
        ({"temperature": "-1"}, "temperature must be a number from 0 to 100, got -1"),
        ({"reference": "sun"}, "reference must be a text that begins with prime"),
        ({"text": "a"}, "text must have at least 2 symbols to have a next one, got 1"),
        ({"target": "too short"}, "target must have as many symbols as text"),
    ],
    ids=str,
)
def test_what_a_link_gets_wrong_is_told_and_something_is_written(run_page, link, sentence):
    page = run_page("free", **link)
    assert any(sentence in text for text in texts(page)), texts(page)
    assert shown(page, PLAYER).header["text"]


def test_a_bad_prime_in_the_field_keeps_the_last_good_text(run_page):
    page = run_page("free")
    before = shown(page, PLAYER).header["text"]
    page.text_input(key="free.prime").set_value("").run()
    assert not page.exception
    assert any(text.startswith("prime must be") for text in texts(page)), texts(page)
    assert shown(page, PLAYER).header["text"] == before


def test_an_epoch_beyond_the_last_is_refused_and_no_other_is_used_in_silence(run_page):
    page = run_page("free", length="3")
    page.number_input(key="free.epoch").set_value(121.0).run()
    assert texts(page) == ["epoch must be a whole number from 0 to 120, got 121."]
    assert page.number_input(key="free.epoch").value == 121
    page.number_input(key="free.epoch").set_value(120.0).run()
    assert texts(page) == []
    page.number_input(key="free.epochs").set_value(60.0).run()
    assert texts(page) == ["epoch must be a whole number from 0 to 60, got 120; 60 is used."]
    assert page.number_input(key="free.epoch").value == 60
    page.number_input(key="free.length").set_value(4.0).run()
    assert texts(page) == []
    assert query(page) == {"epochs": "60", "epoch": "60", "length": "4"}


@pytest.mark.parametrize("symbol", ["a", "a" + "\u0301" * 60], ids=["short", "many code points"])
def test_a_prime_that_begins_the_old_text_becomes_the_beginning_of_the_new_one(run_page, symbol):
    page = run_page("free", epochs="2", length="3")
    page.text_input(key="free.text").set_value(f"b{symbol}" * 170).run()  # 340 symbols, up to 10,540 code points
    assert not page.exception
    assert texts(page) == []
    assert symbols(shown(page, PLAYER).header["prime"]) == symbols(f"b{symbol}b")


def test_any_grapheme_can_be_written(run_page):
    page = run_page("free", text="👩‍👩‍👧é👩‍👩‍👧é👩‍👩‍👧é", prime="👩‍👩‍👧", length="4", epochs="60")
    assert set(shown(page, PLAYER).header["vocab"]) == {"👩‍👩‍👧", "é"}
    assert len(shown(page, PLAYER)["said"]) == 4
