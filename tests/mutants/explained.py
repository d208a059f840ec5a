"""Mutants that nobody can tell from the real module, each with the reason. They are not planted."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Equal:
    """A change without an effect: file, the text of its line, the change as it is printed, and why."""

    path: str
    text: str
    change: str
    why: str

    def is_about(self, path: str, text: str, change: str) -> bool:
        """Whether this is the one."""
        return (self.path, self.text, self.change) == (path, text, change)


EQUAL: tuple[Equal, ...] = (
    Equal(
        "shared/replica/prediction.py",
        "SHORT = 4096",
        "4096 -> 2048",
        "how long a text may be whose reading is remembered: read again, it says the same",
    ),
    Equal(
        "sync_server/checkpoint.py",
        "ROW_OVERHEAD = 24",
        "24 -> 25",
        "a guess at the bytes around a row: pages end a row sooner or later, and all rows come on some page",
    ),
)
