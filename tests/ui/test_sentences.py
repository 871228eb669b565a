"""Every sentence that a person reads on a page goes through `t`, whole and with its values, so that all can be told in
another language. A table made at import marks its own with `mark`."""

import ast
import re

import pytest

from tests.conftest import ROOT

ROOM = ROOT / "rnnlab" / "ui"
# Calls that draw text: a person reads the first argument and these keywords.
DRAWING = {
    *("button", "caption", "checkbox", "date_input", "download_button", "expander", "file_uploader", "header"),
    *("markdown", "metric", "multiselect", "number_input", "page_link", "popover", "progress", "segmented_control"),
    *("selectbox", "slider", "spinner", "subheader", "tabs", "text", "text_area", "text_input", "title", "toggle"),
    *("write", "info", "warning", "error", "success", "toast", "head", "fold", "radio"),
}
KEYWORDS = {"label", "text", "help", "placeholder", "sentence", "user_text"}
TRANSLATING = {"t", "mark", "must", "must_be", "title_of"}  # their sentences are found by name
# Words that are no sentence: markup, styles, formats of dates and bytes.
NO_SENTENCE = re.compile(r"[<>{};]|^[\w/.+-]+$|^#|^\([\w ·….,()]+\)$")  # the last: a shape, in torch's words
LEARNED = {"LINE", "DEFAULT"}  # constants that hold a text that a network learns
SENTENCE = re.compile(r"[A-Za-z]{2,},? +[A-Za-z]+")


def is_translating(node):
    name = getattr(node, "func", None)
    return isinstance(node, ast.Call) and getattr(name, "attr", getattr(name, "id", "")) in TRANSLATING


def words(node):
    """The text of a string or an f-string, with {} in place of its values; "" for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
    return ""


def bare(node):
    """Every string and f-string in an expression that does not go through `t`."""
    if is_translating(node):
        return
    if words(node):
        yield node
        return
    for child in ast.iter_child_nodes(node):
        yield from bare(child)


def docstrings(tree):
    """All strings that stand alone: documentation of modules, classes, functions."""
    return {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def learned(tree):
    """The texts that networks learn."""
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)]
    return [part for node in named if node.targets[0].id in LEARNED for part in ast.walk(node.value)]


def drawn(tree):
    """The arguments of drawing calls that a person reads."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in DRAWING:
            yield from node.args[:1]
            yield from (keyword.value for keyword in node.keywords if keyword.arg in KEYWORDS)


def untranslated(source):
    """`line: words` for every sentence that does not go through `t`, and for every bare word that is drawn."""
    tree = ast.parse(source)
    shown = [node for argument in drawn(tree) for node in bare(argument) if re.search("[A-Za-z]{2}", words(node))]
    inside = {id(node) for top in ast.walk(tree) if is_translating(top) for node in ast.walk(top)}
    skipped = inside | {id(node) for node in [*docstrings(tree), *learned(tree)]}
    skipped |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    written = [node for node in ast.walk(tree) if id(node) not in skipped and SENTENCE.search(words(node))]
    found = {(n.lineno, words(n)) for n in [*shown, *written] if not NO_SENTENCE.search(words(n)) or n in shown}
    return [f"{line}: {text}" for line, text in sorted(found)]


@pytest.mark.parametrize(
    "line",
    [
        'st.text("Some words.")',
        'st.text(f"Some {words}.")',
        'st.text("Some words" if x else y)',
        'column.button("Save")',
        'st.progress(0.5, text=f"{done} epochs")',
        'x = "Some words that are drawn elsewhere."',
        'raise ConfigError("size must be small, got large")',
        "st.text(f\"{t('Some words.')} More\")",
    ],
)
def test_the_reader_finds_what_is_not_told(line):
    assert len(untranslated(line)) == 1


@pytest.mark.parametrize(
    "line",
    [
        '"""A docstring with words."""',
        'st.text(t("Some {words}.", words=words))',
        "st.text(f\"{t('Some words.')}\")",
        'st.text(error, key="some-key")',
        'Field(name="x", label=mark("Some words"))',
        'raise ConfigError.must_be("size", "a small number", got=3)',
        'st.number_input(label, value=1.0, format="%g", key="cell.size")',
        'st.html("<p class=lede>")',
    ],
)
def test_the_reader_passes_over_what_is_told_or_is_none(line):
    assert not untranslated(line)


def test_every_sentence_on_a_page_is_told():
    files = {file.relative_to(ROOM).as_posix(): file for file in sorted(ROOM.rglob("*.py"))}
    found = {name: untranslated(file.read_text("utf-8")) for name, file in files.items()}
    assert not {name: lines for name, lines in found.items() if lines}
