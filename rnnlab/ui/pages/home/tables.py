"""Home's tables and their captions, as Markdown, from a recording of kind "weather"."""

from __future__ import annotations

from datetime import date

from rnnlab.i18n.messages import mark, t
from rnnlab.recording.recording import Recording
from rnnlab.weather.data import HELD_OUT_YEAR

LABELS = {
    "rain": mark("rain"),
    "sun": mark("sun"),
    "temp_max": mark("highest"),
    "temp_min": mark("lowest"),
    "wind": mark("wind"),
}
_WEEKDAYS = (
    *(mark("Monday"), mark("Tuesday"), mark("Wednesday"), mark("Thursday")),
    *(mark("Friday"), mark("Saturday"), mark("Sunday")),
)
_MONTHS = (
    *(mark("January"), mark("February"), mark("March"), mark("April"), mark("May"), mark("June"), mark("July")),
    *(mark("August"), mark("September"), mark("October"), mark("November"), mark("December")),
)


def accuracy_table(recording: Recording) -> str:
    """Markdown: how often the network and two guesses without one are right on the held-out days."""
    accuracy = recording.header["accuracy"]
    rows = (
        (t("this network"), accuracy["network"]),
        (t("same as yesterday"), accuracy["yesterday"]),
        (_commonest(accuracy["commonest_class"]), accuracy["commonest"]),
    )
    lines = [f"| {name} | {_percent(part)} | {round(part * accuracy['days'])} |" for name, part in rows]
    head = t("| who predicts | right | of {days} days |", days=accuracy["days"])
    return "\n".join([head, "|:--|:--|:--|", *lines])


def _commonest(name: str) -> str:
    return t("always “{name}”, the commonest class of the training years", name=name)


def accuracy_caption(recording: Recording) -> str:
    """How to read the accuracy table, and how many of the two guesses the network beats."""
    accuracy = recording.header["accuracy"]
    beaten = [name for name in ("yesterday", "commonest") if accuracy["network"] > accuracy[name]]
    verdict = {
        2: t("The network beats both guesses that need no network."),
        1: t("The network beats only one of the two guesses that need no network."),
        0: t("The network beats neither of the two guesses that need no network."),
    }[len(beaten)]
    return t("How to read it: how often the fourth day's class was the likeliest one. {verdict}", verdict=verdict)


def split_caption(recording: Recording) -> str:
    """Which days were learned from, and whether the fourth day is one of those held out."""
    first, last = (_date(day) for day in recording.header["trained_on"])
    days, fourth = recording.header["accuracy"]["days"], _date(recording.header["dates"][-1])
    if recording.header["held_out"]:
        about = t("The network has never seen {day}.", day=fourth)
    else:
        about = t("Careful: {day} does not belong to the test; the network may have learned from it.", day=fourth)
    return t(
        "It learned from {first} to {last}; the test asks for all {days} days of {year}. "
        "No day that a test question reads was learned from. {about}",
        **{"first": first, "last": last, "days": days, "year": HELD_OUT_YEAR, "about": about},
    )


def fourth_day_table(recording: Recording) -> str:
    """Markdown: the predicted and observed fourth day, a row per feature and per class."""
    lines = []
    for i, feature in enumerate(recording.header["features"]):
        expected, came = float(recording["predicted"][i]), float(recording["observed"][i])
        if feature["name"] == "sun":
            lines.append(f"| {t('sun')} | {_percent(expected)} | {t('yes') if came else t('no')} |")
        else:
            label = t("{feature}, {unit}", feature=t(LABELS[feature["name"]]), unit=feature["unit"])
            lines.append(f"| {label} | {expected:.1f} | {came:.1f} |")
    for name, chance in zip(recording.header["classes"], recording["probabilities"].tolist(), strict=True):
        label = t("class “{name}”", name=name)
        came_true = t("this one") if name == recording.header["observed_class"] else ""
        lines.append(f"| {label} | {_percent(chance)} | {came_true} |")
    head = t("| {day} | predicted | observed |", day=_date(recording.header["dates"][-1]))
    return "\n".join([head, "|:--|:--|:--|", *lines])


def weekday(day: date) -> str:
    """The name of a day of the week."""
    return t(_WEEKDAYS[day.weekday()])


def _date(iso: str) -> str:
    day = date.fromisoformat(iso)
    return t("{day} {month} {year}", day=day.day, month=t(_MONTHS[day.month - 1]), year=day.year)


def _percent(part: float) -> str:
    return f"{part * 100:.1f}\N{NO-BREAK SPACE}%"
