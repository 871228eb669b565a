"""`state_arrays`, `read_run` and `restore`: a trainer's state as arrays and header entries, and back, all checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from rnnlab.config.checks import checked_name
from rnnlab.config.choices import num_gates
from rnnlab.config.phases import (
    CHANGEABLE,
    MOST_PHASES,
    Config,
    Phase,
    active,
    changed,
    edits_from_header,
    edits_to_header,
)
from rnnlab.config.training import TaskConfig, TextConfig
from rnnlab.recording.array_names import Array
from rnnlab.recording.recording import Recording
from rnnlab.tasks import Task, task_of
from rnnlab.training.flat_network import Slot, by_name
from rnnlab.training.history import History
from rnnlab.training.limits import MOST_STEPS
from rnnlab.training.loop import Loop
from rnnlab.training.optimisers import MOMENTS
from rnnlab.training.thinned_rows import ThinnedRows

# The thinned rows of a history, and how the names of their arrays begin.
_PREFIXES = {"answers": "", "frames": "frame.", "checkpoints": "checkpoint."}


def state_arrays(
    history: History, loop: Loop, *, frames: bool, max_bytes: int | None
) -> tuple[dict[str, Array], dict[str, Any]]:
    """A trainer's arrays, and the entries of its header beside its config.

    Args:
        history, loop: Of the trainer.
        frames, max_bytes: As for `Trainer.state`.
    """
    slots, optimiser = loop.network.slots, loop.optimiser
    tensors = by_name(loop.network.weights, slots)
    for name, moment in optimiser.moments.items():
        tensors |= by_name(moment, slots, f"{optimiser.name}.{name}.")
    for number, phase in enumerate(loop.phases):
        tensors |= {f"leg{number}.{name}": weight for name, weight in phase.weights.items()}
    arrays = {name: tensor.numpy() for name, tensor in tensors.items()}
    arrays |= {name: np.array(getattr(history, name), np.float32) for name in ("losses", "clipped")}
    norm = loop.gradient_norm()
    arrays["gradient_norm"] = np.array([] if norm is None else [norm], np.float32)
    grids = {}
    for name, prefix in _PREFIXES.items():
        rows: ThinnedRows = getattr(history, name)
        if name == "frames" and not frames:
            rows = ThinnedRows(rows.dtype, 2, first=loop.step + 1)
        elif max_bytes is not None:
            rows = ThinnedRows(
                rows.dtype, min(max_bytes // 3 // rows.dtype.itemsize, len(rows.steps) + 1), first=rows.first
            )
            rows.copy_until(getattr(history, name), loop.step)
        arrays |= rows.arrays(prefix, loop.step)
        grids[name] = [rows.first, rows.stride]
    phases = [
        {
            "start": phase.start,
            **phase.settings(),
            "weights": sorted(phase.weights),
            "values": edits_to_header(phase.edits),
        }
        for phase in loop.phases
    ]
    return arrays, {"legs": phases, "stride": grids}


def read_run(state: Recording) -> tuple[Task, tuple[Phase, ...]]:
    """The task and the phases of a state.

    Raises:
        RnnlabError, LookupError, TypeError, ValueError: They don't fit the arrays.
    """
    header = state.header
    kind = TaskConfig if "task" in header["config"] else TextConfig
    config = kind.from_dict(header["config"])
    task = task_of(config)
    # Checked before anything is allocated by the config's sizes: the file must hold arrays of these sizes itself.
    for name, shape in _shapes(config, task):
        _numbers(state, name, shape)
    done, entries = len(state["losses"]), header["legs"]
    if not 1 <= len(entries) <= MOST_PHASES or done > config.epochs:
        raise ValueError("the phases or the epochs are too many")
    phases = [_phase(state, number, entry, config) for number, entry in enumerate(entries)]
    starts = [phase.start for phase in phases]
    if starts[0] != 0 or starts != sorted(starts) or starts[-1] > config.epochs or phases[-1].config != config:
        raise ValueError("the phases must follow one another")
    return task, tuple(phases)


def read_entries(run: Mapping[str, Any], colours: int) -> dict[str, Any]:
    """What a file of several runs says of one of them beside its state, checked.

    Raises:
        ConfigError, LookupError, ValueError: It is damaged.
    """
    limits = {"key": 2**31, "colour": colours - 1, "parent": 2**31, "step": MOST_STEPS}
    for name, most in limits.items():
        value = run[name]
        if not (name == "parent" and value is None) and (type(value) is not int or not 0 <= value <= most):
            raise ValueError(f"{name} must be a whole number from 0 to {most}")
    return {name: run[name] for name in limits} | {"name": checked_name(run["name"])}


def _phase(state: Recording, number: int, entry: Mapping[str, Any], config: Config) -> Phase:
    """One phase from its entry of the header and its arrays."""
    if type(entry["start"]) is not int:
        raise ValueError("a phase must start at a step")
    given = {name: state[f"leg{number}.{name}"] for name in entry["weights"]}
    if any(values.dtype != np.float32 for values in given.values()):
        raise ValueError("weights of a phase must be float32 numbers")
    weights = {name: _tensor(values) for name, values in given.items()}
    edits = edits_from_header(entry.get("values", None if weights else []))
    for edit in edits or ():
        set_to = weights[edit.name]
        if len(edit.index) != set_to.dim() or float(set_to[edit.index]) != edit.value:
            raise ValueError("values of a phase must be those of its weights")
    return Phase(entry["start"], changed(config, {name: entry[name] for name in CHANGEABLE}), weights, edits)


def _shapes(config: Config, task: Task) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Name and shape of every weight, one after the other."""
    size, rows = config.hidden_size, num_gates(config.cell) * config.hidden_size
    reads = task.input_size
    if reads is None:
        reads = config.embedding_size
        yield "emb.weight", (task.vocab_size, reads)
    for layer in range(config.num_layers):
        yield f"rnn.weight_ih_l{layer}", (rows, size if layer else reads)
        yield f"rnn.weight_hh_l{layer}", (rows, size)
        yield f"rnn.bias_ih_l{layer}", (rows,)
        yield f"rnn.bias_hh_l{layer}", (rows,)
    yield "fc.weight", (task.output_size, size)
    yield "fc.bias", (task.output_size,)


