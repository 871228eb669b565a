"""`to_html`: a recording as one HTML file that plays it, opened from disk, with no network and no server.

In the file are the modules of the player, the same ones that the app serves, and the bytes of the recording. Nothing of
the recording stands in the file as text: its names, tokens and header are in those bytes, written as base64.
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path

from rnnlab.config.checks import check_type
from rnnlab.errors import RecordingError
from rnnlab.i18n.messages import t
from rnnlab.player.alone import VIEWS, for_page_alone
from rnnlab.player.modules import asset, modules_of
from rnnlab.player.palette import DARK, LIGHT, with_colours
from rnnlab.recording.recording import Recording
from rnnlab.recording.summary import not_finite, summary
from rnnlab.recording.writing import writable

MOST_BYTES = 256_000_000  # of arrays: a browser holds no text that is much longer than these are as base64
_RUN_BYTES = 16_000_000  # of the epochs of a saved run: evenly spread ones, where all would be more
_HOST = "hosts/html.js"
_START = f"""
const read = (id) => document.getElementById(id).textContent;
const host = importFromText(JSON.parse(read("modules")), "{_HOST}"); // while the rest of the page is still read
const show = async () => (await host).show(document.querySelector(".mount"), read("recording"));
addEventListener("DOMContentLoaded", show);
"""
_PAGE_CSS = f"""
:root {{ color-scheme: light dark; --st-background-color: {LIGHT.page}; }}
@media (prefers-color-scheme: dark) {{ :root {{ --st-background-color: {DARK.page}; }} }}
body {{ margin: 24px 36px; font: 13px/18px "Liberation Sans", Arial, Helvetica, sans-serif; }}
@media (max-width: 640px) {{ body {{ margin: 16px; }} }}
h1 {{ margin: 0 0 12px; font-size: 22px; line-height: 28px; }}
"""
_PAGE_COLOURS = "body { background: $page; color: $ink; } body > p { color: $ink_2; }"


def to_html(recording: Recording, path: str | Path, *, batch_item: int = 0) -> None:
    """Write a recording as one HTML file; see `html_page`.

    Raises:
        RnnlabError: As for `html_page`, or the file cannot be written.
    """
    page = html_page(recording, batch_item=batch_item)
    with writable(path) as file:
        file.write_text(page, "utf-8", newline="\n")


def html_page(recording: Recording, *, batch_item: int = 0) -> str:
    """A recording as one HTML page that plays and scrubs it, and spells a unit's arithmetic on a click.

    The page asks no network for anything and cannot be made to: its Content-Security-Policy allows its own script, and
    no address but those that this script makes.

    Args:
        recording: Of a kind in `VIEWS` of `rnnlab.player.alone`; or a saved run.
        batch_item: The item that is shown, counted from 0.

    Returns:
        HTML; equal recordings give equal pages. Its size is at most 400 kB and, since base64 writes three bytes as
        four letters, four thirds of the recording's file.

    Raises:
        RecordingError: There is no view of this kind, its arrays do not fit together, there is no such batch item, or
            it is larger than `MOST_BYTES`.
        TrainingError: A saved run does not fit together.
    """
    check_type("recording", recording, Recording)
    recording = with_frames(recording)
    shown = for_page_alone(recording, batch_item)
    if shown.nbytes > MOST_BYTES:
        rule = "at most {most} bytes, to be one HTML file"
        raise RecordingError.must_be("recording", rule, got=shown.nbytes, most=MOST_BYTES)
    style, script = _style(), f"{asset('hosts/from_text.js')}{_START}"
    title = escape(t(VIEWS[recording.kind].title))
    modules = modules_of(f"views/{shown.header['view']['name']}/view.js", _HOST)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(script, style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>{title} · RNN Lab</title>
<style>{style}</style>
</head>
<body>
<h1>{title}</h1>
{_notice(shown)}<div class="mount"></div>
<noscript><p>{escape(t("This file shows a recording with JavaScript, which is switched off here."))}</p></noscript>
<script type="application/json" id="modules">{_json(modules)}</script>
<script>{script}</script>
<script type="text/plain" id="recording">{b64encode(shown.to_bytes()).decode()}</script>
</body>
</html>
"""


def with_frames(recording: Recording) -> Recording:
    """The training that a saved state holds, of several runs the one that was shown; other recordings as they are."""
    if recording.kind not in ("runs", "trainer"):
        return recording
    from rnnlab.training.forks import Runs
    from rnnlab.training.trainer import Trainer

    if recording.kind == "trainer":
        trainer = Trainer.from_state(recording)
    else:
        runs = Runs.of(recording)
        trainer = next((run for run in runs if run.key == recording.header.get("stage")), runs[0]).trainer
    training: Recording = trainer.recording(max_bytes=_RUN_BYTES)
    return training


def _style() -> str:
    return asset("player.css") + _PAGE_CSS + with_colours(_PAGE_COLOURS)


def _policy(script: str, style: str) -> str:
    """What the page may load and run: its script and style by their content, and what that script makes."""
    allowed = {
        "default-src": "'none'",
        "script-src": f"{_hash(script)} blob:",
        "style-src": _hash(style),
        "img-src": "data:",  # the empty icon: without one a browser asks a server for its own
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
    }
    return "; ".join(f"{name} {value}" for name, value in allowed.items())


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _json(modules: list[tuple[str, str]]) -> str:
    """JSON that can stand in a script element: a `<` could begin its end."""
    return json.dumps(modules, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _notice(recording: Recording) -> str:
    nan, infinite = not_finite(summary(recording))
    if not nan + infinite:
        return ""
    sentence = t(
        "Numbers of this recording that are not finite: {nan} NaN, {infinite} infinite.", nan=nan, infinite=infinite
    )
    return f'<p class="nonfinite">{escape(sentence)}</p>\n'
