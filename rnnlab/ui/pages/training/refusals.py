"""Why an epoch that is not kept is not computed again, in one sentence each."""

from __future__ import annotations

from rnnlab.i18n.messages import t
from rnnlab.ui.live import budget


def too_long(epoch: int, seconds: float) -> str:
    """Computing it would take this many seconds."""
    return t(
        "Epoch {epoch} is not kept, and computing it again would take about {seconds:.0f} seconds, where at most "
        "{most:.0f} are given: choose one nearby that is kept.",
        epoch=epoch,
        seconds=seconds,
        most=budget.LONGEST_VISIT,
    )


def busy(epoch: int) -> str:
    """The turn to compute it did not come."""
    return t(
        "Others are training just now. Epoch {epoch} is not kept: move on, and come back to try again.", epoch=epoch
    )
