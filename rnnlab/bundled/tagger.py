"""`tagger`: an LSTM that marks the dates in a sentence, trained and then watched; the page Inspect opens with it."""

from __future__ import annotations

from random import Random

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from rnnlab.recording.recording import Recording
from rnnlab.watching.watcher import watch

STEPS, BATCH, UPDATES = 120, 8, 400
_EMBEDDING, _HIDDEN, _LAYERS = 12, 32, 2
_KEPT = (".x", ".h_0", ".c_0", ".h", ".c", ".i", ".f", ".g", ".o", ".h.grad", ".c.grad", ".tokens")

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "March", "April", "June", "July", "August", "October", "December")
NUMBERS = ("1", "2", "4", "7", "12", "18", "21", "27", "30")
PLACES = ("Porto", "Ghent", "Turin", "Lund", "Bergen")
SENTENCES = (
    "a new schedule is open in PLACE on DATE .",
    "the River Board met in PLACE on DATE .",
    "the budget was sent again .",
    "on DATE the sensor in PLACE was moved .",
    "4 of 12 sensors have been moved to PLACE .",
    "the North Lab is open again until DATE .",
    "on Monday the team will talk about 27 old maps .",
    "in March the Harbour Team had 7 boats .",
    "we sent 30 letters to PLACE before DATE .",
)
WORDS = sorted({w for s in SENTENCES for w in s.split()} - {"DATE", "PLACE"} | {*DAYS, *MONTHS, *NUMBERS, *PLACES})
IDS = {word: number for number, word in enumerate(WORDS)}


class Tagger(nn.Module):
    """Words → whether each is part of a date of day, number and month."""

    def __init__(self) -> None:
        super().__init__()
        self.emb = nn.Embedding(len(WORDS), _EMBEDDING)
        self.lstm = nn.LSTM(_EMBEDDING, _HIDDEN, _LAYERS)
        self.out = nn.Linear(_HIDDEN, 2)

    def forward(self, ids: Tensor) -> Tensor:
        """Ids (seq_len, batch_size) → logits (seq_len, batch_size, 2)."""
        logits: Tensor = self.out(self.lstm(self.emb(ids))[0])
        return logits


def words(random: Random, steps: int) -> tuple[list[str], list[int]]:
    """A text of so many words, and for each 1 if it is part of a date, else 0."""
    found: list[tuple[str, int]] = []
    while len(found) < steps:
        for word in random.choice(SENTENCES).split():
            if word == "DATE":
                found += [(random.choice(part), 1) for part in (DAYS, NUMBERS, MONTHS)]
            else:
                found.append((random.choice(PLACES) if word == "PLACE" else word, 0))
    return [word for word, _ in found[:steps]], [tag for _, tag in found[:steps]]


def trained() -> Tagger:
    """The network after all updates; the same at every call on the same machine."""
    random = Random(1)
    with torch.random.fork_rng():
        torch.manual_seed(1)
        model = Tagger()
    optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(UPDATES):
        texts = [words(random, STEPS // 2) for _ in range(BATCH)]
        ids = torch.tensor([[IDS[word] for word in text] for text, _ in texts]).T
        tags = torch.tensor([tags for _, tags in texts]).T
        loss = cross_entropy(model(ids).flatten(0, 1), tags.flatten())
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
    return model


def tagger() -> Recording:
    """What the trained network does with a text that it has not seen, and the gradient of the last step's loss.

    Returns:
        Of kind "watched", with one call. Gates have no gradient here, so that the file stays small.
    """
    model = trained()
    text, tags = words(Random(7), STEPS)
    with watch(model, tokens=[text]) as watcher:
        logits = model(torch.tensor([[IDS[word] for word in text]]).T)
        cross_entropy(logits[-1], torch.tensor(tags[-1:])).backward()  # type: ignore[no-untyped-call]
    recording = watcher.recording
    return recording.only(*(name for name in recording if name.startswith("w0.") or name.endswith(_KEPT)))
