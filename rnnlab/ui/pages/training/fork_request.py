"""`ForkRequest`: a fork that a person asks for, read from an event of the browser and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rnnlab.config.checks import MAX_NAME_LENGTH, checked_name
from rnnlab.config.edits import LIMIT, MOST_EDITS, Edit, digits
from rnnlab.config.phases import CHANGEABLE
from rnnlab.config.training import TextConfig
from rnnlab.errors import ConfigError, shown
from rnnlab.i18n.messages import t
from rnnlab.ui.forms.fields import short
from rnnlab.ui.forms.settings import TEXT
from rnnlab.ui.pages.training.live_run import WEIGHT_PREFIXES

if TYPE_CHECKING:
    from rnnlab.recording.array_names import Array
    from rnnlab.recording.recording import Recording

_FIELDS = {field.name: field for field in TEXT if field.name in CHANGEABLE}


@dataclass(frozen=True)
class ForkRequest:
    """The epoch and the changes of a fork, and its name.

    Attributes:
        epoch: The first one that goes by the changes, counted from 1.
        changes: As for `Trainer.fork`; only what differs.
        weights: Those that get another value.
        name: What it is to be called.
    """

    epoch: int
    changes: dict[str, Any]
    weights: tuple[Edit, ...]
    name: str


def read_fork_request(
    event: Mapping[str, Any], config: TextConfig, done: int, shapes: Mapping[str, tuple[int, ...]]
) -> ForkRequest:
    """The request that an event of the browser holds; its fields may hold anything.

    Args:
        event: `epoch`, `weights` ([name, index, value] each), `name`, and a text for each setting that changes.
        config: Of the run that is forked.
        done: Epochs of it that are trained.
        shapes: Of its network's weights, by name.

    Raises:
        ConfigError: Something of it cannot be used.
    """
    epoch = event.get("epoch")
    if type(epoch) is not int or not 1 <= epoch <= done:
        rule = "a whole number from 1 to {most}, the epochs done"
        raise ConfigError.must_be("epoch", rule, words=short(epoch), most=done)
    changes = _read_changes(event, config)
    if changes.get("epochs", epoch) < epoch:
        rule = "at least {epoch}, where the fork begins"
        raise ConfigError.must_be("epochs", rule, got=changes["epochs"], epoch=epoch)
    weights = _read_weights(event.get("weights", ()), shapes)
    if not changes and not weights:
        raise ConfigError(t("a fork must change a setting or a weight: otherwise it would repeat this run"))
    name = event.get("name") or ""
    name = name.strip() if isinstance(name, str) else name
    return ForkRequest(epoch, changes, weights, checked_name(name or _name_of(changes, weights)))


def _read_changes(event: Mapping[str, Any], config: TextConfig) -> dict[str, Any]:
    """The settings of an event that differ from the config's."""
    given = {name: event[name] for name in _FIELDS if name in event}
    texts = {name: value.strip() if isinstance(value, str) else shown(value) for name, value in given.items()}
    values = {name: _FIELDS[name].read(text) for name, text in texts.items()}
    return {name: value for name, value in values.items() if value != getattr(config, name)}


def _read_weights(given: Any, shapes: Mapping[str, tuple[int, ...]]) -> tuple[Edit, ...]:
    if not isinstance(given, list | tuple) or len(given) > MOST_EDITS:
        raise ConfigError.must_be("weights", "a list of at most {most}", words=short(given), most=MOST_EDITS)
    return tuple(_read_weight(weight, shapes) for weight in given)


def _read_weight(given: Any, shapes: Mapping[str, tuple[int, ...]]) -> Edit:
    """One weight's new value, of at most LIMIT on this page; an `Edit` may hold any float32."""
    if not isinstance(given, list | tuple) or len(given) != 3:
        raise ConfigError.must("a weight", "have a name, an index and a value", words=short(given))
    name, index, value = given
    if not isinstance(name, str) or not name.startswith(WEIGHT_PREFIXES):
        raise ConfigError.must("a weight", "have a name as torch gives it", words=short(name))
    if not isinstance(index, list | tuple) or any(type(i) is not int or i < 0 for i in index):
        raise ConfigError.must_be(t("index of {name}", name=name), "whole numbers from 0", words=short(index))
    if type(value) not in (int, float) or not abs(value) <= LIMIT:
        rule = "a number from -{limit:.0f} to {limit:.0f}"
        raise ConfigError.must_be(name, rule, words=short(value), limit=LIMIT)
    _check_place(name, index, shapes)
    return Edit(name, tuple(index), float(value))


def _check_place(name: str, index: Sequence[int], shapes: Mapping[str, tuple[int, ...]]) -> None:
    """Refuse a weight that the network does not have."""
    if name not in shapes:
        raise ConfigError.must_be("a weight", "one of the network's", words=short(name))
    shape = shapes[name]
    if len(index) != len(shape) or any(i >= size for i, size in zip(index, shape, strict=True)):
        sentence = "{name} has the shape {shape}, which has no place {index}"
        raise ConfigError(t(sentence, name=name, shape=shape, index=shown(list(index))))


def _name_of(changes: Mapping[str, Any], weights: Sequence[Edit]) -> str:
    """A name that lists what was changed, cut to the longest that there is."""
    parts = [f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}" for name, value in changes.items()]
    parts += [f"{weight} = {float(digits(weight.value)):.4g}" for weight in weights[:1]]
    if len(weights) > 1:
        parts.append(t("and {count} more", count=len(weights) - 1))
    text = ", ".join(parts)
    return text if len(text) <= MAX_NAME_LENGTH else f"{text[: MAX_NAME_LENGTH - 1]}…"


def edited_weights(recording: Recording, request: ForkRequest) -> dict[str, Array]:
    """The whole weights that a request changes, by name: those after its epoch, with its values put in.

    Args:
        recording: Of the run, with a frame of that epoch.
        request: With values for some weights.
    """
    frame = recording["epoch"].tolist().index(request.epoch)
    found: dict[str, Array] = {}
    for weight in request.weights:
        values = found.setdefault(weight.name, recording[weight.name][frame].copy())
        values[weight.index] = weight.value
    return found
