"""The times and bytes that one session's training may take. Read as `budget.BURST`, so that a test can change one."""

from __future__ import annotations

SLICE = 0.2  # seconds of training per tick; a person's event ends it after the epoch at hand
RACE_SLICE = 0.25  # of a race
PATIENCE = 0.12  # seconds to wait for a turn while an event is handled
TICK_PATIENCE = 2.5  # seconds to wait for a turn at a tick, which the next event interrupts
BURST = 1.0  # a run that ends within this time is trained at once and played afterwards
PREFETCH = 0.06  # processor seconds that a paused run may train beyond what the page shows
PREFETCH_PATIENCE = 2.5  # seconds that it waits for a moment when nobody trains
SLOW_EPOCH = 0.005  # processor seconds of an epoch from which on a paused run is not trained further
LONGEST_VISIT = 2.0  # seconds that computing an epoch again may take
LONGEST_RACE_VISIT = 0.4  # of a race; where it would take longer, the nearest kept epochs are shown

LIVE_BYTES = 400_000  # of one snapshot while it trains: several are sent per second
REST_BYTES = 2_000_000  # of one snapshot while it is paused
LIGHT_BYTES = 1_500_000  # of a snapshot; beyond it slices get shorter, since the browser takes longer to draw it
RACE_BYTES = 32_000_000  # that all lanes of a race keep together
CURVE_POINTS = 4000  # losses of one curve in a snapshot while it trains, about
