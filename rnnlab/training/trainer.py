"""`Trainer`: a training run that can be returned to at any step, forked, recorded and saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rnnlab.config.checks import checked_bytes
from rnnlab.config.choices import CellType, OptimiserName, ScheduleName
from rnnlab.config.phases import MOST_PHASES, Phase, active, changed, differing, to_header
from rnnlab.config.training import TaskConfig, TextConfig
from rnnlab.errors import ConfigError, RnnlabError, TextError, TrainingError
from rnnlab.i18n.messages import t
from rnnlab.nn.determinism import plain, versions
from rnnlab.recording.recording import Recording
from rnnlab.tasks import Task, task_of
from rnnlab.text import MAX_VOCAB
from rnnlab.training.history import MAX_BYTES
from rnnlab.training.limits import MOST_STEPS
from rnnlab.training.loop import Step
from rnnlab.training.run import TrainingRun
from rnnlab.training.state import read_run

__all__ = ["Step", "Trainer", "train_text"]


class Trainer(TrainingRun):
    """Trains a network on a task; each `next()` is one optimiser step, and any step can be returned to.

    Every loss is kept; predictions, whole forward passes (frames) and checkpoints as many as `max_bytes` holds, evenly
    thinned. What is not kept is computed again from the nearest checkpoint, to the same bits. A trainer shares nothing
    that changes with others: any number may take turns or run in threads (each used by one thread at a time), and each
    computes the same bits as it would alone, whatever the caller has set for torch: number of threads, default dtype
    and device, `no_grad`, inference mode or autocast.

    Args:
        config: What is learned, the network and how it is trained.
        max_bytes: Memory for all that is kept; but never less than 8 bytes per epoch and two frames, predictions and
            checkpoints.

    Attributes:
        config: As given; of a fork, with its changes.
        failure: Why the run cannot go on, or None.

    Raises:
        TextError: The texts have more than 65 536 different symbols.
        ConfigError: There are more than a million epochs, no memory holds the network and an epoch, or an argument is
            of another type.

    >>> trainer = Trainer(TextConfig(epochs=100))
    >>> steps = list(trainer)
    >>> again = trainer.at(40)
    >>> next(again) == steps[40], again.epochs_done
    (True, 41)
    >>> slower = trainer.fork(40, lr=0.001)
    >>> next(slower).loss == steps[40].loss, next(slower).loss == steps[41].loss
    (True, False)
    """

    @plain()
    def __init__(self, config: TextConfig | TaskConfig, *, max_bytes: int = MAX_BYTES) -> None:
        if isinstance(config, TextConfig) and len(config.vocab) > MAX_VOCAB:
            rule, got = "have at most {most} different symbols", len(config.vocab)
            raise TextError.must("source and target", rule, got=got, field="source", most=MAX_VOCAB)
        super().__init__(task_of(config), (Phase(0, config, {}),), max_bytes)

    @classmethod
    def _with(cls, task: Task, phases: tuple[Phase, ...], max_bytes: int) -> Trainer:
        trainer = cls.__new__(cls)
        TrainingRun.__init__(trainer, task, phases, max_bytes)
        return trainer

    @plain()
    def at(self, step: int) -> Trainer:
        """The run as it was after some of its steps; what is not kept is computed again.

        Args:
            step: Optimiser steps taken, 0 to `epochs_done`.

        Returns:
            A trainer of its own, with the history up to there. Going on with it repeats this run to the last bit.

        Raises:
            ConfigError: There is no such step.
        """
        self._check_step(step)
        other = self._with(self.task, self.phases, self.max_bytes)
        other.copy_until(self, step)
        return other

    @plain()
    def fork(
        self,
        step: int,
        *,
        lr: float | None = None,
        optimiser: OptimiserName | None = None,
        schedule: ScheduleName | None = None,
        clip: float | None = None,
        epochs: int | None = None,
        weights: Mapping[str, Any] | None = None,
    ) -> Trainer:
        """Another run, which shares this one's history up to a step and continues with other settings.

        Args:
            step: Optimiser steps taken before, 0 to `epochs_done`.
            lr, schedule, clip: For the steps from there on. A schedule goes by the number of the step, as if it had
                held from the beginning.
            optimiser: A different one begins there with moments of zero; the same one keeps its moments.
            epochs: When the fork ends.
            weights: New values by name, as in `model()`; the other weights stay.

        Returns:
            A trainer of its own; `at` takes it back into the shared history, too.

        Raises:
            ConfigError: There is no such step, or a value is not usable.
            TrainingError: The run has been forked too often.
        """
        self._check_step(step)
        wanted = {"lr": lr, "optimiser": optimiser, "schedule": schedule, "clip": clip, "epochs": epochs}
        config = changed(
            active(self.phases, step), {name: value for name, value in wanted.items() if value is not None}
        )
        if config.epochs < step:
            raise ConfigError.must_be("epochs", "at least {step}, the step of the fork", got=epochs, step=step)
        if len(self.phases) >= MOST_PHASES:
            raise TrainingError.must_be("forks", "at most {most} deep", words="one more", most=MOST_PHASES - 1)
        given = self.checked_weights(weights or {})
        parent = self.at(step)
        before = (phase for phase in self.phases if phase.start <= step)
        phase = Phase(step, config, given, differing(parent.weights, given))
        other = self._with(self.task, (*before, phase), self.max_bytes)
        other.branch_from(parent)
        return other

    @plain()
    def prolonged(self, epochs: int) -> Trainer:
        """This run with another last epoch: what it has trained so far, and the same steps from there on.

        Args:
            epochs: When it ends; at least `epochs_done`.

        Returns:
            A trainer of its own; going on with it repeats, to the last bit, a run that had so many epochs from the
            beginning.

        Raises:
            ConfigError: The run has come further, or its learning rate goes by the number of epochs.
        """
        last = self.phases[-1]
        config = changed(last.config, {"epochs": epochs})
        if epochs < self.epochs_done:
            raise ConfigError.must_be("epochs", "at least {done}, the epochs done", got=epochs, done=self.epochs_done)
        if config.schedule != "constant":
            raise ConfigError.must_be(
                "schedule", "constant, so that the steps so far are the same", got=config.schedule
            )
        other = self._with(self.task, (*self.phases[:-1], replace(last, config=config)), self.max_bytes)
        other.copy_until(self, self.epochs_done)
        return other

    def _check_step(self, step: int) -> None:
        if type(step) is not int or not 0 <= step <= self.epochs_done:
            rule = "a whole number from 0 to {done}, the epochs done"
            raise ConfigError.must_be("step", rule, got=step, done=self.epochs_done)

    @plain()
    def recording(
        self,
        max_bytes: int | None = None,
        *,
        epochs: int | None = None,
        around: int | None = None,
        points: int | None = None,
    ) -> Recording:
        """The run so far, or its beginning.

        Args:
            max_bytes: About how large it may get: frames are left out evenly until it fits. The first and the last
                frame, every epoch's loss and all predictions that are kept stay.
            epochs: Only this many epochs, as if no more had been trained; all of them by default.
            around: An epoch whose frame is always included; computed again if it was not kept, and the frames of
                its neighbours too where they cost little.
            points: Of a run with more epochs, only about as many losses and predictions as draw the same curve;
                `losses.epoch` says which.

        Returns:
            A recording of kind "training"; its arrays are described in `rnnlab.training.to_recording`. The header
            holds `config`, `vocab`, `versions`, `status` ("paused" or "done"), `epochs_done`; `changes` if the run is a
            fork; and, if it cannot go on, `failure`.

        Raises:
            ConfigError: `around` is no epoch of the recording, or another argument is no whole number.
        """
        if max_bytes is not None:
            max_bytes = checked_bytes("max_bytes", max_bytes)
        for name, value in (("epochs", epochs), ("points", points)):
            if value is not None and (type(value) is not int or value < 0):
                raise ConfigError.must_be(name, "a whole number from 0", got=value)
        points = points and min(points, MOST_STEPS)
        done = self.epochs_done if epochs is None else min(epochs, self.epochs_done)
        if around is not None and (type(around) is not int or not 1 <= around <= done):
            raise ConfigError.must_be("around", "an epoch from 1 to {done}", got=around, done=done)
        arrays = self.recording_arrays(done, max_bytes, around=around, points=points)
        status = "done" if done == self.config.epochs else "paused"
        changes = to_header(self.phases, done)
        more = {"changes": changes} if changes else {}
        return Recording(arrays, self._header("training", epochs_done=done, status=status, **more))

    @plain()
    def state(self, *, frames: bool = True, max_bytes: int | None = None) -> Recording:
        """Everything needed to continue the run, to the same bits, also in another process.

        Args:
            frames: Whether the frames are included; without them the state is small, training continues the same, and
                later recordings have only the frames from here on.
            max_bytes: What frames, predictions and checkpoints may take, a third each; all that are kept by default.

        Returns:
            A recording of kind "trainer", for `from_state`.

        Raises:
            ConfigError: `max_bytes` is no whole number.
        """
        if max_bytes is not None:
            max_bytes = checked_bytes("max_bytes", max_bytes)
        arrays, more = self.state_arrays(frames=frames, max_bytes=max_bytes)
        return Recording(arrays, self._header("trainer", **more))

    @classmethod
    @plain()
    def from_state(cls, state: Recording, *, max_bytes: int = MAX_BYTES) -> Trainer:
        """The trainer that `state()` was called on; what it does next is bit for bit what that one would have done.

        Args:
            state: A recording of kind "trainer".
            max_bytes: As for a new trainer.

        Raises:
            TrainingError: The recording is of another kind, or its arrays do not fit its config.
        """
        max_bytes = checked_bytes("max_bytes", max_bytes)
        if not isinstance(state, Recording) or state.kind != "trainer":
            words = t('kind "{kind}"', kind=state.kind) if isinstance(state, Recording) else type(state).__name__
            raise TrainingError.must_be("state", 'a recording of kind "trainer"', words=words)
        try:
            task, phases = read_run(state)
            trainer = cls._with(task, phases, max_bytes)
            trainer.restore(state)
        except (RnnlabError, LookupError, ArithmeticError, TypeError, ValueError, RuntimeError, MemoryError) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0]  # torch's own may have many lines
            words = t("one that does not fit ({reason})", reason=reason)
            raise TrainingError.must("state", "hold a whole trainer", words=words) from None
        return trainer

    def _header(self, kind: str, **more: Any) -> dict[str, Any]:
        header = {"kind": kind, "config": self.config.to_dict(), "versions": versions(), **more}
        header["vocab"] = self.task.vocab or []
        header.setdefault("epochs_done", self.epochs_done)
        if self.failure is not None and header["epochs_done"] == self.epochs_done:
            header["failure"] = str(self.failure)
        return header


def train_text(
    source: str = "hello",
    target: str = "ohlol",
    *,
    cell: CellType = "rnn",
    embedding_size: int = 10,
    hidden_size: int = 8,
    num_layers: int = 2,
    lr: float = 0.05,
    epochs: int = 15,
    seed: int = 0,
) -> Recording:
    """Train a network to turn one text into another, and keep everything.

    Args:
        source, target: Texts with equally many symbols (graphemes).
        cell: "rnn", "gru" or "lstm".
        embedding_size, hidden_size, num_layers: Sizes of the network.
        lr: Learning rate of Adam.
        epochs: Optimiser steps.
        seed: As if `torch.manual_seed(seed)` stood before the network is built.

    Returns:
        The recording of the run; see `Trainer.recording`. `.losses` and `.predictions` hold every epoch's.

    Raises:
        ConfigError: An argument is not usable.
        TrainingError: The loss became NaN or infinite.
    """
    sizes: Any = {"embedding_size": embedding_size, "hidden_size": hidden_size, "num_layers": num_layers}
    trainer = Trainer(TextConfig(source=source, target=target, cell=cell, **sizes, lr=lr, epochs=epochs, seed=seed))
    for _ in trainer:
        pass
    return trainer.recording()
