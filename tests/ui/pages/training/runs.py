"""Several runs of one session, and the events that a browser would send."""

from rnnlab.config.training import TextConfig
from rnnlab.ui.pages.training.run_set import RunSet
from rnnlab.ui.pages.training.session import Session

CONFIG = TextConfig()


def new(epoch=15, **changes) -> Session:
    return Session(RunSet.begin(TextConfig(**changes), epoch))


def send(session, kind, **event) -> str:
    """Handle an event of the player; returns the sentence that says why it was not carried out, or ""."""
    session.handle({"type": kind, **event})
    return session.view()["problem"]


def fork(session, epoch, run=0, **event) -> str:
    return send(session, "fork", run=run, epoch=epoch, **event)


def names(session) -> list[str]:
    return [run["name"] for run in session.view()["runs"]]


def trained(trainer) -> list[float]:
    for _ in trainer:
        pass
    return trainer.recording().losses
