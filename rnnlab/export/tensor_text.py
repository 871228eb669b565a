"""`tensor_text` and `shape_text`: what torch prints for a tensor and its shape."""

from __future__ import annotations

from rnnlab.recording.array_names import Array

_WIDTH = 80  # characters of a line, unless torch.set_printoptions was called
_INDENT = len("tensor(")


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


def shape_text(array: Array) -> str:
    """What torch prints for a tensor's shape."""
    return f"torch.Size({list(array.shape)})"
