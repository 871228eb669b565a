"""What a person asks of a fork, from an event of the browser: checked before anything is built. No streamlit here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rnnlab.config.checks import LONGEST_NAME, checked_name
from rnnlab.config.edits import LIMIT, MOST_EDITS
from rnnlab.config.phases import CHANGEABLE
from rnnlab.config.training import TextConfig
from rnnlab.errors import ConfigError
from rnnlab.ui.forms.fields import short
from rnnlab.ui.forms.settings import TEXT

if TYPE_CHECKING:
    from rnnlab.recording.array_names import Array
    from rnnlab.recording.recording import Recording

_FIELDS = {field.name: field for field in TEXT if field.name in CHANGEABLE}
_WEIGHTS = ("emb.", "rnn.", "fc.")


@dataclass(frozen=True)
class Weight:
    """One weight with another value.

    Attributes:
        name, index: As torch names it.
        value: From -1 000 000 to 1 000 000.
    """

    name: str
    index: tuple[int, ...]
    value: float

    def __str__(self) -> str:
        return f"{self.name}[{', '.join(map(str, self.index))}] = {self.value:.4g}"


@dataclass(frozen=True)
class ForkRequest:
    """A fork that somebody asked for.

    Attributes:
        epoch: The first one that goes by the changes, counted from 1.
        changes: As for `Trainer.fork`; only what differs.
        weights: Those that get another value.
        name: What it is to be called.
    """

    epoch: int
    changes: dict[str, Any]
    weights: tuple[Weight, ...]
    name: str


def read_fork_request(event: Mapping[str, Any], config: TextConfig, done: int) -> ForkRequest:
    """The wish of an event, which may hold anything.

    Args:
        event: `epoch`, `weights` ([name, index, value] each), `name`, and texts for what may be changed.
        config: Of the run that is forked.
        done: Epochs of it that are trained.

    Raises:
        ConfigError: Something of it cannot be used.
    """
    epoch = event.get("epoch")
    if type(epoch) is not int or not 1 <= epoch <= done:
        raise ConfigError(f"epoch must be a whole number from 1 to {done}, the epochs done, got {short(epoch)}")
    said = {name: field.read(str(event[name]).strip()) for name, field in _FIELDS.items() if name in event}
    changes = {name: value for name, value in said.items() if value != getattr(config, name)}
    if changes.get("epochs", epoch) < epoch:
        raise ConfigError(f"epochs must be at least {epoch}, where the fork begins, got {changes['epochs']}")
    weights = _weights(event.get("weights", ()))
    if not changes and not weights:
        raise ConfigError("a fork must change a setting or a weight: otherwise it would repeat this run")
    name = event.get("name") or ""
    name = name.strip() if isinstance(name, str) else name
    return ForkRequest(epoch, changes, weights, checked_name(name or _named(changes, weights)))


def _weights(given: Any) -> tuple[Weight, ...]:
    if not isinstance(given, list | tuple) or len(given) > MOST_EDITS:
        raise ConfigError(f"weights must be a list of at most {MOST_EDITS}, got {short(given)}")
    return tuple(_weight(weight) for weight in given)


def _weight(given: Any) -> Weight:
    if not isinstance(given, list | tuple) or len(given) != 3:
        raise ConfigError(f"a weight must have a name, an index and a value, got {short(given)}")
    name, index, value = given
    if not isinstance(name, str) or not name.startswith(_WEIGHTS):
        raise ConfigError(f"a weight must have a name as torch gives it, got {short(name)}")
    if not isinstance(index, list | tuple) or any(type(i) is not int or i < 0 for i in index):
        raise ConfigError(f"index of {name} must be whole numbers from 0, got {short(index)}")
    if type(value) not in (int, float) or not abs(value) <= LIMIT:
        raise ConfigError(f"{name} must be a number from -{LIMIT:.0f} to {LIMIT:.0f}, got {short(value)}")
    return Weight(name, tuple(index), float(value))


def _named(changes: Mapping[str, Any], weights: Sequence[Weight]) -> str:
    """A name that says what was changed."""
    parts = [f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}" for name, value in changes.items()]
    parts += map(str, weights[:1])
    if len(weights) > 1:
        parts.append(f"and {len(weights) - 1} more")
    text = ", ".join(parts)
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"


def replaced(recording: Recording, wish: ForkRequest) -> dict[str, Array]:
    """The weights of the wish's epoch with its values among them, by name.

    Args:
        recording: Of the run, with a frame of that epoch.
        wish: As above.

    Raises:
        ConfigError: There is no such weight.
    """
    frame = recording["epoch"].tolist().index(wish.epoch)
    found: dict[str, Array] = {}
    for weight in wish.weights:
        if weight.name not in recording:
            raise ConfigError(f"a weight must be one of the network's, got {short(weight.name)}")
        values = found.setdefault(weight.name, recording[weight.name][frame].copy())
        if len(weight.index) != values.ndim or any(i >= n for i, n in zip(weight.index, values.shape, strict=True)):
            raise ConfigError(f"{weight.name} has the shape {values.shape}, which has no place {list(weight.index)}")
        values[weight.index] = weight.value
    return found
