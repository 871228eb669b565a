"""Real torch networks, recorded, in which faults of units are planted by their weights."""

import numpy as np
import torch
from torch import nn

import rnnlab

UNITS, STEPS, BATCH, INPUTS = 24, 150, 4, 6
CELLS = ("tanh", "relu", "gru", "lstm")
GATES = {"tanh": 1, "relu": 1, "gru": 3, "lstm": 4}
MAKES_THE_STATE = {"tanh": 0, "relu": 0, "gru": 2, "lstm": 2}  # the block of rows of h, n or g


def network(kind, seed, gain=1.0):
    """A layer with torch's own initial weights, the input's times `gain`."""
    torch.manual_seed(seed)
    if kind in ("tanh", "relu"):
        module = nn.RNN(INPUTS, UNITS, nonlinearity=kind)
    else:
        module = {"gru": nn.GRU, "lstm": nn.LSTM}[kind](INPUTS, UNITS)
    with torch.no_grad():
        module.weight_ih_l0 *= gain
    return module


def rows(module, gate, unit):
    """The rows of every weight and bias that make one gate of one unit; views, to be written to."""
    at = gate * UNITS + unit
    return [weight.data[at] for weight in module.parameters()]


def record(module, seed, steps=STEPS):
    """States and gates of the layer for random inputs, by quantity."""
    x = torch.randn(steps, BATCH, INPUTS, generator=torch.Generator().manual_seed(seed))
    layer = rnnlab.trace(module, x).layers[0]
    found = {name: getattr(layer, name) for name in "hcifgorzn"}
    return {name: array.detach().numpy() for name, array in found.items() if array is not None}


def names(kind):
    """Cell and nonlinearity of a kind."""
    return ("rnn", kind) if kind in ("tanh", "relu") else (kind, "tanh")


def some_units(seed, count):
    """Different units, drawn by the seed."""
    return np.random.default_rng(seed).choice(UNITS, count, replace=False).tolist()


def saturate(module, kind, unit, seed):
    """A bias that drives the tanh to one end, or, every second time, weights that drive it from end to end."""
    gates = {"tanh": (0,), "gru": (2,), "lstm": (0, 1, 2)}[kind]
    for gate in gates:
        weight_ih, _, bias_ih, _ = rows(module, gate, unit)
        if (seed + unit) % 2 and kind != "lstm":
            weight_ih *= 200
        else:
            bias_ih += 8 if gate < 2 or seed % 2 else -8


def kill(module, kind, unit, seed):
    """A state that is constant: without weights, or, of a relu, far below 0."""
    made = rows(module, MAKES_THE_STATE[kind], unit)
    if kind == "relu" and seed % 2:
        made[2].sub_(50)
    else:
        for weight in made:
            weight.zero_()


def copy(module, kind, unit, other, sign):
    """The weights of a unit for another one; with the other sign in the block that makes the state."""
    for gate in range(GATES[kind]):
        for source, target in zip(rows(module, gate, unit), rows(module, gate, other), strict=True):
            target.copy_(source * (sign if gate == MAKES_THE_STATE[kind] else 1))
