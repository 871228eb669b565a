"""`Sampling`: how a symbol is drawn from a network's scores; and checks of the texts and lengths of a free run."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from rnnlab.config.checks import check_seed
from rnnlab.errors import ConfigError, TextError, shown
from rnnlab.inference.text_model import TextModel

MAX_TEMPERATURE = 100.0


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """Settings of `rnnlab.generate`: temperature, top_k and seed."""

    temperature: float
    top_k: int | None
    seed: int

    def check(self, vocab_size: int) -> None:
        """Raise a ConfigError if one of them is out of range."""
        if type(self.temperature) not in (int, float) or not 0 <= self.temperature <= MAX_TEMPERATURE:
            rule = "a number from 0 to {most:g}"
            raise ConfigError.must_be("temperature", rule, most=MAX_TEMPERATURE, got=self.temperature)
        if self.top_k is not None and (type(self.top_k) is not int or not 1 <= self.top_k <= vocab_size):
            rule = "a whole number from 1 to {most}, the network's symbols"
            raise ConfigError.must_be("top_k", rule, most=vocab_size, got=self.top_k)
        check_seed(self.seed)


def ids_of_prime(model: TextModel, prime: object, length: object) -> list[int]:
    """The prime's ids, after a check that the network can write `length` symbols after it.

    Raises:
        TextError, ConfigError: It cannot; `field` names the argument that is wrong.
    """
    ids = model.ids("prime", prime)
    longest = model.max_steps - len(ids) + 1
    if type(length) is not int or not 1 <= length <= longest:
        raise ConfigError.must_be("length", "a whole number from 1 to {most}", most=longest, got=length)
    return ids


def ids_of_prime_and_reference(model: TextModel, prime: object, reference: object) -> tuple[list[int], list[int]]:
    """The ids of the prime and of a reference that begins with it and goes on.

    Raises:
        TextError: It does not, or a text is not usable; `field` names the one that is wrong.
    """
    first, whole = model.ids("prime", prime), model.ids("reference", reference)
    if whole[: len(first)] != first or len(whole) == len(first):
        rule = "a text that begins with prime, {prime}, and goes on"
        raise TextError.must_be("reference", rule, prime=shown(prime), got=reference)
    return first, whole


def distribution(logits: Tensor, temperature: float, top_k: int | None = None) -> Tensor:
    """The distribution that a symbol is drawn from.

    Args:
        logits: A score for every symbol, finite, (vocab_size).
        temperature: τ, at least 0; at 0 the first of the highest scores has probability 1.
        top_k: How many of the highest scores are kept; all if None.

    Returns:
        softmax(logits / τ) over the kept ones and 0 elsewhere, (vocab_size), computed in float64.
    """
    scores, kept = logits.double(), 1 if temperature == 0 else top_k
    if kept is not None:
        order = scores.argsort(descending=True, stable=True)  # stable: of equals the first, as in argmax
        scores = scores.index_fill(0, order[kept:], -torch.inf)
    shifted = scores - scores.max()  # the highest becomes 0, so division by a tiny τ cannot overflow
    return (shifted / max(temperature, torch.finfo(torch.float64).tiny)).softmax(dim=0).to(logits.dtype)
