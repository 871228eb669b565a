"""`check_limits`: the largest run on a shared computer, by its number of epochs and the memory of one epoch."""

from __future__ import annotations

from rnnlab.config.choices import num_gates
from rnnlab.config.phases import Config
from rnnlab.config.training import TaskConfig
from rnnlab.errors import ConfigError
from rnnlab.tasks import Task

MOST_STEPS = 1_000_000  # 8 bytes of each are kept in any case
_MOST_NUMBERS = 1 << 27  # of one epoch's states: half a gigabyte


def check_limits(config: Config, task: Task) -> None:
    """Refuse a run that is too large.

    Raises:
        ConfigError: There are more than a million epochs, or one epoch's states would take more than half a gigabyte.
    """
    if isinstance(config, TaskConfig):
        step = num_gates(config.cell) * config.num_layers * config.hidden_size + task.output_size
        for name, each in (("seq_len", step), ("batch_size", step * config.seq_len)):
            most = max(1, _MOST_NUMBERS // each)
            if getattr(config, name) > most:
                raise ConfigError.must_be(name, "at most {most} with these sizes", got=getattr(config, name), most=most)
    if config.epochs > MOST_STEPS:
        raise ConfigError.must_be("epochs", "at most {most}", got=config.epochs, most=MOST_STEPS)
