"""The script of a training run, a fork's changes included, and what it prints."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby, pairwise

from rnnlab.config.choices import OptimiserName
from rnnlab.config.edits import digits
from rnnlab.config.phases import Config, Phase, from_header
from rnnlab.config.training import TextConfig
from rnnlab.export.script_parts import (
    CLASSES,
    HEAD,
    PrintedLines,
    Script,
    header_config,
    listing,
    printed_lines,
    set_by_hand,
)
from rnnlab.recording.recording import Recording
from rnnlab.text import encode, symbols

_OPTIMISERS: dict[OptimiserName, tuple[str, str]] = {
    "sgd": ("SGD", ""),
    "momentum": ("SGD", ", momentum=0.9"),
    "adam": ("Adam", ""),
    "adamw": ("AdamW", ""),
    "rmsprop": ("RMSprop", ""),
}
_WITHOUT_MEMORY = """\
for name, weight in model.named_parameters():
    if "weight_hh" in name:  # without memory: these are zero, and no optimiser changes them
        torch.nn.init.zeros_(weight).requires_grad_(False)
"""


def phases_of(recording: Recording) -> tuple[Phase, ...]:
    """The settings of a recorded run, by epoch.

    Raises:
        ConfigError: It is of a task, or a fork set more weights by hand than its header lists.
    """
    config, changes = header_config(recording, TextConfig), recording.header.get("changes")
    return from_header(config, changes) if changes else (Phase(0, config, {}),)


def training_lines(recording: Recording) -> PrintedLines:
    """What the script of a recording of kind "training" prints, as far as the run went."""
    epochs = header_config(recording, TextConfig).epochs
    losses = dict(zip(recording.loss_epochs, recording.losses, strict=True))
    for epoch, predicted in zip(recording.prediction_epochs, recording.predictions, strict=True):
        yield from printed_lines(epoch_line(predicted, epoch, epochs, losses.get(epoch, math.nan)), epoch)


def epoch_line(predicted: str, epoch: int, epochs: int, loss: float) -> str:
    """The line that the script's loop prints in one epoch, or several if the prediction holds line breaks."""
    return f"Predicted: {predicted}, Epoch [{epoch}/{epochs}] loss = {loss:.3f}"


def training_script(phases: Sequence[Phase], stop: int = 0, *, print_stop: bool = True) -> Script:
    """The script of a run that learns to turn one text into another.

    Args:
        phases: The run's settings by epoch, oldest first; weights set by hand are read from their `edits`.
        stop: The script ends before this epoch's update and prints no other epoch; 0 trains to the end.
        print_stop: Whether the epoch of `stop` is printed.
    """
    config = phases[-1].config
    assert isinstance(config, TextConfig)  # only a text's training has a script
    changes, rate = _changes(phases), _rate(phases)
    cosine = any(phase.config.schedule == "cosine" for phase in phases)
    loop, after = _loop_to(stop, config, _clip(phases)) if stop else (_loop(config, _clip(phases)), "")
    first = next(
        phase for phase, after in zip(phases, [*phases[1:], None], strict=True) if after is None or after.start > 0
    )
    body = f"""\
torch.manual_seed({config.seed})
model = Model()
{"" if config.memory else _WITHOUT_MEMORY}optimizer = {_optimiser(first.config)}
x = torch.tensor([source])  # batch_size, seq_len
y = torch.tensor(target)

for epoch in range(1, {stop or config.epochs} + 1):
{changes}{rate}{loop}{after if print_stop else ""}"""
    steps = (rate + loop).splitlines()
    shown = tuple(line for line in steps if "isfinite" not in line and "break" not in line)
    return Script(("import math\n\n" if cosine else "") + _setup(config), body, shown)


_FORWARD = """\
    logits = model(x)[0]  # seq_len, vocab_size
    loss = torch.nn.functional.cross_entropy(logits, y)
"""


def _loop(config: TextConfig, clip: str) -> str:
    """The loop's body: one epoch, and the line that it prints."""
    return f"""\
{_FORWARD}    if not loss.isfinite():
        break  # nothing can be learned from here on
    optimizer.zero_grad()
    loss.backward()
{clip}    optimizer.step()
    predicted = "".join(vocab[i] for i in logits.argmax(dim=1))
    print(f"Predicted: {{predicted}}, Epoch [{{epoch}}/{config.epochs}] loss = {{loss.item():.3f}}")
"""


