"""Benchmark of training that is streamed to an open page, beside the same training as a plain loop.

`python -m benchmarks.streaming SECONDS` runs the plain loop for so long and prints its steps per second.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

import torch
from playwright.sync_api import Browser, Locator, Page

from benchmarks.browser import chromium, meter, opened, player
from benchmarks.table import Row
from rnnlab import TaskConfig, task_of
from tests.browser.helpers import running_app

BYTES = 1_000_000
LINK = "race?task=next&cells=lstm&hidden_size=128&seq_len=64&batch_size=32&lr=0.002&clip=0.0&epochs=20000"
ROUNDS, SECONDS = 3, 10
REACH, FPS = 0.85, 55


def text() -> str:
    """A megabyte of random words, the same every time; some are more frequent than others."""
    rng = random.Random(0)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(800)]
    parts, size = [], 0
    while size < BYTES:
        word = words[min(rng.randrange(800), rng.randrange(800))] + rng.choice([" ", " ", " ", " ", ", ", ".\n"])
        parts.append(word)
        size += len(word)
    return "".join(parts)[:BYTES]


class Plain(torch.nn.Module):
    """The network in plain torch; tensors are time-first."""

    def __init__(self, vocab_size: int, config: TaskConfig) -> None:
        super().__init__()
        self.emb = torch.nn.Embedding(vocab_size, config.embedding_size)
        self.rnn = torch.nn.LSTM(config.embedding_size, config.hidden_size)
        self.fc = torch.nn.Linear(config.hidden_size, vocab_size)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.fc(self.rnn(self.emb(x))[0])
        return logits.flatten(0, 1)


def bare(seconds: float) -> float:
    """Steps per second of a plain training loop."""
    torch.set_num_threads(1)
    config = TaskConfig(task="next", text=text(), cell="lstm", hidden_size=128, seq_len=64, batch_size=32, lr=0.002)
    task = task_of(config)
    torch.manual_seed(0)
    network = Plain(task.vocab_size, config)
    optimiser = torch.optim.Adam(network.parameters(), lr=config.lr)
    steps, warm, started = 0, 5, time.perf_counter()
    while True:
        x, y = task.batch(steps + 1)
        optimiser.zero_grad()
        loss = torch.nn.functional.cross_entropy(network(x), y.flatten())
        loss.backward()
        optimiser.step()
        loss.item()
        steps += 1
        if steps == warm:
            started = time.perf_counter()
        elif steps > warm and time.perf_counter() - started >= seconds:
            return (steps - warm) / (time.perf_counter() - started)


def bare_in_a_process() -> float:
    command = [sys.executable, "-m", "benchmarks.streaming", str(SECONDS)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def prepare(page: Page) -> Locator:
    """Upload the text on the page Race and wait for its picture, paused after epoch 1; returns the player."""
    root = player(page, "race")
    version = root.get_attribute("data-version")
    page.locator("input[type=file]").set_input_files(
        {"name": "words.txt", "mimeType": "text/plain", "buffer": text().encode()}
    )
    page.get_by_text("1,000,000 symbols").wait_for()
    page.wait_for_function("([root, was]) => root.dataset.version !== was", arg=[root.element_handle(), version])
    return root


def streamed(root: Locator) -> dict[str, float]:
    """Train for a while and pause; steps, frames and pictures per second in between, counted in the browser."""
    root.locator(".toggle").click()
    root.page.wait_for_timeout(2000)  # under way
    rates: dict[str, float] = meter(root, "streaming", seconds=SECONDS)
    root.locator(".toggle").click()
    root.page.wait_for_timeout(1500)
    return rates


def streaming_row(browser: Browser, app: str) -> Row:
    root = prepare(opened(browser, f"{app}/{LINK}"))
    bare_in_a_process(), streamed(root)
    pairs = [(bare_in_a_process(), streamed(root)) for _ in range(ROUNDS)]
    reference = statistics.median(steps for steps, _ in pairs)
    ours = statistics.median(rates["steps"] for _, rates in pairs)
    fps = statistics.median(rates["fps"] for _, rates in pairs)
    ratio = ours / reference
    return Row(
        what="next character, 1 MB, LSTM H=128, T=64, batch 32, live page open",
        reference=f"bare loop: {reference:.1f} steps/s",
        ours=f"{ours:.1f} steps/s, {statistics.median(rates['updates'] for _, rates in pairs):.1f} pictures/s",
        measured=f"{ratio:.2f}×, {fps:.0f} fps",
        reach=f"≥ {REACH}×, ≥ {FPS} fps",
        ok=ratio >= REACH and fps >= FPS,
    )


def rows() -> Iterator[Row]:
    with running_app() as server, chromium() as browser:
        yield streaming_row(browser, server.url)


if __name__ == "__main__":
    print(bare(float(sys.argv[1])))
