"""`Restorable`: what one person trains on a page, and what was there before it, to be restored."""

from __future__ import annotations

from typing import Generic, Protocol, Self, TypeVar

_MOST_EARLIER = 3  # that can be restored


class Trained(Protocol):
    """What a page trains and shows: a run with its forks, or a race."""

    @property
    def is_trained(self) -> bool:
        """Whether more was trained than epoch 1, with which everything begins."""

    def pause(self) -> None:
        """Stop after the epoch at hand."""

    def copy(self) -> Self:
        """The same one, paused; going on with either leaves the other as it is."""

    def holds_more_than(self, other: Self) -> bool:
        """Whether anything was trained here that the other one does not hold."""


T = TypeVar("T", bound=Trained)


class Restorable(Generic[T]):
    """What is on a page, and up to three that were there before it.

    Args:
        present: What is there at first.

    Attributes:
        present: What is there now.
    """

    def __init__(self, present: T) -> None:
        self.present = present
        self._earlier: list[T] = []  # the one that was there last comes last

    @property
    def earlier(self) -> T | None:
        """What `restore` would bring back."""
        return self._earlier[-1] if self._earlier else None

    def keep(self, before: T) -> None:
        """Keep what was on the page to be restored, unless no more of it was trained than epoch 1."""
        if before.is_trained:
            before.pause()
            self._earlier = [*self._earlier, before][-_MOST_EARLIER:]

    def replace(self, present: T) -> None:
        """Show something else; what is there now is kept, as by `keep`."""
        self.keep(self.present)
        self.present = present

    def restore(self) -> bool:
        """Show what was there before; what is there now is kept in turn.

        Returns:
            Whether there was anything.
        """
        if not self._earlier:
            return False
        self.replace(self._earlier.pop())
        return True

    def copy(self) -> Restorable[T]:
        """The same for another session, which shares nothing with this one that changes."""
        other = Restorable(self.present.copy())
        other._earlier = [before.copy() for before in self._earlier]
        return other

    def add_before(self, former: Restorable[T]) -> bool:
        """Keep what another session had, as if it had been on this page before everything else.

        Args:
            former: The other session's; from now on its content is this one's.

        Returns:
            Whether it holds anything that is not on the page now.
        """
        sets = (*former._earlier, former.present)
        found = [before for before in sets if before.is_trained and before.holds_more_than(self.present)]
        self._earlier = [*found, *self._earlier][-_MOST_EARLIER:]
        return bool(found)
