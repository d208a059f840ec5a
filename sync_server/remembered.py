"""What is worked out from the club's rows and remembered: it holds at one seq of the log."""

from abc import ABC, abstractmethod


class Remembered(ABC):
    """Memory of one seq. `forget` after a rollback, too: what was remembered may never have been."""

    _seq = 0

    def at(self, seq: int) -> None:
        """What follows is asked at this seq. Memory of another one is dropped: somebody else wrote meanwhile."""
        if seq != self._seq:
            self.forget()
            self._seq = seq

    def moved(self, seq: int) -> None:
        """The transaction that brought the log to this seq was ours: what is remembered holds."""
        self._seq = seq

    @abstractmethod
    def forget(self) -> None:
        """Drop what was remembered."""
