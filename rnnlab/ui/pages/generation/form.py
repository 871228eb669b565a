"""The settings of the page Free running, and how it reads a link of another page.

Labels are marked here with `mark` and translated by the widget that shows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rnnlab.config.checks import MAX_SEED
from rnnlab.config.generation import GenerationConfig, reference_of
from rnnlab.config.training import TextConfig
from rnnlab.errors import TextError
from rnnlab.i18n.messages import mark, t
from rnnlab.text import is_unicode, symbols, vocabulary
from rnnlab.ui.forms.fields import MAX_CODE_POINTS, Field
from rnnlab.ui.forms.handover import Query
from rnnlab.ui.forms.limits import MOST_EPOCHS
from rnnlab.ui.forms.network_form import NetworkForm
from rnnlab.ui.forms.settings import TEXT, config_from
from rnnlab.ui.networks import Taken, learned_text, taken

PAGE = "free"
MOST_SYMBOLS = 500  # of the text
LINE = "one sun on one son, no one on one nun"
# With these settings a network has learned the line almost, but not quite: running freely it leaves it at some step.
_DEFAULTS: dict[str, Any] = {"hidden_size": 16, "lr": 0.01, "epochs": 120}
_PRIME = "one"
_BEGINNING = 3  # symbols of a prime that is taken from the beginning of a text

FREE = (
    Field(name="text", kind="text", default=LINE, low=1, high=MOST_SYMBOLS, label=mark("text to learn")),
    Field(name="target", kind="text", default="", low=0, high=500, label=mark("target (empty: the next symbol)")),
    *(replace(f, default=_DEFAULTS.get(f.name, f.default)) for f in TEXT if f.name not in ("source", "target")),
    Field(name="epoch", kind="int", default=0, low=0, high=MOST_EPOCHS, label=mark("epoch (0 = last)")),
    Field(name="prime", kind="text", default=_PRIME, low=1, high=500),
    Field(name="length", kind="int", default=34, low=1, high=500),
    Field(name="temperature", kind="float", default=1.0, low=0, high=100, label=mark("temperature τ")),
    Field(name="top_k", kind="int", default=0, low=0, high=1 << 16, label=mark("top_k (0 = all)")),
    Field(name="draw", kind="int", default=1, low=0, high=MAX_SEED, label=mark("sampling seed")),
    Field(
        name="reference", kind="text", default="", low=0, high=500, label=mark("reference (empty: the learned text)")
    ),
)


@dataclass(frozen=True)
class FreeConfig:
    """What the page shows.

    Attributes:
        network: What the page's own network learns.
        epoch: The epoch whose weights are used; 0 for the last one.
        generation: What is generated, and how it is sampled.
    """

    network: TextConfig
    epoch: int
    generation: GenerationConfig


class FreeForm(NetworkForm[FreeConfig]):
    """The settings of the page."""

    def __init__(self) -> None:
        caps = {"epoch": lambda values: int(values["epochs"]), "top_k": _known_symbols}
        super().__init__(PAGE, FREE, build, caps=caps)

    def adopted(self, query: Query) -> Query:
        """A link with the names of this page, and with a prime that its network knows."""
        return _with_prime(_with_text(query))

    def use(self, other: Taken | None) -> None:
        """Set the prime to the beginning of the text of another network, which knows other symbols."""
        self.put("prime", beginning(learned_text(self.config.network if other is None else other.recording)))
        self.put("reference", "")


def _known_symbols(values: Mapping[str, Any]) -> int:
    """How many symbols the network knows."""
    other = taken(PAGE, values["network"])
    if other is not None:
        return len(other.recording.header["vocab"])
    return len(vocabulary(symbols(values["text"]), symbols(values["target"])))


def build(values: Mapping[str, Any]) -> FreeConfig:
    """The config of these values, checked without running a network.

    Raises:
        ConfigError: Something cannot be learned or written; `field` names the value at fault.
    """
    from rnnlab.inference.teacher_forcing import check_generation

    network, other = network_config(values), taken(PAGE, values["network"])
    text = learned_text(network if other is None else other.recording)
    generation = GenerationConfig(
        prime=values["prime"],
        length=values["length"],
        reference=values["reference"] or reference_of(text, values["prime"]),
        temperature=values["temperature"],
        top_k=values["top_k"] or None,
        seed=values["draw"],
    )
    header = None if other is None else other.recording.header
    vocab, sizes = (network.vocab, vars(network)) if header is None else (header["vocab"], header["config"])
    check_generation(generation, vocab, sizes["hidden_size"], sizes["num_layers"], sizes["cell"])
    return FreeConfig(network, values["epoch"], generation)


def network_config(values: Mapping[str, Any]) -> TextConfig:
    """What the page's own network learns: the next symbol of the text, or a target of the same length."""
    if not is_unicode(values["text"]):
        raise TextError.must_be("text", "whole Unicode", words=t("half of a surrogate pair"))
    letters, target = symbols(values["text"]), values["target"]
    if target and is_unicode(target) and len(symbols(target)) != len(letters):
        rule = mark("have as many symbols as text, which has {count}, or empty for the next symbol")
        raise TextError.must("target", rule, got=len(symbols(target)), count=len(letters))
    if not target and len(letters) < 2:
        raise TextError.must("text", "have at least 2 symbols to have a next one", got=len(letters))
    pair = (values["text"], target) if target else ("".join(letters[:-1]), "".join(letters[1:]))
    return config_from(TextConfig, {**values, "source": pair[0], "target": pair[1]})


def beginning(text: str) -> str:
    """The first symbols of a text, as a prime."""
    letters = symbols(text)
    return "".join(letters[: min(_BEGINNING, max(1, len(letters) - 1))])


def _with_text(query: Query) -> Query:
    """A link that names `source`, as those of the page Embedding do, with the text of this page in its place.

    What such a link does not name is that page's default.
    """
    if "source" not in query or "text" in query:
        return query
    others = {f.name: [f.write(f.default)] for f in TEXT} | dict(query)
    source, target = others.pop("source"), others["target"]
    text = _continued(*source, *target) if len(source) == len(target) == 1 else ""
    return {**others, "text": [text], "target": [""]} if text else {**others, "text": source}


def _continued(source: str, target: str) -> str:
    """A source and one symbol more, if the target says the source's next symbols and it all fits this page; else ""."""
    if not max(len(source), len(target)) < MAX_CODE_POINTS:
        return ""
    letters, following = symbols(source), symbols(target)
    text = "".join([*letters, *following[-1:]])
    fits = 0 < len(letters) < MOST_SYMBOLS and symbols(text) == [*letters, *following[-1:]]
    return text if fits and letters[1:] == following[:-1] else ""


def _with_prime(query: Query) -> Query:
    """A link whose text, or network, does not know the default prime, with the beginning of that text as the prime.

    A link of this page always names such a prime.
    """
    text, known = _learned(query)
    if "prime" in query or not 0 < len(text) <= MAX_CODE_POINTS or set(symbols(_PRIME)) <= set(known):
        return query
    return {**query, "prime": [beginning(text)]}


def _learned(query: Query) -> tuple[str, Sequence[str]]:
    """The text that the network of a link has learned, and the symbols that it knows; "" if the link names neither."""
    other = taken(PAGE, "".join(query.get("network", ())[:1]))
    if other is not None:
        return learned_text(other.recording), other.recording.header["vocab"]
    text, target = ("".join(query.get(name, ())[:1])[: MAX_CODE_POINTS + 1] for name in ("text", "target"))
    return text, vocabulary(symbols(text), symbols(target)) if len(text) <= MAX_CODE_POINTS else ()
