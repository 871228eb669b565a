"""The arrays and the header of the recording of a run, under the names of a recording of kind "layers".

So code that shows recordings of kind "layers" can show these runs too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from rnnlab.inference.network import weights_of_network
from rnnlab.inference.stepper import LayerArrays
from rnnlab.inference.text_model import TextModel
from rnnlab.nn.determinism import versions
from rnnlab.recording.array_names import Array, layer_array


def run_arrays(model: TextModel, inputs: Array, layers: LayerArrays, suffix: str = "") -> dict[str, Array]:
    """The arrays of a run's input and states.

    Args:
        model: The network.
        inputs: Ids that it read, (seq_len,).
        layers: Its quantities, of batch_size 1.
        suffix: Added to each name, for a second run in the same recording.

    Returns:
        `x` (seq_len, 1, embedding_size); `layer{l}.h` and so on, (seq_len, 1, ...); `output`, the last layer's h; `h_n`
        and, for an LSTM, `c_n`, (num_layers, 1, hidden_size).
    """
    embedded = model.network.emb.weight.detach().numpy()[inputs]
    arrays = {"x": embedded[:, None], "output": layers[-1]["h"]} | _final_states(layers)
    arrays |= {layer_array(i, name): values for i, layer in enumerate(layers) for name, values in layer.items()}
    return {name + suffix: values for name, values in arrays.items()}


def _final_states(layers: LayerArrays) -> dict[str, Array]:
    """`h_n` and, for an LSTM, `c_n`."""
    return {f"{name}_n": np.stack([layer[name][-1] for layer in layers]) for name in ("h", "c") if name in layers[0]}


def start_arrays(model: TextModel) -> dict[str, Array]:
    """The initial states, which are zero, `h_0` and, for an LSTM, `c_0`; and the weights.

    Returns:
        States (num_layers, 1, hidden_size); the recurrent weights by torch's names, `weight_ih_l0` and so on, and
        `emb.weight`, `fc.weight` and `fc.bias`; without biases where the network has none.
    """
    rnn = model.network.rnn
    arrays: dict[str, Array] = {name: w.detach().numpy() for name, w in weights_of_network(model.network).items()}
    zeros = np.zeros((rnn.num_layers, 1, rnn.hidden_size), dtype=arrays["fc.weight"].dtype)
    return arrays | {"h_0": zeros} | ({"c_0": zeros} if model.cell == "lstm" else {})


def run_header(kind: str, model: TextModel, seq_len: int, **entries: Any) -> dict[str, Any]:
    """The header of a run's recording.

    Args:
        kind: "generation" or "ablation".
        model: The network.
        seq_len: Steps of the run.
        entries: Further entries.

    Returns:
        `kind`; `config`, the sizes under the names that kind "layers" uses; `vocab`, `versions`, the entries and, if
        the network's training can be repeated, `origin`.
    """
    rnn = model.network.rnn
    config = {
        "seq_len": seq_len,
        "batch_size": 1,
        "input_size": rnn.input_size,
        "hidden_size": rnn.hidden_size,
        "num_layers": rnn.num_layers,
        "cell": model.cell,
        "nonlinearity": model.nonlinearity,
        "bidirectional": False,
        "batch_first": False,
    }
    origin = model.origin.to_header() if model.origin else {}
    return {"kind": kind, "config": config, "vocab": list(model.vocab), "versions": versions(), **entries, **origin}
