"""`GenerationConfig`: what a network is asked to write, and the text it is forced to read beside that."""

from __future__ import annotations

from dataclasses import dataclass

from rnnlab.text import symbols


@dataclass(frozen=True, kw_only=True)
class GenerationConfig:
    """A free run of a network, and the text through which the same network is forced.

    Attributes:
        prime: What both runs read first.
        length: Symbols that the free run writes.
        reference: What the forced run reads; it begins with the prime and goes on.
        temperature, top_k, seed: As for `rnnlab.generate`.
    """

    prime: str
    length: int
    reference: str
    temperature: float = 1.0
    top_k: int | None = None
    seed: int = 0


def reference_of(text: str, prime: str) -> str:
    """What to force a network through after a prime, if nobody says it.

    Args:
        text: What the network learned.
        prime: What it reads first.

    Returns:
        The text from the prime on, where it holds it and goes on; else the prime and then the whole text.

    Example:
        >>> reference_of("to be or not to be", "or"), reference_of("to be", "so ")
        ('or not to be', 'so to be')
    """
    letters, first = symbols(text), symbols(prime)
    for start in range(len(letters) - len(first)):
        if letters[start : start + len(first)] == first:
            return "".join(letters[start:])
    return "".join([*first, *letters])
