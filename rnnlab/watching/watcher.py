"""`watch`: records every call of the recurrent modules inside a model, and leaves the model's own pass alone."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from functools import partial
from threading import RLock
from types import TracebackType
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrize import is_parametrized
from torch.nn.utils.rnn import PackedSequence

from rnnlab.config.checks import check_most, check_size
from rnnlab.errors import ConfigError, TraceError
from rnnlab.nn.held import held_forward
from rnnlab.nn.module_weights import read_weights
from rnnlab.recording.recording import Recording
from rnnlab.tracing.pre_hooks import forward_arguments, undone
from rnnlab.tracing.tokens import Tokens, labels
from rnnlab.watching.copies import WeightCopies, copied
from rnnlab.watching.modules import recurrent_parts
from rnnlab.watching.seen import Pass, Seen
from rnnlab.watching.to_recording import recording_of
from rnnlab.watching.verify import differences

MAX_BYTES = 256_000_000  # of the calls kept, and of their recording
_MOST_HANDLES = 10_000


class Watcher:
    """The calls of a model's recurrent modules; made by `watch`.

    Args:
        model, calls, every, units, max_bytes, tokens: As for `watch`.
    """

    def __init__(
        self,
        model: nn.Module,
        *,
        calls: int | None,
        every: int,
        units: Sequence[int] | None,
        max_bytes: int,
        tokens: Tokens,
    ) -> None:
        self._model, self._parts = model, recurrent_parts(model)
        self._calls, self._every, self._units, self._max_bytes, self._tokens = calls, every, units, max_bytes, tokens
        self._kept: deque[Seen] = deque()
        self._numbers: Counter[str] = Counter()
        self._dropped, self._bytes = 0, 0
        self._weights: dict[str, WeightCopies] = {}
        self._open: dict[str, Seen] = {}  # the sequence of each cell that may go on
        self._skipped: dict[str, Seen] = {}  # that of each cell which `every` leaves out
        self._random: dict[str, Tensor] = {}
        self._labels = None if callable(tokens) else labels(tokens)
        self._handles: list[Any] = []
        self._gradient_handles: list[Any] = []
        self._recording: Recording | None = None  # of all that has happened so far
        self._lock = RLock()

    def __enter__(self) -> Watcher:
        if self._handles:
            raise TraceError("watch must be entered once at a time, got a second time: call rnnlab.watch again")
        self._weights = {path: WeightCopies() for path in self._parts}
        if callable(self._tokens):
            self._handles.append(self._model.register_forward_pre_hook(self._read_tokens, with_kwargs=True))
        for path, part in self._parts.items():
            if _draws(part):
                self._handles.append(part.register_forward_pre_hook(partial(self._note_random, path)))
            if _computes_weights(part):
                self._handles.append(part.register_forward_pre_hook(partial(self._note_weights, path)))
            hook = partial(self._note, path)
            self._handles.append(part.register_forward_hook(hook, prepend=True, with_kwargs=True))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            for handle in (*self._handles, *self._gradient_handles):
                handle.remove()
            self._handles.clear()
            self._gradient_handles.clear()
            self._weights, self._open, self._skipped = {}, {}, {}

    @property
    def recording(self) -> Recording:
        """The calls kept, of kind "watched": see `watch`.

        Raises:
            TraceError: No call was recorded.
        """
        with self._lock:
            if self._recording is None:
                self._recording = recording_of(list(self._kept), self._units, self._max_bytes, self._left_out())
            return self._recording

    def verify(self) -> dict[str, float]:
        """Prove that the recorded gates are those of this very model.

        The output of every recorded layer is computed again from its recorded gates alone; so are, after a backward
        pass, the gradients of its weights and inputs. Each is compared with torch's own numbers.

        Returns:
            Layer ("rnn.layer0", "rnn.layer0.reverse") → the largest difference over all calls, relative to the largest
            of torch's numbers where that is above 1; at float32 about 1e-6.

        Raises:
            TraceError: No call was recorded.
        """
        with self._lock:
            return differences(list(self._kept))

    def _left_out(self) -> str:
        if not self._dropped and self._every == 1:
            return ""
        total = sum(self._numbers.values())
        return f"{len(self._kept):,} of {total:,} calls are kept"

    def _read_tokens(self, module: nn.Module, args: Any, kwargs: Any) -> None:
        assert callable(self._tokens)
        self._labels = labels(self._tokens(*args, **kwargs))

    def _note_random(self, path: str, module: nn.Module, args: Any) -> None:
        if module.training:
            self._random[path] = torch.get_rng_state()

    def _note_weights(self, path: str, module: Any, args: Any) -> None:
        with self._lock, torch.no_grad(), undone(module):
            self._weights[path].of(read_weights(module))

    def _note(self, path: str, module: nn.Module, args: Any, kwargs: Any, result: Any) -> None:
        """A module was called; `args` are those that its forward has had, after all pre-hooks."""
        input, hx = forward_arguments(args, kwargs)
        with self._lock, torch.no_grad():
            copies = self._weights[path]
            weights = copies.last if _computes_weights(module) else copies.of(_weights_used(module))
            made = _pass(module, input, hx, result)
            seen = self._continued(path, hx, weights, made)
            self._recording = None
            if seen is None:
                return
            self._bytes += made.nbytes
            self._listen(made, module, result)
            self._bound(seen)

    def _continued(self, path: str, hx: Any, weights: dict[str, Tensor], made: Pass) -> Seen | None:
        """What a pass belongs to, a new call or a cell's sequence; None if `every` leaves it out."""
        module = self._parts[path]
        for open_ones in (self._open, self._skipped):
            before = open_ones.get(path)
            if before is not None and before.continues(hx, weights):
                kept = open_ones is self._open
                before.passes[len(before.passes) if kept else 0 :] = [made]  # of one left out, the last step is enough
                return before if kept else None
        self._open.pop(path, None)
        self._skipped.pop(path, None)
        number = self._numbers[path] = self._numbers[path] + 1
        seen = Seen(
            path=path,
            number=number,
            module=module,
            passes=[made],
            weights=weights,
            training=module.training,
            random=self._random.pop(path, None),
            autocast=_autocast(made.input),
            tokens=self._labels,
        )
        kept = (number - 1) % self._every == 0
        if seen.is_cell:
            (self._open if kept else self._skipped)[path] = seen
        if kept:
            self._kept.append(seen)
        return seen if kept else None

    def _listen(self, made: Pass, module: nn.Module, result: Any) -> None:
        """Have autograd deliver the gradients at what the module returned."""
        for name, tensor in _results(module, result).items():
            given = tensor.data if isinstance(tensor, PackedSequence) else tensor
            if given is not None and given.requires_grad:
                self._gradient_handles.append(given.register_hook(partial(self._deliver, made, name)))
        if len(self._gradient_handles) > _MOST_HANDLES:  # those of tensors that are gone do nothing any more
            self._gradient_handles = [
                handle for handle in self._gradient_handles if handle.hooks_dict_ref() is not None
            ]

    def _deliver(self, made: Pass, name: str, gradient: Tensor | None) -> None:
        with self._lock:
            made.deliver(name, gradient)
            self._recording = None

    def _bound(self, newest: Seen) -> None:
        """Drop the oldest calls until the rest fits."""
        while len(self._kept) > 1 and self._kept[0] is not newest and self._is_too_much():
            self._bytes -= self._kept.popleft().nbytes
            self._dropped += 1

    def _is_too_much(self) -> bool:
        most = self._calls is not None and len(self._kept) > self._calls
        return most or self._bytes > self._max_bytes


