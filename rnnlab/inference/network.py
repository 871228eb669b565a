"""`check_network`: whether the parts of a network, run one symbol at a time, compute what its own forward computes.

Generation and ablation run the embedding, the equations of one step and the linear layer themselves. With another
forward, other parts or hooks they would run another network than the model's, without a word of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules import module as torch_module
from torch.nn.utils.parametrize import is_parametrized

from rnnlab.errors import ConfigError
from rnnlab.nn.models import RECURRENT, EmbeddingRNN
from rnnlab.nn.module_names import class_name, places, runs_forward_of
from rnnlab.nn.module_weights import misfit, read_weights

_KINDS: dict[str, tuple[type[nn.Module], ...]] = {
    "emb": (nn.Embedding,),
    "rnn": tuple(RECURRENT.values()),
    "fc": (nn.Linear,),
}
_RULE = (
    "run EmbeddingRNN's own forward without hooks, over an nn.Embedding, an nn.RNN, nn.GRU or nn.LSTM "
    "(batch first, one direction, no projection) and an nn.Linear"
)
_HOOKS = {"_forward_pre_hooks": "forward pre-hook", "_forward_hooks": "forward hook"}


def check_network(model: object) -> EmbeddingRNN:
    """The caller's model, if its parts compute what its forward computes.

    Raises:
        ConfigError: It is no `EmbeddingRNN`, has a forward of its own, hooks or parametrizations, or parts that do not
            fit together or are not an `nn.Embedding`, an `nn.RNN`, `nn.GRU` or `nn.LSTM` (batch first, one direction,
            no projection, no dropout) and an `nn.Linear`; or its numbers are not float32 or float64 on the CPU.
    """
    if not isinstance(model, EmbeddingRNN):
        raise ConfigError.must_be("model", "an EmbeddingRNN or a recording of a training", words=_given(model))
    for rule, faults in ((_RULE, _faults(model)), ("have parts that fit together", _misfits(model))):
        if (fault := next(faults, None)) is not None:
            raise ConfigError.must("model", rule, words=fault)
    check_numbers(model)
    return model


def weights_of_network(model: EmbeddingRNN) -> dict[str, Tensor]:
    """Every weight: the recurrent ones by torch's names, `emb.weight`, `fc.weight` and, if it has one, `fc.bias`."""
    found = {"emb.weight": model.emb.weight, **read_weights(model.rnn), "fc.weight": model.fc.weight}
    return found if model.fc.bias is None else found | {"fc.bias": model.fc.bias}


def check_numbers(model: EmbeddingRNN) -> None:
    """Raise a ConfigError unless all weights are float32, or all are float64, on the CPU."""
    kinds = {(weight.dtype, weight.device.type) for weight in weights_of_network(model).values()}
    if kinds not in ({(torch.float32, "cpu")}, {(torch.float64, "cpu")}):
        got = ", ".join(sorted(f"{str(dtype).removeprefix('torch.')} on {device}" for dtype, device in kinds))
        raise ConfigError.must("model", "hold float32 or float64 numbers on the CPU", words=got)


def _given(model: object) -> str:
    """What was given instead of a network, and where it holds one."""
    held = isinstance(model, nn.Module) and places("model", model, lambda part: isinstance(part, EmbeddingRNN))
    return f"{class_name(model)}, which holds one: give {held}" if held else class_name(model)


def _faults(model: EmbeddingRNN) -> Iterator[str]:
    """What keeps the parts from computing what the forward computes, the first fault first."""
    if not runs_forward_of(model, EmbeddingRNN):
        yield f"{class_name(model)} with a forward of its own"
    for name, kinds in _KINDS.items():
        part = getattr(model, name, None)
        if not any(runs_forward_of(part, kind) for kind in kinds):
            own = " with a forward of its own" if isinstance(part, kinds) else ""
            yield f"{name}={class_name(part)}{own}"
    yield from _hooks(model)
    yield from _options(model.rnn)


def _hooks(model: EmbeddingRNN) -> Iterator[str]:
    parts = {"": model} | {name: getattr(model, name) for name in _KINDS}
    for attribute, kind in _HOOKS.items():
        if getattr(torch_module, f"_global{attribute}"):
            yield f"a {kind} of all modules: remove it first"
        for name, part in parts.items():
            if getattr(part, attribute):
                yield f"a {kind} of {name or 'the model'}: remove it first"
    for name, part in parts.items():
        if is_parametrized(part):
            yield f"a parametrization of {name or 'the model'}: remove it first"


def _options(rnn: Any) -> Iterator[str]:
    if rnn.bidirectional:
        yield "an rnn of two directions"
    if rnn.proj_size:
        yield f"an rnn with proj_size={rnn.proj_size}"
    if not rnn.batch_first:
        yield "an rnn with batch_first=False"
    if rnn.dropout > 0 and rnn.training and rnn.num_layers > 1:
        yield f"an rnn with dropout={rnn.dropout} in training mode: call model.eval() first"


def _misfits(model: EmbeddingRNN) -> Iterator[str]:
    rnn, num_symbols = model.rnn, model.emb.num_embeddings
    if fault := misfit(rnn, read_weights(rnn)):
        yield f"an rnn with {fault}"
    weights = weights_of_network(model)
    wanted: dict[str, tuple[int, ...]] = {
        "emb.weight": (num_symbols, rnn.input_size),
        "fc.weight": (num_symbols, rnn.hidden_size),
    }
    wanted |= {"fc.bias": (num_symbols,)} if "fc.bias" in weights else {}
    for name, shape in wanted.items():
        if tuple(weights[name].shape) != shape:
            yield f"{name} of shape {tuple(weights[name].shape)} where the other parts ask for {shape}"
    if model.fc.out_features != num_symbols:
        yield f"an fc with out_features={model.fc.out_features} for {num_symbols} symbols"
