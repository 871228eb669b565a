"""`SCRIPTS`: for each kind of recording, the functions that write its script and what that prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rnnlab.config.edits import edits_from_header
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.config.phases import Phase
from rnnlab.config.training import TextConfig
from rnnlab.errors import ConfigError
from rnnlab.export.ablation_script import ablation_lines, ablation_script
from rnnlab.export.cell_script import cell_lines, cell_script
from rnnlab.export.generation_script import generation_lines, generation_script
from rnnlab.export.layers_script import layers_lines, layers_script
from rnnlab.export.script_parts import PrintedLines, Script, header_config
from rnnlab.export.training_script import phases_of, training_lines, training_script
from rnnlab.recording.recording import Recording

Config = CellConfig | LayersConfig | TextConfig
_CONFIGS: dict[str, type[Config]] = {"cell": CellConfig, "layers": LayersConfig, "training": TextConfig}


@dataclass(frozen=True)
class ScriptKind:
    """The scripts of one kind of recording.

    Attributes:
        script: Recording → the script that computes its numbers again; raises a ConfigError if there is none.
        printed: Recording → the lines that this script prints.
    """

    script: Callable[[Recording], Script]
    printed: Callable[[Recording], PrintedLines]


def _cell(recording: Recording) -> Script:
    return cell_script(header_config(recording, CellConfig), edits_from_header(recording.header))


def _layers(recording: Recording) -> Script:
    return layers_script(header_config(recording, LayersConfig), edits_from_header(recording.header))


def _training(recording: Recording) -> Script:
    return training_script(phases_of(recording))


SCRIPTS = {
    "cell": ScriptKind(_cell, cell_lines),
    "layers": ScriptKind(_layers, layers_lines),
    "training": ScriptKind(_training, training_lines),
    "generation": ScriptKind(generation_script, generation_lines),
    "ablation": ScriptKind(ablation_script, ablation_lines),
}


def script_kind(recording: Recording) -> ScriptKind:
    """The entry of `SCRIPTS` for a recording.

    Raises:
        ConfigError: Recordings of its kind have no script.
    """
    if recording.kind not in SCRIPTS:
        raise _no_script(recording)
    return SCRIPTS[recording.kind]


def script_for(config: Config) -> Script:
    """The script of a config.

    Raises:
        ConfigError: It is of another type.
    """
    if isinstance(config, CellConfig):
        return cell_script(config)
    if isinstance(config, LayersConfig):
        return layers_script(config)
    if isinstance(config, TextConfig):
        return training_script((Phase(0, config, {}),))
    rule, got = "a CellConfig, LayersConfig or TextConfig", type(config).__name__
    raise ConfigError.must_be("config", rule, words=got, field=None)


def config_of(recording: Recording) -> Config:
    """The config that a recording was made with.

    Raises:
        ConfigError: The recording is not of kind "cell", "layers" or "training", or its config is not usable.
    """
    if recording.kind not in _CONFIGS:
        raise _no_script(recording)
    return header_config(recording, _CONFIGS[recording.kind])  # type: ignore[type-var]


def _no_script(recording: Recording) -> ConfigError:
    return ConfigError.must_be("kind", "one of {kinds}", kinds=", ".join(_CONFIGS), got=recording.kind, field=None)
