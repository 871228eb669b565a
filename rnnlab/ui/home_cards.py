"""The small pictures on Home's cards, drawn in HTML from bundled recordings: they follow the theme by themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from html import escape

from rnnlab.recording import Array, Recording, load
from rnnlab.weather_data import BUNDLED

# The nine stops of the diverging scale, light and dark, as in the player.
_STOPS = (
    ("#124A86", "#8CCBFF"),
    ("#2F77B8", "#5A9FDB"),
    ("#76ABD8", "#33709F"),
    ("#BCD7ED", "#22455F"),
    ("#F8F8F5", "#1C1F23"),
    ("#F9DBBB", "#553A1F"),
    ("#F0AD6E", "#94601F"),
    ("#DA7A2C", "#D58A34"),
    ("#AD4B05", "#FFBE70"),
)

STYLE = """
.picture { display: flex; align-items: center; justify-content: center; height: 132px; gap: 14px; }
.picture i { display: block; box-sizing: border-box; border-radius: 2px;
  border: 1px solid light-dark(rgba(11,14,18,.22), rgba(255,255,255,.15)); }
.picture .column { display: flex; flex-direction: column; }
.picture .h i { width: 22px; height: 22px; } .picture .x i { width: 12px; height: 12px; }
.picture .row { display: flex; align-items: flex-start; gap: 14px; }
.picture .step { display: flex; flex-direction: column; align-items: center; gap: 8px; }
.picture .grid { display: flex; flex-direction: column-reverse; gap: 8px; }
.picture .layer { display: flex; gap: 8px; padding: 0 4px; }
.picture .layer i { width: 17px; height: 9px; }
.picture .tiles { display: flex; gap: 6px; }
.picture .tile { position: relative; width: 34px; height: 38px; border: 1.5px solid var(--ink); border-radius: 6px;
  overflow: hidden; text-align: center; font: 700 18px/36px sans-serif; color: var(--ink); }
.picture .tile.wrong { border-style: dashed; }
.picture .tile b { position: absolute; left: 0; right: 0; bottom: 0; background: light-dark(#DDE0E3, #353B42); }
.picture .tile span { position: relative; }
.picture .losses { display: flex; align-items: flex-end; gap: 2px; height: 46px; }
.picture .losses b { width: 11px; background: light-dark(#878D95, #6D747C); }
.picture .losses b.now { background: light-dark(#A6168F, #F283DB); }
""" + "".join(
    f".picture .v{k} {{ background: light-dark({light}, {dark}); }}\n" for k, (light, dark) in enumerate(_STOPS)
)


@cache
def _bundled() -> Recording:
    return load(BUNDLED.with_name("cards.rnnlab"))


def picture(page: str) -> str:
    """HTML of one card's picture; `page` is "cell", "layers" or "training"."""
    draw: dict[str, Callable[[Recording], tuple[str, str]]] = {"cell": _cell, "layers": _layers, "training": _training}
    words, html = draw[page](_bundled())
    return f'<div class="picture" role="img" aria-label="{escape(words)}">{html}</div>'


def _cell(cards: Recording) -> tuple[str, str]:
    steps = [_column("h", cards["cell.h"][0])]
    for x, h in zip(cards["cell.x"], cards["cell.h"][1:], strict=True):
        steps.append(f'<div class="step">{_column("h", h)}{_column("x", x)}</div>')
    html = f'<div class="row">{"".join(steps)}</div>'
    return "h before the first step, and h and x of each of three steps", html


def _layers(cards: Recording) -> tuple[str, str]:
    rows = ["".join(_column("", h) for h in layer) for layer in cards["layers.h"]]
    html = "".join(f'<div class="layer">{row}</div>' for row in rows)
    return "h of every layer at every step", f'<div class="grid">{html}</div>'


def _training(cards: Recording) -> tuple[str, str]:
    header, losses = cards.header, cards["losses"]
    tiles = "".join(
        f'<div class="tile{"" if said == right else " wrong"}">'
        f'<b style="height:{chance:.0%}"></b><span>{escape(said)}</span></div>'
        for said, right, chance in zip(header["said"], header["target"], cards["right"].tolist(), strict=True)
    )
    bars = "".join(
        f'<b class="{"now" if epoch == header["epoch"] else ""}" style="height:{loss:.1%}"></b>'
        for epoch, loss in enumerate((losses / losses.max()).tolist(), start=1)
    )
    words = f"the predicted letters after {header['epoch']} epochs, and the loss of every epoch"
    return words, f'<div class="step"><div class="tiles">{tiles}</div><div class="losses">{bars}</div></div>'


def _column(name: str, values: Array) -> str:
    cells = "".join(f'<i class="v{round((min(max(v, -1.0), 1.0) + 1) * 4)}"></i>' for v in values.tolist())
    return f'<div class="column {name}">{cells}</div>'
