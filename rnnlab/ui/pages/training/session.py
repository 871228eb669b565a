"""`Session`: one person's runs, those before them, and `handle`, which carries out the events of the player."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from rnnlab.errors import RnnlabError
from rnnlab.ui.live.restorable import Restorable
from rnnlab.ui.live.ticks import Ticks
from rnnlab.ui.networks import Network
from rnnlab.ui.pages.training.fork_request import read_fork_request
from rnnlab.ui.pages.training.run_set import RunSet
from rnnlab.ui.pages.training.snapshot import to_view

if TYPE_CHECKING:
    from rnnlab.ui.pages.training.live_run import LiveRun

_MOVING = ("look", "fork", "reset")  # events that set the cursor themselves
_SHOWN_BY_PLAYER = (  # events whose problem the player itself shows
    "stage",
    "fork",
    "rename",
    "remove",
    "undo_run",
)


class Session:
    """All that one person has trained on the page.

    Args:
        runs: Those to begin with.

    Attributes:
        sets: The runs on the page, and those before them.
        ticks: The browser's requests for the next picture.
    """

    def __init__(self, runs: RunSet) -> None:
        self.sets = Restorable(runs)
        self.ticks = Ticks()
        self._problem, self._at = "", ""  # why the last event was not carried out, and its type

    @property
    def runs(self) -> RunSet:
        """The runs on the page."""
        return self.sets.present

    def replace(self, runs: RunSet) -> None:
        """Show other runs; the present ones are kept to be restored, unless nothing of them is trained but epoch 1."""
        self.sets.replace(runs)
        self._problem = ""

    def restore_earlier(self) -> bool:
        """Show the runs before these again; these are kept in turn, as by `replace`.

        Returns:
            Whether there were any.
        """
        restored = self.sets.restore()
        if restored:
            self._problem = ""
        return restored

    def view(self) -> dict[str, Any]:
        """The runs as the player's view holds them, for JSON."""
        more = {"problem": self._problem, "at": self._at}
        return {**to_view(self.runs), "earlier": len(self.sets.earlier or ()), **more}

    @property
    def shown_around(self) -> tuple[object, tuple[int, ...]]:
        """What the page around the player shows of the runs: which they are, and how many epochs each has done."""
        runs = self.runs
        names = tuple((run.key, run.name, runs[run].number) for run in runs)
        return (runs.number, runs.selected, names, self._problem), tuple(runs[run].epochs_done for run in runs)

    @property
    def has_work(self) -> bool:
        """Whether a tick would train anything."""
        return self.runs.running

    @property
    def link_epoch(self) -> int:
        """The epoch that a link to the page says."""
        return self.runs.link_epoch

    def tick(self, give_up: Callable[[], bool]) -> None:
        """As `RunSet.tick`."""
        self.runs.tick(give_up)

    @property
    def problem(self) -> str:
        """Why the last event was not carried out, if the player does not show that itself; else ""."""
        return "" if self._at in _SHOWN_BY_PLAYER else self._problem

    def to_bytes(self) -> bytes:
        """The runs on the page as a file."""
        return self.runs.to_bytes()

    def networks(self) -> dict[str, Network]:
        """Every run, by a unique name, for other pages to take over."""
        found: dict[str, Network] = {}
        for run in self.runs:
            name, number = run.name, 2
            while name in found:
                name, number = f"{run.name} ({number})", number + 1
            live = self.runs[run]
            found[name] = Network(run=live.number, epochs_done=partial(getattr, live, "epochs_done"), newest=live.whole)
        return found

    def network_name(self, live: LiveRun) -> str:
        """The name of a run among `networks`."""
        return next(name for name, network in self.networks().items() if network.run == live.number)

    def handle(self, event: Mapping[str, Any]) -> str:
        """Carry out an event of the player.

        Returns:
            Why that was not possible, in one sentence, or "".
        """
        kind, cursor = event["type"], event.get("cursor")
        known = cursor if type(cursor) is int and 1 <= cursor <= self.runs.longest else None
        if kind == "rest":  # changes nothing that is shown
            self.runs.rest = known
        if kind == "tick":
            self.ticks.ask()
        act = self._actions().get(kind)
        if act is None:
            return ""
        self._problem, self._at = "", kind
        try:
            act(event)
        except RnnlabError as error:
            self._problem = f"{str(error).removesuffix('.')}."
        else:
            self.runs.rest = None
            if kind not in _MOVING and known:
                self.runs.cursor = known
        return self._problem

    def _actions(self) -> dict[str, Callable[[Mapping[str, Any]], None]]:
        runs, run = self.runs, self.runs.run
        return {
            "train": lambda event: run.go_on(),
            "pause": lambda event: run.pause(),
            "step": lambda event: run.step(),
            "reset": self._reset,
            "stage": lambda event: runs.select(event.get("run")),
            "rename": lambda event: runs.rename(event.get("run"), event.get("name")),
            "remove": lambda event: runs.remove(event.get("run")),
            "undo_run": lambda event: runs.undo(),
            "look": self._visit,
            "fork": self._fork,
        }

    def _reset(self, event: Mapping[str, Any]) -> None:
        before = self.runs.restart()
        if before is not None:
            self.sets.keep(before)

    def _visit(self, event: Mapping[str, Any]) -> None:
        self._problem = self.runs.visit(event.get("epoch"))

    def _fork(self, event: Mapping[str, Any]) -> None:
        runs = self.runs
        live = runs[runs.find(event.get("run"))]
        request = read_fork_request(event, live.config, live.epochs_done, live.weight_shapes)
        runs.fork(event.get("run"), request)
