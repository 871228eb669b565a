"""`picture`: the SVG of one of Home's cards, drawn from a bundled recording; CSS adapts its colours to the theme."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from functools import cache
from html import escape

from rnnlab.bundled.recordings import CARDS
from rnnlab.i18n.messages import t
from rnnlab.player.palette import LIGHT, with_colours
from rnnlab.recording.recording import Recording, load

WIDTH, HEIGHT = 248, 116  # px

_DASHES = {"rnn": "", "gru": "6 3", "lstm": "1.5 3"}  # of the curves, which all have one colour

PICTURE_STYLE = """
.picture { display: flex; align-items: center; justify-content: center; height: 132px; }
.picture img { max-width: 100%; height: auto; }
"""
# The stylesheet inside a picture, which is a document of its own: of the page it inherits the colour scheme only.
_SVG_STYLE = with_colours(
    """
:root { color-scheme: light dark; --ink: $ink; --ink-2: $ink_2;
  --edge: $edge; font: 11px "Liberation Sans", Arial, Helvetica, sans-serif; }
.v { stroke: $cell_border; }
.frame { fill: none; stroke: var(--ink); stroke-width: 1.75; } .dashed { stroke-dasharray: 4 3; }
.arrow { fill: none; stroke: var(--edge); stroke-width: 1.25; } .tip, .bar { fill: var(--edge); }
.curve { fill: none; stroke: var(--ink); stroke-width: 1.5; stroke-linejoin: round; }
.rule { fill: none; stroke: var(--ink-2); stroke-dasharray: 5 4; }
.fill { fill: $fill; } .dot { fill: $now; }
.soft { fill: var(--ink-2); } .letter { fill: var(--ink); font-size: 15px; font-weight: 700; text-anchor: middle; }
"""
    + "".join(f".v{k} {{ fill: $stops_{k}; }}\n" for k in range(len(LIGHT.stops)))
)


@cache
def _bundled() -> Recording:
    return load(CARDS)


def picture(page: str) -> str:
    """HTML of one card's picture.

    Args:
        page: "cell", "layers", "training", "race", "free" or "ablation".
    """
    draw: dict[str, Callable[[Recording], tuple[str, str]]] = {
        "cell": _cell,
        "layers": _layers,
        "training": _training,
        "race": _race,
        "free": _free,
        "ablation": _ablation,
    }
    alt, shapes = draw[page](_bundled())
    size = f'width="{WIDTH}" height="{HEIGHT}"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"<style>{_SVG_STYLE}</style>{shapes}</svg>"
    )
    # As an image, since st.html lets no svg through; nothing is fetched.
    data = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
    return f'<div class="picture"><img {size} alt="{escape(alt)}" src="{data}"></div>'


def _cell(cards: Recording) -> tuple[str, str]:
    shapes, pitch = "", 64
    for step, h in enumerate(cards["cell.h"].tolist()):
        x = 14 + step * pitch
        shapes += _column(h, x, 8, 26, 26)
        if step:
            shapes += _arrow(x - pitch + 30, 34, x - 4, 34) + _arrow(x + 13, 72, x + 13, 64)
            shapes += _column(cards["cell.x"][step - 1].tolist(), x + 7, 74, 12, 10)
    return t("h before the first step, and h and x of each of three steps"), shapes


def _layers(cards: Recording) -> tuple[str, str]:
    layers = cards["layers.h"].tolist()
    shapes, count, steps = "", len(layers), len(layers[0])
    for layer, states in enumerate(layers):
        for step, h in enumerate(states):
            shapes += _column(h, 18 + step * 27, 8 + (count - 1 - layer) * 27, 19, 9)
    shapes += _frame(13, 3, steps * 27 + 2, 28) + _frame(10 + (steps - 1) * 27, 0, 35, count * 27 + 4, dashed=True)
    return t("h of every layer at every step; output and h_n share the last step of the top layer"), shapes


def _training(cards: Recording) -> tuple[str, str]:
    header, losses = cards.header, cards["losses"].tolist()
    shapes = _tiles(header["said"], header["target"], (19, 2), (36, 42), cards["right"].tolist())
    xs, ys = _spread(len(losses), 19, 210), [_y_of(loss, max(losses), 56, 54) for loss in losses]
    floor = _y_of(header["floor"], max(losses), 56, 54)
    shapes += f'<path class="rule" d="M19 {floor:.1f}H229"/>' + _curve(xs, ys)
    at = header["epoch"] - 1
    shapes += f'<circle class="dot" cx="{xs[at]:.1f}" cy="{ys[at]:.1f}" r="4"/>'
    alt = t("the predicted letters after {epochs} epochs, and the loss of every epoch", epochs=header["epoch"])
    return alt, shapes


def _race(cards: Recording) -> tuple[str, str]:
    race = cards.header["race"]
    curves = {cell: cards[f"race.{cell}"].tolist() for cell in race["cells"]}
    most = 1.5 * race["baseline"]  # the first losses are higher and are cut off
    level = _y_of(race["baseline"], most, 6, 90)
    shapes = f'<path class="rule" d="M10 {level:.1f}H200"/>'
    ends = {cell: _y_of(losses[-1], most, 6, 90) for cell, losses in curves.items()}
    at = -20.0
    for cell in sorted(ends, key=ends.__getitem__):  # a name that would overlap the one above moves down
        at = max(at + 13, ends[cell] + 4)
        shapes += f'<text class="soft" x="205" y="{at:.1f}">{cell.upper()}</text>'
    for cell, losses in curves.items():
        ys = [_y_of(loss, most, 6, 90) for loss in losses]
        shapes += _curve(_spread(len(losses), 10, 190), ys, _DASHES[cell])
    return t("the losses of {cells} on one task, and the loss of guessing", cells=", ".join(curves)), shapes


def _free(cards: Recording) -> tuple[str, str]:
    free = cards.header["free"]
    shapes, pitch = "", 29
    for row, letters in ((0, free["read"]), (1, free["forced"])):
        others = free["forced"] if row == 0 else letters
        shapes += _tiles(letters, others, (10, 8 + row * 46), (pitch - 3, 30))
    x = 10 + (free["parts_at"] - 1) * pitch - 1.5
    shapes += f'<path class="rule" d="M{x} 2V96"/><text class="soft" x="{x - 4}" y="112" text-anchor="middle">'
    return t("a text written freely above the text that was forced"), f"{shapes}{escape(t('they part here'))}</text>"


def _ablation(cards: Recording) -> tuple[str, str]:
    held = cards.header["ablation"]
    shapes = _tiles(held["before"], held["before"], (10, 6), (24, 28))
    shapes += _tiles(held["after"], held["before"], (10, 62), (24, 28))
    shapes += _arrow(76, 38, 76, 58)
    effects = cards["ablation.effects"].tolist()
    for place, effect in enumerate(effects):
        y, length = 8 + place * 100 / len(effects), 74 * max(effect, 0.0) / max(effects)
        shapes += f'<rect class="bar" x="164" y="{y:.1f}" width="{max(length, 1.5):.1f}" height="8" rx="1"/>'
    shapes += _frame(160, 4, 84, 16)
    return t("the letters before and after one unit is held, and how much the loss grows for each unit"), shapes


def _column(values: Sequence[float], x: float, y: float, w: float, h: float) -> str:
    """A vector as cells, unit 0 on top."""
    levels = [round((min(max(value, -1.0), 1.0) + 1) * 4) for value in values]
    return "".join(
        f'<rect class="v v{level}" x="{x}" y="{y + i * h}" width="{w}" height="{h}" rx="2"/>'
        for i, level in enumerate(levels)
    )


def _tiles(
    letters: Sequence[str],
    rights: Sequence[str],
    at: tuple[int, int],
    size: tuple[int, int],
    fills: Sequence[float] = (),
) -> str:
    """Letters in frames, dashed where another letter would be right; a fill shows the probability of the right one."""
    (x, y), (w, h), shapes = at, size, ""
    gap = (210 - len(letters) * w) / max(1, len(letters) - 1) if fills else 3
    for i, (letter, right) in enumerate(zip(letters, rights, strict=True)):
        left = x + i * (w + gap)
        if fills:
            filled = h * fills[i]
            shapes += f'<rect class="fill" x="{left:.1f}" y="{y + h - filled:.1f}" width="{w}" height="{filled:.1f}"/>'
        shapes += _frame(left, y, w, h, dashed=letter != right)
        shapes += f'<text class="letter" x="{left + w / 2:.1f}" y="{y + h / 2 + 5:.1f}">{escape(letter)}</text>'
    return shapes


def _frame(x: float, y: float, w: float, h: float, *, dashed: bool = False) -> str:
    dashes = " dashed" if dashed else ""
    return (
        f'<rect class="frame{dashes}" x="{x + 1:.1f}" y="{y + 1:.1f}" width="{w - 2:.1f}" height="{h - 2:.1f}" rx="4"/>'
    )


def _arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    """A straight arrow, right, up or down."""
    tip = f"M{x2} {y2}l-5 -3v6z" if y1 == y2 else f"M{x2} {y2}l-3 {5 if y2 < y1 else -5}h6z"
    return f'<path class="arrow" d="M{x1} {y1}L{x2} {y2}"/><path class="tip" d="{tip}"/>'


def _spread(count: int, x: float, w: float) -> list[float]:
    """The x of so many points, evenly spread over a width."""
    return [x + w * i / max(1, count - 1) for i in range(count)]


def _y_of(value: float, most: float, y: float, h: float) -> float:
    """The y of a value in a chart whose top is `most` and whose bottom is 0."""
    return y + h * (1 - min(value / most, 1.0))


def _curve(xs: Sequence[float], ys: Sequence[float], dash: str = "") -> str:
    points = "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(xs, ys, strict=True))
    return f'<path class="curve" stroke-dasharray="{dash or "none"}" d="M{points}"/>'
