"""TODO."""

from __future__ import annotations

from rnnlab.ui.live.fair_lock import FairGate

SLICE = 0.1  # seconds of training between two looks at the person's wishes
PATIENCE = 0.12  # seconds to wait for a turn; with SLICE it keeps a pause within 250 ms
BURST = 1.0  # a run that ends within this time is trained at once and played afterwards
LIVE_BYTES = 400_000  # of one snapshot while it trains: several are sent per second
REST_BYTES = 2_000_000  # of one snapshot while it rests
LONGEST_LOOK = 2.0  # seconds that computing an epoch again may take
BUSY = "Others are training just now."
GATE = FairGate()  # one for the process: all sessions share its cores


def too_long(epoch: int, seconds: float) -> str:
    """Why an epoch is not computed again."""
    return (
        f"Epoch {epoch} is not kept, and computing it again would take about {seconds:.0f} seconds, where at most "
        f"{LONGEST_LOOK:.0f} are given: choose one nearby that is kept."
    )
