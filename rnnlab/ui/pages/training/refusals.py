"""`too_long` and `busy`: sentences that say why an epoch that is not kept is not computed again."""

from __future__ import annotations

from rnnlab.i18n.messages import t
from rnnlab.ui.live import budget


def too_long(epoch: int, seconds: float) -> str:
    """The sentence if computing it would take so many seconds."""
    return t(
        "Epoch {epoch} is not kept, and computing it again would take about {seconds:.0f} seconds, where at most "
        "{most:.0f} are given: choose one nearby that is kept.",
        epoch=epoch,
        seconds=seconds,
        most=budget.LONGEST_VISIT,
    )


def busy(epoch: int) -> str:
    """The sentence if other sessions train."""
    return t(
        "Others are training just now. Epoch {epoch} is not kept: move on, and come back to try again.", epoch=epoch
    )
