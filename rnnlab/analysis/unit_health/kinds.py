"""`definition`: title, definition and source of each kind of finding of `unit_health`, and the limits they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rnnlab.i18n.messages import mark, t

HealthKind = Literal[
    "not_finite", "saturated", "dead", "duplicate", "opposite", "gate_open", "gate_shut", "time_constant", "dimensions"
]

SATURATED_ABOVE = 0.95  # of |tanh|: there its slope, 1 - tanh², is below a tenth of what it is at 0
SATURATED_SHARE = 0.95  # of the steps: at the few others a gradient still passes
DEAD_RANGE = 0.05  # of a typical standard deviation: no reader of the state sees so little beside the other units
DUPLICATE_ABOVE = 0.999  # of |r|: the one unit then predicts all but 0.2 % (1 - r²) of the other's variance
GATE_OPEN_ABOVE, GATE_SHUT_BELOW = 0.9, 0.1  # the limits of Karpathy, Johnson & Fei-Fei 2015
GATE_SHARE = 0.99  # of the steps, and at none beyond 0.5: a gate that resets now and then is not stuck
VARIANCE_SHARE = 0.99  # of the directions in use
LEAST_STEPS = 10  # so few values correlate above 0.999 by chance in 1 of 10¹⁰ pairs

_KARPATHY = "Karpathy, Johnson & Fei-Fei 2015, “Visualizing and Understanding Recurrent Networks”"
_OWN_LIMIT = mark("The limit is RNN Lab's own.")


@dataclass(frozen=True)
class Definition:
    """Of one kind of finding or measure.

    Attributes:
        title: A few words, in the reader's language.
        sentence: What exactly is counted, in one sentence.
        source: The publication it is from, and which part of it is not.
    """

    title: str
    sentence: str
    source: str


def definition(kind: HealthKind) -> Definition:
    """The definition of a kind, in the reader's language."""
    title, sentence, source, own = _KINDS[kind]
    return Definition(
        t(title), t(sentence), " ".join(part for part in (f"{source}." if source else "", t(own)) if part)
    )


# Title, definition, source, and what is our own about it.
_KINDS: Mapping[HealthKind, tuple[str, str, str, str]] = {
    "not_finite": (
        mark("not a finite number"),
        mark("The unit is NaN or infinite at some step; such steps are left out of everything else here."),
        "",
        "",
    ),
    "saturated": (
        mark("saturated"),
        mark(
            "The tanh that makes the unit's state, or its candidate, is beyond ±0.95 in at least 95 % of the steps, so "
            "that less than a tenth of a gradient passes it."
        ),
        "Glorot & Bengio 2010, “Understanding the difficulty of training deep feedforward neural networks”",
        _OWN_LIMIT,
    ),
    "dead": (
        mark("dead"),
        mark(
            "Over all steps the unit's largest and smallest value differ by at most 5 % of a typical unit's standard "
            "deviation (the upper quartile of all units that vary), and it does not stand at a tanh's limit."
        ),
        "Lu, Shin, Su & Karniadakis 2020, “Dying ReLU and Initialization: Theory and Numerical Examples”",
        _OWN_LIMIT,
    ),
    "duplicate": (
        mark("duplicate"),
        mark("Pearson's correlation of the unit with another over all steps is 0.999 or more."),
        "Srinivas & Babu 2015, “Data-free Parameter Pruning for Deep Neural Networks”",
        _OWN_LIMIT,
    ),
    "opposite": (
        mark("duplicate of opposite sign"),
        mark("Pearson's correlation of the unit with another over all steps is -0.999 or less."),
        "Srinivas & Babu 2015, “Data-free Parameter Pruning for Deep Neural Networks”",
        _OWN_LIMIT,
    ),
    "gate_open": (
        mark("gate stuck open"),
        mark("The gate is above 0.9 in at least 99 % of the steps, and below 0.5 in none."),
        _KARPATHY,
        mark("The share of the steps is RNN Lab's own."),
    ),
    "gate_shut": (
        mark("gate stuck shut"),
        mark("The gate is below 0.1 in at least 99 % of the steps, and above 0.5 in none."),
        _KARPATHY,
        mark("The share of the steps is RNN Lab's own."),
    ),
    "time_constant": (
        mark("time constant"),
        mark(
            "The steps in which the unit forgets to 1/e: by its gate f or z alone, -1 / mean(ln gate); without such a "
            "gate, the lag at which the autocorrelation of h falls to 1/e."
        ),
        "Tallec & Ollivier 2018, “Can recurrent neural networks warp time?”; for the autocorrelation Murray et al. "
        "2014, “A hierarchy of intrinsic timescales across primate cortex”",
        "",
    ),
    "dimensions": (
        mark("dimensions used"),
        mark("The number of principal components of h that together have 99 % of its variance."),
        "Jolliffe 2002, “Principal Component Analysis”, 2nd ed., section 6.1.1",
        "",
    ),
}
HEALTH_KINDS: tuple[HealthKind, ...] = tuple(_KINDS)
