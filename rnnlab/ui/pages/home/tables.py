"""What Home says in tables and sentences, from a weather Recording."""

from __future__ import annotations

from datetime import date

from rnnlab.recording.recording import Recording
from rnnlab.weather.data import HELD_OUT_YEAR

LABELS = {"rain": "rain", "sun": "sun", "temp_max": "highest", "temp_min": "lowest", "wind": "wind"}


def accuracy_table(recording: Recording) -> str:
    """Markdown: how often the network and two guesses without one are right on the held-out days."""
    accuracy = recording.header["accuracy"]
    rows = (
        ("this network", accuracy["network"]),
        ("same as yesterday", accuracy["yesterday"]),
        (f"always “{accuracy['commonest_class']}”, the commonest class of the training years", accuracy["commonest"]),
    )
    lines = [f"| {name} | {_percent(part)} | {round(part * accuracy['days'])} |" for name, part in rows]
    return "\n".join([f"| who predicts | right | of {accuracy['days']} days |", "|:--|:--|:--|", *lines])


def accuracy_caption(recording: Recording) -> str:
    """How to read the accuracy table, and whether the network is worth its while; computed, never claimed."""
    accuracy = recording.header["accuracy"]
    beaten = [name for name in ("yesterday", "commonest") if accuracy["network"] > accuracy[name]]
    verdict = {
        2: "The network beats both guesses that need no network.",
        1: "The network beats only one of the two guesses that need no network.",
        0: "The network beats neither of the two guesses that need no network.",
    }[len(beaten)]
    return f"How to read it: how often the fourth day's class was the likeliest one. {verdict}"


def split_caption(recording: Recording) -> str:
    """Which days were learned from, and whether the fourth day on screen is one that was held out."""
    first, last = (_date(day) for day in recording.header["trained_on"])
    days, fourth = recording.header["accuracy"]["days"], _date(recording.header["dates"][-1])
    shown = (
        f"The network has never seen {fourth}."
        if recording.header["held_out"]
        else f"Careful: {fourth} does not belong to the test; the network may have learned from it."
    )
    return (
        f"It learned from {first} to {last}; the test asks for all {days} days of {HELD_OUT_YEAR}. "
        f"No day that a test question reads was learned from. {shown}"
    )


def fourth_day_table(recording: Recording) -> str:
    """Markdown: the fourth day feature by feature and class by class, as the picture shows it."""
    lines = []
    for i, feature in enumerate(recording.header["features"]):
        expected, came = float(recording["predicted"][i]), float(recording["observed"][i])
        if feature["name"] == "sun":
            lines.append(f"| sun | {_percent(expected)} | {'yes' if came else 'no'} |")
        else:
            lines.append(f"| {LABELS[feature['name']]}, {feature['unit']} | {expected:.1f} | {came:.1f} |")
    for name, chance in zip(recording.header["classes"], recording["probabilities"].tolist(), strict=True):
        mark = "this one" if name == recording.header["observed_class"] else ""
        lines.append(f"| class “{name}” | {_percent(chance)} | {mark} |")
    return "\n".join(
        [f"| {_date(recording.header['dates'][-1])} | predicted | observed |", "|:--|:--|:--|", *lines],
    )


def _date(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def _percent(part: float) -> str:
    return f"{part * 100:.1f}\N{NO-BREAK SPACE}%"
