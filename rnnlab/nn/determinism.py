"""Contexts in which torch computes the same bits whatever its caller has set: threads, modes and devices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import torch


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch compute with one thread, in the calling thread only.

    Sums over many numbers are split among threads, and another split rounds otherwise: an LSTM of 64 units trains to
    other bits with 2 threads than with 1.
    """
    before = torch.get_num_threads()  # asking also makes a new thread take its setting now rather than later
    if before == 1:
        yield
        return
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def plain() -> Iterator[None]:
    """Torch with its settings at start, in the calling thread only: no inference mode or autocast, tensors on the CPU.

    A notebook that runs on a GPU, or inside `torch.inference_mode()`, gets the same numbers as any other. The default
    dtype belongs to the whole process and cannot be set for one thread, so tensors name theirs.
    """
    grad = torch.is_grad_enabled()
    with (
        torch.inference_mode(False),
        torch.set_grad_enabled(grad),  # which the line above switches on
        torch.autocast("cpu", enabled=False),
        # entered only where it makes a difference: inside it every call of torch goes through Python once more
        nullcontext() if torch.get_default_device().type == "cpu" else torch.device("cpu"),
    ):
        yield


def is_plain() -> bool:
    """Whether neither inference mode nor autocast is on; much quicker to ask than `plain` is to enter."""
    return not (torch.is_inference_mode_enabled() or torch.is_autocast_enabled("cpu"))


def versions() -> dict[str, str]:
    """Versions of rnnlab and torch, for the header of a recording."""
    from rnnlab.version import __version__

    return {"rnnlab": __version__, "torch": str(torch.__version__)}
