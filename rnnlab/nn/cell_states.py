"""The LSTM's cell states of all steps from its gates: the recurrence c_t = f_t c_{t-1} + i_t g_t.

Two ways give the same numbers but for rounding: one step after the other, or in blocks of blocks of steps that are
computed side by side. Blocks take about 5 * seq_len^(1/3) calls of torch instead of seq_len, at twice the arithmetic,
so they are quicker for long sequences of few numbers per step.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

_LEVELS = 3  # of blocks; a fourth would cost more than the calls that it saves


def cell_states(forget: Tensor, update: Tensor, c_0: Tensor) -> Tensor:
    """The cell state after each step of a sequence, one step after the other.

    Args:
        forget: f of every step, in [0, 1], (seq_len, ...).
        update: i * g of every step, (seq_len, ...).
        c_0: Cell state before the first step, (...).

    Returns:
        c of every step, unbounded, (seq_len, ...).

    Source: the equations of `torch.nn.LSTM`.
    """
    return torch.stack(_walk(forget.unbind(), update.unbind(), c_0))


def cell_states_in_blocks(forget: Tensor, update: Tensor, c_0: Tensor) -> Tensor:
    """The cell state after each step of a sequence, block beside block; otherwise as `cell_states`.

    Differentiable any number of times, forwards and backwards; the gradient is computed in blocks too.

    Source: Blelloch 1990, "Prefix Sums and Their Applications", on recurrences of the first order.
    """
    if not torch.is_grad_enabled():
        return _in_blocks(forget, update, c_0)  # as `apply` would, but for the tenth of a millisecond that it takes
    states: Tensor = _Blocks.apply(forget, update, c_0)  # type: ignore[no-untyped-call]
    return states


def _walk(forget: tuple[Tensor, ...], update: tuple[Tensor, ...], c: Tensor) -> list[Tensor]:
    states = []
    for update_t, f_t in zip(update, forget, strict=True):
        c = torch.addcmul(update_t, f_t, c)
        states.append(c)
    return states


def _in_blocks(forget: Tensor, update: Tensor, c_0: Tensor, levels: int = _LEVELS) -> Tensor:
    """All blocks from a state of zeros at once, then every block's true start, then all blocks from there at once."""
    if levels == 1:
        return cell_states(forget, update, c_0)
    seq_len = len(forget)
    size = round(seq_len ** (1 / levels))
    pad = -seq_len % size  # steps that change nothing
    if pad:
        forget = torch.cat((forget, forget.new_ones(pad, *c_0.shape)))
        update = torch.cat((update, update.new_zeros(pad, *c_0.shape)))
    blocks = forget.reshape(-1, size, *c_0.shape), update.reshape(-1, size, *c_0.shape)
    f, u = (part.unbind(1) for part in blocks)  # by step within its block, each (number of blocks, ...)
    ends = _walk(f, u, torch.zeros_like(u[0]))[-1]
    after = _in_blocks(blocks[0].prod(1), ends, c_0, levels - 1)
    starts = torch.cat((c_0[None], after[:-1]))
    return torch.stack(_walk(f, u, starts), 1).flatten(0, 1)[:seq_len]


class _Blocks(torch.autograd.Function):
    """`_in_blocks` with a gradient that is computed in blocks too; it keeps `forget`, c and c_0, nothing per block."""

    generate_vmap_rule = True

    @staticmethod
    def forward(forget: Tensor, update: Tensor, c_0: Tensor) -> Tensor:
        """See `cell_states_in_blocks`."""
        return _in_blocks(forget, update, c_0)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Tensor, Tensor], output: Tensor) -> None:
        """Keep what the derivatives need."""
        forget, _, c_0 = inputs
        ctx.save_for_backward(forget, output, c_0)
        ctx.save_for_forward(forget, output, c_0)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """dL/df_t = s_t c_{t-1} and dL/d(i_t g_t) = s_t, where s_t = dL/dc_t + f_{t+1} s_{t+1}."""
        forget, states, c_0 = ctx.saved_tensors
        later = torch.cat((forget[1:], torch.zeros_like(forget[:1])))
        whole = cell_states_in_blocks(later.flip(0), gradient.flip(0), torch.zeros_like(c_0)).flip(0)
        return whole * torch.cat((c_0[None], states[:-1])), whole, forget[0] * whole[0]

    @staticmethod
    def jvp(ctx: Any, d_forget: Tensor, d_update: Tensor, d_c_0: Tensor) -> Tensor:
        """dc_t = f_t dc_{t-1} + df_t c_{t-1} + d(i_t g_t)."""
        forget, states, c_0 = ctx.saved_tensors
        return cell_states_in_blocks(forget, d_forget * torch.cat((c_0[None], states[:-1])) + d_update, d_c_0)
