"""Who can sign in to the demo: one for each role and a few besides, with passwords that are no secret."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sync_server.club import Club
from sync_server.demo.people import Person
from sync_server.demo.story import SYSTEM, Author
from sync_server.sign_in.users import NewUser, create_user


@dataclass(frozen=True)
class SignIn:
    """A way in: what to type, and as whom one comes in."""

    username: str
    password: str
    role: str
    name: str


@dataclass(frozen=True)
class Part:
    """A part of the cast: who plays it, and the (role, group or None) that go with it."""

    person: Person
    roles: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True)
class SeededClub(Club):
    """A club whose ids follow from the demo's seed."""

    seeded: Callable[[], str] = str

    def new_id(self) -> str:
        """See Club."""
        return self.seeded()


class Cast:
    """Makes the users of the demo, each when the story first needs them, and the rest at the end."""

    def __init__(self, club: Club, seeded: Callable[[], str], parts: Mapping[str, Part]) -> None:
        self._club = SeededClub(**vars(club), seeded=seeded)
        self._parts = parts
        self._authors: dict[str, Author] = {}

    def author(self, name: str, at: int) -> Author:
        """The user that plays `name`, on a device of the demo; made at `at` (UTC ms) when not there yet."""
        if name == SYSTEM:
            return Author()
        if name not in self._authors:
            part = self._parts[name]
            user = create_user(
                self._club, NewUser(name, password_of(name), part.person.id, part.roles, public=True), at
            )
            device = self._club.new_id()
            with self._club.store.transaction():
                self._club.referee.enrol_device(device, user, None, "Demo")
            self._authors[name] = Author(user, device)
        return self._authors[name]

    def sign_ins(self, at: int) -> list[SignIn]:
        """Everybody of the cast, made where that was not done yet."""
        for name in self._parts:
            self.author(name, at)
        return [
            SignIn(name, password_of(name), part.roles[0][0] if part.roles else "member", part.person.name)
            for name, part in self._parts.items()
        ]


def password_of(name: str) -> str:
    """The password that everybody may know."""
    return f"touchline-demo-{name}"
