"""`ablated` and `Ranking`: the computations of the page Ablation, cached for all sessions. No streamlit here."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from rnnlab.config.choices import GATES
from rnnlab.errors import RnnlabError
from rnnlab.recording.recording import Recording
from rnnlab.recording.selection import first_run
from rnnlab.ui.live import budget
from rnnlab.ui.live.cache import RecordingCache
from rnnlab.ui.live.fair_lock import TRAINING_LOCK
from rnnlab.ui.live.turns import TURNS

if TYPE_CHECKING:
    from rnnlab.inference.unit_ranking import UnitEffect

AT_ONCE = 0.4  # seconds of ranking before the first picture
_CACHE = RecordingCache(max_bytes=64_000_000)
_RANKINGS: OrderedDict[Hashable, Ranking] = OrderedDict()
_MOST_RANKINGS = 32
_LOCK = Lock()
_SIDE_BY_SIDE = 16  # units, each held in its own sequence of one batch, over a long text
_QUICK = 20_000  # steps × layers × units of one batch, where that allows more units than _SIDE_BY_SIDE


@dataclass(frozen=True, kw_only=True, eq=False)
class Subject:
    """A network and the text that it reads.

    Attributes:
        recording: Of kind "training".
        source, target: The text that it reads, and the right answers.
        key: Of the caches; equal for the same network and text only.
    """

    recording: Recording
    source: str
    target: str
    key: Hashable

    @property
    def cell(self) -> str:
        """ "rnn", "gru" or "lstm"."""
        return str(self.recording.header["config"]["cell"])

    @property
    def num_layers(self) -> int:
        """Recurrent layers."""
        return int(self.recording.header["config"]["num_layers"])

    @property
    def hidden_size(self) -> int:
        """Units of a layer."""
        return int(self.recording.header["config"]["hidden_size"])


def quantities(cell: str) -> tuple[str, ...]:
    """What can be held of a unit of this cell: "h", the names of its gates, and "c" of an LSTM."""
    return ("h", *GATES[cell], *(("c",) if cell == "lstm" else ()))  # type: ignore[index]


@dataclass(frozen=True, kw_only=True)
class Hold:
    """One number of one unit, held at a value.

    Attributes:
        layer, unit: Counted from 0.
        what: "h", "c" or a gate.
        step: Counted from 1; 0 for every step.
        value: Finite.
    """

    layer: int
    unit: int
    what: str = "h"
    step: int = 0
    value: float = 0.0


def ablated(subject: Subject, hold: Hold | None) -> Recording:
    """The run of a network over its text and, if a unit is held, a second run with that hold.

    Args:
        subject: The network and its text.
        hold: None for the untouched run alone.

    Returns:
        A recording of kind "ablation"; without a hold it has one run only, and no unit in its header.

    Raises:
        RnnlabError: The network cannot read the text, has no such unit, or has no finite loss; see its `field`.
    """
    return _CACHE.get((subject.key, hold), lambda: _ablated(subject, hold))


def _ablated(subject: Subject, hold: Hold | None) -> Recording:
    from rnnlab.inference.ablation import ablate

    hold_or_any = hold or Hold(layer=0, unit=0)  # without a hold only the first run is used
    both = ablate(
        subject.recording,
        subject.source,
        subject.target,
        layer=hold_or_any.layer,
        unit=hold_or_any.unit,
        gate=None if hold_or_any.what == "h" else hold_or_any.what,
        steps=hold_or_any.step or None,
        value=hold_or_any.value,
    ).recording
    return both if hold else _untouched(both)


def _untouched(both: Recording) -> Recording:
    """The first of two runs, without the second."""
    arrays = dict(first_run(both))
    arrays |= {name: both[name][:1] for name in ("losses", "step_losses", "predicted")}
    arrays["held"] = both["held"] * 0
    hidden = ("unit", "layer", "gate", "steps", "value")
    return Recording(arrays, {name: value for name, value in both.header.items() if name not in hidden})


class Ranking:
    """The effect on the loss of holding h of each unit, one at a time, at 0 at every step; computed in slices of time.

    Shared by all sessions. A network that cannot be ranked raises the same `RnnlabError` at every `tick`; after any
    other error, such as a MemoryError, the ranking starts again.

    Args:
        subject: The network and its text.

    Attributes:
        total: Units of all layers.
        effects: Of the units computed so far; once done, sorted by the increase of the loss, greatest first.
    """

    def __init__(self, subject: Subject) -> None:
        self.total = subject.num_layers * subject.hidden_size
        self.effects: tuple[UnitEffect, ...] = ()
        self._subject = subject  # kept alive, so that no other network can have its key
        self._groups: Iterator[tuple[UnitEffect, ...]] | None = None  # of the effects to come; None before the first
        self._failure: RnnlabError | None = None
        self._lock = Lock()

    @property
    def done(self) -> bool:
        """Whether the effect of every unit is computed."""
        return len(self.effects) == self.total

    @property
    def failed(self) -> bool:
        """Whether this network cannot be ranked."""
        return self._failure is not None

    def next_tick(self) -> float:
        """Reserve the time of the next slice: seconds until then."""
        return TURNS.reserve(budget.SLICE)

    def tick(self, seconds: float = budget.SLICE, give_up: Callable[[], bool] | None = None) -> None:
        """Compute the effects of some more units, if it is this session's turn soon.

        Args:
            seconds: For how long, about.
            give_up: Asked while others train: True ends the wait.

        Raises:
            RnnlabError: As for `rnnlab.rank_units`.
        """
        from rnnlab.inference.unit_ranking import ranked

        patience = budget.TICK_PATIENCE if give_up else budget.PATIENCE
        with TRAINING_LOCK.turn(patience, give_up) as acquired, self._lock:
            if self._failure is not None:
                raise self._failure.with_traceback(None)  # each raise of the same error would lengthen its traceback
            deadline = time.perf_counter() + seconds
            while acquired and not self.done and time.perf_counter() < deadline:
                self._hold_next_group()
            if self.done:
                self.effects = ranked(self.effects)

    def _begin(self) -> Iterator[tuple[UnitEffect, ...]]:
        from rnnlab.inference.unit_ranking import effects_of

        recording = self._subject.recording
        steps = int(recording["probabilities"].shape[1]) if "probabilities" in recording else 100
        together = max(_SIDE_BY_SIDE, _QUICK // (steps * self._subject.num_layers))
        return effects_of(recording, self._subject.source, self._subject.target, together=together)

    def _hold_next_group(self) -> None:
        """Add the effects of some units; after an error the generator is dropped, since it has ended."""
        try:
            self._groups = self._groups or self._begin()
            self.effects += next(self._groups)
        except RnnlabError as error:  # it would be raised at every try
            self._failure = error
            raise
        except BaseException:
            self.effects, self._groups = (), None
            raise


def ranking_of(subject: Subject) -> Ranking:
    """The ranking of a network's units, from the cache or begun; whole if that is quick.

    Raises:
        RnnlabError: As for `rnnlab.rank_units`.
    """
    with _LOCK:
        ranking = _RANKINGS.get(subject.key)
        if ranking is None:
            ranking = _RANKINGS[subject.key] = Ranking(subject)
            while len(_RANKINGS) > _MOST_RANKINGS:
                _RANKINGS.popitem(last=False)
        _RANKINGS.move_to_end(subject.key)
    if ranking.failed or not ranking.effects:
        ranking.tick(AT_ONCE)
    return ranking


def ranking_view(ranking: Ranking, hold: Hold | None, most: int) -> dict[str, Any]:
    """The part of a ranking that the player is sent: the first places, and that of the held unit.

    Returns:
        `total`, `known`: units; `units`: [place, layer, unit, loss change in nats] of the first `most`, then of the
        held one if it is none of them; no units while the ranking is not done.
    """
    rows = [[place, *effect] for place, effect in enumerate(ranking.effects, start=1)] if ranking.done else []
    mine = [row for row in rows[most:] if hold and row[1:3] == [hold.layer, hold.unit]]
    return {"total": ranking.total, "known": len(ranking.effects), "units": rows[:most] + mine}
