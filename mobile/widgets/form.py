"""A small form: what was there, what was typed, and whether they differ."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

import flet as ft

_NUMBERS = count(1)


@dataclass
class Form:
    """The texts of one form while somebody types. Lives as long as its component; typing draws nothing again."""

    saved: Mapping[str, str]
    flipped: Callable[[bool], None]
    typed: dict[str, str] = field(default_factory=dict)
    generation: int = 0
    dirty: bool = False
    heard: Callable[[], None] = lambda: None
    """Called at each change, typed or put."""
    boxes: dict[str, Any] = field(default_factory=dict)
    """The fields as they were last drawn, by name: what can take the focus."""
    ground: Any = None
    """What they stand on, as it was last drawn."""
    number: int = field(default_factory=lambda: next(_NUMBERS))
    """Tells it from every other form on the page."""
    _setters: dict[str, Callable[[str], None]] = field(default_factory=dict)
    _seers: dict[str, Callable[[Any], None]] = field(default_factory=dict)
    _put: dict[str, int] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """The text as typed so far."""
        return self.typed.get(name, self.saved[name])

    def changes(self) -> dict[str, str]:
        """What differs from what is saved, without spaces around it."""
        return {name: text.strip() for name, text in self.typed.items() if text.strip() != self.saved[name]}

    def setter(self, name: str) -> Callable[[str], None]:
        """The `on_change` of the field `name`: the same function each time."""
        if name not in self._setters:

            def typed(text: str) -> None:
                self.typed[name] = text
                self._look()

            self._setters[name] = typed
        return self._setters[name]

    def seer(self, name: str) -> Callable[[Any], None]:
        """Is told the field `name` at each drawing of it: the same function each time."""
        return self._seers.setdefault(name, partial(self.boxes.__setitem__, name))

    def put(self, name: str, text: str) -> None:
        """Set the text of one field from outside: that field is made anew under another `key`."""
        self._put[name] = self._put.get(name, 0) + 1
        self.setter(name)(text)

    def key(self, name: str) -> str:
        """The key of the field `name`: another one whenever its text was not typed into it."""
        return f"{name} {self.generation} {self._put.get(name, 0)}"

    def undo(self) -> None:
        """Back to what is saved; fields are made anew under another key."""
        self.typed.clear()
        self.generation += 1
        self._look()

    def accept(self) -> None:
        """What was typed is saved now."""
        self.saved = {name: self.value(name).strip() for name in self.saved}
        self.typed.clear()
        self._look()

    def _look(self) -> None:
        dirty = bool(self.changes())
        if dirty != self.dirty:
            self.dirty = dirty
            self.flipped(dirty)
        self.heard()


def use_form(saved: Mapping[str, str]) -> Form:
    """A form inside a component, which is drawn again when "something changed" becomes true or false."""
    _, set_dirty = ft.use_state(False)
    ref = ft.use_ref(lambda: Form(dict(saved), set_dirty))
    assert isinstance(ref.current, Form)
    return ref.current
