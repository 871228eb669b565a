"""`CellConfig` and `LayersConfig`: the networks of the demonstrations; and `Config`, the base class of all configs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self, get_args

from rnnlab.config.checks import check_choice, check_flag, check_most, check_seed, check_size
from rnnlab.config.choices import CellType, Nonlinearity
from rnnlab.errors import ConfigError, shown


class Config:
    """Base class of all configs: to a plain dictionary and back."""

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values, fit for JSON."""
        return asdict(self)  # type: ignore[call-overload,no-any-return]

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The config that `to_dict` was called on.

        Raises:
            ConfigError: A field is unknown or not usable.
        """
        try:
            return cls(**values)
        except TypeError:
            names = sorted(values, key=shown) if isinstance(values, Mapping) else values
            rule = "hold the fields of {config}"
            raise ConfigError.must("config", rule, got=names, field=None, config=cls.__name__) from None

    def _check_most(self) -> None:
        """Raise a ConfigError if a whole number is too large for any reader of JSON, and for any memory."""
        for name, value in vars(self).items():
            if type(value) is int:
                check_most(name, value)


@dataclass(frozen=True, kw_only=True)
class CellConfig(Config):
    """One `torch.nn.RNNCell`, stepped by hand over random input.

    Raises:
        ConfigError: A size is not a positive int or more than MAX_WHOLE, or a choice is unknown.
    """

    seq_len: int = 3
    batch_size: int = 1
    input_size: int = 4
    hidden_size: int = 2
    nonlinearity: Nonlinearity = "tanh"
    bias: bool = True
    seed: int = 4

    def __post_init__(self) -> None:
        for name in ("seq_len", "batch_size", "input_size", "hidden_size"):
            check_size(name, getattr(self, name))
        check_choice("nonlinearity", self.nonlinearity, get_args(Nonlinearity))
        check_flag("bias", self.bias)
        check_seed(self.seed)
        self._check_most()


@dataclass(frozen=True, kw_only=True)
class LayersConfig(Config):
    """One `torch.nn.RNN`, `GRU` or `LSTM`, run once over random input.

    `nonlinearity` is used by the plain RNN only, as in torch.

    Raises:
        ConfigError: A size is not a positive int or more than MAX_WHOLE, or a choice is unknown.
    """

    seq_len: int = 8
    batch_size: int = 1
    input_size: int = 4
    hidden_size: int = 2
    num_layers: int = 4
    cell: CellType = "rnn"
    nonlinearity: Nonlinearity = "tanh"
    bidirectional: bool = False
    batch_first: bool = False
    seed: int = 2449

    def __post_init__(self) -> None:
        for name in ("seq_len", "batch_size", "input_size", "hidden_size", "num_layers"):
            check_size(name, getattr(self, name))
        check_choice("cell", self.cell, get_args(CellType))
        check_choice("nonlinearity", self.nonlinearity, get_args(Nonlinearity))
        check_flag("bidirectional", self.bidirectional)
        check_flag("batch_first", self.batch_first)
        check_seed(self.seed)
        self._check_most()
