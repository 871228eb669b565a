"""`Origin`: the training run and the epoch that a network's weights come from, and how a header holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rnnlab.config.training import TextConfig
from rnnlab.errors import ConfigError


@dataclass(frozen=True, kw_only=True)
class Origin:
    """The training run, repeatable from its settings, and the epoch that a network's weights come from.

    Attributes:
        config: Settings of the run, which turned one text into another and is no fork.
        epoch: The weights are those before this epoch's update, counted from 1.
        loss: The run's loss in that epoch, in nats; None if the recording does not hold it.
        predicted: The run's prediction in that epoch; None if the recording does not hold it.
    """

    config: TextConfig
    epoch: int
    loss: float | None = None
    predicted: str | None = None

    def to_header(self) -> dict[str, Any]:
        """The header entry `origin`, plain values fit for JSON."""
        return {"origin": asdict(self)}


def origin_from_header(header: Mapping[str, Any]) -> Origin:
    """The origin in a recording's header.

    Args:
        header: Of a recording of kind "generation" or "ablation". Older files have `trained` instead of `origin`: the
            same entries in a generation; in an ablation the settings alone, with `epoch` beside them.

    Raises:
        ConfigError: The header has no origin, or an unusable one.
    """
    found = header.get("origin", header.get("trained"))
    if isinstance(found, dict) and "source" in found:
        found = {"config": found, "epoch": header.get("epoch")}
    if not isinstance(found, dict) or not isinstance(found.get("config"), dict):
        raise unknown_origin()
    config, epoch = TextConfig.from_dict(found["config"]), found.get("epoch")
    if type(epoch) is not int or not 1 <= epoch <= config.epochs:
        rule = "a whole number from 1 to {epochs} in the recording's header"
        raise ConfigError.must_be("epoch", rule, epochs=config.epochs, got=epoch, field=None)
    loss: Any = found.get("loss")
    predicted = found.get("predicted")
    return Origin(
        config=config,
        epoch=epoch,
        loss=float(loss) if type(loss) in (int, float) else None,
        predicted=predicted if isinstance(predicted, str) else None,
    )


def unknown_origin() -> ConfigError:
    """The error of a recording whose header does not hold enough about its network's training to write a script."""
    rule, words = "say how its network was trained to have a program", "one that does not"
    return ConfigError.must("recording", rule, words=words, field=None)
