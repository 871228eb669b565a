"""The sentences of the page Race that depend on its settings and on the state of the race."""

from __future__ import annotations

from rnnlab.config.choices import CellType
from rnnlab.export.race_script import reads_file
from rnnlab.i18n.messages import t
from rnnlab.ui.pages.race.choice import RaceChoice
from rnnlab.ui.pages.race.form import TASKS
from rnnlab.ui.pages.race.live_race import RaceRun


def task_sentence(choice: RaceChoice) -> str:
    """What is learned, and what the task needs of a memory."""
    return t("{task}. {need}", task=t(TASKS[choice.config.task]), need=choice.need)


def baseline_sentences(choice: RaceChoice) -> str:
    """The loss that needs no memory, and how to read the lines."""
    config, baseline = choice.config, choice.baseline
    found = [
        t(
            "Dashed: {loss:.3f} {unit}, {sentence}. To get below it takes memory. Lines: loss of each epoch's batch, "
            "before its update; marks: loss on what is held out, after the update.",
            loss=baseline.loss,
            unit=t("mean squared error") if config.task == "adding" else t("nats"),
            sentence=baseline.sentence,
        )
    ]
    if config.clip:
        found.append(t("Ticks at the bottom: epochs whose gradient was clipped to norm {norm:g}.", norm=config.clip))
    return " ".join(found)


def size_sentences(choice: RaceChoice) -> str:
    """The lanes' sizes, and what they are matched to; for "copy" and "reverse" also the number of steps."""
    sizes = zip(choice.cells, choice.sizes, choice.parameters, strict=True)
    lanes = [
        t("{cell} {size} units, {count:,} parameters", cell=cell.upper(), size=size, count=count)
        for cell, size, count in sizes
    ]
    found = [t("{lanes}.", lanes="; ".join(lanes))]
    if len(choice.cells) > 1:
        largest = choice.cells[-1].upper()
        found.append(t("hidden_size is the {cell}'s; the others match it within 5 %.", cell=largest))
    if choice.config.task in ("copy", "reverse"):
        found.append(t("{steps} steps.", steps=choice.config.seq_len))
    return " ".join(found)


def failure_sentences(run: RaceRun, cell: CellType) -> str:
    """Why a cell stopped, and whether the others go on."""
    values = {"cell": cell.upper(), "problem": run.failures[cell]}
    if len(run.cells) > len(run.failures):
        return t("{cell} stopped: {problem} Everything up to there is kept. The others go on.", **values)
    return t("{cell} stopped: {problem} Everything up to there is kept. A smaller lr may help.", **values)


def network_name(run: RaceRun, cell: CellType) -> str:
    """What other pages call the network of a lane."""
    return t("{cell}, {count:,} parameters", cell=cell.upper(), count=run.parameters[cell])


def script_note(run: RaceRun) -> str:
    """The caption of the script: what it does and which files it needs."""
    note = t("Run it where rnnlab is installed: it races again and prints each cell's loss at this epoch.")
    return f"{note} {t('It reads your text from text.txt beside it.')}" if reads_file(run.config) else note
