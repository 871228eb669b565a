"""The sentences of the page Embedding that depend on its settings."""

from __future__ import annotations

from rnnlab.analysis.memoryless import memoryless_floor, without_recurrence
from rnnlab.config.training import TextConfig
from rnnlab.i18n.messages import t
from rnnlab.recording.recording import Recording
from rnnlab.text import symbols

_MOST_SYMBOLS = 24  # of a text in a sentence
_MOST_VOCAB = 40


def task_sentence(config: TextConfig) -> str:
    """What is learned, and whether that needs memory."""
    source, target = _short(config.source), _short(config.target)
    ambiguous = _ambiguous_symbol(config)
    if ambiguous is None:
        return t(
            "Read “{source}”, answer “{target}”. Every symbol always has the same answer, so it could be learned "
            "without memory.",
            source=source,
            target=target,
        )
    return t(
        "Read “{source}”, answer “{target}”. The same “{symbol}” needs different answers, so only a network with "
        "memory can get them all.",
        source=source,
        target=target,
        symbol=ambiguous,
    )


def _ambiguous_symbol(config: TextConfig) -> str | None:
    """The first symbol of the source that has more than one answer."""
    answers: dict[str, set[str]] = {}
    for symbol, answer in zip(symbols(config.source), symbols(config.target), strict=True):
        answers.setdefault(symbol, set()).add(answer)
    return next((symbol for symbol, found in answers.items() if len(found) > 1), None)


def _short(text: str) -> str:
    found = symbols(text)
    return "".join(found[:_MOST_SYMBOLS]) + ("…" if len(found) > _MOST_SYMBOLS else "")


def baseline_sentences(config: TextConfig, *, running: bool) -> str:
    """The best loss without memory and what it means; what a run does while one is on another page."""
    best = memoryless_floor(config.source, config.target)
    values = {"loss": best.loss, "correct": best.correct, "total": best.total}
    found = [
        t("Best without memory: {loss:.3f} nats, {correct} of {total} letter.", **values)
        if best.total == 1
        else t("Best without memory: {loss:.3f} nats, {correct} of {total} letters.", **values),
        best.sentence,
    ]
    if not config.memory:
        found.append(without_recurrence(config.cell).sentence)
    if config.clip:
        found.append(
            t("Ticks under the loss curve: epochs whose gradient was clipped to norm {norm:g}.", norm=config.clip)
        )
    if running:
        found.append(t("On another page the run waits for you to come back; closing the tab ends it."))
    return " ".join(found)


def unprinted(recording: Recording, *, failed: bool) -> str:
    """What the run's script prints besides the lines of the Console; empty if that is nothing.

    Args:
        recording: Of the run, whole.
        failed: Whether it could not go on, in which case its script stops there too.
    """
    done, total = int(recording.header["epochs_done"]), int(recording.header["config"]["epochs"])
    values = {"printed": len(recording.predictions), "done": done, "total": total}
    found = []
    if values["printed"] < done:
        found.append(
            t("The script prints a line for each of {done:,} epochs, the Console shows {printed:,}.", **values)
        )
    if done < total and not failed:
        found.append(t("This run stands at epoch {done:,}; the script goes on to epoch {total:,}.", **values))
    return " ".join(found)


def size_sentences(config: TextConfig, parameters: int) -> str:
    """The vocabulary and the size of the network."""
    more = " …" if len(config.vocab) > _MOST_VOCAB else ""
    return t(
        "Vocabulary {symbols}, built from the two texts. {count:,} parameters.",
        symbols=" ".join(config.vocab[:_MOST_VOCAB]) + more,
        count=parameters,
    )
