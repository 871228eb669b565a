"""What a program prints, line by line, from a recording: the text that `rnnlab.export.script` gives when it is run.

Nothing is computed again: the recording's numbers are written in torch's own hand.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, TypedDict

from rnnlab.config.choices import CellType
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.config.training import TextConfig
from rnnlab.export import ablation_script as ablation_program
from rnnlab.export import generation_script as generation_program
from rnnlab.export.scripts import config_of, program_of
from rnnlab.recording.array_names import Array
from rnnlab.recording.recording import Recording

if TYPE_CHECKING:
    import torch

_WIDTH = 80  # torch's own, unless torch.set_printoptions was called
_INDENT = len("tensor(")
_TOLD = {"ablation": ablation_program.printed, "generation": generation_program.printed}


class Line(TypedDict):
    """One printed line, and the step of the player that it belongs to; None if to none."""

    text: str
    step: int | None


class PrintedOutput(TypedDict):
    """A program beside what it prints; plain JSON.

    `active` says which lines of `code` run at a step: by the step's number, or "*" for any step that prints something.
    """

    code: list[str]
    printed: list[Line]
    active: dict[str, list[int]]


def printed_output(recording: Recording) -> PrintedOutput:
    """The program of a recording and what it prints.

    Args:
        recording: Of kind "cell", "layers" or "training", with all its batch items; or "generation" or "ablation".

    Returns:
        The program's lines without what merely prepares it; the printed lines, a training's only as far as it went,
        and of a very long one those whose predictions are kept.
        Steps count as in the player: 1 to seq_len, or epochs from 1.

    Raises:
        ConfigError: The recording is of a kind that has no program.
    """
    parts = program_of(recording)
    code = parts.body.splitlines()
    lines = [number for number, text in enumerate(code) if text in parts.step]
    if recording.kind in _TOLD:
        told: list[Line] = [{"text": text, "step": step} for text, step in _TOLD[recording.kind](recording)]
        return {"code": code, "printed": told, "active": {"*": lines}}
    config = config_of(recording)
    if isinstance(config, TextConfig):
        printed = _of_training(recording, config)
    elif isinstance(config, LayersConfig):
        printed = _of_layers(recording, config)
    else:
        printed = _of_cell(recording, config)
    active = {"*": lines}
    if isinstance(config, LayersConfig):  # one call goes through all steps, and prints after the last
        active |= {str(step): lines for step in range(1, config.seq_len + 1)}
    return {"code": code, "printed": list(printed), "active": active}


def _of_training(recording: Recording, config: TextConfig) -> Iterator[Line]:
    losses = dict(enumerate(recording.losses, start=1))
    kept = recording["predicted.epoch"].tolist() if "predicted.epoch" in recording else list(losses)
    for epoch, predicted in zip(kept, recording.predictions, strict=True):
        loss = losses.get(epoch, math.nan)
        # The text of one epoch may itself hold line breaks.
        for text in f"Predicted: {predicted}, Epoch [{epoch}/{config.epochs}] loss = {loss:.3f}".split("\n"):
            yield {"text": text, "step": epoch}


def _of_cell(recording: Recording, config: CellConfig) -> Iterator[Line]:
    x, bar, end = recording["x"], "=" * 20, f"grad_fn=<{config.nonlinearity.capitalize()}Backward0>"
    yield from _printed(tensor_text(x), None)
    yield from _printed(tensor_text(recording["h_0"]), None)
    for idx, h in enumerate(recording["layer0.h"]):
        sizes = f"{bar} {idx} {bar}\nInput size: {_size(x[idx])}\noutputs size: {_size(h)}\n"
        yield from _printed(sizes + tensor_text(h, end), idx + 1)


def _of_layers(recording: Recording, config: LayersConfig) -> Iterator[Line]:
    ends = _grad_fns(config.cell, config.nonlinearity, config.num_layers > 1, config.bidirectional, config.batch_first)
    names = {"Output": "output", "Hidden": "h_n"} | ({"Cell": "c_n"} if config.cell == "lstm" else {})
    for (label, name), end in zip(names.items(), ends, strict=True):
        array = recording[name]
        text = f"{label} size: {_size(array)}\n{label}: {tensor_text(array, f'grad_fn=<{end}>')}"
        yield from _printed(text, config.seq_len)


def tensor_text(array: Array, suffix: str = "") -> str:
    """What torch prints for a tensor with these numbers.

    Args:
        array: float32, of any shape.
        suffix: What stands after the numbers, such as "grad_fn=<TanhBackward0>"; on its own line if the last is full.
    """
    import torch

    text = str(torch.from_numpy(array.copy()))
    if not suffix:
        return text
    text = text.removesuffix(")")
    full = len(text) - text.rfind("\n") + 1 + len(suffix) + 2 > _WIDTH
    return f"{text}{',' + chr(10) + ' ' * _INDENT if full else ', '}{suffix})"


def _size(array: Array) -> str:
    return f"torch.Size({list(array.shape)})"


def _printed(text: str, step: int | None) -> Iterator[Line]:
    for line in text.split("\n"):
        yield {"text": line, "step": step}


@lru_cache
def _grad_fns(cell: CellType, nonlinearity: str, stacked: bool, bidirectional: bool, batch_first: bool) -> list[str]:
    """The names that torch gives to what made output, h_n and c_n: asked of the smallest network of the same build."""
    import torch

    from rnnlab.nn.determinism import plain
    from rnnlab.nn.seeding import build_seeded, generator
    from rnnlab.tracing.record import recurrent

    config = LayersConfig(
        seq_len=2,
        input_size=1,
        hidden_size=1,
        num_layers=2 if stacked else 1,
        cell=cell,
        nonlinearity=nonlinearity,  # type: ignore[arg-type]
        bidirectional=bidirectional,
        batch_first=batch_first,
    )
    rnn = build_seeded(recurrent, generator(0), config=config)
    with plain(), torch.enable_grad():
        x = torch.zeros((1, 2, 1) if batch_first else (2, 1, 1), dtype=torch.float32)
        output, state = rnn(x)
    tensors: list[torch.Tensor] = [output, *(state if isinstance(state, tuple) else (state,))]
    return [str(tensor.grad_fn.name()) for tensor in tensors if tensor.grad_fn is not None]