def watch(
    model: nn.Module,
    *,
    calls: int | None = None,
    every: int = 1,
    units: Sequence[int] | None = None,
    max_bytes: int = MAX_BYTES,
    tokens: Tokens = None,
) -> Watcher:
    """Record every call of the recurrent modules inside a model, while the block lasts.

    The model's own pass is left alone: its outputs, gradients, random numbers, hooks, buffers and mode are, bit for
    bit, those of a run without it. Gates are computed afterwards, when they are asked for; gradients are those that
    autograd delivers at the outputs, walked back through the recorded gates.

    Args:
        model: Any module that holds an `nn.RNN`, `nn.LSTM`, `nn.GRU` or their cells, several, nested or shared. Not
            compiled, scripted, quantized or on several devices.
        calls: The most calls that are kept, the newest ones; of a cell stepped in a loop, a sequence is one call.
        every: Keep the first call of each module and every so many after it.
        units: The indices of the units whose states are in the recording; all if None.
        max_bytes: Of the calls kept and of their recording; the oldest are dropped beyond.
        tokens: What stands on the time axis: the texts of the steps, of one sequence or a list of them per sequence
            of the batch; or a function that makes them of the model's own arguments.

    Returns:
        A context manager; its `recording`, of kind "watched", holds the calls, and `verify()` proves it.

    Raises:
        TraceError: The model holds no module that can be recorded.
        ConfigError: Another argument is out of range.

    Example:
        >>> import rnnlab, torch
        >>> model = torch.nn.LSTM(3, 4)
        >>> with rnnlab.watch(model) as watcher:
        ...     output, _ = model(torch.ones(5, 1, 3))
        ...     output.sum().backward()
        >>> watcher.recording["0.layer0.f"].shape, watcher.recording["0.layer0.c.grad"].shape
        ((5, 1, 4), (5, 1, 4))
        >>> max(watcher.verify().values()) < 1e-5
        True
    """
    for name, value in (("calls", 1 if calls is None else calls), ("every", every), ("max_bytes", max_bytes)):
        check_size(name, value)
        check_most(name, value)
    if units is not None and (isinstance(units, str) or not all(type(unit) is int and unit >= 0 for unit in units)):
        raise ConfigError.must_be("units", "indices of units, from 0", got=units)
    return Watcher(model, calls=calls, every=every, units=units, max_bytes=max_bytes, tokens=tokens)


