"""`task_of`: the task of a config, which a network learns: a text, or a synthetic task that needs memory.

A task provides batches. `batch(step)` depends only on the config's seed and the step, so a run can be resumed, forked
or rewound without storing the state of a random number generator.

>>> from rnnlab.config.training import TaskConfig
>>> task = task_of(TaskConfig(task="echo", seq_len=6, delay=2, batch_size=1))
>>> inputs, targets = task.batch(1)
>>> print(*(task.vocab[i] for i in inputs[:, 0]))
g g f d f c
>>> print(*(task.vocab[i] if i != IGNORED else "-" for i in targets[:, 0]))
- - g g f d
>>> round(task.baseline.loss, 3), task.baseline.sentence
(2.079, 'guessing: each of the 8 letters is equally likely')
"""

from __future__ import annotations

from collections.abc import Callable

from rnnlab.config.checks import check_type
from rnnlab.config.training import TaskConfig, TextConfig
from rnnlab.tasks.base import HELD_OUT, IGNORED, Baseline, Batch, Task
from rnnlab.tasks.synthetic import AddingTask, CopyTask, EchoTask
from rnnlab.tasks.texts import NextTask, TextTask

__all__ = ["HELD_OUT", "IGNORED", "Baseline", "Batch", "Task", "task_of"]

_TASKS: dict[str, Callable[[TaskConfig], Task]] = {
    "next": NextTask,
    "echo": EchoTask,
    "copy": CopyTask,
    "adding": AddingTask,
    "reverse": CopyTask,
}


def task_of(config: TextConfig | TaskConfig) -> Task:
    """The task of a config.

    Args:
        config: A `TextConfig` (one text becomes another) or a `TaskConfig`.

    Returns:
        Its vocabulary, batches, held-out sequences, baseline and the memory it needs.

    Raises:
        ConfigError: The config is of another type.
    """
    check_type("config", config, TextConfig, TaskConfig)
    return TextTask(config) if isinstance(config, TextConfig) else _TASKS[config.task](config)
