"""The settings of the page Free running, and how it reads a link of the training page.

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
from rnnlab.ui.forms.form import Form
from rnnlab.ui.forms.limits import MOST_EPOCHS
from rnnlab.ui.forms.settings import TEXT, config_from
from rnnlab.ui.networks import chosen_recording, learned_text

PAGE = "free"
LINE = "one sun on one son, no one on one nun"
# With these settings a network has learned the line almost, but not quite: running freely it leaves it at some step.
_DEFAULTS: dict[str, Any] = {"hidden_size": 16, "lr": 0.01, "epochs": 120}
_BEGINNING = 3  # symbols of a prime that is taken from the beginning of a text

FREE = (
    Field(name="text", kind="text", default=LINE, low=1, high=500, label=mark("text to learn")),
    Field(name="target", kind="text", default="", low=0, high=500, label=mark("target (empty: the next symbol)")),
    *(replace(f, default=_DEFAULTS.get(f.name, f.default)) for f in TEXT if f.name not in ("source", "target")),
    Field(name="epoch", kind="int", default=0, low=0, high=MOST_EPOCHS, label=mark("epoch (0 = last)")),
    Field(name="prime", kind="text", default="one", low=1, high=500),
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


def free_form() -> Form[FreeConfig]:
    """The settings of the page."""
    caps = {"epoch": lambda values: int(values["epochs"]), "top_k": _known_symbols}
    return Form(PAGE, FREE, build, caps=caps, adopt=adopted)


def _known_symbols(values: Mapping[str, Any]) -> int:
    """How many symbols the network knows."""
    other = chosen_recording(PAGE)
    if other is not None:
        return len(other.header["vocab"])
    return len(vocabulary(symbols(values["text"]), symbols(values["target"])))


def build(values: Mapping[str, Any]) -> FreeConfig:
    """The config of these values, checked without running a network.

    Raises:
        ConfigError: Something cannot be learned or written; `field` names the value at fault.
    """
    from rnnlab.inference.teacher_forcing import check_generation

    network, other = network_config(values), chosen_recording(PAGE)
    text = learned_text(network if other is None else other)
    generation = GenerationConfig(
        prime=values["prime"],
        length=values["length"],
        reference=values["reference"] or reference_of(text, values["prime"]),
        temperature=values["temperature"],
        top_k=values["top_k"] or None,
        seed=values["draw"],
    )
    vocab, sizes = (network.vocab, vars(network)) if other is None else (other.header["vocab"], other.header["config"])
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


def adopted(given: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """The parameters of a link, of this page or of the training page, as this page names them.

    A link of the training page names `source`, here `text`, and leaves out that page's defaults. If it names no prime,
    and the default prime has symbols that the text does not, the beginning of the text is the prime: a link of this
    page always names such a prime.
    """
    query = dict(given)
    if "source" in query and "text" not in query:
        query["text"] = query.pop("source")
        query = {f.name: [f.write(f.default)] for f in TEXT if f.name != "source"} | query
    text, target = (query.get(name, [""])[0] for name in ("text", "target"))
    if "text" not in query or "prime" in query or not 0 < len(text) <= MAX_CODE_POINTS:
        return query
    known = vocabulary(symbols(text), symbols(target[:MAX_CODE_POINTS]))
    default = next(f.default for f in FREE if f.name == "prime")
    if not set(symbols(default)) <= set(known):
        query["prime"] = [beginning(text)]
    return query
