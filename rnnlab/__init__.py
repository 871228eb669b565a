"""RNN Lab: see, teach and debug a recurrent neural network.

Public names are imported when first used, so `import rnnlab` stays quick and needs neither torch nor streamlit.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from rnnlab.version import __version__ as __version__

if TYPE_CHECKING:
    from rnnlab import export
    from rnnlab.analysis.memoryless import memoryless_floor
    from rnnlab.config.edits import Edit
    from rnnlab.config.networks import CellConfig, LayersConfig
    from rnnlab.config.training import TaskConfig, TextConfig
    from rnnlab.errors import ConfigError, EditError, RecordingError, RnnlabError, TextError, TraceError, TrainingError
    from rnnlab.inference.ablation import ablate
    from rnnlab.inference.generation import generate
    from rnnlab.inference.teacher_forcing import teacher_force
    from rnnlab.inference.unit_ranking import rank_units
    from rnnlab.nn.models import EmbeddingRNN, build
    from rnnlab.recording.recording import Recording, load
    from rnnlab.tasks import task_of
    from rnnlab.tracing.trace import Trace, trace
    from rnnlab.training.forks import Run, Runs
    from rnnlab.training.race import race
    from rnnlab.training.trainer import Trainer, train_text
    from rnnlab.watching.hold import Hold, hold
    from rnnlab.watching.watcher import Watcher, watch


_MODULE_OF_NAME = {
    "CellConfig": "config.networks",
    "LayersConfig": "config.networks",
    "TaskConfig": "config.training",
    "TextConfig": "config.training",
    "RnnlabError": "errors",
    "ConfigError": "errors",
    "Edit": "config.edits",
    "EditError": "errors",
    "TextError": "errors",
    "TraceError": "errors",
    "TrainingError": "errors",
    "RecordingError": "errors",
    "memoryless_floor": "analysis.memoryless",
    "ablate": "inference.ablation",
    "rank_units": "inference.unit_ranking",
    "generate": "inference.generation",
    "teacher_force": "inference.teacher_forcing",
    "EmbeddingRNN": "nn.models",
    "build": "nn.models",
    "race": "training.race",
    "Recording": "recording.recording",
    "load": "recording.recording",
    "Run": "training.forks",
    "Runs": "training.forks",
    "task_of": "tasks",
    "Trace": "tracing.trace",
    "trace": "tracing.trace",
    "Trainer": "training.trainer",
    "train_text": "training.trainer",
    "Hold": "watching.hold",
    "hold": "watching.hold",
    "Watcher": "watching.watcher",
    "watch": "watching.watcher",
}
_SUBMODULES = ("export",)

__all__ = [
    "CellConfig",
    "ConfigError",
    "Edit",
    "EditError",
    "EmbeddingRNN",
    "Hold",
    "LayersConfig",
    "Recording",
    "RecordingError",
    "RnnlabError",
    "Run",
    "Runs",
    "TaskConfig",
    "TextConfig",
    "TextError",
    "Trace",
    "TraceError",
    "Trainer",
    "TrainingError",
    "Watcher",
    "ablate",
    "build",
    "export",
    "generate",
    "hold",
    "load",
    "memoryless_floor",
    "race",
    "rank_units",
    "task_of",
    "teacher_force",
    "trace",
    "train_text",
    "watch",
]


def __getattr__(name: str) -> Any:
    if name in _SUBMODULES:
        return import_module(f"rnnlab.{name}")
    if name not in _MODULE_OF_NAME:
        raise AttributeError(f"module 'rnnlab' has no attribute {name!r}")
    value = getattr(import_module(f"rnnlab.{_MODULE_OF_NAME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
