"""A module's forward pre-hooks and parametrizations, run as its next call would run them and then undone.

They compute weights (weight_norm, spectral_norm, pruning, weight drop) or change the arguments, so a trace without them
would show another network. What they leave in the module and in torch's random numbers is taken back: the call that
follows a trace finds what the trace found, and returns the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import torch
from torch import nn
from torch.nn.modules import module as torch_module
from torch.nn.utils.parametrize import is_parametrized

from rnnlab.errors import TraceError
from rnnlab.nn.module_names import class_name

_traced: ContextVar[tuple[nn.Module, ...]] = ContextVar("modules whose pre-hooks are running", default=())


@contextmanager
def undone(module: nn.Module) -> Iterator[None]:
    """Give a module and torch's random numbers back as they were before the block.

    Inside, the buffers are copies. The parameters are the module's own, for their gradients: one that a hook changes in
    place stays changed, as after a call, and so does whatever else a hook reaches outside the module.
    """
    if not (_pre_hooks(module) or is_parametrized(module)):
        yield
        return
    before = [_contents(part) for part in module.modules()]
    devices = {tensor.device for tensor in (*module.parameters(), *module.buffers()) if tensor.is_cuda}
    with torch.random.fork_rng(devices):
        try:
            for part in module.modules():
                part._buffers.update({name: kept.clone() for name, kept in part._buffers.items() if kept is not None})
            yield
        finally:
            for contents in before:
                _restore(contents)


def run_pre_hooks(module: nn.Module, *args: Any) -> tuple[Any, Any]:
    """The `input` and `hx` that a module's forward would be given if the module was called.

    Args:
        module: Recurrent; its hooks may change it.
        args: Of the call: input, or input and hx.

    Raises:
        TraceError: A hook returns what the forward does not take, or traces this module.
    """
    kwargs: dict[str, Any] = {}
    hooks = _pre_hooks(module)
    if hooks and any(module is other for other in _traced.get()):
        raise TraceError(
            "trace must be called outside a forward pre-hook of the module, since it runs those hooks, got a call "
            "inside one: register a forward hook instead"
        )
    token = _traced.set((*_traced.get(), module))
    try:
        for number, hook in hooks.items():
            if number in module._forward_pre_hooks_with_kwargs:
                args, kwargs = _pair((args, kwargs) if (found := hook(module, args, kwargs)) is None else found)
            elif (found := hook(module, args)) is not None:
                args = found if isinstance(found, tuple) else (found,)
    finally:
        _traced.reset(token)
    return forward_arguments(args, kwargs)


def _pre_hooks(module: nn.Module) -> dict[int, Any]:
    """Those of all modules first, then the module's own, as torch calls them."""
    return {**torch_module._global_forward_pre_hooks, **module._forward_pre_hooks}


def _pair(found: Any) -> tuple[Any, Any]:
    if not isinstance(found, tuple) or len(found) != 2:
        raise TraceError(f"a forward pre-hook with kwargs must return (args, kwargs) or None, got {class_name(found)}")
    return found


def forward_arguments(args: Any, kwargs: Any) -> tuple[Any, Any]:
    """The `input` and `hx` of a call's arguments, as torch's forward names them.

    Raises:
        TraceError: A hook has left others.
    """

    def forward(input: Any, hx: Any = None) -> tuple[Any, Any]:
        return input, hx

    try:
        return forward(*args, **kwargs)
    except TypeError:
        given = ", ".join([*map(class_name, args), *(f"{name}={class_name(value)}" for name, value in kwargs.items())])
        raise TraceError(f"forward pre-hooks must leave the arguments input and hx, got ({given})") from None


# A part's attributes, and the contents of those that are containers: its parameters, buffers, hooks and so on.
_Contents = tuple[dict[str, Any], dict[str, Any], list[tuple[Any, Any]]]


def _contents(part: nn.Module) -> _Contents:
    attributes = vars(part)
    containers = [value for value in attributes.values() if isinstance(value, dict | list | set)]
    return attributes, attributes.copy(), [(container, container.copy()) for container in containers]


def _restore(contents: _Contents) -> None:
    """Put everything back into the same containers: the handle of a hook knows the one that the hook is in."""
    attributes, before, containers = contents
    for container, content in [*containers, (attributes, before)]:
        if isinstance(container, list):
            container[:] = content
        else:
            container.clear()
            container.update(content)
