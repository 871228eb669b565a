"""TODO."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnnlab.inference.rollout import Layers
from rnnlab.inference.text_model import Network
from rnnlab.nn.determinism import versions
from rnnlab.recording.array_names import Array, layer_array


def run_arrays(network: Network, inputs: Array, layers: Layers, suffix: str = "") -> dict[str, Array]:
    """What a run did, under the names of a recording of kind "layers", so that whatever shows one shows this too.

    Args:
        network: What ran.
        inputs: Ids that it read, (seq_len,).
        layers: What `layers_of` gave, of batch_size 1.
        suffix: Added to each name, for a second run in the same recording.

    Returns:
        `x` (seq_len, 1, embedding_size); `layer{l}.h` and so on, (seq_len, 1, ...); `output`, the last layer's h; `h_n`
        and, for an LSTM, `c_n`, (num_layers, 1, hidden_size).
    """
    embedded = network.model.emb.weight.detach().numpy()[inputs]
    arrays = {"x": embedded[:, None], "output": layers[-1]["h"]} | _final(layers)
    arrays |= {layer_array(i, name): values for i, layer in enumerate(layers) for name, values in layer.items()}
    return {name + suffix: values for name, values in arrays.items()}


def _final(layers: Layers) -> dict[str, Array]:
    return {f"{name}_n": np.stack([layer[name][-1] for layer in layers]) for name in ("h", "c") if name in layers[0]}


def start_arrays(network: Network) -> dict[str, Array]:
    """The state of zeros that a run begins with, `h_0` and, for an LSTM, `c_0`; and the weights.

    Returns:
        States (num_layers, 1, hidden_size); the recurrent weights by torch's names, `weight_ih_l0` and so on, and
        `emb.weight`, `fc.weight` and `fc.bias`.
    """
    rnn = network.model.rnn
    arrays = {name.removeprefix("rnn."): weight.numpy() for name, weight in network.model.state_dict().items()}
    zeros = np.zeros((rnn.num_layers, 1, rnn.hidden_size), dtype=arrays["fc.bias"].dtype)
    return arrays | {"h_0": zeros} | ({"c_0": zeros} if network.cell == "lstm" else {})


def header(kind: str, network: Network, seq_len: int, **more: Any) -> dict[str, Any]:
    """The header of a recording; `config` has the sizes under the names that kind "layers" uses."""
    rnn = network.model.rnn
    config = {
        "seq_len": seq_len,
        "batch_size": 1,
        "input_size": rnn.input_size,
        "hidden_size": rnn.hidden_size,
        "num_layers": rnn.num_layers,
        "cell": network.cell,
        "nonlinearity": network.nonlinearity,
        "bidirectional": False,
        "batch_first": False,
    }
    return {"kind": kind, "config": config, "vocab": list(network.vocab), "versions": versions(), **more}
