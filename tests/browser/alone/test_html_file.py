"""An HTML file opened from disk plays, scrubs and explains, asks no network, and runs nothing of a recording."""

import re
import socket

import numpy as np
import pytest
from playwright.sync_api import expect

from rnnlab import CellConfig, LayersConfig, Recording, ablate, teacher_force, train_text
from rnnlab.bundled.recordings import bundled, tagger
from rnnlab.config.training import TaskConfig
from rnnlab.tracing.record import record_cell, record_layers
from rnnlab.training.race import Race
from rnnlab.ui.pages.race.snapshot import RaceState, snapshot
from tests.browser.probe import Player

RUN = train_text("hello", "ohlol", hidden_size=4, num_layers=2, epochs=12, cell="lstm")
RECORDINGS = {
    "cell": record_cell(CellConfig()),
    "layers": record_layers(LayersConfig(cell="lstm", bidirectional=True, batch_size=2)),
    "training": RUN,
    "weather": bundled(),
    "generation": teacher_force(RUN, "h", "hello").recording,
    "watched": tagger(),
    "ablation": ablate(RUN, "hello", "ohlol", unit=1).recording,
}
EVIL = '</script><img src=x onerror="window.evil=1"><script>window.evil=1</script>'


@pytest.mark.parametrize("kind", RECORDINGS)
def test_it_plays_scrubs_and_spells_the_arithmetic(open_file, kind):
    player = open_file(RECORDINGS[kind])
    first, last = "0" if kind in ("cell", "layers", "weather") else "1", player["len"]
    player.press("Home")
    player.at(int(first))
    player.button("toggle").click()
    player.at(int(last))
    player.has("playing", "false")
    track = player.root.locator(".track")
    track.click(position={"x": 1, "y": 20})
    player.at(int(first))
    player.button("next").click()
    player.at(int(first) + 1)
    player.press("End", "ArrowDown")
    lines = player.arithmetic()
    for line in lines:
        assert line["terms"] == pytest.approx(line["sum"], abs=1e-4)
    assert np.isfinite(player.torch_value())


def test_a_click_on_a_unit_spells_its_arithmetic(open_file):
    player = open_file(RECORDINGS["cell"], still=True)
    player.press("End", "ArrowDown")
    before = player.root.locator(".strip .lines").inner_text()
    assert "[1]" in before
    box = player.stage.locator("canvas").bounding_box()
    h = RECORDINGS["cell"]["layer0.h"]
    for x in range(40, int(box["width"]), 8):  # the column of h_1: a click there goes to its step
        player.page.mouse.click(box["x"] + x, box["y"] + 92)
        if player["step"] == "1":
            break
    player.at(1)
    lines = player.arithmetic()
    assert lines[-1]["value"] == pytest.approx(h[0, 0, 0], abs=1e-6)
    assert player.torch_value() == pytest.approx(h[0, 0, 0], abs=1e-7)


@pytest.mark.parametrize("kind", ["training", "ablation", "cell"])
def test_there_is_no_button_that_would_need_python(open_file, kind):
    player = open_file(RECORDINGS[kind])
    buttons = player.root.locator("button").evaluate_all("(all) => all.map((button) => button.className)")
    assert buttons == ["first", "back", "toggle", "next", "last"]
    player.press("ArrowDown", "Enter", "Delete", "5")
    assert player.root.locator(":is(input, form, .runs):visible").count() == 0
    player.stage.hover(position={"x": 300, "y": 200})
    text = player.root.inner_text()
    assert not any(word in text for word in ("Click: hold", "Click to type", "Train", "Live", "Paused"))


def test_a_race_is_shown_as_far_as_it_went(open_file):
    config = TaskConfig(task="echo", seq_len=8, epochs=6)
    race = Race(config, ("rnn", "gru"))
    for _ in range(4):
        next(race)
    none = dict.fromkeys(race.trainers, ())
    state = RaceState(
        config=config,
        race=race,
        parameters=dict.fromkeys(none, 100),
        held_out=none,
        failures={},
        status="paused",
        visited=0,
        visited_frames={},
    )
    player = open_file(snapshot(state, 10**6))
    player.press("Home")
    player.button("toggle").click()
    player.at(4)
    player.has("playing", "false")
    assert "Recorded" in player.root.inner_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_follows_the_reader_s_theme(open_file, theme):
    player = open_file(RECORDINGS["layers"], theme=theme)
    player.has("theme", theme)
    other = {"light": "dark", "dark": "light"}[theme]
    player.page.emulate_media(color_scheme=other)
    player.has("theme", other)
    colour = player.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == {"light": "rgb(255, 255, 255)", "dark": "rgb(15, 17, 20)"}[other]


