"""`modules_of`: the player's modules as texts, for a page that has no server to fetch them from."""

from __future__ import annotations

import posixpath
import re
from functools import cache
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
_PATH = r'"(\.{1,2}/[\w./-]+\.js)"'
_STATIC = re.compile(rf'^(?:import|export)\b[^"\';]*?\bfrom\s*{_PATH}|^import\s*{_PATH}', re.MULTILINE)
_ANY = re.compile(rf"(\bfrom\s*|\bimport\s*\(?\s*){_PATH}")


def modules_of(*entries: str) -> list[tuple[str, str]]:
    """The modules that some modules need, and these themselves: name and source, each after those that it imports.

    Args:
        entries: Names, which are paths below the assets: "hosts/html.js". A module that another imports with
            `import()` comes only if it is named, before the other.

    Returns:
        In each source a module is imported as "rnnlab:lib/dom.js": whoever runs them gives every name an address.
    """
    found: dict[str, str] = {}
    for entry in entries:
        _collect(entry, found)
    return list(found.items())


def asset(name: str) -> str:
    """The text of a file below the assets."""
    return (ASSETS / name).read_text("utf-8")


def _collect(name: str, found: dict[str, str]) -> None:
    if name in found:
        return
    source, imported = _module(name)
    for other in imported:
        _collect(other, found)
    found[name] = source


@cache
def _module(name: str) -> tuple[str, tuple[str, ...]]:
    """A module's source with its imports by name, and the modules that are fetched with it."""

    def absolute(path: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))

    text = asset(name)
    imported = tuple(absolute(first or second) for first, second in _STATIC.findall(text))
    return _ANY.sub(lambda match: f'{match[1]}"rnnlab:{absolute(match[2])}"', text), imported
