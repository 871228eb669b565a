"""The times and bytes that one session's training may take. Read as `budget.BURST`, so that a test can change one."""

from __future__ import annotations

SLICE = 0.1  # seconds of training between two events of the person
RACE_SLICE = 0.18  # of a race, the last turn's end included
PATIENCE = 0.12  # seconds to wait for a turn; with SLICE it keeps a pause within 250 ms
BURST = 1.0  # a run that ends within this time is trained at once and played afterwards
PREFETCH = 0.06  # seconds that a resting page may train beyond what it shows
SLOW_EPOCH = 0.005  # seconds of an epoch for which that is not worth it
LONGEST_VISIT = 2.0  # seconds that computing an epoch again may take
LONGEST_RACE_VISIT = 0.4  # of a race; beyond that the nearest kept epochs are shown

LIVE_BYTES = 400_000  # of one snapshot while it trains: several are sent per second
REST_BYTES = 2_000_000  # of one snapshot while it rests
LIGHT_BYTES = 1_500_000  # of a snapshot beyond which slices get shorter: a browser needs its time, too
RACE_BYTES = 32_000_000  # that all lanes of a race keep together
CURVE_POINTS = 4000  # losses of one curve in a snapshot while it trains, about
