"""`check_limits`: the largest run, by its number of epochs, the memory of one epoch and that of its network."""

from __future__ import annotations

from rnnlab.config.choices import num_gates
from rnnlab.config.memory import check_network_memory, network_numbers, recurrent_arrays, whole_numbers
from rnnlab.config.phases import Config
from rnnlab.config.training import TaskConfig
from rnnlab.errors import ConfigError
from rnnlab.tasks import HELD_OUT, Task
from rnnlab.training.optimisers import MOMENTS

MOST_STEPS = 1_000_000  # 8 bytes of each are kept in any case
_MOST_NUMBERS = 1 << 27  # of one epoch's states: half a gigabyte
_ROWS = 2  # of the history: that many frames and checkpoints are kept in any case


def check_limits(config: Config, task: Task) -> None:
    """Refuse a run that is too large.

    Raises:
        ConfigError: There are more than a million epochs, one epoch's states would take more than half a gigabyte, or
            no memory holds the network with its gradient, its optimiser and what is kept in any case.
    """
    check_memory_of(config, task, 0)
    if isinstance(config, TaskConfig):
        step = _numbers_of_step(config, task)
        for name, each in (("seq_len", step), ("batch_size", step * config.seq_len)):
            most = max(1, _MOST_NUMBERS // each)
            if getattr(config, name) > most:
                raise ConfigError.must_be(name, "at most {most} with these sizes", got=getattr(config, name), most=most)
    else:
        check_memory_of(config, task, task.batch(1).inputs.numel())
    if config.epochs > MOST_STEPS:
        raise ConfigError.must_be("epochs", "at most {most}", got=config.epochs, most=MOST_STEPS)


def check_held_out(config: Config, task: Task) -> None:
    """Refuse a run whose held-out sequences no memory holds in one forward pass.

    Raises:
        ConfigError: None does.
    """
    if isinstance(config, TaskConfig):
        check_memory_of(config, task, HELD_OUT * config.seq_len)


def check_memory_of(config: Config, task: Task, steps: int) -> None:
    """Refuse a run that needs more than the memory of this computer.

    Args:
        config, task: Of the run.
        steps: Of one forward pass, seq_len × sequences; 0 counts what does not depend on them.

    Raises:
        ConfigError: It does.
    """
    reads = config.embedding_size if task.input_size is None else task.input_size
    layers = config.num_layers, task.output_size
    weights = network_numbers(config.cell, reads, config.hidden_size, *layers, vocab_size=task.vocab_size)
    moments = len(MOMENTS[config.optimiser])
    # the model and its flat vector, the gradient and the one before it, the moments; frames and checkpoints
    copies = 4 + moments + _ROWS * (1 + 1 + moments)
    numbers = copies * weights + steps * _numbers_of_step(config, task)
    check_network_memory("training", whole_numbers(config), numbers, recurrent_arrays(config.num_layers))


def _numbers_of_step(config: Config, task: Task) -> int:
    """Numbers that a forward pass computes for each step of each sequence."""
    return num_gates(config.cell) * config.num_layers * config.hidden_size + task.output_size
