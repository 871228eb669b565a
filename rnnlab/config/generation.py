"""`GenerationConfig`: the settings of a free run and of the teacher-forced run beside it."""

from __future__ import annotations

from dataclasses import dataclass

from rnnlab.text import symbols


@dataclass(frozen=True, kw_only=True)
class GenerationConfig:
    """A free run of a network, and the text that the same network reads when teacher-forced.

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
    """The default text that a network is forced to read: it begins with the prime.

    Args:
        text: The text that the network learned.
        prime: The text that it reads first.

    Returns:
        The text from the first occurrence of the prime on, if something follows it; else the prime and the whole text.

    Example:
        >>> reference_of("to be or not to be", "or"), reference_of("to be", "so ")
        ('or not to be', 'so to be')
    """
    whole, first = symbols(text), symbols(prime)
    for start in range(len(whole) - len(first)):
        if whole[start : start + len(first)] == first:
            return "".join(whole[start:])
    return "".join([*first, *whole])