def _loop_to(stop: int, config: TextConfig, clip: str) -> tuple[str, str]:
    """The loop's body, which ends before the update of the last epoch; and the lines that print that epoch."""
    loop = f"""\
{_FORWARD}    if epoch == {stop}:
        break  # these weights made this loss; they are the ones that are used
    optimizer.zero_grad()
    loss.backward()
{clip}    optimizer.step()
"""
    after = f"""\
predicted = "".join(vocab[i] for i in logits.argmax(dim=1))
print(f"Predicted: {{predicted}}, Epoch [{stop}/{config.epochs}] loss = {{loss.item():.3f}}")
"""
    return loop, after


def _setup(config: TextConfig) -> str:
    vocab = config.vocab
    source, target = (encode(symbols(text), vocab) for text in (config.source, config.target))
    return f"""{HEAD}
{listing("vocab", [repr(symbol) for symbol in vocab])}
{listing("source", [str(i) for i in source])}
{listing("target", [str(i) for i in target])}


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = torch.nn.Embedding({len(vocab)}, {config.embedding_size})
        self.rnn = {CLASSES[config.cell]}({config.embedding_size}, {config.hidden_size}, \
num_layers={config.num_layers}, batch_first=True)
        self.fc = torch.nn.Linear({config.hidden_size}, {len(vocab)})

    def forward(self, x):
        h, _ = self.rnn(self.emb(x))  # from a hidden state of zeros; batch_size, seq_len, hidden_size
        return self.fc(h)


"""


def _optimiser(config: Config) -> str:
    name, more = _OPTIMISERS[config.optimiser]
    return f"torch.optim.{name}(model.parameters(), lr={config.lr!r}{more})"


def _changes(phases: Sequence[Phase]) -> str:
    """The lines of a fork's new optimiser, with moments of zero, and of weights that were set by hand."""
    found = ""
    for start, pairs in groupby(pairwise(phases), lambda pair: pair[1].start):
        here = list(pairs)
        lines = ""
        if start and any(before.config.optimiser != phase.config.optimiser for before, phase in here):
            lines += f"        optimizer = {_optimiser(here[-1][1].config)}\n"
        edits = [edit for _, phase in here for edit in phase.edits or ()]
        assignments = [f"model.{edit.name}{list(edit.index)} = {digits(edit.value)}" for edit in edits]
        lines += set_by_hand(assignments, indent=" " * 8)
        if lines:
            found += f"    if epoch == {start + 1}:\n{lines}"
    return found


def _rate(phases: Sequence[Phase]) -> str:
    """The line that sets an epoch's learning rate; "" if all epochs have the same."""
    value = _by_epoch(phases, [_rate_of(phase.config) for phase in phases])
    return f'    optimizer.param_groups[0]["lr"] = {value}\n' if "epoch" in value else ""


def _rate_of(config: Config) -> str:
    if config.schedule == "cosine":
        return f"{config.lr!r} * (0.5 * (1 + math.cos(math.pi * (epoch - 1) / {config.epochs})))"
    if config.schedule == "step":
        return f"{config.lr!r} * 0.5 ** (4 * (epoch - 1) // {config.epochs})"
    return repr(config.lr)


def _clip(phases: Sequence[Phase]) -> str:
    """The line that clips the gradient; "" if no epoch does."""
    if not any(phase.config.clip for phase in phases):
        return ""
    value = _by_epoch(
        phases, [repr(phase.config.clip or float("inf")).replace("inf", 'float("inf")') for phase in phases]
    )
    return f"    torch.nn.utils.clip_grad_norm_(model.parameters(), {value})\n"


def _by_epoch(phases: Sequence[Phase], values: Sequence[str]) -> str:
    """The expression of a setting in an epoch, from the expressions of the phases."""
    text = last = values[-1]
    for value, (phase, after) in zip(values[-2::-1], reversed(list(pairwise(phases))), strict=True):
        if after.start > phase.start and value != last:
            text, last = f"{value} if epoch <= {after.start} else {text}", value
    return text
