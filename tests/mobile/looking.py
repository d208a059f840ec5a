"""What stories of screens look at, and where they type."""

from typing import Any

from tests.mobile.drawn import Drawn


def texts(screen: Drawn, under: Any = None) -> list[str]:
    """All that is written on it, from top to bottom."""
    return [str(text.value) for text in screen.all("Text", under) if text.value]


def labels(screen: Drawn) -> list[str]:
    """What a screen reader says beside what is written."""
    return [str(one.label) for one in screen.all("Semantics") if getattr(one, "label", None)]


def place(screen: Drawn) -> Any:
    """Where somebody can type now: the question over the page, or the page."""
    questions = screen.questions()
    return questions[-1] if questions else None


def box(screen: Drawn, label: str) -> Any:
    """The field with this label."""
    [found] = [one for one in screen.all("TextField", place(screen)) if one.label == label]
    return found


async def write(screen: Drawn, text: str, label: str) -> None:
    """Somebody types."""
    await screen.event(box(screen, label), "change", text)
