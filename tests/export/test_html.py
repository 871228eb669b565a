"""A recording as one HTML file: small, the same each time, with nothing of the recording in it as text."""

import json
import re
import subprocess
import sys
from base64 import b64decode, b64encode
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import (
    CellConfig,
    ConfigError,
    LayersConfig,
    Recording,
    RecordingError,
    Runs,
    TaskConfig,
    TextConfig,
    Trainer,
)
from rnnlab.export import html
from rnnlab.export.html import html_page
from rnnlab.player.alone import VIEWS
from rnnlab.player.modules import modules_of
from rnnlab.tracing.record import record_cell, record_layers
from tests.export.test_hostile_recordings import PLACES, RECORDINGS, VALUES
from tests.imports import reached, scripts

HOSTILE = (
    '</script><script>alert("name")</script>',
    "<!-- <script>",
    "\u2028\u2029",
    "\u202eevil",
    "'\"`&amp;\\",
    "${1}",
)


def bytes_in(page: str) -> bytes:
    """The recording's bytes that a page holds."""
    found = re.search(r'<script type="text/plain" id="recording">([^<]*)</script>', page)
    assert found
    return b64decode(found[1], validate=True)


@pytest.mark.parametrize("kind", RECORDINGS)
def test_a_page_is_small_whole_and_the_same_each_time(kind):
    recording = RECORDINGS[kind]
    page = html_page(recording)
    data = bytes_in(page)
    assert len(page.encode()) - 4 * (len(data) + 2) // 3 < 400_000
    shown = Recording.from_bytes(data)
    assert all(np.array_equal(shown[name], recording[name], equal_nan=True) for name in recording)
    assert shown.header["view"]["name"] == kind
    assert page == html_page(Recording.from_bytes(recording.to_bytes()))


@pytest.mark.parametrize("kind", RECORDINGS)
def test_a_page_names_no_address_and_allows_only_its_own_script_and_style(kind):
    page = html_page(RECORDINGS[kind])
    around = re.sub(r'<script type="application/json".*?</script>|<style>.*?</style>', "", page, flags=re.DOTALL)
    assert re.findall(r"https?:|src=|(?<!data:)url\(|@import", around) == []
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    rules = dict(rule.split(" ", 1) for rule in policy[1].split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert "connect-src" not in rules  # so that default-src holds for it
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        text = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)[1]
        hashed = b64encode(sha256(text.encode()).digest()).decode()
        assert rules[rule].split() == [f"'sha256-{hashed}'", *(["blob:"] if rule == "script-src" else [])]
    assert "unsafe" not in policy[1]


@pytest.mark.parametrize("view", [shown.view for shown in VIEWS.values()])
def test_a_page_holds_all_modules_of_its_view_and_no_other_view(view):
    static = {**scripts(), "views/index.js": frozenset()}  # which imports views only when one is shown
    modules = modules_of(f"views/{view}/view.js", "hosts/html.js")
    names = [name for name, _ in modules]
    needed = {"hosts/html.js", f"views/{view}/view.js"}
    for start in tuple(needed):
        needed |= reached(start, static)
    assert set(names) == needed
    assert {name.split("/")[1] for name in names if name.startswith("views/")} == {view, "index.js"}
    for place, (name, source) in enumerate(modules):
        imported = set(re.findall(r'(?:from|import) "rnnlab:([^"]+)"', source))
        assert imported <= set(names[:place])
        assert imported == static[name]
        assert not re.search(r'(?:from|import\(?) ?"\.', source)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_recording_stands_in_its_page_as_text(text):
    plain = RECORDINGS["training"]
    vocab = [text, *plain.header["vocab"][1:]]
    config = {**plain.header["config"], "note": text}
    hostile = Recording({**plain, text: np.ones(2)}, {**plain.header, "vocab": vocab, "config": config, text: text})
    page = html_page(hostile)
    around = page.replace(b64encode(bytes_in(page)).decode(), "")
    same = html_page(plain)
    assert around == same.replace(b64encode(bytes_in(same)).decode(), "")