@pytest.mark.parametrize("kind", RECORDINGS)
@pytest.mark.parametrize("number", [np.nan, -np.inf])
def test_numbers_that_are_not_finite_are_shown_as_such(open_file, kind, number):
    recording = RECORDINGS[kind]
    arrays = {name: array.copy() for name, array in recording.items()}
    for name, array in arrays.items():
        if name.removeprefix("0.").startswith("layer"):  # a call's number is before it in kind "watched"
            array[...] = number
    player = open_file(Recording(arrays, recording.header), still=True)
    said = {"nan": "NaN", "-inf": "−∞"}[str(number)]
    player.press("End", "ArrowDown")
    expect(player.root.locator(".card, .strip .check").filter(has_text=said).first).to_be_visible()
    assert "not finite" in player.page.locator("body > p.nonfinite").inner_text()


def test_tokens_and_names_are_text(open_file):
    vocab = [EVIL, "\u2028", "\u202e<b>", "${evil}"]
    arrays = {**RUN, EVIL: np.ones(3)}
    player = open_file(Recording(arrays, {**RUN.header, "vocab": vocab, EVIL: EVIL}))
    player.press("Home", "ArrowDown")
    box = player.stage.bounding_box()
    for x in range(100, int(box["width"]), 160):
        player.page.mouse.move(box["x"] + x, box["y"] + 60)
        player.drawn()
    assert player.page.evaluate("window.evil") is None
    assert player.page.locator("img, b:has(b)").count() == 0
    assert player.page.locator("script").count() == 3


def test_its_policy_lets_nothing_out(open_page_alone, opened, tmp_path):
    RECORDINGS["cell"].to_html(tmp_path / "a.html")
    page = open_page_alone(tmp_path / "a.html", offline=False)
    Player(page, "cell")
    with socket.create_server(("127.0.0.1", 0)) as server:
        refused = page.evaluate(
            """async (host) => {
                const found = [];
                addEventListener("securitypolicyviolation", (event) => found.push(event.effectiveDirective));
                await fetch(`${host}/fetched`).catch(() => {});
                const image = new Image();
                image.src = `${host}/a.png`;
                const style = document.createElement("style");
                style.append(`@import "${host}/a.css";`);
                const script = document.createElement("script");
                script.append("window.evil = 1");
                document.body.append(style);
                try { document.body.append(script); } catch { /* its text is refused before it is a script */ }
                await new Promise((done) => setTimeout(done, 200));
                return found;
            }""",
            f"http://127.0.0.1:{server.getsockname()[1]}",
        )
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()
    assert {"connect-src", "img-src", "style-src-elem"} <= set(refused)
    assert page.evaluate("window.evil") is None
    opened.forget()  # what was asked for and refused


@pytest.mark.parametrize("damage", ["AAAA", "", "not base64!"])
def test_a_damaged_file_says_so_in_a_sentence(open_page_alone, opened, tmp_path, damage):
    RECORDINGS["cell"].to_html(tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text("utf-8")
    page = re.sub(r'(id="recording">)[^<]*', rf"\g<1>{damage}", page)
    (tmp_path / "b.html").write_text(page, "utf-8")
    shown = open_page_alone(tmp_path / "b.html")
    expect(shown.get_by_role("alert")).to_contain_text("This recording cannot be shown: ")
    assert len(opened.console) == 1
    opened.forget()  # the reason, in the console


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("ablation", {"steps": None}),
        ("weather", {"classes": 3}),
        ("generation", {"vocab": []}),
        ("training", {"vocab": []}),
    ],
)
def test_a_header_that_does_not_fit_is_drawn_or_gets_a_sentence(open_page_alone, opened, tmp_path, kind, changes):
    RECORDINGS[kind].with_header(**changes).to_html(tmp_path / "a.html")
    page = open_page_alone(tmp_path / "a.html")
    expect(page.locator(".mount[data-version], .mount > [role=alert]").first).to_be_attached()
    opened.forget()  # the reason, in the console


def test_a_long_recording_has_each_steps_own_value_beside_its_arithmetic(open_file, monkeypatch):
    monkeypatch.setattr("rnnlab.player.inspection.payload._NUMBERS_ALONE", 1000)  # two steps in a column
    player = open_file(RECORDINGS["watched"], still=True)
    h = RECORDINGS["watched"]["0.layer1.h"]
    player.press("Home", "ArrowDown")
    for step in (1, 2):
        player.at(step)
        assert player.torch_value() == pytest.approx(float(h[step - 1, 0, 0]), abs=1e-7)
        player.press("ArrowRight")
    player.press("End")
    player.at(len(h))
    assert player.torch_value() == pytest.approx(float(h[-1, 0, 0]), abs=1e-7)