def restore(state: Recording, history: History, loop: Loop) -> None:
    """Bring a new trainer's history and loop to the step at which a state was made.

    Raises:
        RnnlabError, LookupError, ArithmeticError, TypeError, ValueError, RuntimeError: The arrays don't fit.
    """
    for phase in loop.phases:
        loop.network.checked_weights(phase.weights)
    _restore_history(state, history, loop.task)
    slots, size, done = loop.network.slots, len(loop.network.weights), len(history.losses)
    optimiser = active(loop.phases, done).optimiser
    moments = [_flat(state, slots, size, f"{optimiser}.{name}.") for name in MOMENTS[optimiser]]
    loop.load(done, _flat(state, slots, size, ""), moments)
    norm = _numbers(state, "gradient_norm", state["gradient_norm"].shape[:1])
    loop.last_gradient = float(norm[0]) if norm.size else None
    rows = [history.frames.values["weights"], history.checkpoints.values["weights"]]
    for weights in (loop.network.weights.numpy(), *rows):
        for slot in loop.network.frozen_slots:
            if weights[..., slot.part].any():
                raise ValueError(f"{slot.name} must stay zero in a network without memory, got others")


def _restore_history(state: Recording, history: History, task: Task) -> None:
    done = len(state["losses"])
    for name in ("losses", "clipped"):
        getattr(history, name).extend(_numbers(state, name, (done,)).tolist())
    if not np.isfinite(state["losses"]).all():
        raise ValueError("losses must be finite")
    for name, prefix in _PREFIXES.items():
        mine: ThinnedRows = getattr(history, name)
        first, stride = state.header["stride"][name]
        mine.copy_until(ThinnedRows.of(mine.dtype, state, prefix, first=first, stride=stride, done=done), done)
    ids = history.answers.values["predicted"]
    if ids.dtype == np.uint16 and ids.max(initial=0) >= task.vocab_size:
        raise ValueError("predicted has ids beyond the vocabulary")


def _flat(values: Mapping[str, Array], slots: Sequence[Slot], size: int, prefix: str) -> Tensor:
    """Named arrays laid into one flat vector, (size,)."""
    flat = torch.zeros(size, dtype=torch.float32)
    for slot in slots:
        flat[slot.part].view(slot.shape).copy_(_tensor(_numbers(values, prefix + slot.name, slot.shape)))
    return flat


def _numbers(values: Mapping[str, Array], name: str, shape: tuple[int, ...]) -> Array:
    """An array, if it holds float32 numbers in this shape."""
    array = values[name]
    if array.dtype != np.float32 or array.shape != shape:
        raise ValueError(f"{name} must be float32 numbers of shape {shape}, got {array.dtype} of {array.shape}")
    return array


def _tensor(values: Array) -> Tensor:
    return torch.from_numpy(values.copy())  # a recording's arrays are read-only, which torch warns about
