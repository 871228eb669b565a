"""`link_of` and `handed_over`: a link by which one page hands the network of a run to a page that uses it.

Where settings and an epoch say the whole run, the link names every one of them, since each page has its own defaults.
No settings say a fork, weights that were set by hand, or a lane of a race: such a network is taken over by the name
under which it was published, which is known in one session only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rnnlab.config.origin import Origin
from rnnlab.recording.recording import Recording
from rnnlab.ui.forms.settings import TEXT
from rnnlab.ui.live.network_training import remember
from rnnlab.ui.networks import offered, published, take

Query = Mapping[str, Sequence[str]]  # name → all values given under it
_RUN = "run"


def link_of(name: str, recording: Recording) -> dict[str, str]:
    """The parameters of a link to any page that uses a text's network.

    Args:
        name: Of the run as other pages call it, see `networks.full_name`.
        recording: The run, of kind "training".

    Returns:
        The name, under which the page finds the newest state if it is opened in this session; and, if that is enough to
        train the same network anywhere, every setting and the epoch.
    """
    origin = _origin_of(recording)
    return {_RUN: name, **(_settings(origin) if origin else {})}


def handed_over(page: str, query: Query, in_use: str) -> Query:
    """The parameters of a link, with the settings or the title of the network in place of a run's name.

    Args:
        page: The short name of the page that the link opens; it takes the network over if the link names one.
        query: The link's.
        in_use: As for `take`.
    """
    others = {name: given for name, given in query.items() if name != _RUN}
    names = query.get(_RUN, ())
    network = published().get(names[0]) if names else None
    if network is not None:
        recording = network.newest()
        origin = _origin_of(recording)
        if origin is not None:
            remember(recording, origin)
            return {**others, **{name: [value] for name, value in _settings(origin).items()}}
        others = {"network": [title for title, other in offered(page).items() if other.run == network.run]}
    elif names and "source" not in others:  # a link from another session: the form says that the run is not here
        others["network"] = names
    for title in others.get("network", ()):
        take(page, title, in_use)
    return others


def _settings(origin: Origin) -> dict[str, str]:
    values = {**origin.config.to_dict(), "epoch": origin.epoch}
    return {**{f.name: f.write(values[f.name]) for f in TEXT}, "epoch": str(origin.epoch)}


def _origin_of(recording: Recording) -> Origin | None:
    from rnnlab.inference.trained_model import origin_at

    return origin_at(recording, None, tuple(recording.header["vocab"]))
