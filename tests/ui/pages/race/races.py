"""`config`: the config of a small race."""

from rnnlab import TaskConfig

SMALL = {"seq_len": "8", "delay": "2", "hidden_size": "16", "epochs": "20"}
CELLS = ("rnn", "gru", "lstm")


def config(**changes) -> TaskConfig:
    sizes = {"seq_len": 8, "delay": 2, "hidden_size": 16, "epochs": 20, "num_symbols": 2}
    return TaskConfig(**{**sizes, "cell": "lstm", "lr": 0.03, "clip": 1.0, **changes})