def _draws(module: Any) -> bool:
    return getattr(module, "dropout", 0.0) > 0 and module.num_layers > 1


def _computes_weights(module: nn.Module) -> bool:
    """Whether the forward computes the weights anew at each use: they have to be computed in the same way before it."""
    return isinstance(module, nn.RNNCellBase) and is_parametrized(module)


def _weights_used(module: Any) -> dict[str, Tensor]:
    """The weights that a module's last call has used."""
    if isinstance(module, nn.RNNBase):  # those that it has handed to its kernel
        found = zip(module._flat_weights_names, module._flat_weights, strict=True)
        return {name: weight for name, weight in found if weight is not None}
    return read_weights(module)


def _results(module: nn.Module, result: Any) -> dict[str, Any]:
    """What a module returned, by name."""
    if isinstance(module, nn.LSTM):
        return {"output": result[0], "h_n": result[1][0], "c_n": result[1][1]}
    if isinstance(module, nn.RNNBase):
        return {"output": result[0], "h_n": result[1]}
    return {"h_n": result[0], "c_n": result[1]} if isinstance(module, nn.LSTMCell) else {"h_n": result}


def _pass(module: nn.Module, input: Any, hx: Any, result: Any) -> Pass:
    found = {name: copied(value) for name, value in _results(module, result).items()}
    output = found.get("output", found["h_n"])
    forward = held_forward(module)
    held = () if forward is None else forward.held_last()
    return Pass(input=copied(input), hx=copied(hx), output=output, h_n=found["h_n"], c_n=found.get("c_n"), held=held)


def _autocast(input: Any) -> torch.dtype | None:
    kind = (input.data if isinstance(input, PackedSequence) else input).device.type
    known = torch.amp.is_autocast_available(kind) and torch.is_autocast_enabled(kind)
    return torch.get_autocast_dtype(kind) if known else None
