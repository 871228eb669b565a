"""The table of pages: their files in `pages/`, their addresses, and their titles by group. No streamlit here."""

from __future__ import annotations

from rnnlab.i18n.messages import mark, t

FRONT = "home"  # the page at the address /
# Group → file in `pages/`, without its ending → title.
GROUPS: dict[str, dict[str, str]] = {
    "": {FRONT: mark("Home")},
    mark("Learn"): {
        "cell": mark("RNNCell, step by step"),
        "layers": mark("RNN: layers × time"),
        "training": mark("Embedding: watch it learn"),
    },
    mark("Compare"): {"race": mark("Race: which cell remembers?")},
    mark("Debug"): {"inspect": mark("Inspect hidden states")},
    mark("Touch"): {"free": mark("Free running: let it write"), "ablation": mark("Ablation: hold one unit")},
}
_TITLES = {file: title for pages in GROUPS.values() for file, title in pages.items()}


def title_of(file: str) -> str:
    """The title of the page that a file of `pages/` is."""
    return t(_TITLES[file])


def tab_title(title: str) -> str:
    """What a browser's tab says of the page with this title."""
    return t("{title} · RNN Lab", title=title)


def links() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a menu shows: the name of each group, and the address and title of each page in it."""
    return [
        (t(group), [("" if file == FRONT else file, title_of(file)) for file in pages])
        for group, pages in GROUPS.items()
    ]
