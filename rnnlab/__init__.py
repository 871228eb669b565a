"""RNN Lab: see, teach and debug a recurrent neural network.

Public names are imported when first used, so `import rnnlab` stays quick and needs neither torch nor streamlit.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rnnlab import export
    from rnnlab.ablating import ablate
    from rnnlab.config import CellConfig, LayersConfig, TaskConfig, TextConfig
    from rnnlab.edits import Edit
    from rnnlab.errors import ConfigError, EditError, RecordingError, RnnlabError, TextError, TraceError, TrainingError
    from rnnlab.floor import memoryless_floor
    from rnnlab.generating import generate, teacher_force
    from rnnlab.models import EmbeddingRNN, build
    from rnnlab.racing import race
    from rnnlab.ranking import rank_units
    from rnnlab.recording import Recording, load
    from rnnlab.runs import Run, Runs
    from rnnlab.tasks import task_of
    from rnnlab.tracing import Trace, trace
    from rnnlab.training import Trainer, train_text

__version__ = "0.1.0"

_HOMES = {
    "CellConfig": "config",
    "LayersConfig": "config",
    "TaskConfig": "config",
    "TextConfig": "config",
    "RnnlabError": "errors",
    "ConfigError": "errors",
    "Edit": "edits",
    "EditError": "errors",
    "TextError": "errors",
    "TraceError": "errors",
    "TrainingError": "errors",
    "RecordingError": "errors",
    "memoryless_floor": "floor",
    "ablate": "ablating",
    "rank_units": "ranking",
    "generate": "generating",
    "teacher_force": "generating",
    "EmbeddingRNN": "models",
    "build": "models",
    "race": "racing",
    "Recording": "recording",
    "load": "recording",
    "Run": "runs",
    "Runs": "runs",
    "task_of": "tasks",
    "Trace": "tracing",
    "trace": "tracing",
    "Trainer": "training",
    "train_text": "training",
}
_MODULES = ("export",)

__all__ = [
    "CellConfig",
    "ConfigError",
    "Edit",
    "EditError",
    "EmbeddingRNN",
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
    "ablate",
    "build",
    "export",
    "generate",
    "load",
    "memoryless_floor",
    "race",
    "rank_units",
    "task_of",
    "teacher_force",
    "trace",
    "train_text",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"rnnlab.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'rnnlab' has no attribute {name!r}")
    value = getattr(import_module(f"rnnlab.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