def test_a_saved_run_is_shown_as_its_training():
    runs = Runs(Trainer(TextConfig(epochs=6)), name="first")
    assert len(list(runs[0].trainer)) == 6
    fork = runs.fork(0, 3, lr=0.001)
    assert len(list(fork.trainer)) == 3
    state = Recording.from_bytes(runs.to_bytes())
    for saved, run in (
        (state, runs[0]),
        (state.with_header(stage=fork.key), fork),
        (state.with_header(stage=99), runs[0]),
        (fork.trainer.state(), fork),
    ):
        assert html_page(saved) == html_page(run.trainer.recording())


def test_a_script_element_ends_only_where_it_should():
    page = html_page(RECORDINGS["cell"])
    assert page.count("<script") == page.count("</script>") == 3
    modules = re.search(r'id="modules">(.*?)</script>', page, re.DOTALL)[1]
    assert "<" not in modules
    assert dict(json.loads(modules)).keys() == dict(modules_of("views/cell/view.js", "hosts/html.js")).keys()


def test_a_batch_item_is_chosen():
    recording = record_layers(LayersConfig(batch_size=3))
    shown = Recording.from_bytes(bytes_in(html_page(recording, batch_item=2)))
    np.testing.assert_array_equal(shown["layer0.h"], recording["layer0.h"][:, 2:])
    with pytest.raises(RecordingError, match=r"^batch item must be from 0 to 2, got 3$"):
        html_page(recording, batch_item=3)
    with pytest.raises(RecordingError, match=r"^batch item must be 0, the only one, got 1$"):
        html_page(RECORDINGS["training"], batch_item=1)


def test_numbers_that_are_not_finite_are_counted_in_words():
    cell = record_cell(CellConfig())
    h = cell["layer0.h"].copy()
    h[0, 0] = [np.nan, np.inf]
    page = html_page(Recording({**cell, "layer0.h": h, "x": np.full_like(cell["x"], -np.inf)}, cell.header))
    assert "Numbers of this recording that are not finite: 1 NaN, 13 infinite." in page
    assert "not finite" not in html_page(cell)


def test_a_recording_that_cannot_be_shown_is_refused(monkeypatch):
    with pytest.raises(RecordingError, match=r"^recording must be one of cell, layers, .*, got 'x'$"):
        html_page(Recording({}, {"kind": "x"}))
    with pytest.raises(ConfigError, match=r"^recording must be of type Recording, got dict$"):
        html_page({})
    trainer = Trainer(TaskConfig(task="echo", seq_len=8, epochs=2))
    assert len(list(trainer)) == 2
    with pytest.raises(RecordingError, match=r"^recording must be a training that reads one text, got one whose"):
        html_page(trainer.recording())
    monkeypatch.setattr(html, "MOST_BYTES", 100)
    with pytest.raises(RecordingError, match=r"^recording must be at most 100 bytes, to be one HTML file, got \d+$"):
        html_page(RECORDINGS["cell"])


@given(st.sampled_from([(kind, place) for kind in PLACES for place in PLACES[kind]]), st.sampled_from(VALUES))
def test_any_header_gives_a_page_or_one_sentence(where, value):
    kind, place = where
    header = json.loads(json.dumps(dict(RECORDINGS[kind].header)))
    entry = header
    for name in place[:-1]:
        entry = entry[name]
    entry[place[-1]] = value
    try:
        recording = Recording(RECORDINGS[kind], header)
        page = html_page(recording)
    except RecordingError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert Recording.from_bytes(bytes_in(page)).header["view"]["name"] == recording.kind


def test_a_file_is_written_or_one_sentence_says_why_not(tmp_path):
    recording = RECORDINGS["cell"]
    recording.to_html(tmp_path / "cell.html")
    assert (tmp_path / "cell.html").read_bytes() == html_page(recording).encode()
    for path in (tmp_path, tmp_path / "no" / "folder.html", "a\0b", 3):
        with pytest.raises(RecordingError, match=r"^path must be a file that can be written, got "):
            recording.to_html(path)


def test_a_page_is_written_without_torch_and_streamlit():
    code = (
        "import sys, rnnlab\nfrom rnnlab.bundled.recordings import bundled\nfrom rnnlab.export.html import html_page\n"
        "html_page(bundled())\nprint({'torch', 'streamlit', 'pandas'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
