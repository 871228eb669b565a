"""`opened_runs`: the bytes of a file → a session's runs, within the page's limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rnnlab.config.training import TextConfig
from rnnlab.errors import ConfigError, RecordingError
from rnnlab.i18n.messages import t
from rnnlab.recording.recording import Recording
from rnnlab.ui.files.recording_files import origin_of
from rnnlab.ui.forms.fields import check_whole_numbers
from rnnlab.ui.forms.limits import MOST_EPOCHS, check_text_pace
from rnnlab.ui.forms.settings import TEXT
from rnnlab.ui.pages.training.run_set import RunSet
from rnnlab.ui.shell.page_table import title_of

if TYPE_CHECKING:
    from rnnlab.training.forks import Runs

_KIND = "runs"


def opened_runs(data: bytes) -> RunSet:
    """The runs that a file holds, ready to go on.

    Args:
        data: The file.

    Raises:
        RnnlabError: It is no file of runs, damaged, of another version, of another task, or beyond the page's limits.
    """
    from rnnlab.training.forks import Runs

    recording = Recording.from_bytes(data)
    if recording.kind != _KIND:
        words = origin_of(recording.kind)
        raise RecordingError.must("file", "hold runs of the page {title}", words=words, title=title_of("training"))
    for config in _configs(recording):  # before anything of their sizes is allocated
        _check(config)
    runs = Runs.of(recording)
    config = _first_config(runs)
    return RunSet(config, runs, selected=recording.header.get("stage"))


def _configs(recording: Recording) -> list[TextConfig]:
    listed: Any = recording.header.get("runs")
    try:
        found = [run["state"]["config"] for run in listed]
    except (TypeError, LookupError):
        raise RecordingError.must("file", "hold runs that fit together", words=t("damaged ones")) from None
    if any(isinstance(config, dict) and "task" in config for config in found):
        raise RecordingError.must("file", "hold runs that learn a text", words=t("another task"))
    for config in found:
        check_whole_numbers(TEXT, config)
    return [TextConfig.from_dict(config) for config in found]


def _check(config: TextConfig) -> None:
    """Raise a ConfigError for a config that the page's form would refuse."""
    for field in TEXT:
        field.check(getattr(config, field.name))
    check_text_pace(config)


def _first_config(runs: Runs) -> TextConfig:
    """The config of the run from which all others were forked, also if that one was removed.

    Raises:
        ConfigError: They were not forked from one run, or the page could not show it.
    """
    firsts = {run.trainer.first_config for run in runs}
    (first, *others) = firsts
    if others or not isinstance(first, TextConfig):
        raise ConfigError.must("runs", "all be forks of one run", words=t("others"))
    _check(first)
    if any(run.trainer.most_epochs > MOST_EPOCHS for run in runs):
        raise ConfigError.must_be("epochs", "at most {most}", words=t("more"), most=MOST_EPOCHS)
    return first
