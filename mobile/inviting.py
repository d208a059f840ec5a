"""What inviting many people at once means: who gets a letter, who a code on paper, for whom there is nothing to do.

A minor's guardians are invited instead, for they look after the child in the app. Worked out before anything happens,
so that it can be shown first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mobile.reader.invitees import Invitee
from shared.domain.invitation import hash_of


@dataclass(frozen=True)
class Way:
    """One invitation to be made, or to be made anew (`renews`). `children` are the names of minors it is for."""

    contact: str
    name: str
    mail: tuple[str, str] | None
    children: tuple[str, ...] = ()
    renews: str | None = None

    @property
    def on_paper(self) -> bool:
        """Whether it is a code that is printed."""
        return self.mail is None


@dataclass(frozen=True)
class Plan:
    """What will happen: each invitation once, and the names of those who are in already."""

    ways: tuple[Way, ...]
    inside: tuple[str, ...]
    alone: frozenset[str] = field(default_factory=frozenset)
    """Minors of whom no guardian is known, and who are therefore invited themselves, by their ids."""

    def letters(self) -> Mapping[str, tuple[Way, ...]]:
        """The invitations that go by mail, by address: what goes to one address is one letter."""
        found: dict[str, tuple[Way, ...]] = {}
        for way in self.ways:
            if way.mail is not None:
                found[way.mail[1]] = (*found.get(way.mail[1], ()), way)
        return found

    def papers(self) -> tuple[Way, ...]:
        """The invitations that are printed."""
        return tuple(way for way in self.ways if way.on_paper)


def plan(people: Iterable[Invitee], *, mail: bool) -> Plan:
    """Work out what happens for these `people`; `mail` tells whether the club's server sends letters."""
    hands: dict[str, Invitee] = {}
    children: dict[str, list[str]] = {}
    inside, alone = [], set()
    for person in people:
        if person.signs_in or any(guardian.signs_in for guardian in person.guardians):
            inside.append(person.name)
        elif person.guardians and not waits(person):
            for guardian in person.guardians:
                hands.setdefault(guardian.id, guardian)
                children.setdefault(guardian.id, []).append(person.name)
        else:
            hands.setdefault(person.id, person)
            if person.minor:
                alone.add(person.id)
    ways = tuple(_way(person, tuple(children.get(id, ())), mail=mail) for id, person in hands.items())
    return Plan(ways, tuple(inside), frozenset(alone))


def waits(person: Invitee) -> bool:
    """Whether somebody decided before that this person comes in themselves, and it did not come to that yet."""
    made = person.invitation
    return made is not None and made.state == "waiting" and made.purpose == "join"


def _way(person: Invitee, children: tuple[str, ...], *, mail: bool) -> Way:
    """What waits already is made anew where it would be the same; whoever is to get a role keeps it that way."""
    address = person.mail if mail else None
    made = person.invitation
    if made is None or not waits(person):
        return Way(person.id, person.name, address, children)
    if made.role is not None:
        address = ("", made.address or "") if made.how == "mail" else None
        return Way(person.id, person.name, address, children, made.id)
    same = made.how == ("code" if address is None else "mail") and made.address == (address and address[1])
    return Way(person.id, person.name, address, children, made.id if same else None)


def wish(way: Way, id: str, secret: str | None) -> tuple[str, dict[str, Any]]:
    """The verb and its arguments; `id` is that of the row to be made, `secret` what the printed code will open."""
    hashed = None if secret is None else hash_of(secret)
    if way.renews is not None:
        return "invitation.renew", {"id": way.renews, "secret_hash": hashed}
    args = {"id": id, "contact": way.contact, "purpose": "join"}
    if way.mail is not None:
        return "invitation.make", {**args, "how": "mail", "point": way.mail[0]}
    return "invitation.make", {**args, "how": "code", "secret_hash": hashed}
