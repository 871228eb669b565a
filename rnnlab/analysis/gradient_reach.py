"""`gradient_reach`: the length of the loss's gradient at each step, and how many steps back it is worth mentioning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnlab.analysis.covariance import power_of_two
from rnnlab.analysis.finite import check_item, checked_states, real_steps
from rnnlab.i18n.messages import t
from rnnlab.recording.array_names import Array

SMALL = 1e-3  # of the largest: below a part in a thousand a step's share in the weights' gradient is not seen
_STEPS_AT_ONCE = 8192


@dataclass(frozen=True)
class GradientReach:
    """How far back the gradient of the loss reaches in one layer and direction.

    Attributes:
        norms: (seq_len,), the Euclidean length of the gradient at each step, in units of the loss per unit of the
            state; NaN at a step where some value is not finite. On a log scale 0 has no place: leave such steps out.
        largest: The largest of them, 0 if there is none.
        start: The step at which the way back begins, from 1: the last with a gradient, or, of a direction that reads
            the sequence from its end, the first. None if no step has one.
        below: The first step on the way back from which on it stays below `SMALL` of the largest, from 1; None if there
            is no such step.
        reach: How many steps of the way back, the start included, lie before `below`; all if there is none.
        not_finite: At how many steps it is not finite. They count neither as small nor as large.
        sentence: All of this in words, in the reader's language.
    """

    norms: Array
    largest: float
    start: int | None
    below: int | None
    reach: int
    not_finite: int
    sentence: str


def gradient_reach(
    gradient: Array,
    quantity: str = "h",
    *,
    item: int | None = None,
    lengths: Sequence[int] | None = None,
    reverse: bool = False,
) -> GradientReach:
    """Where the gradient of the loss with respect to h_t or c_t falls below a part in a thousand of its largest.

    Args:
        gradient: dL/dh_t or dL/dc_t of one layer and direction, (seq_len, batch_size, units).
        quantity: "h" or "c", for the sentence.
        item: One batch item, from 0; the length over all items by default.
        lengths: Steps of each sequence, (batch_size,); what comes after is padding and does not count.
        reverse: Whether the layer reads the sequence from its end, so that "back" is towards later steps.

    Raises:
        ConfigError: The gradient or the lengths have a wrong shape, or there is no such item.

    Source: Pascanu, Mikolov & Bengio 2013, "On the difficulty of training recurrent neural networks". The limit of a
        part in a thousand is our own.
    """
    gradient = checked_states("gradient", gradient)
    real = real_steps(gradient.shape, lengths)
    if item is not None:
        check_item(item, gradient.shape[1])
        gradient, real = gradient[:, item : item + 1], real[:, item : item + 1]
    norms = _norms(gradient, real)
    used = norms[: np.count_nonzero(real.any(1))]  # without the steps that are padding in every item
    back = used if reverse else used[::-1]
    steps = np.arange(1, len(used) + 1)[:: 1 if reverse else -1]
    start, below, reach = _reach(back)
    return GradientReach(
        norms=norms,
        largest=float(np.nanmax(used, initial=0)),
        start=None if start is None else int(steps[start]),
        below=None if below is None else int(steps[below]),
        reach=reach,
        not_finite=int(np.isnan(used).sum()),
        sentence=_in_words(quantity, back, steps, start, below),
    )


def _norms(gradient: Array, real: Array) -> Array:
    """The length of each step's gradient over all real items, (seq_len,), in float64; NaN if a value is not finite."""
    finite = np.isfinite(gradient)
    bad = (~finite.all(2) & real).any(1)
    used = gradient if real.all() and finite.all() else np.where(finite & real[:, :, None], gradient, 0)
    scale = power_of_two(used)
    norms = np.zeros(len(used))
    for start in range(0, len(used), _STEPS_AT_ONCE):
        part = used[start : start + _STEPS_AT_ONCE].astype(np.float64) / scale
        norms[start : start + _STEPS_AT_ONCE] = np.sqrt(np.einsum("tbu,tbu->t", part, part)) * scale
    norms[bad] = np.nan
    return norms


def _reach(back: Array) -> tuple[int | None, int | None, int]:
    """Start, first small step and reach on the way back; steps are counted from 0 along it.

    Args:
        back: Lengths in the order of the way back, (seq_len,).
    """
    positive = np.flatnonzero(back > 0)
    if not len(positive):
        return None, None, 0
    start = int(positive[0])
    last_large = int(np.flatnonzero(back >= SMALL * back[positive].max())[-1])
    known_after = np.flatnonzero(~np.isnan(back[last_large + 1 :]))
    if not len(known_after):
        return start, None, len(back) - start
    below = last_large + 1 + int(known_after[0])
    return start, below, below - start


def _in_words(quantity: str, back: Array, steps: Array, start: int | None, below: int | None) -> str:
    """The sentences of a `GradientReach`; start and below are indices of `back` and `steps`."""
    said = []
    bad = int(np.isnan(back).sum())
    if start is None and (bad < len(back) or not bad):
        said.append(t("No gradient reaches {quantity}: it is zero at every step.", quantity=quantity))
    elif start is not None:
        said.append(_reach_in_words(quantity, back, steps, start, below))
        most = int(np.nanargmax(back))
        if back[most] * SMALL > back[start]:
            growth = t(
                "On the way back it grows: at step {step} it is {times:.3g} times as large as at step {start}.",
                step=steps[most],
                times=back[most] / back[start],
                start=steps[start],
            )
            said.append(growth)
    if bad:
        said.append(t("At {count} of {total} steps it is NaN or infinite.", count=bad, total=len(back)))
    return " ".join(said)


def _reach_in_words(quantity: str, back: Array, steps: Array, start: int, below: int | None) -> str:
    """Where it falls below `SMALL` of its largest, if it does."""
    values = {"norm": f"‖dL/d{quantity}_t‖", "start": steps[start], "largest": f"{np.nanmax(back):.3g}"}
    if below is None:
        return t(
            "Going back from step {start} to step {end}, {norm} does not stay below a part in a thousand of its "
            "largest value, {largest}.",
            end=steps[-1],
            **values,
        )
    values |= {"below": steps[below], "reach": below - start}
    if np.nanmax(back[below:]) == 0:
        return t(
            "Going back from step {start}, {norm} is exactly 0 from step {below} on, as where states are detached: "
            "the gradient reaches {reach} steps.",
            **values,
        )
    return t(
        "Going back from step {start}, {norm} is below a part in a thousand of its largest value, {largest}, from "
        "step {below} on: the gradient reaches {reach} steps.",
        **values,
    )
