"""`recorded`: a demonstration's config and edits → its recording, cached; torch is imported on the first miss."""

from __future__ import annotations

from contextlib import nullcontext
from threading import Lock

from rnnlab.config.choices import num_gates
from rnnlab.config.edits import Edit
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.recording.recording import Recording
from rnnlab.ui.live.cache import RecordingCache

_CACHE = RecordingCache(max_bytes=64_000_000)
_LARGE = 16_000_000  # numbers in one recording; the largest settings come to 150 million
_ONE_LARGE = Lock()  # two of them at once could fill a small server's memory


def recorded(config: CellConfig | LayersConfig, edits: tuple[Edit, ...] = (), *, keep: bool = True) -> Recording:
    """What the network of this config does with these edits, from the process's cache if it was computed lately.

    Args:
        config: Sizes, seed and options.
        edits: Values that replace those of the network.
        keep: Whether to cache it; a drag goes through hundreds that are shown once.
    """
    if not keep:
        return _record(config, edits)
    return _CACHE.get((type(config), config, edits), lambda: _record(config, edits))


def _record(config: CellConfig | LayersConfig, edits: tuple[Edit, ...]) -> Recording:
    from rnnlab.tracing.record import record_cell, record_layers

    if isinstance(config, CellConfig):
        return record_cell(config, edits)
    with _ONE_LARGE if _numbers(config) > _LARGE else nullcontext():
        return record_layers(config, edits)


def _numbers(config: LayersConfig) -> int:
    """About how many numbers the recording will hold."""
    columns = config.seq_len * config.batch_size * config.num_layers * (2 if config.bidirectional else 1)
    per_unit = 2 + 2 * num_gates(config.cell)
    return columns * config.hidden_size * per_unit
