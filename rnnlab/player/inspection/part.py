"""`Part`: the numbers of a recorded call that are looked at: one quantity of one layer, direction and batch item."""

from __future__ import annotations

from dataclasses import dataclass

from rnnlab.recording.array_names import Array, weight_array
from rnnlab.recording.calls import RecordedCall


@dataclass(frozen=True, kw_only=True)
class Part:
    """One quantity of a call.

    Attributes:
        call: The call.
        item, layer: From 0.
        reverse: Whether it is of the direction that reads the steps from the last to the first.
        quantity: One of the call's quantities, as "h", "f" or "h.grad".
    """

    call: RecordedCall
    item: int
    layer: int
    reverse: bool
    quantity: str

    @property
    def steps(self) -> int:
        """Steps of the batch item, without the padding after them."""
        return self.call.lengths[self.item] if self.call.lengths else self.call.seq_len

    def of(self, quantity: str) -> Array:
        """A quantity of the same layer and direction, (seq_len, batch_size, units).

        Raises:
            RecordingError: The call does not have it, or its shape does not fit.
        """
        return self.call.array(quantity, self.layer, self.reverse)

    def weight(self, name: str) -> Array | None:
        """A weight of the same layer and direction, as "weight_ih"; None if the call does not have it."""
        return self.call.arrays.get(weight_array(name, self.layer, reverse=self.reverse))

    @property
    def values(self) -> Array:
        """The quantity that is looked at, (steps, units)."""
        return self.of(self.quantity)[: self.steps, self.item]

    def states(self) -> dict[str, Array]:
        """All quantities of this layer and direction but gradients, each (seq_len, batch_size, units)."""
        return {name: self.of(name) for name in self.call.quantities if not name.endswith(".grad")}

    @property
    def tokens(self) -> list[str] | None:
        """The token of each step of the batch item; None if the call read no tokens."""
        found = self.call.tokens(self.item)
        return found and found[: self.steps]
