"""A child is reached through its parents: who they are, and under which numbers and addresses each is known here."""

from dataclasses import dataclass

from mobile.reader.contact import Contact, Point, Relative
from mobile.touchline import Touchline

ACTING = ("parent", "guardian")


@dataclass(frozen=True)
class Parent:
    """A parent as the child's card shows one; `function` in words, `points` as far as this device holds them."""

    contact: str
    name: str
    function: str
    points: tuple[Point, ...]


def parents(view: Contact) -> list[Relative]:
    """Who acts for this contact or is a parent, over all accounts, each once."""
    found = {
        relative.contact: relative
        for account in view.accounts
        if account.function == "child"
        for relative in account.relatives
        if relative.may_act or relative.function in ACTING
    }
    return list(found.values())


def parents_of(touchline: Touchline, view: Contact) -> tuple[Parent, ...]:
    """The same with all ways to reach them."""
    points = touchline.reader.contacts.points
    return tuple(
        Parent(one.contact, one.name, function_of(touchline, one), points(one.contact)) for one in parents(view)
    )


def function_of(touchline: Touchline, relative: Relative) -> str:
    """What somebody is in a family, in words; as it was typed where it is a word of the club's own."""
    key = f"function.{relative.function}"
    return touchline.words(key) if relative.function and touchline.words.has(key) else relative.function or ""


def first(relative: Relative) -> str:
    """The given name, which is how a coach calls a parent."""
    return relative.name.split(" ")[0]
